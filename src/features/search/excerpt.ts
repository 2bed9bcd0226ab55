import type { SearchDocument, SearchSection } from '#features/search/search-index.ts';
import { termPlaces } from '#features/search/words.ts';

/** A piece of a text: found words, or what stands between them. Words only, never HTML. */
export interface Part {
  text: string;
  isFound: boolean;
}

interface Range {
  start: number;
  end: number;
  /** Which of the words looked for it holds. */
  terms: ReadonlySet<string>;
}

/** A text with the found words apart; the parts joined are the text. */
export function markFound(text: string, terms: ReadonlySet<string>): Part[] {
  return partsOf(text, rangesOf(text, terms), 0, text.length);
}

/** How many of the terms a text holds. */
export function countFound(text: string, terms: ReadonlySet<string>): number {
  return countShared(new Set(termPlaces(text).map(({ term }) => term)), terms);
}

function countShared(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let count = 0;
  for (const term of other) if (one.has(term)) count += 1;
  return count;
}

// The sections of what is often found are read again and again.
const termsBySection = new WeakMap<
  SearchSection,
  { heading: ReadonlySet<string>; text: ReadonlySet<string> }
>();

function termsOf(section: SearchSection) {
  const known = termsBySection.get(section);
  if (known) return known;
  const setOf = (text: string) => new Set(termPlaces(text).map(({ term }) => term));
  const made = { heading: setOf(section.heading ?? ''), text: setOf(section.text) };
  termsBySection.set(section, made);
  return made;
}

/**
 * The section of a document that holds most of the terms, the earlier of two that are even; null where none holds any.
 * A term in its heading counts twice.
 */
export function bestSection(document: SearchDocument, terms: ReadonlySet<string>): SearchSection | null {
  let best: SearchSection | null = null;
  let most = 0;
  for (const section of document.sections) {
    const own = termsOf(section);
    const found = countShared(own.text, terms) + 2 * countShared(own.heading, terms);
    if (found > most) {
      best = section;
      most = found;
    }
  }
  return best;
}

/**
 * About `length` characters of a text, around the place that holds most of the terms, begun at a sentence where one
 * begins near. Left-out text shows as “…”; where the text holds none of the terms, its beginning.
 */
export function excerptOf(text: string, terms: ReadonlySet<string>, length = 220): Part[] {
  const ranges = rangesOf(text, terms);
  if (text.length <= length) return partsOf(text, ranges, 0, text.length);
  let from = ranges[0]?.start ?? 0;
  let most = 0;
  for (const { start } of ranges) {
    const inside = ranges.filter((range) => range.start >= start && range.end <= start + length * 0.7);
    const found = new Set(inside.flatMap((range) => [...range.terms])).size;
    if (found > most) {
      most = found;
      from = start;
    }
  }
  const start = beginningBefore(text, from, Math.floor(length * 0.4));
  const end = endAfter(text, start + length);
  return [
    ...(start > 0 ? [{ text: '… ', isFound: false }] : []),
    ...partsOf(text, ranges, start, end),
    ...(end < text.length ? [{ text: ' …', isFound: false }] : []),
  ];
}

/** Where a sentence begins at most `reach` characters before a place; else where a word does, half as far away. */
function beginningBefore(text: string, place: number, reach: number): number {
  if (place <= reach) return 0;
  const before = text.slice(place - reach, place);
  const sentence = /^.*?[.!?:]["”’)]?\s+(?=\S)/s.exec(before);
  if (sentence) return place - reach + sentence[0].length;
  const half = text.slice(place - Math.floor(reach / 2), place);
  return place - half.length + Math.max(0, half.search(/\s\S/) + 1);
}

/** The end of the last whole word before a place. */
function endAfter(text: string, place: number): number {
  if (place >= text.length) return text.length;
  const whole = /^.*\S(?=\s)/s.exec(text.slice(0, place + 1));
  return whole ? whole[0].length : place;
}

/** Where the terms stand, in order and apart from each other; found words with only a space between are one place. */
function rangesOf(text: string, terms: ReadonlySet<string>): Range[] {
  const ranges: { start: number; end: number; terms: Set<string> }[] = [];
  for (const { term, start, end } of termPlaces(text)) {
    if (!terms.has(term)) continue;
    const last = ranges.at(-1);
    if (last && (start <= last.end || /^[\s-]*$/.test(text.slice(last.end, start)))) {
      last.start = Math.min(last.start, start);
      last.end = Math.max(last.end, end);
      last.terms.add(term);
    } else ranges.push({ start, end, terms: new Set([term]) });
  }
  return ranges;
}

function partsOf(text: string, ranges: readonly Range[], from: number, to: number): Part[] {
  const parts: Part[] = [];
  let done = from;
  const add = (end: number, isFound: boolean) => {
    if (end > done) parts.push({ text: text.slice(done, end), isFound });
    done = Math.max(done, end);
  };
  for (const { start, end } of ranges) {
    if (end <= from || start >= to) continue;
    add(Math.max(start, from), false);
    add(Math.min(end, to), true);
  }
  add(to, false);
  return parts;
}
