import fc from 'fast-check';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { describe, expect, test } from 'vitest';
import type { BodyContext } from '#content-pipeline/body-context.ts';
import { parseMdx, textOf } from '#content-pipeline/mdx-source.ts';
import { questionsOf, rollersIn, sectionsOf, termsIn, toMarkdown } from '#content-pipeline/plain-words.ts';

const context: BodyContext = {
  cite: (id) => ({
    number: id === 'S1' ? 1 : 2,
    source: { id, title: id, year: null, url: 'https://example.org', read: 'whole', confidence: 'H' },
  }),
  term: (id) => (id === 'lost' ? null : { slug: id, term: id, definition: `What ${id} is.` }),
  roller: (slug) =>
    slug === 'lost'
      ? null
      : {
          slug,
          title: 'Face roller',
          href: '/rollers/face-roller',
          priceText: '£18.00',
          stockText: 'in stock',
          price: { amount: '£18.00', isFrom: false },
          summary: 'A plain roller.',
          lengthsMm: [0.2, 0.25],
          plate: { kind: 'storage-case' },
          saleWords: 'Needs the self-check',
          stock: { state: 'in-stock', text: 'In stock' },
        },
  fact: (id) => ({
    id,
    from: 0.15,
    to: null,
    unit: 'mm',
    words: null,
    says: '',
    sources: ['S1'],
    confidence: 'H',
    mustSay: [],
  }),
};
const absolute = (path: string) => `https://shop.test${path}`;
const written = (source: string) => toMarkdown({ source }, context, { absolute });

const article = `
The <Term id="dermis">dermis</Term> is deep.<Cite id="S1" /><Cite id="S2" /> Channels were
<Fact id="x" /> deep, or <Fact id="x" form="number" />.

## Who *should* not

<WhoShouldNot>

- You take a <Term id="anticoagulant">blood thinner</Term>.
- The <Term id="dermis">dermis</Term> is sore.

</WhoShouldNot>

<Risks title="Harms">

Marks.<Cite id="S2" />

### Rare ones

Lumps.

</Risks>

<WarningCallout title="Never share">One roller, one person.</WarningCallout>

## Short answers

<Question ask="Does it hurt?">

A little, at <Fact id="x" />.<Cite id="S1" />

- Less
- on the chin

</Question>

<Question ask="Which one?">The <Roller slug="face-roller" />.</Question>

Said after both.

<CareCard urgency="urgent" title="Get help if">

you faint

</CareCard>

<Conflict title="How deep?">One says so.<Cite id="S1" /></Conflict>

<DepthFigure lengths="0.2,1.5" caption="Two lengths." />

<Expander summary="How measured?">

| Place | mm |
| ----- | -: |
| a     | <Fact id="x" form="number" /> |

</Expander>

<RollerCard slug="face-roller" />

<RollerCard slug="lost" />

[Delivery][d], [this](#short-answers), ![A roller](/images/roller.svg)

[d]: /legal/delivery
`;

describe('plain words', () => {
  test('stand by heading, a question being one, with figures filled in and citations left out', () => {
    expect(sectionsOf({ source: article }, context)).toEqual([
      {
        id: null,
        heading: null,
        text: 'The dermis is deep. Channels were 0.15\u202fmm deep, or 0.15.',
      },
      {
        id: 'who-should-not',
        heading: 'Who should not',
        text: 'Do not roll at home if You take a blood thinner. The dermis is sore. Harms Marks.',
      },
      { id: 'rare-ones', heading: 'Rare ones', text: 'Lumps. Never share One roller, one person.' },
      {
        id: 'short-answers',
        heading: 'Short answers',
        text: 'Said after both. Get help if you faint How deep? One says so. Two lengths. How measured? Place mm a 0.15 Face roller Delivery, this, A roller',
      },
      {
        id: 'does-it-hurt',
        heading: 'Does it hurt?',
        text: 'A little, at 0.15\u202fmm. Less on the chin',
      },
      { id: 'which-one', heading: 'Which one?', text: 'The Face roller.' },
    ]);
  });

  test('of an empty body are none; of one without headings, one section', () => {
    expect(sectionsOf({ source: '' }, context)).toEqual([]);
    expect(sectionsOf({ source: 'Words.' }, context)).toEqual([{ id: null, heading: null, text: 'Words.' }]);
    expect(sectionsOf({ source: '## Alone' }, context)).toEqual([
      { id: 'alone', heading: 'Alone', text: '' },
    ]);
  });

  test('of questions and their answers; the terms used, each once', () => {
    expect(questionsOf({ source: article }, context)).toEqual([
      { ask: 'Does it hurt?', answer: 'A little, at 0.15\u202fmm. Less on the chin' },
      { ask: 'Which one?', answer: 'The Face roller.' },
    ]);
    expect(termsIn({ source: article })).toEqual(['dermis', 'anticoagulant']);
  });
});

const plain = unified().use(remarkParse).use(remarkGfm).freeze();

