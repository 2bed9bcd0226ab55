/** A word of a text, as the index knows it. */
export interface Word {
  /** Folded: no case, no accents, singular, numbers in one spelling. Two words with the same term are the same word. */
  term: string;
  /** Place in the text, in UTF-16 units; a unit that belongs to a number lies inside. */
  start: number;
  end: number;
  /** A measure in millimetres: `0.25 mm`, and the `0.5` of `0.5 to 1.5 mm`. */
  isMillimetres: boolean;
  /** Stands straight behind the word before it, with a hyphen between: the `track` of `tram-track`. */
  isHyphened: boolean;
}

// A number with at most one separator inside (“0.25”, “0,25”, “.25”), or letters and digits.
const pattern = /\d+(?:[.,]\d+)?|(?<![\p{L}\p{N}])[.,]\d+|\p{L}[\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)*/gu;
const isNumber = /^[\d.,]+$/;
const startsWithDigit = /^\d/;
const plainWord = /^[a-z0-9]*$/;
const hyphens = new Set(['-', '\u2010', '\u2011']);
/** What may stand between the numbers of one measure: “0.2, 0.25 and 0.3 mm”, “0.5 to 1.5 mm”. */
const listing = /^\s*(?:[,/–-]|,?\s*(?:to|or|and))?\s*$/;
const listingWords = new Set(['to', 'or', 'and']);

/** The words of a text, in order. Any text will do; one without letters and digits has none. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(pattern)) {
    const [written] = match;
    const start = match.index;
    const last = words.at(-1);
    const isUnit = written.length === 2 && written.toLowerCase() === 'mm';
    if (last && isUnit && startsWithDigit.test(last.term) && text.slice(last.end, start).trim() === '') {
      last.end = start + written.length;
      markMeasures(text, words);
      continue;
    }
    words.push({
      term: isNumber.test(written) ? foldNumber(written) : foldWord(written),
      start,
      end: start + written.length,
      isMillimetres: false,
      isHyphened: last !== undefined && start - last.end === 1 && hyphens.has(text[last.end] ?? ''),
    });
  }
  return words.filter(({ term }) => term !== '');
}

/** The last word has just turned out to be a measure: so are the numbers that are listed with it. */
function markMeasures(text: string, words: readonly Word[]): void {
  let follower: Word | undefined;
  for (let place = words.length - 1; place >= 0; place -= 1) {
    const word = words[place];
    if (!word) return;
    if (listingWords.has(word.term)) continue;
    if (word.isMillimetres || !startsWithDigit.test(word.term)) return;
    if (follower && !listing.test(text.slice(word.end, follower.start))) return;
    word.isMillimetres = true;
    follower = word;
  }
}

/**
 * One spelling for a number: “0,25”, “.25” and “0.250” are “0.25”. A comma before three digits parts thousands
 * (“1,000”), unless nothing but a zero stands before it. Digits that lead with zeros (“025”) are a code, not a number.
 */
function foldNumber(written: string): string {
  if (/^\d+$/.test(written)) return written;
  const thousands = /^([1-9]\d{0,2}),(\d{3})$/.exec(written);
  if (thousands) return `${thousands[1]}${thousands[2]}`;
  return String(Number(written.replace(',', '.')));
}

/** One spelling for a word: case, accents, plural, possessive, and what British and American spelling differ in. */
function foldWord(written: string): string {
  let word = written.toLowerCase();
  // Nearly every word is plain: an index holds hundreds of thousands, and normalizing is slow.
  if (!plainWord.test(word)) {
    word = word
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .replace(/['’]s$/, '')
      .replaceAll(/['’]/g, '');
    if (!plainWord.test(word)) return word;
  }
  if (word.length > 3 && word.endsWith('s')) {
    if (/[^aeiou]ies$/.test(word)) word = `${word.slice(0, -3)}y`;
    else if (/(?:ss|x|ch|sh)es$/.test(word)) word = word.slice(0, -2);
    else if (/[^sui]s$/.test(word)) word = word.slice(0, -1);
  }
  if (word.length > 5) {
    if (word.includes('ae')) word = word.replaceAll('ae', 'e');
    if (word.startsWith('oe')) word = word.slice(1);
    if (word.endsWith('our')) word = `${word.slice(0, -3)}or`;
    if (word.includes('iz')) word = word.replace(/iz(e|ed|er|ing|ation)$/, 'is$1');
  }
  return word;
}

/** How the index spells a measure in millimetres, so that “1 mm” does not find each “1”. */
export function millimetreTerm(term: string): string {
  return `${term}mm`;
}

/** A term that a text is found by, and the place of its words. */
export interface TermPlace {
  term: string;
  start: number;
  end: number;
}

/** Every term that a text is found by: its words, its measures with their unit, and hyphened words as one (“tramtrack”). */
export function termPlaces(text: string): TermPlace[] {
  const words = wordsOf(text);
  return words.flatMap((word, place) => {
    const { term, start, end } = word;
    const before = words[place - 1];
    const places = [{ term, start, end }];
    if (word.isMillimetres) places.push({ term: millimetreTerm(term), start, end });
    if (word.isHyphened && before) places.push({ term: before.term + term, start: before.start, end });
    return places;
  });
}

/** The words of a name in one spelling: two names of the same words are the same name. */
export function nameTerms(text: string): string[] {
  return wordsOf(text).map(({ term }) => term);
}

/** Words that say nothing about what somebody looks for. Left out of a query that has others. */
const fillers = new Set(
  (
    'a an the of to in on at by as is are was be been am i me my we our you your it its this that these those and or ' +
    'for from with about into than then can could do doe did does has have had how what when where which why if there ' +
    'any some will would go'
  ).split(' '),
);

/** Whether a term is too common in questions to search for. */
export function isFiller(term: string): boolean {
  return fillers.has(term);
}

// Longest first: the first that fits is taken off.
const endings = 'ations ation ancy ency ment ions ness ing ion ant ent ive ity ous ed ic al y'.split(' ');

/**
 * The letters that a word shares with its kin, to look for what begins with them: “pregn” for pregnant and pregnancy,
 * “infect” for infected and infection. Null where too few would be left to tell kin from strangers.
 */
export function kinLetters(term: string): string | null {
  if (!/^[a-z]+$/.test(term)) return null;
  const ending = endings.find((each) => term.endsWith(each));
  if (ending === undefined) return null;
  const letters = term.slice(0, -ending.length);
  if (letters.length < 5) return null;
  // “scarring” comes of “scar”.
  const isDoubled = /^(?:ing|ed)$/.test(ending) && /([bdgmnprt])\1$/.test(letters);
  return isDoubled ? letters.slice(0, -1) : letters;
}

/**
 * How many letters must be changed, added, taken out or swapped with a neighbour to make one word of the other;
 * anything above `limit` comes back as `limit + 1`.
 */
export function distance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let steps = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (row > 1 && column > 1 && swapped) steps = Math.min(steps, (beforeLast[column - 2] ?? 0) + 1);
      current.push(steps);
      least = Math.min(least, steps);
    }
    if (least > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return Math.min(last[other.length] ?? 0, limit + 1);
}
