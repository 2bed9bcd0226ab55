import { expect, it } from 'vitest';
import { compareProblems, fieldName, formatProblem, nearest } from '#content-pipeline/problems.ts';

it('a wrong word finds the one that was meant, and nothing far off', () => {
  const allowed = ['published', 'draft', 'withdrawn', 'who-should-not', 'xy'];
  const meant = (wrong: string) => nearest(wrong, allowed);
  expect(['publshed', 'Draft', 'withdrawed', 'who-should', 'xz'].map(meant)).toEqual([
    'published',
    'draft',
    'withdrawn',
    'who-should-not',
    'xy',
  ]);
  expect(['sold', 'a', '', 'live'].map(meant)).toEqual([null, null, null, null]);
});

it('a problem is one line, whatever it quotes', () => {
  const problem = {
    file: 'content/shop.yaml',
    line: 3,
    column: 7,
    field: 'name',
    problem: '“a\n b” is wrong',
  };
  expect(formatProblem({ ...problem, example: 'x' })).toBe(
    'content/shop.yaml:3:7  name  “a b” is wrong  e.g. x',
  );
  expect(formatProblem({ ...problem, example: '' })).toBe('content/shop.yaml:3:7  name  “a b” is wrong');
  expect(fieldName(['variants', 0, 'price'])).toBe('variants[0].price');
});

it('problems are ordered by file, then line and column as numbers', () => {
  const at = (file: string, line: number, column: number) => ({
    file,
    line,
    column,
    field: '',
    problem: '',
    example: '',
  });
  const ordered = [at('a', 2, 1), at('a', 10, 2), at('a', 10, 10), at('b', 1, 1)];
  expect(ordered.toReversed().sort(compareProblems)).toEqual(ordered);
});