describe('the Markdown of a body', () => {
  test('of the products named, inline and by a card, each once', () => {
    const source =
      'The <Roller slug="face-roller" /> or <Roller slug="body-roller" />.\n\n<RollerCard slug="face-roller" />\n\n<RollerCard slug="storage-case" />\n';
    expect(rollersIn({ source })).toEqual(['face-roller', 'body-roller', 'storage-case']);
    expect(rollersIn({ source: 'Words alone.' })).toEqual([]);
  });

  test('says each component in plain Markdown', () => {
    const [beforeFigure = '', rest = ''] = written(article).split(/(?=> \*\*Figure 1)/);
    expect(beforeFigure).toBe(`The [dermis](https://shop.test/glossary#dermis) is deep.[1][2] Channels were
0.15\u202fmm deep, or 0.15.

## Who _should_ not

**Do not roll at home if**

- You take a [blood thinner](https://shop.test/glossary#anticoagulant).
- The dermis is sore.

**Harms**

Marks.[2]

### Rare ones

Lumps.

> **Warning: Never share**
>
> One roller, one person.

## Short answers

### Does it hurt?

A little, at 0.15\u202fmm.[1]

- Less
- on the chin

### Which one?

The [Face roller](https://shop.test/rollers/face-roller) (£18.00, in stock).

Said after both.

> **Urgent advice: Get help if**
>
> you faint

> **Our sources disagree: How deep?**
>
> One says so.[1]

`);
    const [figure = '', after = ''] = rest.split(/(?=\*\*How measured)/);
    expect(figure).toMatch(/^> \*\*Figure 1\.\*\* Two lengths\.\n>\n> - [\s\S]*0\.2\u202fmm/);
    expect(figure).toMatch(/\[2\]\n/);
    expect(after).toBe(`**How measured?**

| Place |   mm |
| ----- | ---: |
| a     | 0.15 |

> **[Face roller](https://shop.test/rollers/face-roller)** (0.2\u202fmm, 0.25\u202fmm)
>
> A plain roller.
>
> £18.00, in stock. Needs the self-check

[Delivery](https://shop.test/legal/delivery), [this](#short-answers), ![A roller](https://shop.test/images/roller.svg)
`);
  });

  test('reads back without any HTML, link by accident or lost address', () => {
    const tree = plain.parse(written(article));
    const urls: string[] = [];
    visit(tree, (node) => {
      expect(node.type).not.toBe('html');
      expect(node.type).not.toBe('linkReference');
      if (node.type === 'link' || node.type === 'image') urls.push(node.url);
    });
    expect(urls.filter((url) => !url.startsWith('#'))).toHaveLength(6);
    for (const url of urls) expect(url).toMatch(/^(https:\/\/shop\.test\/|#)/);
    expect(written(article)).not.toContain('<');
  });

  test('of nothing is nothing', () => {
    expect(written('')).toBe('');
    expect(written('<RollerCard slug="lost" />')).toBe('');
  });

  test('keeps a mark apart from what would make a link of it', () => {
    for (const source of [
      'Words.<Cite id="S1" />(really)',
      '<Cite id="S1" />: words',
      'Words<Cite id="S1" />',
    ]) {
      const [block] = plain.parse(written(source)).children;
      expect(block?.type === 'paragraph' && block.children.every(({ type }) => type === 'text')).toBe(true);
    }
  });

  // Every sign that Markdown, GFM, HTML or MDX gives a meaning, with letters between.
  const signs = fc.string({
    unit: fc.constantFrom(
      ...'\\`*_{}[]()#+-.!<>&|~@:=^"\'/?$%,;',
      ...'ab1 ',
      '&lt;',
      'www.',
      'https://',
      '\u202f',
      '\u00a0',
      'é',
    ),
    minLength: 1,
    maxLength: 24,
  });
  // How an editor types such words in MDX so that they stay words.
  const typed = (text: string) => text.replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
  const tidied = (text: string) => text.replaceAll(/ +/g, ' ').trim();
  // A citation is left out of plain words, and is a mark in Markdown.
  const places: [name: string, around: (words: string) => string, expected?: (words: string) => string][] = [
    ['a paragraph', (words) => `a ${words} b`],
    ['a list item', (words) => `- ${words} b`],
    ['a heading', (words) => `## a ${words} b`],
    ['bold', (words) => `a **b ${words} c** d`],
    ['emphasis', (words) => `a *b ${words} c* d`],
    ['a link', (words) => `a [b ${words} c](/learn) d`],
    ['a table', (words) => `| a |\n| - |\n| b ${words} c |`],
    ['a box', (words) => `<WarningCallout title="T">\n\na ${words} b\n\n</WarningCallout>`],
    ['a question', (words) => `<Question ask="T">\n\na ${words} b\n\n</Question>`],
    ['words before a mark', (words) => `a ${words}<Cite id="S1" />`, (words) => `${words}[1]`],
    ['words after a mark', (words) => `<Cite id="S1" />${words} b`, (words) => `[1]${words}`],
  ];

  test.each(places)(
    'keeps words words in %s, whatever signs they hold',
    (_name, around, expected = (words) => words) => {
      fc.assert(
        fc.property(signs, (text) => {
          fc.pre(tidied(text) === text);
          const source = around(typed(text));
          const parsed = parseMdx(source);
          if (!parsed.ok) throw new Error(parsed.error.message);
          const [section] = sectionsOf({ source }, context);
          const markdown = written(source);
          expect(markdown).not.toContain('<');
          const tree = plain.parse(markdown);
          const texts: string[] = [];
          visit(tree, (node) => {
            expect(node.type).not.toBe('html');
            if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell')
              texts.push(textOf(node));
          });
          const words = [section?.heading, section?.text].filter(Boolean).join(' ');
          expect(tidied(texts.join(' ')).replace('Warning: T', 'T')).toBe(tidied(expected(words)));
        }),
        { numRuns: 60 },
      );
    },
  );
});
