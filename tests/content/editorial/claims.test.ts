import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { formatProblem } from '#content-pipeline/problems.ts';
import { bannedClaims } from '#features/editorial/banned-claims.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { claimsFound, claimsIn, findings, fixturesIn, realContent } from './lint.ts';

// Whole articles are read a hundred times over.
vi.setConfig({ testTimeout: 60_000 });

const real = realContent(projectRoot);
const articles = [...real.keys()].filter((file) => file.startsWith('learn/'));
const everywhere = bannedClaims.filter(({ where }) => where === 'everywhere');

/** `line:column claim “words”` of each finding. */
function said(problems: ReturnType<typeof claimsIn>): string[] {
  return problems.map(({ line, column, field, problem }) => {
    return `${line}:${column} ${field.replace('claim ', '')} ${/^“.*?”/.exec(problem)?.[0]}`;
  });
}

describe('the table of banned claims', () => {
  it('names each once, with a reason, something to write instead, and sources that the shop has', () => {
    expect(new Set(bannedClaims.map(({ id }) => id)).size).toBe(bannedClaims.length);
    const sources = real.get('sources.yaml') ?? '';
    for (const claim of bannedClaims) {
      expect(claim.reason, claim.id).toMatch(/^[a-z].{20,}[^.]$/);
      for (const id of claim.sources) expect(sources, claim.id).toMatch(new RegExp(`- id: ${id}$`, 'm'));
      // Only what we read nothing about has no source.
      if (claim.sources.length === 0) expect(claim.reason, claim.id).toContain('we read no data');
    }
  });

  it.each(bannedClaims)('$id: its example is found, and what it offers instead is no claim', (claim) => {
    const place = claim.where === 'products' ? 'products' : 'learn';
    const [found, ...more] = claimsIn(claim.example.text, place).filter(
      ({ field }) => field === `claim ${claim.id}`,
    );
    expect(found && formatProblem(found)).toBe(
      `content/${place}/fixture.mdx:5:${claim.example.text.indexOf(claim.example.words) + 1}  claim ${claim.id}  ` +
        `“${claim.example.words}” ${claim.reason}${claim.sources.length > 0 ? ` (${claim.sources.join(', ')})` : ''}` +
        `  e.g. ${claim.instead}`,
    );
    expect(more).toEqual([]);
    expect(said(claimsIn(claim.instead))).toEqual([]);
    expect(said(claimsIn(claim.instead, 'products'))).toEqual([]);
  });

  it('has a fixture for each, of sentences that make it and of sentences that only speak of it', () => {
    const ids = bannedClaims.map(({ id }) => id).sort();
    expect(
      [...new Set([...fixturesIn('made/learn').keys(), ...fixturesIn('made/products').keys()])].sort(),
    ).toEqual(ids);
    const spoken = [...fixturesIn('spoken-of/learn').keys(), ...fixturesIn('spoken-of/products').keys()];
    // The one that may not even be spoken of.
    expect([...new Set([...spoken, 'demarcation-current'])].sort()).toEqual(ids);
  });
});

describe.each(['learn', 'products'])('made in %s', (place) => {
  const expected = fixturesIn(`made/${place}`, '.txt');
  it.each([...fixturesIn(`made/${place}`)])(
    '%s: each sentence, at its line and with its words',
    (id, text) => {
      const problems = claimsFound({ [`${place}/fixture.mdx`]: text });
      const own = problems.filter(({ field }) => field === `claim ${id}`);
      expect(said(own).join('\n')).toBe(expected.get(id)?.trimEnd());
      const sentences = text
        .split('\n')
        .flatMap((line, index) => (index > 3 && line !== '' ? [index + 1] : []));
      expect([...new Set(own.map(({ line }) => line))]).toEqual(sentences);
    },
  );
});

describe.each(['learn', 'products'])('only spoken of in %s', (place) => {
  it.each([...fixturesIn(`spoken-of/${place}`)])('%s: no finding', (_id, text) => {
    expect(said(claimsFound({ [`${place}/fixture.mdx`]: text }))).toEqual([]);
  });
});

