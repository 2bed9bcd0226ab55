import { describe, expect, it } from 'vitest';
import { assembleBundle, type CompiledFile } from '#content-pipeline/assemble.ts';
import { inspectContent } from '#content-pipeline/check-content.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import {
  contentModel,
  type Field,
  type Fields,
  type KindName,
  kindNames,
} from '#content-pipeline/document-types.ts';
import { diffContent } from '#features/releases/content-diff.ts';
import { readValidShop } from './fixtures.ts';

const shopFiles = () => readValidShop().files;

/** The small shop, compiled as far as a diff reads it: bodies are not run. */
function bundleOf(files: ReadonlyMap<string, string>): ContentBundle {
  const { documents, rulesets } = inspectContent({ files, publicFiles: new Set() });
  const compiled = new Map(
    documents.map(({ file, yaml, body }): [string, CompiledFile] => [
      file,
      {
        _id: file.replace('content/', ''),
        ...Object(yaml.data),
        ...(body && { body: { raw: body.text, code: '' } }),
      },
    ]),
  );
  return assembleBundle({ documents, rulesets, hash: 'x' }, compiled);
}

/** What is said when these files read otherwise: each change a text and what stands in its place. */
function said(changes: Record<string, [from: string | RegExp, to: string]>) {
  const files = shopFiles();
  for (const [file, [from, to]] of Object.entries(changes)) {
    const text = files.get(file) ?? '';
    expect(text.search(from instanceof RegExp ? from : from.slice(0, 12)), file).not.toBe(-1);
    files.set(file, text.replace(from, to));
  }
  return diffContent(bundleOf(shopFiles()), bundleOf(files));
}

const roller = 'products/face-roller.mdx';
const article = 'learn/how-it-works.mdx';

describe('a change in words', () => {
  it('says nothing of contents that are the same', () => {
    expect(diffContent(bundleOf(shopFiles()), bundleOf(shopFiles()))).toEqual([]);
  });

  it.each([
    [
      'a price',
      roller,
      /price: "[\d.]+"/,
      'price: "19.50"',
      'first',
      /^0\.2.* mm \(.*\): price £[\d.]+ → £19\.50$/,
    ],
    ['a title', roller, /^title: .*$/m, 'title: Round roller', 'rest', /^title “.*” → “Round roller”$/],
    ['a status', roller, /^status: .*$/m, 'status: withdrawn', 'rest', /^status published → withdrawn$/],
    [
      'a time that comes',
      roller,
      /^status: .*$/m,
      'status: published\npublishAt: 2026-12-01T09:00',
      'rest',
      /^appears nothing → 2026-12-01 09:00$/,
    ],
    [
      'an article’s status',
      article,
      /^summary: /m,
      'status: draft\nsummary: ',
      'rest',
      /^status published → draft$/,
    ],
    [
      'the delivery price',
      'shop.yaml',
      /price: "?[\d.]+"?/,
      'price: "9.99"',
      'first',
      /^delivery, price £[\d.]+ → £9\.99$/,
    ],
    [
      'a tier',
      'markets.yaml',
      /homeMax: "?\w+"?/,
      'homeMax: self-check',
      'first',
      /needles above 0\.3 up to 0\.5 mm \S+ → self-check$/,
    ],
    [
      'a moved page',
      'redirects.yaml',
      /to: \/learn\b/,
      'to: /safety',
      'rest',
      /to “\/learn.*” → “\/safety.*”$/,
    ],
  ] as const)('%s', (_what, file, from, to, group, expected) => {
    const [change, ...others] = said({ [file]: [from, to] });
    expect(others).toEqual([]);
    expect(change).toMatchObject({ change: 'changed', file: `content/${file}`, text: null });
    expect(change?.[group]).toEqual([expect.stringMatching(expected)]);
    expect(change?.[group === 'first' ? 'rest' : 'first']).toEqual([]);
  });

  it('a warning that is worded otherwise: the old wording, then the new', () => {
    const [change] = said({ [roller]: [/^warnings: .*$/m, 'warnings: [Never, Ask first]'] });
    expect(change?.first.at(-1)).toBe('warnings: new “Ask first”');
    expect(change?.first[0]).toMatch(/^warnings: taken out “/);
  });

  it('a variant that came, with its price', () => {
    const [change] = said({
      [roller]: [
        /^variants:\n/m,
        'variants:\n  - { sku: NEW-1, label: 0.3 mm, needleLengthMm: 0.3, price: "30.00", openingStock: 4 }\n',
      ],
    });
    expect(change?.rest).toEqual(['variants: new 0.3 mm (NEW-1), £30.00']);
  });

  it('a text: its words, headings and sentences', () => {
    const [change] = said({
      [article]: ['Words before a table.', 'Other words before a table.\n\n## Why\n\nBecause.'],
    });
    expect(change?.text).toEqual({
      words: { before: expect.any(Number), after: expect.any(Number) },
      headings: { gone: [], new: ['Why'] },
      sentences: {
        gone: ['Words before a table.'],
        new: ['Other words before a table.', '## Why', 'Because.'],
        onlyMoved: false,
      },
    });
    expect((change?.text?.words.after ?? 0) - (change?.text?.words.before ?? 0)).toBe(3);
  });

  it('documents that came and went', () => {
    const files = shopFiles();
    files.delete('learn/who-should-not.mdx');
    files.set(
      'glossary/keloid.mdx',
      '---\nterm: Keloid\ndefinition: A scar that grows.\nstatus: draft\n---\n',
    );
    const changes = diffContent(bundleOf(shopFiles()), bundleOf(files));
    expect(changes.map(({ name, change, rest }) => [name, change, rest])).toEqual([
      ['“Who should not”', 'removed', []],
      ['Glossary: Keloid', 'added', ['status: draft']],
    ]);
  });
});

