import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inspectContent } from '#content-pipeline/check-content.ts';
import type { ContentLinter } from '#content-pipeline/checked-content.ts';
import { type ContentProblem, formatProblem } from '#content-pipeline/problems.ts';
import { citationsLinter } from '#features/editorial/citations.ts';
import { claimsLinter } from '#features/editorial/claims.ts';
import { figuresLinter } from '#features/editorial/figures.ts';
import { layoutLinter } from '#features/editorial/layout.ts';

/** The four editorial rules, as `content-linters.ts` hands them to the check. */
export const editorialLinters: readonly ContentLinter[] = [
  claimsLinter,
  citationsLinter,
  figuresLinter,
  layoutLinter,
];

const folder = path.join(import.meta.dirname, 'fixtures');

/** What the rules find in these files (texts by path below `content/`), without what the content model finds. */
export function findings(
  files: Record<string, string> | ReadonlyMap<string, string>,
  linters: readonly ContentLinter[] = editorialLinters,
): ContentProblem[] {
  const texts = files instanceof Map ? files : new Map(Object.entries(files));
  const inspect = (rules: readonly ContentLinter[]) =>
    inspectContent({ files: texts, publicFiles: new Set(), linters: rules }).problems;
  const known = new Set(inspect([]).map(formatProblem));
  return inspect(linters).filter((problem) => !known.has(formatProblem(problem)));
}

/** What the claims rule finds in these files; nothing else is called a claim. */
export function claimsFound(files: Record<string, string>): ContentProblem[] {
  return inspectContent({
    files: new Map(Object.entries(files)),
    publicFiles: new Set(),
    linters: [claimsLinter],
  }).problems.filter(({ field }) => field.startsWith('claim '));
}

/** What the claims rule finds in one body, of an article unless another folder is named. */
export function claimsIn(body: string, place = 'learn'): ContentProblem[] {
  return claimsFound({ [`${place}/fixture.mdx`]: `---\ntitle: Fixture\n---\n\n${body}\n` });
}

/** Texts of a folder of fixtures by file name without its ending. */
export function fixturesIn(place: string, ending = '.mdx'): Map<string, string> {
  return new Map(
    readdirSync(path.join(folder, place))
      .filter((name) => name.endsWith(ending))
      .map((name) => [name.slice(0, -ending.length), readFileSync(path.join(folder, place, name), 'utf8')]),
  );
}

/** The facts that the fixtures of `rules` use. */
export const fixtureFacts: string = readFileSync(path.join(folder, 'facts.yaml'), 'utf8');

/** Every file below the shop's own `content/`, by its path there. */
export function realContent(root: string): Map<string, string> {
  const content = path.join(root, 'content');
  const entries = readdirSync(content, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    entries
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(content, file), readFileSync(file, 'utf8')]),
  );
}