describe('products and articles', () => {
  it('an article may tell what was seen of scars, a product may not', () => {
    for (const text of [
      'In a trial, clinical needling reduced wrinkles.',
      'Acne scar treatment in clinics is another matter.',
      'Permanent harm is rare in clinics, and for every skin the advice is the same.',
    ]) {
      expect(said(claimsIn(text)), text).toEqual([]);
    }
    expect(said(claimsIn('In a trial, clinical needling reduced wrinkles.', 'products'))).toEqual([
      '5:31 improves-condition “reduced wrinkles”',
    ]);
  });

  it('a report of a study or a clinic does not excuse a product', () => {
    const text = 'In clinics, needles are used to treat acne scars.';
    expect(said(claimsIn(text))).toEqual([]);
    expect(said(claimsIn(text, 'products'))).toEqual(['5:33 treats-condition “treat acne scars”']);
  });

  it('a question in a field of a product is a claim; under its words it is answered', () => {
    expect(said(claimsIn('Does it remove scars?\n\nNo.', 'products'))).toEqual([]);
    const front = '---\ntitle: Fixture\nsummary: Does it remove scars?\n---\n';
    expect(said(claimsFound({ 'products/fixture.mdx': front }))).toEqual([
      '3:18 treats-condition “remove scars”',
    ]);
  });
});

describe('mention and use', () => {
  const cases: [rule: string, claim: boolean, body: string][] = [
    [
      'denied at the far end of a clause',
      false,
      'No roller that we or anybody else whom we know of would ever wish to put on show removes scars.',
    ],
    ['denied around an aside', false, 'It does not – as some boxes have it – remove scars.'],
    ['denied around an aside in commas', false, 'No roller, whatever its box says, removes scars.'],
    ['denied in brackets only', true, 'It (not the cream) removes scars.'],
    ['denied in another clause', true, 'We do not sell creams; rolling removes scars.'],
    ['denied in another sentence', true, 'It is not a cream. It removes scars.'],
    ['denied before a “but”', true, 'Not a cream but it removes scars.'],
    ['denied for something else', true, 'It has no motor and removes scars.'],
    ['denied for both', false, 'It cannot soften and cannot remove scars.'],
    ['not only', true, 'It not only removes scars.'],
    ['no other', true, 'No other roller removes scars so well.'],
    ['nothing like it', true, 'Nothing removes scars like a roller.'],
    ['nothing at all', false, 'Nothing removes scars altogether.'],
    ['denied behind', false, 'Removing scars is not something a roller does.'],
    ['praised behind', true, 'Removing scars is not hard any more.'],
    ['fails to', false, 'Needling fails to remove scars in some people.'],
    ['never fails to', true, 'Needling never fails to remove scars.'],
    ['a question of fact', false, 'Does a roller remove scars?'],
    ['a question answered yes', true, 'Does a roller remove scars? Yes, in weeks.'],
    ['a question answered yes in the next block', true, '## Does a roller remove scars?\n\nYes, it does.'],
    ['a question that sells', true, 'Want to remove scars?'],
    ['whether', false, 'Nobody could tell us whether it removes scars.'],
    ['quoted and denied', false, 'We never print “removes scars”.'],
    [
      'quoted and denied in the next sentence',
      false,
      'One box says “removes scars”. That has not been shown.',
    ],
    ['quoted and left to stand', true, 'One box says “removes scars”. It costs little.'],
    ['quoted in praise', true, 'Our “removes scars” roller.'],
    ['an item of a list of refusals', false, 'We never say:\n\n- it removes scars\n- it heals acne'],
    ['an item of what was found', true, '## What we could find\n\n- A roller that removes scars.'],
    ['a paragraph where something was not found', true, '## What we could not find\n\nIt removes scars.'],
    ['an item of a list of praise', true, 'We always say:\n\n- it removes scars'],
    ['an item of a DontList', false, '<DontList>\n\n- roll to remove scars\n\n</DontList>'],
    ['a second clause in a DontList', true, '<DontList>\n\n- roll fast; it removes scars\n\n</DontList>'],
    ['a paragraph in a DontList', true, '<DontList>\n\nRolling removes scars.\n\n</DontList>'],
    [
      'an answer that the item takes back',
      false,
      '## What do you hope for?\n\n- To remove scars. Choose none.',
    ],
    [
      'an answer that the item leaves',
      true,
      '## What do you hope for?\n\n- To remove scars. Choose this one.',
    ],
    ['what was not found', false, '## What we could not find\n\n- A roller that removes scars.'],
    ['reported of clinics', false, 'Some clinics use needles to treat scars.'],
    ['reported of clinics, for the home', true, 'As in clinics, needles treat scars at home.'],
    ['a study as an excuse', true, 'Studies show that rollers remove scars.'],
    [
      'others, and denied',
      false,
      'Some pages promise to remove scars, and no trial that we found bears them out.',
    ],
    ['others, and left to stand', true, 'Some pages promise to remove scars.'],
    [
      'others, as one side',
      false,
      '<Conflict title="Who is right?">\n\nClinic pages promise to remove scars. A hospital is slower.\n\n</Conflict>',
    ],
    ['ourselves', true, 'We promise to remove scars, and no trial is needed.'],
    ['another remedy', false, 'Antibiotics clear acne.'],
    ['another remedy with needles', true, 'Needling clears acne with a cream.'],
    ['a heading', true, '## Rolling removes scars'],
    ['a caption', true, '<ScarSection caption="Rolling removes scars." />'],
    ['a title', true, '<WarningCallout title="Rolling removes scars">\n\nWords.\n\n</WarningCallout>'],
    ['an ask', true, '<Question ask="Want to remove scars?">\n\nWords.\n\n</Question>'],
    ['an honest ask', false, '<Question ask="Does rolling remove scars?">\n\nNo.\n\n</Question>'],
    ['an ask answered yes', true, '<Question ask="Does rolling remove scars?">\n\nYes.\n\n</Question>'],
    ['a summary line', true, '<Expander summary="How rolling removes scars">\n\nWords.\n\n</Expander>'],
    ['a table', true, '| What | Does |\n| --- | --- |\n| a roller | removes scars |'],
    ['a link', true, 'It [removes scars](/learn).'],
    ['a picture', true, '![Rolling removes scars](/a.png)'],
    ['across emphasis, terms and lines', true, 'Rolling *removes*\n<Term id="acne">acne</Term> scars.'],
    ['around a figure', true, 'It removes <Fact id="x" /> scars.'],
    ['with other spaces', true, 'It removes\u00a0acne\u202fscars.'],
    ['in capitals', true, 'REMOVES SCARS'],
    ['in another word', false, 'Scarce lines of acned removals, scarf removal.'],
  ];
  it.each(cases)('%s (a claim: %s)', (_rule, claim, body) => {
    expect(said(claimsIn(body)).length > 0, body).toBe(claim);
  });

  it('a word that may not be said at all is not excused by anything', () => {
    for (const body of [
      'We do not believe in a demarcation current.',
      '“Demarcation current” is false.',
      'A demarcation current?',
    ]) {
      expect(said(claimsIn(body))).toHaveLength(1);
    }
  });

  it('quoting any claim and calling it false passes; the same without that does not', () => {
    fc.assert(
      fc.property(fc.constantFrom(...everywhere.filter(({ unspeakable }) => !unspeakable)), (claim) => {
        const words = claim.example.text.replace(/\.$/, '');
        expect(said(claimsIn(`A box says “${words}”. That is false.`))).toEqual([]);
        expect(said(claimsIn(`Our box says “${words}”. That is new.`)), words).not.toEqual([]);
      }),
    );
  });
});

