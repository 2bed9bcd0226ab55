import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { inspectContent } from '#content-pipeline/check-content.ts';
import { type ContentProblem, formatProblem } from '#content-pipeline/problems.ts';
import { bannedClaims } from '#features/editorial/banned-claims.ts';
import { lawCases } from '#features/self-check/law-cases-fixture.ts';
import { readRuleset } from '#features/self-check/ruleset.ts';
import { changed } from '#features/self-check/ruleset-edits.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { contentLinters } from '../../src/content-linters.ts';
import { brokenCopy } from './broken-copy.ts';
import { readBrokenShop } from './fixtures.ts';

// The kinds of problem are the sentences that the check can say, read from its code: whoever writes a new one is asked
// here for an error that makes the check say it.

const checks = [
  ...['content', 'fields', 'body', 'relations', 'redirects'].map(
    (name) => `content-pipeline/check-${name}.ts`,
  ),
  ...['layout', 'citations', 'figures'].map((name) => `features/editorial/${name}.ts`),
];

/** What only a shop says that has this one error: it takes the place of another, or names a page that is moved there. */
const alone: Record<string, string> = {
  'is missing, and without it the shop cannot open': 'file-missing-shop',
  '…: it is “…” now': 'reference-to-moved-product',
  'is not there after …': 'link-to-article-that-goes',
};

/** What nobody can make the check say as long as MDX reads every tag as a component; it stays for a reader that does not. */
const neverSaid = ['HTML is not allowed'];

/** Every sentence in a module, `…` where something is filled in: problems and examples, and no patterns. */
function sentencesIn(file: string): string[] {
  const text = readFileSync(path.join(projectRoot, 'src', file), 'utf8');
  const found = new Set<string>();
  const read = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isTaggedTemplateExpression(node)) return;
    if (ts.isThrowStatement(node)) return;
    // Words that are looked for, and not said.
    if (ts.isCallExpression(node) && /\.split$/.test(node.expression.getText())) return;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.add(node.text);
    if (ts.isTemplateExpression(node))
      found.add([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…'));
    ts.forEachChild(node, read);
  };
  read(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return [...found].filter((each) => /\p{L}{2,}.* .*\p{L}{2,}/su.test(each) && !/[|\\^]/.test(each));
}

const isSaid = (sentence: string, said: string): boolean =>
  new RegExp(
    sentence
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()[\]]/g, String.raw`\$&`))
      .join('.*'),
  ).test(said);

const say = (problems: readonly ContentProblem[]) => problems.map(formatProblem).join('\n');

describe('a working copy with one error of each kind', () => {
  let problems: ContentProblem[] = [];
  let files: ReadonlyMap<string, string>;
  beforeAll(() => {
    const copy = brokenCopy();
    files = copy.files;
    problems = inspectContent({ ...copy, linters: contentLinters }).problems;
  });

  test.each(checks)('has one for each sentence of %s', (file) => {
    const said = say(problems);
    const sentences = sentencesIn(file);
    expect(sentences.length).toBeGreaterThan(0);
    const unsaid = sentences.filter((each) => !isSaid(each, said) && !neverSaid.includes(each));
    const elsewhere = unsaid.filter((each) => {
      const shop = alone[each];
      return shop && isSaid(each, say(inspectContent(readBrokenShop(shop)).problems));
    });
    expect(unsaid, 'plant it in tests/content/fixtures').toEqual(elsewhere);
  });

  test('has every claim that must not be made, and a broken file of each kind of the self-check', () => {
    const fields = new Set(problems.map(({ field }) => field));
    expect(bannedClaims.filter(({ id }) => !fields.has(`claim ${id}`)).map(({ id }) => id)).toEqual([]);
    const broken = (start: string) =>
      problems.filter(({ file }) => file.startsWith(start)).map(({ field }) => field);
    expect(broken('content/self-check/2026.8.0.yaml')).toContain('floor');
    expect(broken('content/self-check/overlays/')).toContain('floor');
    expect(broken('content/self-check/seals.yaml')).not.toEqual([]);
  });

  test('is told whole: every problem with a place that is in its file', () => {
    expect(problems.length).toBeGreaterThan(300);
    for (const { file, line, column, field, problem } of problems) {
      expect([field, problem]).not.toContain('');
      const text = files.get(file.replace('content/', ''));
      expect(text?.split('\n').length ?? 0, `${file}:${line}`).toBeGreaterThanOrEqual(line);
      expect(column).toBeGreaterThan(0);
    }
  });
});

test('each law of the self-check’s rules has an error that breaks it', () => {
  const said = lawCases
    .flatMap(([, change]) => {
      const reading = readRuleset(changed(change));
      return reading.ok ? [] : reading.error.map(({ message, example }) => `${message}  ${example}`);
    })
    .join('\n');
  expect(sentencesIn('features/self-check/ruleset-laws.ts').filter((each) => !isSaid(each, said))).toEqual(
    [],
  );
});
