import type { MatchInfo, Query } from 'minisearch';
import { bestSection, countFound, excerptOf, markFound, type Part } from '#features/search/excerpt.ts';
import { mostWords, type SearchRequest } from '#features/search/read-search.ts';
import type {
  DocumentKeys,
  fieldWeights,
  SearchDocument,
  SearchIndex,
  SearchKind,
} from '#features/search/search-index.ts';
import {
  distance,
  isFiller,
  kinLetters,
  millimetreTerm,
  nameTerms,
  type Word,
  wordsOf,
} from '#features/search/words.ts';

/** A document that was found, with what to show of it. */
export interface Hit {
  document: SearchDocument;
  title: Part[];
  /** Its summary, or, where they say more about the query, words of a section. */
  excerpt: Part[];
  /** Where the excerpt stands, unless it is the summary or stands before the first heading. */
  section: { heading: Part[]; href: string } | null;
  /** Those of its other names that were looked for, a few at most. */
  names: Part[][];
}

/** What was found of one kind. */
export interface HitGroup {
  kind: SearchKind;
  /** All that match, over all pages. */
  count: number;
  hits: Hit[];
}

/** The answer to a query. */
export interface Found {
  /** Those that are shown, the best first. */
  groups: HitGroup[];
  /** How many match of each kind, whatever kind is shown. */
  counts: Record<SearchKind, number>;
  /** How many match in the kinds that are shown. */
  count: number;
  /** Words that nothing here holds, with those that were looked for instead. */
  corrections: { typed: string; taken: string[] }[];
  /** Words that nothing here holds nor comes near. */
  leftOut: string[];
  /** Nothing holds all the words: these hold most of them. */
  isPartial: boolean;
  /** Page shown, from 1; always 1 where every kind is shown. */
  page: number;
  pages: number;
  /** Queries that would find something; only where nothing was found. */
  nearQueries: string[];
}

/** How many of each kind are shown where every kind is; a kind shown alone has pages of `perPage`. */
const previewOf: Record<SearchKind, number> = { rollers: 4, articles: 6, glossary: 5, shop: 3 };
const perPage = 20;
const mostNames = 3;

/** Answers a query from the index. Any text is fine; one without letters and digits finds nothing. */
export function search(index: SearchIndex, { text, within, page }: SearchRequest): Found {
  const ranking = rank(index, text);
  // Each word is spoken of once, however often it was typed.
  const words = [...new Map(ranking.words.map((word) => [word.typed.toLowerCase(), word])).values()];
  const byKind = Map.groupBy(ranking.ranked, ({ document }) => document.kind);
  const countOf = (kind: SearchKind) => byKind.get(kind)?.length ?? 0;
  // A map keeps the order in which its keys came: the kind of the best document comes first.
  const kinds = [...byKind.keys()].filter((kind) => within === null || kind === within);
  const pages = within === null ? 1 : Math.max(1, Math.ceil(countOf(within) / perPage));
  const shownPage = Math.min(page, pages);
  const start = (shownPage - 1) * perPage;
  return {
    groups: kinds.map((kind) => {
      const all = byKind.get(kind) ?? [];
      const shown = within === null ? all.slice(0, previewOf[kind]) : all.slice(start, start + perPage);
      return { kind, count: all.length, hits: shown.map(hitOf) };
    }),
    counts: {
      rollers: countOf('rollers'),
      articles: countOf('articles'),
      glossary: countOf('glossary'),
      shop: countOf('shop'),
    },
    count: kinds.reduce((sum, kind) => sum + countOf(kind), 0),
    corrections: words.flatMap(({ typed, taken }) => (taken.length > 0 ? [{ typed, taken }] : [])),
    leftOut: words.filter(({ query }) => query === null).map(({ typed }) => typed),
    isPartial: ranking.isPartial,
    page: shownPage,
    pages,
    nearQueries: ranking.ranked.length > 0 ? [] : nearQueries(index, text),
  };
}

/** Whether a text asks for anything: whether it has letters or digits. */
export function hasWords(text: string): boolean {
  return wordsOf(text).length > 0;
}

