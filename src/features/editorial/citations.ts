import type { ContentLinter, LintFinding } from '#content-pipeline/checked-content.ts';
import { needlingWords } from '#features/editorial/banned-claims.ts';
import { isQuestion } from '#features/editorial/mention.ts';
import { type Block, blocksOf, knownFacts, sentencesOf } from '#features/editorial/prose.ts';

/**
 * Finds every statement of effect in an article that no source stands behind: a sentence that names needling and says
 * what it does to skin or people needs a `<Cite>` in it, or later in its paragraph, list item or table row. An item may
 * lean on the sentence that introduces its list, and that sentence on the items; a row on the head of its table.
 *
 * What needs none (`exemptionOf`): questions; what to do and not to do; that something is not known, or was not found;
 * our own policy, opinion or arithmetic, where the sentence has “we”, “our” or “this shop” as its subject; where else to
 * read; and in boxes of advice an item that only ends the sentence of their title. Headings and attributes are not looked at: they cannot hold a citation, and state nothing on their own.
 */
export const citationsLinter: ContentLinter = {
  document(document, all) {
    if (document.kind !== 'article' || !document.body) return [];
    const blocks = blocksOf(document.body.tree, document.text, knownFacts(all));
    return blocks.flatMap((block) => (stating.has(block.kind) ? uncitedIn(block, blocks) : []));
  },
};

const stating: ReadonlySet<Block['kind']> = new Set(['paragraph', 'item', 'row']);

/** Boxes whose title begins the sentence that an item in small letters ends: a sign to look for, a thing not to do. */
const listed: ReadonlySet<string> = new Set(['CareCard', 'DoList', 'DontList', 'WhoShouldNot']);

function uncitedIn(block: Block, blocks: readonly Block[]): LintFinding[] {
  const leaned =
    (block.lead?.cites.length ?? 0) > 0 ||
    blocks.some((other) => other.lead === block && other.cites.length > 0);
  if (leaned) return [];
  const last = block.cites.at(-1)?.at ?? -1;
  const findings: LintFinding[] = [];
  // The cells of a row make one statement together.
  const sentences = block.kind === 'row' ? [{ from: 0, to: block.text.length }] : sentencesOf(block.text);
  for (const { from, to } of sentences) {
    if (last > from) continue;
    const sentence = block.text.slice(from, to);
    if (block.kind === 'item' && /^[a-z]/.test(sentence) && listed.has(block.inside.at(-1)?.name ?? ''))
      continue;
    const effect = effectIn(sentence);
    if (!effect || isQuestion(sentence)) continue;
    // “Needling helps some; for a home roller we found no trial”: only the part that states the effect can excuse it.
    const start = sentence.lastIndexOf(';', effect.from) + 1;
    const end = sentence.indexOf(';', effect.to);
    if (exemptionOf(sentence.slice(start, end === -1 ? undefined : end))) continue;
    findings.push({
      at: block.placeOf(from + effect.from),
      field: 'citation',
      problem: `“${shortened(sentence, effect).replaceAll('\n', ' | ')}” says what needling does, and no source is named in the sentence or behind it in its paragraph`,
      example: `${sentence.split(/\s+/).slice(-2).join(' ')}<Cite id="…" />`,
    });
  }
  return findings;
}

const effects = new RegExp(
  `\\b(?:${[
    // what it does to skin
    'disturb(?:s|ed|ing)?|breach(?:es|ed|ing)?|break(?:s|ing)? the skin|broke the skin|damag(?:e|es|ed|ing)|injur(?:e|es|ed|ing)|irritat(?:e|es|ed)(?! (?:or|skin))|inflam(?:e|es|ed)|bleed(?:s|ing)?|bled|bruis(?:e|es|ed|ing)|swell(?:s|ing)?|swollen|redden(?:s|ed)?|darken(?:s|ed|ing)?|thicken(?:s|ed|ing)?|infect(?:s|ed|ing)?|scarred|spread(?:s|ing)? (?:an? |the )?(?:infection|virus|germs|bacteria|herpes|disease)|pass(?:es|ed)? on|bring(?:s)? (?:it|them|\\w+ \\w+) back|carr(?:y|ies|ied) (?:an? |the )?(?:infection|germs|disease|bacteria)',
    '(?:turns?|goes|looks?|feels?|stays?|becomes?|gets?) (?:\\w+ )?(?:pink|red|dark(?:er)?|grey|purple|brown|warm|hot|tight|sore|dry|tender|itchy)|flak(?:es|ed)|skin (?:\\w+ )?(?:peels?|peeled)|stings?|itch(?:es)?|brings? (?:\\w+ ){1,3}about|(?:redness|swelling|soreness|pain|bleeding|flaking|dryness|effects?|harms?|marks?|scars?|scarring|lumps?|granulomas?|infections?) (?:is|are) (?:\\w+ )?(?:expected|common|rare|uncommon|normal|likely)',
    // what it is good for
    'improv(?:e|es|ed|ing|ement)|soften(?:s|ed|ing)?|smooth(?:s|ed|ens?|ened)|fad(?:e|es|ed|ing)|shrink(?:s|ing)?|heal(?:s|ed)?|treat(?:s|ed)|help(?:s|ed)|works? (?:for|on|against|better)|stimulat(?:e|es|ed|ing)|trigger(?:s|ed|ing)?|lay(?:s)? down|laid down|benefit(?:s|ed)?|(?:more|less|new|fewer) (?:collagen|elastin|scars?|scarring)',
    // how it comes about
    'caus(?:e|es|ed|ing)|lead(?:s|ing)? to(?! (?:its|the|a) source)|led to|result(?:s|ed)? in|provok(?:e|es|ed)|set(?:s)? off|bring(?:s)? on|brought on|start(?:s|ed)? (?:\\w+ ){0,2}healing|rais(?:e|es|ed|ing) (?:the )?(?:risk|chance)|(?:lower|higher|greater|smaller|increased|more|less) (?:the )?(?:risk|chance)|(?:risk|chance)s? of|tied to|linked to|harm(?:s|ed|ing|ful)?|hurts?|(?:reported|described|seen|found|observed) (?:after|following)|follow(?:s|ed)? (?:rolling|needling)|push(?:es|ed)|drives?|drove|driven|penetrat(?:e|es|ed)|absorb(?:s|ed)?|clos(?:e|es|ed) (?:with)?in|recover(?:s|ed)? (?:with)?in',
  ].join('|')})\\b`,
  'i',
);

