import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createContentStore } from '#content-pipeline/store.server.ts';
import { excerptOf, markFound, type Part } from '#features/search/excerpt.ts';
import { longestQuery, readSearch } from '#features/search/read-search.ts';
import { type Found, foundWords, rank, search } from '#features/search/search.ts';
import { searchBundle, someProduct } from '#features/search/search-fixture.ts';
import {
  buildSearchIndex,
  type SearchIndex,
  type SearchKind,
  searchDocuments,
} from '#features/search/search-index.ts';
import { subjectsOf } from '#features/search/subjects.ts';
import { suggestionsFor } from '#features/search/suggest.ts';

let index: SearchIndex;
beforeAll(() => {
  index = buildSearchIndex(searchDocuments(createContentStore(searchBundle()).snapshot()));
});

const ask = (text: string, within: SearchKind | null = null, page = 1): Found =>
  search(index, { text, wasCut: false, within, page });
const ids = (text: string) => rank(index, text).ranked.map(({ document }) => document.id);
const said = (parts: readonly Part[]) => parts.map(({ text }) => text).join('');
const marked = (parts: readonly Part[]) => parts.filter(({ isFound }) => isFound).map(({ text }) => text);

describe('what is found', () => {
  test.each<[query: string, first: string[]]>([
    ['face roller', ['rollers/face-roller']],
    ['FACE-ROLLER', ['rollers/face-roller']],
    ['storage case', ['rollers/case']],
    ['keloid', ['glossary/keloid', 'articles/who-should-not']],
    ['kelod', ['glossary/keloid', 'articles/who-should-not']],
    ['xqzwvj', []],
    ['!?', []],
    ['blood thinner', ['glossary/anticoagulant', 'articles/who-should-not']],
    ['blood-thinners', ['glossary/anticoagulant', 'articles/who-should-not']],
    ['blod thiner', ['glossary/anticoagulant', 'articles/who-should-not']],
    ['warfarin', ['glossary/anticoagulant', 'articles/who-should-not']],
    ['pih', ['glossary/pih']],
    ['what is a keloid', ['glossary/keloid']],
    ['pregnant', ['articles/pregnancy']],
    ['needle lengths', ['articles/length']],
    ['refund', ['shop/returns']],
    ['where is my order', ['shop/find-order']],
    ['self-check', ['shop/self-check']],
    ['faceroller', ['rollers/face-roller']],
    ['after care', ['articles/length']],
    ['aftercare', ['articles/length']],
    ['tramtrack', ['articles/length']],
    ['1 mm', ['rollers/pro-roller']],
    ['1,0mm', ['rollers/pro-roller']],
  ])('%j brings %j first', (query, first) => {
    expect(ids(query).slice(0, first.length)).toEqual(first);
    if (first.length === 0) expect(ids(query)).toEqual([]);
  });

  test.each(['0.25', '0,25', '.25', '0.25mm', '0,25 mm', '.25\u202fmm', '0.250'])(
    '%j finds the roller of that length and the article on length, and no roller that only speaks of it',
    (query) => {
      const found = ids(query);
      expect(found.filter((id) => id.startsWith('rollers/'))).toEqual([
        'rollers/face-roller',
        'rollers/old-roller',
      ]);
      expect(found.filter((id) => !id.startsWith('rollers/'))).toEqual(['articles/length']);
    },
  );

  test('a draft is never found, by any of its words', () => {
    const { title, summary, variants } = someProduct('secret-gadget', { title: 'Secret gadget' });
    for (const text of [title, 'secret', 'gadget', variants[0]?.sku ?? '', `${title} ${summary}`]) {
      expect(ids(text)).not.toContain('rollers/secret-gadget');
    }
    expect(suggestionsFor(index, 'secr')).toEqual([]);
  });

  test('what is withdrawn comes after what is on show, and that after what is for the home', () => {
    const rollers = ids('roller').filter((id) => id.startsWith('rollers/'));
    expect(rollers).toHaveLength(4);
    expect(rollers.slice(2)).toEqual(['rollers/pro-roller', 'rollers/old-roller']);
    expect(ids('old face roller')).toContain('rollers/old-roller');
  });

  test('what a product is not for does not find it', () => {
    expect(ids('treatment')).toEqual([]);
    expect(ids('scars').filter((id) => id.startsWith('rollers/'))).toEqual([]);
  });

  test('slips are forgiven from four letters on, and only where nothing has the word as it is', () => {
    expect(ask('sacr').corrections).toEqual([{ typed: 'sacr', taken: ['scars'] }]);
    expect(ask('skar').corrections).toEqual([{ typed: 'skar', taken: ['scars'] }]);
    expect(ask('sca')).toMatchObject({ corrections: [] });
    expect(ask('cse').corrections).toEqual([]);
    expect(ask('cse').count).toBe(0);
    // “Ask” stands in an article: it is no slip of “case”.
    expect(ask('ask').corrections).toEqual([]);
  });

  test('a name of a glossary entry finds the page that uses the entry, and marks the word that stands there', () => {
    const article = ask('warfarin').groups.find(({ kind }) => kind === 'articles')?.hits[0];
    expect(article?.document.id).toBe('articles/who-should-not');
    expect(marked(article?.excerpt ?? [])).toEqual(['anticoagulant']);
  });

  test('words that nothing holds are named, and the rest is looked for', () => {
    const found = ask('keloid xyzzyx XYZZYX');
    expect(found).toMatchObject({ leftOut: ['XYZZYX'], isPartial: false });
    expect(found.groups[0]?.hits[0]?.document.id).toBe('glossary/keloid');
  });

  test('where nothing holds all the words, what holds most of them is found, and it is said', () => {
    const found = ask('keloid storage');
    expect(found.isPartial).toBe(true);
    expect(ids('keloid storage')).toEqual(expect.arrayContaining(['glossary/keloid', 'rollers/case']));
    expect(ask('storage case').isPartial).toBe(false);
  });

  test('common words alone are looked for after all', () => {
    expect(ids('at all').length).toBeGreaterThan(0);
  });
});