/** A document and the terms it was found by. */
export interface Ranked {
  document: SearchDocument;
  terms: ReadonlySet<string>;
  score: number;
}

/** A word of the query as it is looked for. */
interface QueryWord {
  /** The word of the index that it is, or that stands in for it. */
  term: string;
  typed: string;
  /** Null where nothing here holds the word, nor one like it. */
  query: Query | null;
  /** The words that stand in for one that nothing here holds. */
  taken: string[];
}

/**
 * The documents that hold every word of a text that any document holds, the best first; where none holds them all,
 * those that hold most. `fields` looks into these only.
 */
export function rank(
  index: SearchIndex,
  text: string,
  { fields, isTyping = false }: { fields?: (keyof typeof fieldWeights)[]; isTyping?: boolean } = {},
): { ranked: Ranked[]; words: QueryWord[]; isPartial: boolean } {
  const words = readWords(index, text, isTyping);
  const queries = queriesOf(index, words);
  const found = new Map<string, { score: number; held: number; terms: Set<string> }>();
  for (const query of queries) {
    for (const { id, score, terms, match } of index.engine.search(query, fields && { fields })) {
      // A roller is found by its own measures, not by those that its text compares them with.
      const isNumber = terms.every((term) => /^\d/.test(term));
      if (isNumber && index.documents.get(id)?.kind === 'rollers' && !isOwnNumber(match)) continue;
      const known = found.get(id);
      if (known) {
        known.score += score;
        known.held += 1;
        for (const term of terms) known.terms.add(term);
      } else found.set(id, { score, held: 1, terms: new Set(terms) });
    }
  }
  let most = 0;
  for (const { held } of found.values()) most = Math.max(most, held);
  const whole = nameTerms(text).join(' ');
  const ranked: Ranked[] = [];
  for (const [id, { score, held, terms }] of found) {
    const document = index.documents.get(id);
    const keys = index.keys.get(id);
    if (!document || !keys || held < most) continue;
    // What is called by the very words that were typed comes before what only speaks of it.
    const factor = keys.title === whole ? 4 : keys.names.has(whole) ? 3 : 1;
    ranked.push({ document, terms: withTermsMeant(keys, terms), score: score * factor });
  }
  ranked.sort((a, b) => b.score - a.score || (a.document.id < b.document.id ? -1 : 1));
  return {
    ranked,
    words: words.filter(({ term }) => isTelling(words, term)),
    isPartial: most > 0 && most < queries.length,
  };
}

function isOwnNumber(match: MatchInfo): boolean {
  return Object.values(match).some((fields) =>
    fields.some((field) => field === 'title' || field === 'details'),
  );
}

/** Found by a name of a glossary entry that it uses: the entry's own word is what its text holds. */
function withTermsMeant({ uses }: DocumentKeys, terms: ReadonlySet<string>): ReadonlySet<string> {
  const meant = uses.filter((names) => names.some((name) => name.every((term) => terms.has(term))));
  return new Set([...terms, ...meant.flatMap(([title = []]) => title)]);
}

function readWords(index: SearchIndex, text: string, isTyping: boolean): QueryWord[] {
  const all = wordsOf(text).slice(0, mostWords);
  return all.map((word, place) => {
    const [before, after] = [all[place - 1]?.term, all[place + 1]?.term];
    const joined = [before && before + word.term, after && word.term + after]
      .filter((term) => term !== undefined)
      .filter((term) => !/\d/.test(term) && index.vocabulary.has(term));
    const isLast = place === all.length - 1;
    const beginsFrom = !isLast ? null : isTyping ? 1 : index.vocabulary.has(word.term) ? 5 : 3;
    return { typed: text.slice(word.start, word.end), ...lookUp(index, word, beginsFrom, joined) };
  });
}

/** Whether a word of a query is looked for: one that is in every question only where there is nothing else. */
function isTelling(words: readonly QueryWord[], term: string): boolean {
  return !isFiller(term) || words.every((each) => isFiller(each.term));
}

