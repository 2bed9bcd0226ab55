import { expect, it, vi } from 'vitest';
import { formatProblem } from '#content-pipeline/problems.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { contentLinters } from '../../../src/content-linters.ts';
import { editorialLinters, findings, realContent } from './lint.ts';

const real = realContent(projectRoot);

// All of the content is read twice in each, with the rules and without.
vi.setConfig({ testTimeout: 60_000 });

it('the shop’s own words keep every editorial rule', () => {
  expect(findings(real).map(formatProblem).join('\n')).toBe('');
});

it('the rules are among those that the content check runs', () => {
  expect(contentLinters).toEqual(expect.arrayContaining([...editorialLinters]));
});

it('the rules have something to read: cited statements, figures and boxes in the articles', () => {
  // Without its citations, boxes and figures the same content would break each of the rules.
  const bare = new Map(
    [...real].map(([file, text]) => [
      file,
      file.startsWith('learn/')
        ? text
            .replaceAll(/<Cite [^>]*\/>/g, '')
            .replaceAll(/<\/?Risks[^>]*>/g, '')
            .replaceAll(/<Fact id="[^"]*"[^>]*\/>/g, '17 hours')
        : text,
    ]),
  );
  const fields = new Map<string, number>();
  for (const { field, problem } of findings(bare)) {
    const rule = problem.includes('<Risks>') ? 'layout' : field;
    fields.set(rule, (fields.get(rule) ?? 0) + 1);
  }
  const articles = [...real.keys()].filter((file) => file.startsWith('learn/')).length;
  expect(fields.get('citation')).toBeGreaterThan(2 * articles);
  expect(fields.get('figure')).toBeGreaterThan(2 * articles);
  expect(fields.get('layout')).toBeGreaterThan(0);
});
