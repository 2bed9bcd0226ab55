import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectContent } from '#content-pipeline/check-content.ts';
import type { ContentLinter } from '#content-pipeline/checked-content.ts';
import { contentModel } from '#content-pipeline/document-types.ts';
import { mdxComponentSet } from '#content-pipeline/mdx-components.ts';
import { formatProblem } from '#content-pipeline/problems.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { brokenShops, readBrokenShop, readValidShop, validShop } from './fixtures.ts';

const article = 'learn/how-it-works.mdx';

function say(files: Map<string, string>, linters: ContentLinter[] = []): string[] {
  const { publicFiles } = readValidShop();
  return inspectContent({ files, publicFiles, linters }).problems.map(formatProblem);
}

describe('each kind of error', () => {
  it('is absent from the valid shop, which uses every component', () => {
    const { files } = readValidShop();
    expect(say(files)).toEqual([]);
    for (const { name } of mdxComponentSet) expect(files.get(article)).toContain(`<${name}`);
  });

  it.each(brokenShops)('%s', (name) => {
    const { files, expected } = readBrokenShop(name);
    expect(expected).toMatch(/^content\/\S+:\d+:\d+ {2}\S.* {2}\S/);
    expect(say(files).join('\n')).toBe(expected);
  });
});

describe('examples', () => {
  it('of the content model are accepted by it', () => {
    const { files } = readValidShop();
    const { fields } = contentModel.glossary;
    const document = Object.entries(fields).map(([name, { example }]) => `${name}: ${example}`);
    files.set('glossary/dermis.mdx', `---\n${document.join('\n')}\n---\n`);
    // What an example refers to must be there.
    files.set(
      'learn/who-should-not.mdx',
      (files.get('learn/who-should-not.mdx') ?? '').replaceAll('hc-2021', 'review'),
    );
    expect(say(files)).toEqual([]);
  });

  it('of every plain field in every kind are accepted in its place', () => {
    for (const [kind, { fields, place }] of Object.entries(contentModel)) {
      if (!('folder' in place)) continue;
      for (const [name, field] of Object.entries(fields)) {
        if (field.type === 'reference' || field.type === 'list' || field.type === 'object') continue;
        const { files } = readValidShop();
        const [file = ''] = [...files.keys()].filter((candidate) => candidate.startsWith(`${place.folder}/`));
        const text = files.get(file) ?? '';
        files.set(file, text.replace(new RegExp(`^${name}: .*$`, 'm'), `${name}: ${field.example}`));
        const wrong = say(files).filter(
          (line) => line.includes(`  ${name}  `) && !/also the place|though|later/.test(line),
        );
        expect(wrong, `${kind}.${name}`).toEqual([]);
      }
    }
  });
});

describe('what comes and goes', () => {
  const other = 'learn/who-should-not.mdx';
  /** What is said of links between the two articles when the first and the other have these lines. */
  const between = (first: string, second: string) => {
    const { files } = readValidShop();
    for (const [file, lines] of [
      [article, first],
      [other, second],
    ] as const)
      files.set(file, (files.get(file) ?? '').replace(/^summary: /m, `${lines}\nsummary: `));
    return say(files).map((line) => line.replace(/^.*? {2}/, ''));
  };

  it.each([
    ['status: draft', 'status: draft', []],
    ['publishAt: 2026-11-22T09:00', 'publishAt: 2026-11-22T09:00', []],
    ['publishAt: 2026-11-22T09:00', 'publishAt: 2026-11-22T08:59', []],
    ['unpublishAt: 2026-11-22T09:00', 'unpublishAt: 2026-11-22T09:00', []],
    [
      'publishAt: 2026-11-22T09:00',
      'publishAt: 2026-11-22T09:01',
      ['link  “who-should-not” is not there before 2026-11-22T09:01'],
    ],
    [
      'publishAt: 2026-11-22T09:00',
      'status: draft',
      ['link  “who-should-not” is a draft, which nobody can open'],
    ],
  ])('an article with “%s” may lead to one with “%s” only while it is there', (first, second, expected) => {
    expect(between(first, second)).toEqual(expected);
  });
});