/** From the names of an entry, as many words as the longest that people type. */
const longestName = 6;

/**
 * What is asked of the engine, each to be held by a document: a word, or several that are a name of a glossary entry,
 * which its title means as well.
 */
function queriesOf(index: SearchIndex, words: readonly QueryWord[]): Query[] {
  const queries: Query[] = [];
  const seen = new Set<string>();
  for (let place = 0; place < words.length; ) {
    const { length, meanings } = nameAt(index, words, place);
    const part = words.slice(place, place + length).filter(({ term }) => isTelling(words, term));
    place += length;
    const key = part.map(({ term }) => term).join(' ');
    const typed = part.flatMap(({ query }) => query ?? []);
    if (typed.length === 0 || seen.has(key)) continue;
    seen.add(key);
    queries.push({ combineWith: 'OR', queries: [{ combineWith: 'AND', queries: typed }, ...meanings] });
  }
  return queries;
}

/** The longest name of a glossary entry that begins at a word, and what else to look for then; one word where there is none. */
function nameAt(
  { meanings }: SearchIndex,
  words: readonly QueryWord[],
  place: number,
): { length: number; meanings: Query[] } {
  for (let length = Math.min(longestName, words.length - place); length > 0; length -= 1) {
    const name = words.slice(place, place + length).map(({ term }) => term);
    const entry = meanings.get(name.join(' '));
    if (!entry) continue;
    return {
      length,
      meanings: entry
        .filter((other) => !name.every((term) => other.includes(term)))
        .map((other) => {
          const isTitle = other === entry[0];
          return {
            combineWith: 'AND',
            queries: [...other],
            boostTerm: () => (isTitle ? 0.7 : 0.5),
            // Its other names are often wider (“device”, “lump”): they count where they are the subject.
            ...(!isTitle && { fields: ['title', 'headings'] }),
          };
        }),
    };
  }
  return { length: 1, meanings: [] };
}

/**
 * How a word is looked for: as it is, and less so its kin; as the beginning of a word where it is the last one, since it
 * may not be finished (`beginsFrom` letters on; null for the others); with its neighbour as one word (“micro
 * needling”); as two (“faceroller”); and only where nothing here holds any of these, as the nearest words there are.
 */
function lookUp(
  index: SearchIndex,
  word: Word,
  beginsFrom: number | null,
  joined: readonly string[],
): Pick<QueryWord, 'term' | 'query' | 'taken'> {
  const term = word.isMillimetres ? millimetreTerm(word.term) : word.term;
  const isLetters = !/\d/.test(term);
  const prefix = beginsFrom !== null && isLetters && term.length >= beginsFrom && startsATerm(index, term);
  if (index.vocabulary.has(term) || prefix || joined.length > 0) {
    const kin = kinLetters(term);
    const kinQuery = kin === null ? [] : [{ queries: [kin], prefix: true, boostTerm: () => 0.3 }];
    return {
      term,
      query: { combineWith: 'OR', queries: [{ queries: [term], prefix }, ...joined, ...kinQuery] },
      taken: [],
    };
  }
  const halves = isLetters ? splitIntoTerms(index, term) : null;
  if (halves) return { term, query: { combineWith: 'AND', queries: halves }, taken: [] };
  const near =
    isLetters && !isFiller(term) && term.length >= 4 ? nearTerms(index, term, term.length < 6 ? 1 : 2) : [];
  if (near.length === 0) return { term, query: null, taken: [] };
  return {
    term: near[0] ?? term,
    query: { combineWith: 'OR', queries: near },
    taken: near.map((each) => index.vocabulary.get(each)?.shown ?? each),
  };
}

/** Whether any term begins with these letters. */
function startsATerm({ terms }: SearchIndex, letters: string): boolean {
  let low = 0;
  let high = terms.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((terms[middle] ?? '') < letters) low = middle + 1;
    else high = middle;
  }
  return terms[low]?.startsWith(letters) ?? false;
}

