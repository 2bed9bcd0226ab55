import type { ContentLinter, LintFinding } from '#content-pipeline/checked-content.ts';
import { isQuestion } from '#features/editorial/mention.ts';
import {
  type Block,
  blocksOf,
  fieldBlocks,
  type KnownFact,
  knownFacts,
  type Span,
  sentencesOf,
} from '#features/editorial/prose.ts';

/**
 * Holds the numbers of articles to facts.yaml, so that each is said once and stands beside its source:
 *
 * 1. A measured number is a `<Fact>`: no digits, and no number in words before a unit, in a body, its titles and
 *    captions, the article's title or its summary. Bare are years and dates, numbers of rules and parts (“Article 7”),
 *    emergency numbers, names with a digit in them (TGF-β3), the length by which a needle is called where the sentence
 *    speaks of needles (0.25 mm), and a count of studies that the block cites so many times (“two studies” with two
 *    citations).
 * 2. A block that uses a figure cites one of the figure's sources; one without sources is the shop's own and needs none.
 *    An item may lean on the sentence that introduces it, a row on the head of its table, a heading on what follows it.
 * 3. Where a figure must not stand without a caveat (`mustSay`: an animal, a pen), its block says one of the words.
 */
export const figuresLinter: ContentLinter = {
  document(document, all) {
    if (document.kind !== 'article' || !document.body) return [];
    const facts = knownFacts(all);
    const blocks = blocksOf(document.body.tree, document.text, facts);
    const fields = fieldBlocks(document).filter(({ field }) => field === 'title' || field === 'summary');
    return [
      ...[...fields, ...blocks].flatMap((block) => bareNumbers(block, facts)),
      ...blocks.flatMap((block) => unsupported(block, blocks, facts)),
    ];
  },
};

/** The lengths by which needles are called, in mm, as they may be written. */
const nominalLengths: ReadonlySet<string> = new Set(
  '0.13 0.2 0.20 0.25 0.3 0.30 0.5 0.50 1 1.0 1.5 2 2.0 3 3.0'.split(' '),
);

const digits = String.raw`\d+(?:[.,]\d+)*`;
const months =
  'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?';
const counted =
  'mm|cm|millimetres?|micrometres?|microns?|[µμ]m|people|persons?|patients?|wom[ae]n|m[ae]n|adults?|participants?|volunteers?|children|studies|trials?|papers?|articles?|reviews?|samples?|biopsies|cases?|places?|sites?|sessions?|treatments?|points?|rows?|needles|passes|uses|times|seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|years?|decades?|per ?cent|percent|%';
/** What may not follow a number that is bare: with it, the number measures something. */
const measure = new RegExp(`^[ -]?(?:${counted}|times|fold|x\\b|×|°|g\\b|ml\\b)`, 'i');

const wordNumber =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|(?:a |one )?(?:hundred|thousand|dozen)';
const qualifier =
  '(?:calendar|full|whole|more|other|further|different|separate|blinded|randomi[sz]ed|small|large|larger|split-face|overlapping|clinical|weekly|working|consecutive|healthy|human|japanese|south|adult|living|needling|of the|of these|of those|or so|or more|to)';
const inWords = new RegExp(
  `(?<![\\w-])(${wordNumber})(?:(?: (?:to|or|and|of|in|out of) |[-–])(?:${wordNumber}))*(?:[ -]${qualifier})*[ -](${counted})(?![\\w-])|(?<![\\w-])(?:${wordNumber}) (?:in|out of) (?:${wordNumber})(?![\\w-])`,
  'gi',
);

function bareNumbers(block: Block, facts: ReadonlyMap<string, KnownFact>): LintFinding[] {
  const { text } = block;
  const inFact = (span: Span) => block.facts.some(({ from, to }) => from < span.to && span.from < to);
  const found: Span[] = [];
  for (const match of text.matchAll(new RegExp(digits, 'g'))) {
    const span = { from: match.index, to: match.index + match[0].length };
    if (!inFact(span) && !mayStandBare(block, span)) found.push(widened(text, span));
  }
  for (const match of text.matchAll(inWords)) {
    const span = { from: match.index, to: match.index + match[0].length };
    if (!inFact(span) && !isOwnCount(block, match)) found.push(span);
  }
  return found
    .filter(
      (span, index) => !found.slice(0, index).some((other) => other.from < span.to && span.from < other.to),
    )
    .map((span) => {
      const words = text.slice(span.from, span.to);
      const fixed = block.kind === 'attribute' || block.kind === 'field';
      return {
        at: block.placeOf(span.from),
        field: 'figure',
        problem: fixed
          ? `“${words}” is a number that facts.yaml should hold; ${block.field} takes no <Fact>, so say it without the number`
          : `“${words}” is a number that facts.yaml should hold`,
        example: fixed ? 'several weeks' : likelyFact(words, block, facts),
      };
    });
}