function effectIn(sentence: string): { from: number; to: number } | null {
  if (!needlingWords.test(sentence)) return null;
  const match = effects.exec(sentence);
  return match && { from: match.index, to: match.index + match[0].length };
}

/** Why a sentence needs no source though it speaks of an effect; null where it needs one. */
export function exemptionOf(
  sentence: string,
): 'question' | 'instruction' | 'not-known' | 'policy' | 'pointer' | null {
  const words = sentence.replace(/^[\W_]+/, '');
  if (isQuestion(sentence)) return 'question';
  if (unknown.test(words)) return 'not-known';
  if (instruction.test(words)) return 'instruction';
  if (policy.test(words)) return 'policy';
  if (pointer.test(words)) return 'pointer';
  return null;
}

const unknown =
  /\b(?:(?:nobody|no one|nothing|none|no (?:\w+ ){0,2}(?:trial|study|studies|source|sources|evidence|regulator|measurement|proof|paper|method|figure|page|research|list))\b|(?:not|never|n't) (?:been )?(?:known|measured|studied|shown|proven|settled|tested|found|counted|established|supported)|unknown|unmeasured|unproven|unstudied|unclear|(?:could|did|do|can) ?(?:not|n't) (?:find|know|say|tell)|found no\b|know of no\b|we (?:have )?read no\b|whether|evidence (?:\w+ ){0,5}(?:is|remains) (?:thin|weak|missing|poor)|(?:poorly|hardly|thinly) (?:supported|studied)|(?:missing|lacking|absent)\b)/i;
const verb =
  "(?:do not|don't|never|always|please|keep|wait|stop|ask|look|check|read|follow|use|leave|wash|clean|rinse|dry|put|take|treat|show|tell|speak|talk|see|call|go|get|give|think|remember|choose|roll|press|throw|replace|avoid|protect|cover|apply|pause|finish|begin|start|start again|let|make|write|note|answer|expect|plan|weigh|skip|count|hold|store|cool|compare|distrust|watch|be|feel|care|test|set|return|consider|move|read on|turn|work|pick|buy|dispose)";
const instruction = new RegExp(
  `^(?:${verb}\\b|(?:if|when|before|after|until|once|unless|should|while|whatever|even if|as long as|in an emergency|where|for|at|then|instead|so|and|but|otherwise|first|next|today|tonight|on)\\b[^.;]*?(?:[,:] |\\b(?:then|so) )(?:then |so |please )?${verb}\\b|(?:you|nobody|no one|they) (?:must|should)\\b)|\\ba reason (?:not )?to (?:stop|wait|ask|roll|see)\\b`,
  'i',
);
const policy =
  /(?:^|[,;:—–] (?:and |but |so |which is why )?|\b(?:so|and|but|why|that|therefore|when|while|for which) )(?:we|our|this shop|this site|this page|the shop)\b(?! (?:know|read|found) that)|\b(?:our own|our (?:policy|rule|advice|reading|inference)|a policy|policy of ours)\b/i;
const pointer =
  /^(?:see|read)\b|\b(?:explains?|sets? out|tells? more|is in|are in|has the (?:list|numbers|reasons)|goes through|lists?)\b/i;

function shortened(sentence: string, { from, to }: { from: number; to: number }): string {
  const [start, end] = [Math.max(0, from - 40), Math.min(sentence.length, to + 40)];
  const head = start === 0 ? '' : `…${sentence.slice(start, from).replace(/^\S*\s/, '')}`;
  const tail = end === sentence.length ? '' : `${sentence.slice(to, end).replace(/\s\S*$/, '')}…`;
  return `${head || sentence.slice(0, from)}${sentence.slice(from, to)}${tail || sentence.slice(to)}`;
}