describe('where the words stand', () => {
  it('in folded, quoted and listed front matter', () => {
    const text = [
      '---',
      'title: "Rolling: “it treats scars”"',
      'summary: >-',
      '  A page about rollers, folded over',
      '  lines, that say it removes',
      '  acne scars to you.',
      'warnings:',
      "  - 'It''s painless.'",
      'notFor:',
      '  - Removing scars.',
      'variants:',
      '  - { sku: A, label: Heals acne }',
      'sources: [heals-acne]',
      '---',
      '',
    ].join('\n');
    expect(said(claimsFound({ 'products/fixture.mdx': text }))).toEqual([
      '2:22 treats-condition “treats scars”',
      '5:22 treats-condition “removes acne scars”',
      '8:12 painless “painless”',
      '12:22 treats-condition “Heals acne”',
    ]);
  });

  it('in the shop, a market, a glossary entry, a legal page, a fact and a ruleset', () => {
    const yaml = 'name: Shop\ntagline: Painless at home\n';
    const ruleset =
      'version: "1"\nsources: { S1: { title: Heals acne } }\nrules:\n  - say: { en: "You are safe to roll." }\n';
    const found = claimsFound({
      'shop.yaml': yaml,
      'markets.yaml': 'markets:\n  - id: us\n    reason: FDA approved.\n',
      'glossary/collagen.mdx': '---\nterm: Collagen\ndefinition: Needling builds collagen.\n---\n',
      'legal/terms.mdx': '---\ntitle: Terms\n---\n\nIt is safe for everyone.\n',
      'facts.yaml': 'facts:\n  - { id: a, says: "It heals acne.", mustSay: [painless] }\n',
      'sources.yaml': 'sources:\n  - { id: S1, title: "Needling heals acne" }\n',
      'self-check/1.yaml': ruleset,
    });
    expect(found.map(({ file, line, column, field }) => `${file}:${line}:${column} ${field}`)).toEqual([
      'content/facts.yaml:2:24 claim treats-condition',
      'content/glossary/collagen.mdx:3:22 claim boosts-collagen',
      'content/legal/terms.mdx:5:7 claim safe-for-everyone',
      'content/markets.yaml:3:13 claim fda-approved',
      'content/self-check/1.yaml:4:17 claim approved-by-check',
      'content/shop.yaml:2:10 claim painless',
    ]);
  });
});