function mayStandBare(block: Block, { from, to }: Span): boolean {
  const { text } = block;
  const number = text.slice(from, to);
  const [before, behind] = [text.slice(0, from), text.slice(to)];
  // Part of a name or address: TGF-β3, COVID-19, S22a, A5.
  if (/\p{L}[\p{L}\p{N}]*-?$/u.test(before) && !/\b(?:SPF|[£$€]|A\$)$/.test(before)) return true;
  if (
    new RegExp(`(?:${digits}[–-])?\\d{1,2}$`).test(before + number) &&
    new RegExp(`^\\s(?:${months})\\b`).test(behind)
  )
    return true;
  if (/^(?:1[89]|20)\d\d$/.test(number) && !measure.test(behind) && !/[£$€]$/.test(before)) return true;
  if (/^(?:111|999|112|911)$/.test(number) && !measure.test(behind)) return true;
  if (
    /\b(?:Articles?|Art\.|Annex|Sections?|Parts?|Chapters?|Class|Figures?|Steps?|Rules?|Questions?|Grade|Type|Phase|Stage|Volume)(?: \d+(?:,| and| to| or))* $/i.test(
      before,
    )
  )
    return true;
  return isNeedleName(block, { from, to });
}

/** “0.2, 0.25 or 0.3 mm” where the talk is of needles, and not the thickness or depth of something. */
function isNeedleName(block: Block, { from, to }: Span): boolean {
  const { text } = block;
  if (!nominalLengths.has(text.slice(from, to))) return false;
  const unit = new RegExp(
    `^(?:(?:,? (?:to|and|or|up to)|,(?: up to)?|[–-]) ?${digits})*(?: |-)?mm(?![\\w])(?: (thick|wide|apart|across|deep|down|below)\\b)?`,
  ).exec(text.slice(to));
  if (!unit) return false;
  // A heading that is nothing but a length names a section about needles of that length.
  if (block.kind === 'heading' && /^[\d., –-]*(?:(?:to|and|or) [\d.]+ ?)*mm$/.test(text)) return true;
  const sentence = sentencesOf(text).find((span) => span.from <= from && from < span.to);
  const own = sentence ? text.slice(sentence.from, sentence.to) : text;
  // “Do needles go 2 mm deep?” asks after the name; “2 mm deep” in quotation marks is somebody's words.
  const quoted = /“[^”]*$/.test(text.slice(0, from)) && /^[^“]*”/.test(text.slice(to));
  if (unit[1] !== undefined) return (quoted || isQuestion(own)) && needleTalk.test(own);
  if (needleTalk.test(own)) return true;
  if (
    /\b(?:skin|dermis|epidermis|stratum|layer|film|channels?|openings?|barrier|thick\w*|thin\w*|deep\w*|depths?)\b/i.test(
      own,
    )
  )
    return false;
  const around = [text, block.lead, block.lead?.lead, block.heading, ...block.inside].map((part) => {
    return typeof part === 'string' ? part : part && ('text' in part ? part.text : part.title);
  });
  return needleTalk.test(around.join('\n'));
}

const needleTalk = /\b(?:needles?|needling|rollers?|rolling|lengths?|longest|shortest|longer|shorter)\b/i;

/** “Two studies” with two citations counts what stands there. */
function isOwnCount({ cites, lead }: Block, match: RegExpMatchArray): boolean {
  const [, number = '', noun = ''] = match;
  const several = 'one two three four five six'.split(' ').indexOf(number.toLowerCase()) + 1;
  if (several === 1) return !/^(?:hours?|minutes?|weeks?|months?|years?|per ?cent|percent|mm)$/i.test(noun);
  if (!/^(?:studies|trials|papers|reviews|articles)$/i.test(noun) || several === 0) return false;
  return new Set([...cites, ...(lead?.cites ?? [])].map(({ id }) => id)).size >= several;
}