describe('how it is shown', () => {
  test('a hit leads to the section that speaks of it, with its words, figures filled in and citations left out', () => {
    const hit = ask('channels deep', 'articles').groups[0]?.hits[0];
    expect(hit?.section?.href).toBe('/learn/length#what-was-measured');
    expect(said(hit?.section?.heading ?? [])).toBe('What was measured');
    expect(said(hit?.excerpt ?? [])).toContain('Channels were 0.77\u202fmm deep.');
    expect(marked(hit?.excerpt ?? [])).toEqual(['Channels', 'deep']);
  });

  test('a glossary hit leads to its entry', () => {
    expect(ask('keloid').groups[0]?.hits[0]?.document.href).toBe('/glossary#keloid');
  });

  test('a filter shows one kind and counts them all', () => {
    const all = ask('roller');
    const rollers = ask('roller', 'rollers');
    expect(all.groups[0]?.kind).toBe('rollers');
    expect(rollers.groups.map(({ kind }) => kind)).toEqual(['rollers']);
    expect(rollers.counts).toEqual(all.counts);
    expect(rollers.count).toBe(all.counts.rollers);
    expect(all.count).toBe(Object.values(all.counts).reduce((sum, count) => sum + count, 0));
    expect(ask('keloid', 'rollers')).toMatchObject({ count: 0, groups: [] });
  });

  test('a kind shown alone has pages; a page beyond the last is the last', () => {
    const many = buildSearchIndex(
      searchDocuments(
        createContentStore({
          ...searchBundle(),
          products: Array.from({ length: 45 }, (_, n) =>
            someProduct(`roller-${n}`, { title: `Roller ${n}` }),
          ),
        }).snapshot(),
      ),
    );
    const page = (number: number) =>
      search(many, { text: 'roller', wasCut: false, within: 'rollers', page: number });
    expect(page(1)).toMatchObject({ page: 1, pages: 3, count: 45 });
    expect(page(9)).toMatchObject({ page: 3, pages: 3 });
    const seen = [1, 2, 3].flatMap((n) =>
      page(n).groups.flatMap(({ hits }) => hits.map(({ document }) => document.id)),
    );
    expect(new Set(seen).size).toBe(45);
    const everything = search(many, { text: 'roller', wasCut: false, within: null, page: 2 });
    expect(everything).toMatchObject({ page: 1, pages: 1 });
    expect(everything.groups[0]?.hits).toHaveLength(4);
  });

  test('where nothing is found, near words are offered that do find something', () => {
    const found = ask('hiperpigmentasjon');
    expect(found.count).toBe(0);
    expect(found.nearQueries).toEqual(['hyperpigmentation']);
    for (const query of found.nearQueries) expect(ids(query).length).toBeGreaterThan(0);
    expect(ask('keloid').nearQueries).toEqual([]);
  });

  test('the count in words', () => {
    expect(foundWords({ count: 1 }, { text: 'scar', within: null })).toBe('1 result for “scar”');
    expect(foundWords({ count: 0 }, { text: 'scar', within: 'rollers' })).toBe(
      'Nothing found for “scar” in Rollers',
    );
    expect(foundWords({ count: 12 }, { text: `${'ab '.repeat(60)}`, within: null }, 10)).toBe(
      '12 results for “ab ab ab a…”',
    );
  });

  test('subjects to begin with all lead to something of their kind', () => {
    const subjects = subjectsOf(index);
    expect(subjects.rollers).toContain('0.25 mm');
    expect(subjects.glossary).toEqual(['keloid', 'dark marks']);
    expect(subjects.articles).not.toContain('numbing cream');
  });
});

