import type { ContentLinter, LintFinding, ReadDocument } from '#content-pipeline/checked-content.ts';
import type { KindName } from '#content-pipeline/document-types.ts';
import {
  type BannedClaim,
  bannedClaims,
  needlingWords,
  otherRemedies,
} from '#features/editorial/banned-claims.ts';
import { meaningOf } from '#features/editorial/mention.ts';
import { type Block, blocksOf, fieldBlocks, knownFacts, sentencesOf } from '#features/editorial/prose.ts';

/**
 * Finds every banned claim that is made, and not only spoken about (`meaningOf` holds the rules), in all words that the
 * shop says: articles, products, glossary, legal pages, the shop's own fields, market reasons, figures and the
 * self-check. Each finding names the words, the reason with its sources, and what may be written instead.
 */
export const claimsLinter: ContentLinter = {
  document(document, all) {
    if (!spoken.has(document.kind)) return [];
    const fields = fieldBlocks(document, silent);
    const body = document.body ? blocksOf(document.body.tree, document.text, knownFacts(all)) : [];
    return findClaims([...fields, ...body], document.kind);
  },
  // The names of sources are other people's words.
  ruleset: (ruleset) => findClaims(fieldBlocks(ruleset, new Set(['sources', ...silent])), 'ruleset'),
};

const spoken: ReadonlySet<KindName> = new Set<KindName>([
  'article',
  'product',
  'glossary',
  'legal',
  'shop',
  'markets',
  'facts',
]);

/** Fields that hold names for other documents and not words. */
const silent: ReadonlySet<string> = new Set([
  'sources',
  'products',
  'related',
  'readFirst',
  'mustSay',
  'id',
  'sku',
  'when',
  'cites',
]);

function findClaims(blocks: readonly Block[], kind: ReadDocument['kind'] | 'ruleset'): LintFinding[] {
  const sells = kind === 'product' || kind === 'shop';
  const findings: LintFinding[] = [];
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1] ?? null;
    for (const claim of bannedClaims) {
      let reached = 0;
      for (const span of matches(claim, block, sells)) {
        // Two patterns of one claim often meet in the same words.
        if (span.from < reached) continue;
        const said = block.text.slice(span.from, span.to);
        const excused =
          !claim.unspeakable &&
          (meaningOf({ block, claim: span, next, sells }, claim) !== 'claim' ||
            (claim.aboutNeedling && !sells && speaksOfOthers(block, span.from)));
        if (excused) continue;
        reached = span.to;
        findings.push({
          at: block.placeOf(span.from),
          field: `claim ${claim.id}`,
          problem: `“${said}” ${claim.reason}${claim.sources.length > 0 ? ` (${claim.sources.join(', ')})` : ''}`,
          example: claim.instead,
        });
      }
    }
  }
  return findings;
}

function matches(
  { where, patterns, besideNeedles = [], onProducts = [] }: BannedClaim,
  block: Block,
  sells: boolean,
) {
  if (where === 'products' && !sells) return [];
  const all = sells ? [...patterns, ...besideNeedles, ...onProducts] : [...patterns, ...besideNeedles];
  return (
    all
      // Almost every pattern is in almost no block, and `matchAll` copies its pattern before it looks.
      .filter((pattern) => block.text.search(pattern) !== -1)
      .flatMap((pattern) => [...block.text.matchAll(pattern)].map((match) => ({ pattern, match })))
      .filter(({ pattern }) => {
        return sells || !besideNeedles.includes(pattern) || needlingWords.test(block.text);
      })
      .map(({ match }) => ({ from: match.index, to: match.index + match[0].trimEnd().length }))
      .sort((a, b) => a.from - b.from || b.to - a.to)
  );
}

/** “Antibiotics clear acne”: a sentence about another remedy, in which no needle, and no “it”, is at work. */
function speaksOfOthers(block: Block, at: number): boolean {
  const sentence = sentencesOf(block.text).find(({ from, to }) => from <= at && at < to);
  if (!sentence) return false;
  const all = block.text.slice(sentence.from, sentence.to);
  if (needlingWords.test(all)) return false;
  if (
    /\b(?:it|this|they|these)\s+(?:\w+ly\s+|can\s+|will\s+|also\s+)*$/i.test(
      block.text.slice(sentence.from, at),
    )
  )
    return false;
  // “Forget creams” and “no cream” are about something else again.
  return otherRemedies.test(
    all.replaceAll(/\b(?:not|no|unlike|forget|instead of|without|than|never mind)(?: \w+){1,2}/gi, ''),
  );
}