/** A number with the unit behind it, as far as there is one. */
function widened(text: string, { from, to }: Span): Span {
  const start = /(?:[£$€]|A\$|SPF ?)$/.exec(text.slice(0, from))?.[0].length ?? 0;
  const rest = new RegExp(`^(?:(?: to | or |[–-])${digits})?[ -]?(?:${counted})(?![\\w-])`, 'i').exec(
    text.slice(to),
  );
  return { from: from - start, to: to + (rest?.[0].length ?? 0) };
}

/** The figure that holds the number found, best one whose source the block cites; else what a figure looks like. */
function likelyFact(words: string, block: Block, facts: ReadonlyMap<string, KnownFact>): string {
  const word = /^[a-z]+/i.exec(words)?.[0].toLowerCase() ?? '';
  const spelled =
    `one two three four five six seven eight nine ten eleven twelve`.split(' ').indexOf(word) + 1;
  const number = spelled || Number(/\d+(?:\.\d+)?/.exec(words.replaceAll(',', ''))?.[0] ?? Number.NaN);
  const noun = /[a-z%]+$/i.exec(words)?.[0].toLowerCase() ?? '';
  const unit = /^(?:patients?|wom[ae]n|m[ae]n|adults?|participants?|volunteers?|persons?)$/.test(noun)
    ? 'people'
    : noun;
  const near = [...facts.values()].filter((fact) => {
    const held = fact.unit === 'percent' ? 'cent' : (fact.unit ?? '');
    return fact.from === number && (unit === '' || held === unit || held === `${unit}s`);
  });
  const cited = new Set(block.cites.map(({ id }) => id));
  const best = near.find(({ sources }) => sources.some((source) => cited.has(source))) ?? near[0];
  return best ? `<Fact id="${best.id}" />` : '<Fact id="…" />, and a line for it in content/facts.yaml';
}

function unsupported(
  block: Block,
  blocks: readonly Block[],
  facts: ReadonlyMap<string, KnownFact>,
): LintFinding[] {
  const findings: LintFinding[] = [];
  const near = [block, ...(block.lead ? [block.lead] : []), ...(block.lead?.lead ? [block.lead.lead] : [])];
  if (block.kind === 'heading') {
    const next = blocks[blocks.indexOf(block) + 1];
    if (next) near.push(next);
  }
  const led = blocks.filter(({ lead }) => lead === block);
  const cited = new Set([...near, ...led].flatMap(({ cites }) => cites.map(({ id }) => id)));
  const said = [...near.map(({ text }) => text), block.inside.at(-1)?.title ?? ''].join('\n');
  for (const { id, from } of block.facts) {
    const fact = facts.get(id);
    if (!fact) continue;
    const at = block.placeOf(from);
    const { sources, mustSay } = fact;
    if (sources.length > 0 && !sources.some((source) => cited.has(source))) {
      findings.push({
        at,
        field: `<Fact id="${id}">`,
        problem: `stands in a ${nounOf[block.kind]} that cites none of its sources (${sources.join(', ')})`,
        example: `<Cite id="${sources[0]}" />`,
      });
    }
    if (mustSay.length > 0 && !mustSay.some((word) => says(said, word))) {
      findings.push({
        at,
        field: `<Fact id="${id}">`,
        problem: `stands without its caveat: its ${nounOf[block.kind]} must say ${mustSay.map((word) => `“${word}”`).join(' or ')}`,
        example: mustSay[0] ?? '',
      });
    }
  }
  return findings;
}

const nounOf: Record<Block['kind'], string> = {
  paragraph: 'paragraph',
  item: 'list item',
  row: 'table row',
  heading: 'heading',
  attribute: 'title',
  field: 'field',
};

/** Whether a text says a word, in singular, plural or a longer form of it (“clinic”, “clinical”; “rat”, not “rate”). */
export function says(text: string, word: string): boolean {
  const stem = word.replace(/(?:e|y)$/i, '');
  const forms = word.length < 5 ? `${word}(?:s|'s|s')?|${stem}ies` : `${stem}\\w*(?:'s)?`;
  return new RegExp(`(?<![\\w])(?:${forms})(?![\\w])`, 'i').test(text);
}
