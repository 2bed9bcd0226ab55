/** Sentences of a text that went and that came, in the order of the text, as they are written. */
export interface SentenceChange {
  gone: string[];
  new: string[];
  /** The same sentences in another order, or other blanks and breaks between them. */
  onlyMoved: boolean;
}

/** What is said otherwise in a Markdown text: whole sentences, since half a sentence is no news to a reader. */
export function sentenceChanges(before: string, after: string): SentenceChange {
  const [old, now] = [sentencesOf(before), sentencesOf(after)];
  const gone = minus(old, now);
  const added = minus(now, old);
  return { gone, new: added, onlyMoved: gone.length === 0 && added.length === 0 };
}

/** Paragraphs, list items and rows, cut where a sentence ends and another begins. */
function sentencesOf(text: string): string[] {
  return text
    .split(/\n\s*\n|\n(?=\s*(?:[-*|#>]|\d+\.)\s?)/)
    .map((paragraph) => paragraph.replaceAll(/\s+/g, ' ').trim())
    .flatMap((paragraph) => paragraph.split(/(?<=[.!?][”"')\]]*)\s+(?=["“'(<[*_]*\p{Lu})/u))
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** What is in the first list more often than in the other. */
function minus(all: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const each of others) left.set(each, (left.get(each) ?? 0) + 1);
  return all.filter((each) => {
    const count = left.get(each) ?? 0;
    if (count > 0) left.set(each, count - 1);
    return count === 0;
  });
}
