/** One thing wrong with the content, at the place where somebody has to type. */
export interface ContentProblem {
  /** Path below the repository root. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** The field (`variants[0].price`), component (`<Cite id>`) or part (`body`) at fault. */
  field: string;
  /** What is wrong, to be read after the field's name. */
  problem: string;
  /** Something that would be accepted; empty where there is nothing to show. */
  example: string;
}

export interface Position {
  line: number;
  column: number;
}

/** Where a field lies inside a document: names and list indexes from 0. */
export type FieldPath = readonly (string | number)[];

/** A field path as people read it: `variants[0].price`. */
export function fieldName(path: FieldPath): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

/** `file:line:column  field  problem  example`, on one line. */
export function formatProblem({ file, line, column, field, problem, example }: ContentProblem): string {
  const parts = [`${file}:${line}:${column}`, field, problem, example && `e.g. ${example}`];
  return parts
    .filter((part) => part !== '')
    .join('  ')
    .replaceAll(/\s*\n\s*/g, ' ');
}

/** Order of problems in every list: by file, then by place in it. */
export function compareProblems(a: ContentProblem, b: ContentProblem): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.field, b.field) ||
    compareText(a.problem, b.problem)
  );
}

/** The content was not compiled, because of every problem listed. */
export class ContentRefused extends Error {
  readonly problems: readonly ContentProblem[];

  constructor(problems: readonly ContentProblem[]) {
    super(`${problems.length} problem(s) in content/:\n${problems.map(formatProblem).join('\n')}`);
    this.name = 'ContentRefused';
    this.problems = problems;
  }
}

/** The allowed word that a wrong one was probably meant to be; null where none is near. */
export function nearest(wrong: string, allowed: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.min(3, Math.ceil(wrong.length / 3)) + 1;
  for (const word of allowed) {
    if (wrong.length >= 4 && (word.startsWith(wrong) || (word.length >= 4 && wrong.startsWith(word))))
      return word;
    const distance = editDistance(wrong.toLowerCase(), word.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [word, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const kept = (row[j] ?? 0) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(kept, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