/** A value of this field other than `value`. */
function otherValue(field: Field, value: unknown): unknown {
  switch (field.type) {
    case 'money':
      return Number(value ?? 0) + 1;
    case 'number':
      return Number(value ?? 0) + 1;
    case 'boolean':
      return value !== true;
    case 'list':
      return Array.isArray(value) && value.length > 0 ? value.slice(1) : [listItem(field)];
    case 'object':
      return value ? null : objectOf(field.fields);
    default:
      return `${String(value ?? '')}x`;
  }
}

function listItem(field: Field & { type: 'list' }): unknown {
  return field.of.type === 'object' ? objectOf(field.of.fields) : 'x';
}

function objectOf(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, inner]) => [
      inner.type === 'money' ? `${name}Minor` : name,
      inner.type === 'list'
        ? []
        : inner.type === 'object'
          ? objectOf(inner.fields)
          : inner.type === 'money'
            ? 1
            : 'x',
    ]),
  );
}

/** Every field of these fields, at any depth, with the data that holds it. */
function* places(
  fields: Fields,
  data: Record<string, unknown>,
): Generator<{ field: Field; key: string; data: Record<string, unknown> }> {
  for (const [name, field] of Object.entries(fields)) {
    const key = field.type === 'money' ? `${name}Minor` : name;
    yield { field, key, data };
    const inner = data[key];
    if (field.type === 'object' && inner) yield* places(field.fields, inner as Record<string, unknown>);
    if (field.type === 'list' && field.of.type === 'object' && Array.isArray(inner))
      for (const entry of inner) yield* places(field.of.fields, entry);
  }
}

const listNames = { article: 'articles', product: 'products', glossary: 'glossary', legal: 'legal' } as const;

/** The data of all documents of a kind in a bundle, as the content model names its fields. */
function dataOf(bundle: ContentBundle, kind: KindName): Record<string, unknown>[] {
  switch (kind) {
    case 'article':
    case 'product':
    case 'glossary':
    case 'legal':
      return bundle[listNames[kind]] as unknown as Record<string, unknown>[];
    case 'shop':
      return [bundle.shop as unknown as Record<string, unknown>];
    default:
      return [bundle as unknown as Record<string, unknown>];
  }
}

describe('no change goes unsaid', () => {
  it.each(kindNames)('each field of each %s', (kind) => {
    const before = bundleOf(shopFiles());
    const count = dataOf(before, kind).flatMap((data) => [...places(contentModel[kind].fields, data)]).length;
    expect(count).toBeGreaterThan(0);
    for (let index = 0; index < count; index += 1) {
      const after = structuredClone(before);
      const place = dataOf(after, kind).flatMap((data) => [...places(contentModel[kind].fields, data)])[
        index
      ];
      if (!place) throw new Error('The clone has other fields');
      place.data[place.key] = otherValue(place.field, place.data[place.key]);
      // A shop whose currency is none cannot write a price.
      if (place.key === 'currency') place.data[place.key] = 'EUR';
      const changes = diffContent(before, after);
      expect(
        changes.flatMap(({ first, rest }) => [...first, ...rest]).length,
        `${kind}.${place.key}`,
      ).toBeGreaterThan(0);
    }
  });
});