describe('suggestions', () => {
  test.each([
    ['kel', 'Keloid', null],
    ['face ro', 'Face roller', null],
    ['blood th', 'Anticoagulant', 'blood thinner'],
    ['0.25', 'Face roller', null],
  ])('%j suggests %s', (text, title, also) => {
    expect(suggestionsFor(index, text)[0]).toMatchObject({ title, also });
  });

  test('at most as many as asked for, none twice, none for a single letter', () => {
    const suggested = suggestionsFor(index, 'roller', 3);
    expect(suggested).toHaveLength(3);
    const hrefs = suggestionsFor(index, 'ro').map(({ href }) => href);
    expect(hrefs.length).toBeLessThanOrEqual(8);
    expect(new Set(hrefs).size).toBe(hrefs.length);
    expect(suggestionsFor(index, 'k')).toEqual([]);
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        'blood',
        'keloid',
        'face',
        'roller',
        '0,25',
        'mm',
        '<b>',
        '&amp;',
        '"',
        '.*',
        '(',
        '\\',
        '-',
        ' ',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(' ')),
);

describe('any text', () => {
  test('is answered, with words of the documents and nothing made of what was typed', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const request = readSearch(new URLSearchParams({ q: raw }));
        const found = search(index, request);
        for (const { hits } of found.groups) {
          for (const { document, title, excerpt, section, names } of hits) {
            expect(said(title)).toBe(document.title);
            const shown = said(excerpt).replace(/^… | …$/g, '');
            const texts = [document.summary, ...document.sections.map(({ text }) => text)];
            expect(texts.some((text) => text.includes(shown))).toBe(true);
            if (section)
              expect(document.sections.map(({ heading }) => heading)).toContain(said(section.heading));
            for (const name of names) expect(document.names).toContain(said(name));
          }
        }
        expect(suggestionsFor(index, request.text).length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 300 },
    );
  });

  test('is read as at most so many characters, without any that disorder a page', () => {
    fc.assert(
      fc.property(anyText, fc.string(), fc.string(), (q, within, page) => {
        const request = readSearch(new URLSearchParams({ q, in: within, page }));
        expect([...request.text].length).toBeLessThanOrEqual(longestQuery);
        expect(request.text).toBe(request.text.trim());
        expect(request.text).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(request.text.isWellFormed()).toBe(true);
        expect(request.page).toBeGreaterThan(0);
        expect(readSearch(new URLSearchParams({ q: request.text })).text).toBe(request.text);
      }),
    );
  });

  test('keeps its words when found ones are marked, and an excerpt is short and has one where there is one', () => {
    const termSets = fc.uniqueArray(fc.constantFrom('blood', 'keloid', 'face', 'roller', '0.25', 'b'), {
      minLength: 1,
    });
    fc.assert(
      fc.property(anyText, termSets, (text, terms) => {
        const set = new Set(terms);
        const whole = markFound(text, set);
        expect(said(whole)).toBe(text);
        const excerpt = excerptOf(text, set, 80);
        expect(said(excerpt).length).toBeLessThanOrEqual(80 + 40 + 4);
        expect(excerpt.some(({ isFound }) => isFound)).toBe(whole.some(({ isFound }) => isFound));
      }),
    );
  });
});

test('a query that is too long is cut, and it is said', () => {
  const long = readSearch(new URLSearchParams({ q: 'scar '.repeat(60) }));
  expect(long.wasCut).toBe(true);
  expect(readSearch(new URLSearchParams({ q: 'x'.repeat(200) })).wasCut).toBe(false);
  expect(readSearch(new URLSearchParams({ q: 'a '.repeat(24) })).wasCut).toBe(false);
  expect(readSearch(new URLSearchParams({ q: 'a '.repeat(25) })).wasCut).toBe(true);
  expect(readSearch(new URLSearchParams({ q: '💉'.repeat(201) }))).toEqual({
    text: '💉'.repeat(200),
    wasCut: true,
    within: null,
    page: 1,
  });
});