describe('planted into the shop', () => {
  it.each(bannedClaims)(
    '$id is named with its file, line and words, in an article and a product',
    ({ id, where, example }) => {
      for (const file of ['learn/how-derma-rollers-work.mdx', 'products/face-roller.mdx']) {
        if (where === 'products' && file.startsWith('learn')) continue;
        const planted = `${real.get(file)?.trimEnd()}\n\n${example.text}\n`;
        const line = planted.split('\n').length - 1;
        const fresh = claimsFound({ [file]: planted }).filter((problem) => problem.line === line);
        expect(new Set(fresh.map((problem) => problem.file))).toEqual(new Set([`content/${file}`]));
        const column = example.text.indexOf(example.words) + 1;
        expect(said(fresh)).toContain(`${line}:${column} ${id} “${example.words}”`);
      }
    },
  );

  it('at any place between the paragraphs of any article, the claim is found at its line', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...articles),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        fc.constantFrom(...everywhere),
        (file, at, { id, example }) => {
          const lines = (real.get(file) ?? '').split('\n');
          const body = lines.indexOf('---', 1) + 1;
          const gaps = lines.flatMap((line, index) => (index >= body && line === '' ? [index] : []));
          const gap = gaps[Math.floor(at * gaps.length)] ?? body;
          const planted = [...lines.slice(0, gap + 1), example.text, '', ...lines.slice(gap + 1)].join('\n');
          const found = said(claimsFound({ [file]: planted }));
          const column = example.text.indexOf(example.words) + 1;
          expect(found, `${file}:${gap + 2}`).toContain(`${gap + 2}:${column} ${id} “${example.words}”`);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('behind any words of a sentence, with no denial in them, the claim is found at its column', () => {
    const plain = fc
      .array(
        fc.constantFrom('the', 'roller', 'on', 'clean', 'skin', 'with', 'care', 'and', 'light', 'today'),
        { minLength: 1, maxLength: 30 },
      )
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(plain, (words) => {
        const found = said(claimsIn(`${words} it removes scars.`));
        expect(found).toEqual([`5:${words.length + 5} treats-condition “removes scars”`]);
      }),
    );
  });
});

describe('whatever the files hold', () => {
  it('the rules answer, and every place they name is in the file', () => {
    const pieces = fc.constantFrom(
      ...bannedClaims.map(({ example }) => example.text),
      '“',
      '”',
      '"',
      '\n',
      '\n\n',
      '- ',
      '> ',
      '## ',
      '| a | b |\n| - | - |\n',
      '<Cite id="S1" />',
      '<DontList>',
      '</DontList>',
      '<Fact id="rats" />',
      '*',
      ':',
      ';',
      ' not ',
      ' ,',
      '&amp;',
      '\\*',
      '👍',
      '\r\n',
      '\u00a0',
      '12 hours',
      '(',
      ')',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 25 }), (parts) => {
        const text = `---\ntitle: Fixture\nsummary: ${parts[0]?.replaceAll(/\s/g, ' ') ?? ''}\n---\n\n${parts.join('')}\n`;
        for (const { line, column } of findings({ 'learn/fixture.mdx': text })) {
          const lines = text.split(/\r\n|\n|\r/);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
          expect(Math.min(line, column)).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a long sentence is read in a moment', () => {
    const long = 'the serum and your skin with a roller that never goes deep or far '.repeat(400);
    const start = performance.now();
    claimsIn(long);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