describe('whatever the files hold', () => {
  const originals = readValidShop().files;
  const anyChange = fc.record({
    file: fc.constantFrom(...originals.keys()),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(60),
    put: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        'null',
        '[]',
        '{}',
        '- ',
        '\n',
        '---\n',
        '&a [*a]',
        '? ',
        '!!js/function x',
        '<',
        '{',
        '`',
        '0x',
        ': ',
      ),
    ),
  });

  it('the check answers, and every place it names is in the file', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { minLength: 1, maxLength: 4 }), (changes) => {
        const { files } = readValidShop();
        for (const { file, at, cut, put } of changes) {
          const text = files.get(file) ?? '';
          const start = Math.floor(at * text.length);
          files.set(file, text.slice(0, start) + put + text.slice(start + cut));
        }
        for (const { file, line, column, field } of inspectContent({ files, publicFiles: new Set() })
          .problems) {
          const lines = (files.get(file.replace('content/', '')) ?? '').split(/\r\n|\n|\r/);
          expect(line, field).toBeLessThanOrEqual(lines.length);
          expect(Math.min(line, column), field).toBeGreaterThan(0);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('code is never accepted, wherever it is put in a body', () => {
    const code = fc.constantFrom(
      'import fs from "node:fs"',
      'export const x = 1',
      'export default () => 1',
      '{process.env.HOME}',
      'words {1} words',
      '<Cite id={"review"} />',
      '<Cite {...x} />',
      '<Cite id="review" onClick={() => 1} />',
      '<script>1</script>',
      '<div style="color: red">words</div>',
      '<a href="javascript:1">words</a>',
      '[words](javascript:1)',
      '<React.Fragment>words</React.Fragment>',
      '<>words</>',
      '<img src="x" onerror="1" />',
    );
    const inside = fc.constantFrom(
      (line: string) => line,
      (line: string) => `- ${line}`,
      (line: string) => `> ${line}`,
      (line: string) => `<DoList>\n\n${line}\n\n</DoList>`,
      (line: string) => `| a |\n| - |\n| ${line} |`,
    );
    fc.assert(
      fc.property(code, inside, fc.nat(), (line, wrap, place) => {
        const { files } = readValidShop();
        const blocks = (files.get('legal/delivery.mdx') ?? '').split('\n\n');
        const at = 1 + (place % blocks.length);
        files.set(
          'legal/delivery.mdx',
          [...blocks.slice(0, at), wrap(line), ...blocks.slice(at), ''].join('\n\n'),
        );
        // Nested, `import` and `export` are plain words: MDX gives them meaning only at the left margin.
        const isWords = /^(import|export)/.test(line) && wrap('x') !== 'x' && !wrap('x').startsWith('<');
        if (!isWords) expect(say(files)).not.toEqual([]);
      }),
    );
  });
});

describe('rules from outside', () => {
  it('find their place by field or by line, and stay silent about a ruleset that is wrong already', () => {
    const linter: ContentLinter = {
      document: ({ kind }) =>
        kind === 'product'
          ? [{ at: { path: ['variants', 0, 'price'] }, field: 'claim', problem: 'is bold' }]
          : [],
      ruleset: () => [{ at: { line: 2, column: 1 }, field: 'law', problem: 'is broken', example: 'law: 1' }],
    };
    const { files } = readValidShop();
    expect(say(files, [linter])).toEqual([
      'content/products/face-roller.mdx:17:12  claim  is bold',
      'content/products/gauze.mdx:13:69  claim  is bold',
      'content/products/next-roller.mdx:10:78  claim  is bold',
      'content/products/storage-case.mdx:10:12  claim  is bold',
      'content/self-check/2026.1.0.yaml:2:1  law  is broken  e.g. law: 1',
    ]);
    files.set('self-check/2026.1.0.yaml', 'version: 1');
    expect(say(files, [linter]).filter((line) => line.includes('  law  '))).toEqual([]);
  });
});

describe('npm run content:check', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'content-check-'));
    cpSync(validShop, root, { recursive: true });
    rmSync(path.join(root, 'content/self-check'), { recursive: true });
    cpSync(path.join(projectRoot, 'content/self-check'), path.join(root, 'content/self-check'), {
      recursive: true,
    });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const run = () =>
    new Promise<{ code: number | string; lines: string[] }>((resolve) => {
      const command = path.join(projectRoot, 'src/cli/content-check.ts');
      execFile(process.execPath, [command, root], (error, stdout) => {
        resolve({ code: error?.code ?? 0, lines: stdout.trimEnd().split('\n') });
      });
    });

  it('prints the number of documents and exits 0; prints all problems, sorted, and their number, and exits 1', async () => {
    const rulesets = await readdir(path.join(root, 'content/self-check'));
    expect(await run()).toEqual({ code: 0, lines: [`${13 + rulesets.length} documents, no problem`] });

    const [ruleset = ''] = rulesets;
    const rules = path.join(root, 'content/self-check', ruleset);
    const lawful = await readFile(rules, 'utf8');
    await writeFile(rules, lawful.replace(/^floor: \[anticoagulant, /m, 'floor: ['));
    await writeFile(path.join(root, 'content/shop.yaml'), 'name: [');
    const product = path.join(root, 'content/products/face-roller.mdx');
    await writeFile(
      product,
      (await readFile(product, 'utf8')).replace('"24.50"', '24.5').replace('care:', 'caer:'),
    );
    const { code, lines } = await run();
    expect(code).toBe(1);
    expect(lines.map((line) => line.split('  ').slice(0, 2).join('  '))).toEqual([
      'content/products/face-roller.mdx:2:1  care',
      'content/products/face-roller.mdx:22:12  variants[1].price',
      'content/products/face-roller.mdx:27:1  caer',
      `content/self-check/${ruleset}:${lawful.split('\n').findIndex((line) => line.startsWith('floor:')) + 1}:8  floor`,
      'content/shop.yaml:1:8  YAML',
      `5 problems in 3 of ${13 + rulesets.length} documents`,
    ]);
  });
});