function splitIntoTerms({ vocabulary }: SearchIndex, term: string): [string, string] | null {
  for (let cut = 3; cut <= term.length - 3; cut += 1) {
    const halves: [string, string] = [term.slice(0, cut), term.slice(cut)];
    if (halves.every((half) => vocabulary.has(half))) return halves;
  }
  return null;
}

/** The terms that differ from a word in the fewest letters, at most `limit`; of several, those that are written often. */
function nearTerms({ terms, vocabulary }: SearchIndex, word: string, limit: number): string[] {
  let least = limit;
  let near: string[] = [];
  for (const term of terms) {
    // Numbers are not misspelled words, and short words are near to everything.
    if (term.length < 3 || /\d/.test(term)) continue;
    const letters = distance(word, term, least);
    if (letters > least) continue;
    if (letters < least) near = [];
    least = letters;
    near.push(term);
  }
  const countOf = (term: string) => vocabulary.get(term)?.count ?? 0;
  const most = Math.max(0, ...near.map(countOf));
  return near
    .filter((term) => countOf(term) * 3 >= most)
    .sort((a, b) => countOf(b) - countOf(a) || (a < b ? -1 : 1))
    .slice(0, 3);
}

// Each takes a look at every word there is.
const mostReplaced = 6;

/** The query with each word that nothing holds replaced by one that is not far from it. */
function nearQueries(index: SearchIndex, text: string): string[] {
  const words = wordsOf(text).slice(0, mostReplaced);
  const queries: string[] = [];
  for (const { term, start, end } of words) {
    if (term.length < 4 || /\d/.test(term)) continue;
    for (const near of nearTerms(index, term, Math.min(4, Math.ceil(term.length * 0.4)))) {
      const replaced = text.slice(0, start) + (index.vocabulary.get(near)?.shown ?? near) + text.slice(end);
      if (!queries.includes(replaced)) queries.push(replaced);
    }
  }
  return queries.filter((query) => rank(index, query).ranked.length > 0).slice(0, 4);
}

function hitOf({ document, terms }: Ranked): Hit {
  const section = bestSection(document, terms);
  const headFinds = Math.max(countFound(document.title, terms), countFound(document.summary, terms));
  const useSummary = !section || headFinds >= countFound(section.text, terms);
  return {
    document,
    title: markFound(document.title, terms),
    excerpt: useSummary ? markFound(document.summary, terms) : excerptOf(section.text, terms),
    section:
      useSummary || section.heading === null
        ? null
        : { heading: markFound(section.heading, terms), href: section.href },
    names: document.names
      .filter((name) => countFound(name, terms) > 0 && !isSameName(name, document.title))
      .slice(0, mostNames)
      .map((name) => markFound(name, terms)),
  };
}

/** “Keloids” tells nobody more than “Keloid”. */
function isSameName(name: string, title: string): boolean {
  return nameTerms(name).join(' ') === nameTerms(title).join(' ');
}

/** “12 results for “keloid””, for the page and its title; of a long query the beginning, at most `most` characters. */
export function foundWords(
  { count }: Pick<Found, 'count'>,
  { text, within }: Pick<SearchRequest, 'text' | 'within'>,
  most = 60,
): string {
  const characters = [...text];
  const shown = characters.length > most ? `${characters.slice(0, most).join('').trimEnd()}…` : text;
  const results = count === 0 ? 'Nothing found' : count === 1 ? '1 result' : `${count} results`;
  return `${results} for “${shown}”${within === null ? '' : ` in ${kindWords[within]}`}`;
}

/** “All 14 articles”. */
export function allWords(kind: SearchKind, count: number): string {
  const words: Record<SearchKind, string> = {
    rollers: 'rollers and accessories',
    articles: 'articles',
    glossary: 'glossary entries',
    shop: 'pages about the shop',
  };
  return `All ${count} ${words[kind]}`;
}

/** The words of the kinds, for headings and filters. */
export const kindWords: Record<SearchKind, string> = {
  rollers: 'Rollers',
  articles: 'Articles',
  glossary: 'Glossary',
  shop: 'About the shop',
};
