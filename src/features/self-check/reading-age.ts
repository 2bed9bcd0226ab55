/** How hard a text is to read. */
export interface Readability {
  sentences: number;
  words: number;
  syllables: number;
  /** Flesch–Kincaid grade plus five: the age of a pupil in that grade of an American school. */
  age: number;
}

/**
 * The Flesch–Kincaid reading age of sentences (Kincaid et al. 1975: 0.39 × words a sentence + 11.8 × syllables a word −
 * 15.59, plus 5 years). A text that ends without a full stop counts as a sentence. `known`: words that count as two
 * syllables at most, since a reader who needs them has them on a packet, or finds them explained. Throws a RangeError
 * where there is no word.
 */
export function readability(texts: readonly string[], known: ReadonlySet<string> = new Set()): Readability {
  const sentences = texts
    .flatMap((text) => text.split(/(?<=[.!?:])\s+/))
    .map((sentence) => sentence.match(/\p{L}+(?:['’]\p{L}+)*/gu) ?? [])
    .filter((words) => words.length > 0);
  const words = sentences.flat();
  if (words.length === 0) throw new RangeError('There is no word to read');
  const syllables = words.reduce((sum, word) => {
    const count = syllablesOf(word);
    return sum + (known.has(word.toLowerCase()) ? Math.min(count, 2) : count);
  }, 0);
  const grade = 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
  return { sentences: sentences.length, words: words.length, syllables, age: grade + 5 };
}

/** Syllables of an English word, by its groups of vowels; right for nine words in ten, and never below one. */
export function syllablesOf(word: string): number {
  const letters = word.toLowerCase().replaceAll(/[^a-z]/g, '');
  const spoken = letters
    // Endings that are written and not spoken: “use”, “asked”, “marks” – but “needed”, “bruises” and “little” are.
    .replace(/(?<=[aeiouy].*[^aeiouydt])ed$/, 'd')
    .replace(/(?<=[aeiouy].*[^aeiouyscxzgl])es$/, 's')
    .replace(/(?<=[aeiouy]l)es$/, 's')
    .replace(/(?<=[aeiouy].*[^aeiouyl])e$/, '')
    .replace(/(?<=[aeiouy]l)e$/, '');
  // Two vowels that are spoken one after the other: “diet”, “diabetes”, “area”.
  const apart = spoken.match(/ia(?!l$|n$)|iu|io(?!us|n)|ea(?=$)|ie(?=t)|uo(?=us)|oa(?=g)/g)?.length ?? 0;
  return Math.max(1, (spoken.match(/[aeiouy]+/g)?.length ?? 0) + apart);
}
