import { type Block, type Span, sentencesOf } from '#features/editorial/prose.ts';

/** Where a claim was found, and what the document around it may do. */
export interface Utterance {
  block: Block;
  /** The claim within the text of the block. */
  claim: Span;
  /** The block that follows, where an answer may stand. */
  next: Block | null;
  /** Products sell, so on them only a plain denial excuses a claim. */
  sells: boolean;
}

/** What excuses a kind of claim beyond the rules for all; `BannedClaim` says more of each. */
export interface ClaimManner {
  reportable?: boolean;
  negative?: boolean;
  conditional?: boolean;
}

/** How a claim is meant; `claim` where nothing takes it back. */
export type Meaning = 'claim' | 'denied' | 'asked' | 'quoted' | 'reported' | 'of-others';

/**
 * Tells a claim that is made from one that is only spoken about. The rules, of which one is enough:
 *
 * 1. **Denied.** A denying word (not, n't, no, never, nobody, nothing, cannot, hardly, false, avoid, fail to, …) stands
 *    before the claim in the same clause, or right behind it (“removing scars is not what it does”), however far away in
 *    the clause. A clause ends at a semicolon, a colon, a dash, at but/yet/because/…, and at a comma with a new subject;
 *    a passage between two commas or dashes or in brackets is passed over. So “it is not dear, and it removes scars”
 *    and “it is not dear and removes scars” are claims, while “it does not dry, warm or remove scars” is none.
 *    What only looks like a denial counts as none: not only, not just, no other, nothing … like it, never fails to,
 *    has never been easier, do not wait to; and two denials around a “that” undo each other.
 *    An item of a list that a denial introduces (`<DontList>`, `notFor`, “We never say:”) is denied in its first clause,
 *    and so is one under a heading such as “What we could not find”.
 * 2. **Asked.** The sentence is a question of fact (Does …? How …? Is …?), and neither the rest of the block nor the
 *    next block answers yes; or the claim follows “whether”, or for some claims “if”. Selling questions (Want …? Ready …?
 *    Why not …?) are claims. So is an item under a question, unless the rest of the item takes it back.
 * 3. **Quoted.** It stands in quotation marks, and outside them in the same sentence, in the sentence before or after it,
 *    in the line that introduces it or in the other cells of the row, something denies it or calls it empty, unlawful or
 *    a warning sign.
 * 4. **Reported** (only claims that research may speak of, and not on products). The sentence names who found or does
 *    it, such as a trial, a review, clinics, dermatologists, a regulator or rats, or says “is thought to”; and its clause
 *    speaks neither of home, our rollers or what “you can” do, nor lets a roller, needling or “it” do the thing outright
 *    (“trials show that rollers remove scars” is a claim; “clinics use rollers to treat scars” is a report).
 * 5. **Of others** (not on products). The sentence says that others claim, promise or sell it, and only supposes that
 *    (“if a page promises …”), or the block holds a denial outside of it or is one side of a `<Conflict>`: nobody is left
 *    to believe it. There, what a paper “says” of needles outright is a report too.
 *
 * Not a claim at all, though in its words, is what a sentence says of another remedy (“antibiotics clear acne”): for that
 * see `BannedClaim.aboutNeedling`. A few words may not even be spoken about: `BannedClaim.unspeakable`.
 */
export function meaningOf(
  { block, claim, next, sells }: Utterance,
  { reportable = false, negative = false, conditional = false }: ClaimManner,
): Meaning {
  const { text } = block;
  const sentences = sentencesOf(text);
  const index = sentences.findIndex(({ from, to }) => from <= claim.from && claim.from < to);
  const span = sentences[index] ?? { from: 0, to: text.length };
  const sentence = text.slice(span.from, span.to);
  const from = claim.from - span.from;
  const to = Math.min(claim.to, span.to) - span.from;
  const quote = quotes(sentence).find((passage) => passage.from < from && to <= passage.to);

  const denied =
    deniedBefore(sentence, from, to) ||
    deniedBehind(sentence, from, to) ||
    (!negative && denyingIn(sentence.slice(from, to).replaceAll(undone, blank)));
  if (!quote && denied) return 'denied';
  if (deniedByList(block, sentences, claim, sentence.slice(0, from))) return 'denied';

  const condition = conditional ? /\b(?:whether|if|until|unless|once)\b[^.;:]*$/i : /\bwhether\b[^.;:]*$/i;
  if (condition.test(sentence.slice(0, from))) return 'asked';
  if (isQuestion(sentence) && !(sells && block.kind === 'field')) {
    const reply = sentences[index + 1];
    const answer = reply ? text.slice(reply.from, reply.to) : (next?.text ?? '');
    if (
      !/^\s*(yes|yep|of course|absolutely|certainly|definitely|it (does|can|will)|they (do|can|will))\b/i.test(
        answer,
      )
    ) {
      return 'asked';
    }
  }
  // “What do you hope for? – A cream that goes deeper. Choose none.”
  const rest = `${text.slice(0, claim.from)} … ${text.slice(claim.to)}`;
  const answers = block.kind === 'item' && block.heading !== null && isQuestion(block.heading.text);
  if (answers && !sells && index === 0 && rejects(rest)) return 'asked';

  if (quote) {
    const own = `${sentence.slice(0, quote.from)} … ${sentence.slice(quote.to)}`;
    const near = [sentences[index - 1], sentences[index + 1]].map((other) =>
      other ? text.slice(other.from, other.to) : '',
    );
    const around = sells
      ? []
      : [
          ...near,
          block.lead?.text ?? '',
          block.inside.at(-1)?.name === 'DontList' ? 'do not' : (block.inside.at(-1)?.title ?? ''),
          block.kind === 'row' ? text : '',
          block.kind === 'heading' ? (next?.text ?? '') : '',
        ];
    if ([own, ...around].some((words) => rejects(withoutQuotes(words)))) return 'quoted';
  }
  if (sells) return 'claim';

  const clause = clauseAround(sentence, from, to);
  const twoSided = block.inside.some(({ name }) => name === 'Conflict');
  if (
    reportable &&
    (reporters.test(withoutQuotes(sentence)) || hedges.test(clause)) &&
    !ours.test(clause) &&
    (!saysOutright(sentence, from, to) || (twoSided && speech.test(sentence.slice(0, from))))
  ) {
    return 'reported';
  }
  const before = sentence.slice(0, from);
  if (supposed.test(before)) return 'of-others';
  if (hearsay.test(before) && !/\b(we|our)\b[^,;:]*$/i.test(before) && !denyingIn(before)) {
    if (twoSided || rejects(rest) || rejects(block.lead?.text ?? '')) return 'of-others';
  }
  return 'claim';
}

/** Whether a sentence asks for a fact; “Want smooth skin?” only sells. */
export function isQuestion(sentence: string): boolean {
  return (
    /\?[”’"')\]]*\s*$/.test(sentence) &&
    !/^\W*(want|ready|why not|looking (to|for)|tired|fancy|need|dream|who (doesn't|wouldn't|needs)|isn't it)\b/i.test(
      sentence,
    )
  );
}

const denying =
  /\b(?:not|never|no|none|nobody|nothing|neither|nor|nowhere|cannot|\w+n't|hardly|scarcely|false(?:ly)?|untrue|wrongly|unproven|myths?|mislead\w*|refus\w+|bann?(?:ed|s)?|forbid\w*|forbidden|prohibit\w*|unlawful|illegal|avoid\w*|fails? to|failed to|far from|instead of|rather than|stops? short of|(?:advis|warn|rul|decid|speak|counsel)\w* against)\b/i;

// Words that hold a denying word and deny nothing.
const undone =
  /\b(?:not|never|no|nothing|none|nobody|no one|cannot|\w+n't)(?:\s+been)?\s+(?:only|just|merely|simply|solely|least|hesitate|wait|wonder|worry|miss|forget|fails?(?: to)?|delay|doubt|other|better|faster|easier|simpler|safer|longer|problem|question|matter|secret|surprise|equal|rival|match|else|beats?|compares?|like|help but|but|go wrong|more)\b/gi;

// What makes a new clause after a comma, where no verb of the claim's own clause can tell.
const newSubject =
  /,\s+(?:(?:and|but|so|yet|or|then|as)\s+)?(?:it|they|this|these|those|that|we|you|he|she|there|everybody|everyone|all)\b/gi;
const breakers =
  /;|:(?=\s)|\s[—–-]\s|\b(?:but|yet|because|although|though|whereas|while|however|therefore|hence)\b|\b(?:and|so)\s+(?:it|they|this|we|you|these)\b|,\s+so\b/gi;

/** The part of the sentence before the claim that belongs to its clause, asides taken out. */
function clauseBefore(sentence: string, from: number): string {
  let before = withoutQuotes(sentence.slice(0, from)).replaceAll(/\([^()]*\)/g, blank);
  // “It is not – whatever shops say – a cure”: an aside between two dashes; the same between two commas right before.
  before = before.replaceAll(/\s[—–-]\s[^—–;:]*?\s[—–-]\s/g, blank);
  before = before.replace(/,[^,;:]*,\s*(?:an?|the|any|your|in any way|at all)?\s*$/i, (aside) =>
    denyingIn(aside) ? aside : blank(aside),
  );
  let start = 0;
  for (const pattern of [breakers, newSubject]) {
    for (const match of before.matchAll(pattern)) {
      // “We never say: …” reaches over its colon.
      const says =
        match[0] === ':' &&
        /\b(say|claim|print|write|promise|read|believe|true)\W*$/i.test(before.slice(0, match.index));
      if (!says) start = Math.max(start, match.index + match[0].length);
    }
  }
  // “Not for eyelids, the roller removes scars”: a comma, a subject of its own, and the claim.
  const subject =
    /,\s+(?:and\s+|so\s+)?(?:(?:the|our|your|each|every|a|an|derma|home|short)\s+)?(?:[\w-]+\s+){0,2}(?:rollers?|rolling|needles|needling)\s+(?:\w+ly\s+|also\s+|even\s+|can\s+|will\s+|does\s+|really\s+)*$/i.exec(
      before,
    );
  if (subject) start = Math.max(start, subject.index + 1);
  return before.slice(start);
}

function deniedBefore(sentence: string, from: number, to: number): boolean {
  let clause = clauseBefore(sentence, from);
  const claim = sentence.slice(from, to);
  // “not dear and removes …” joins a finite verb to a denial that stops before it; “no roller … and removes” does not.
  const joined = /\b(?:and|also|plus)\s+(?:\w+ly\s+|also\s+|even\s+|then\s+)*$/i.exec(clause);
  if (joined) {
    const all =
      /(?:^|\b(?:that|there (?:is|are)|of|sell|find|know|found|see)\s)\W*(?:no|nobody|nothing|none|neither|no one)\b/i.test(
        clause,
      );
    const auxiliary =
      /\b(?:do|does|did|will|would|can|could|should|must|may|might)(?:\s+not|\s+never|n't)\b|\bcannot\b|\b(?:not|never|n't) to\b/i.test(
        clause,
      );
    const finite = /^\w+(?<!s)s\b/i.test(claim);
    if (!all && (finite || !auxiliary)) return false;
  }
  // “No pain, removes scars”: one comma and the claim.
  if (/^[^,]*,\s*$/.test(clause) && /^\w+(?<!s)s\b/i.test(claim)) return false;
  clause = clause.replaceAll(undone, blank);
  if (!denyingIn(clause))
    return /\bwithout\s+(?:\w+ly\s+)?$/i.test(clause) || /\b(?:un|in)able to\s+$/i.test(clause);
  // “Nobody says that it does not …” and “there is nothing that it cannot …” come out as a yes.
  const turn =
    /\b(?:say|says|said|claims?|believes?|thinks?|true|mean|means|read|know|knows|shows?|find|finds|found|(?:nobody|no one|nothing|none|no \w+)(?: \w+)?) (?:that|which|who)\b/i.exec(
      clause,
    );
  if (turn) {
    const here = turn.index + turn[0].length;
    if (denyingIn(clause.slice(0, here)) && denyingIn(clause.slice(here))) return false;
  }
  // “Nothing removes scars like it”, “no cream heals acne better than this”.
  const compared =
    /^[^,;:.]{0,40}?\b(?:like|better|as well as|faster|so well|as fast as|more than|other than|except)\b/i;
  return !(/\b(?:no|nothing|none|nobody)\b/i.test(clause) && compared.test(sentence.slice(to)));
}

/** “Removing scars is not what it does”, “that it treats scars is false”, “scar removal: never”. */
function deniedBehind(sentence: string, from: number, to: number): boolean {
  const before = clauseBefore(sentence, from).trim();
  const opens =
    before === '' || /^(?:that|to|the claim|the idea|the promise|any claim|saying|claiming)\b/i.test(before);
  if (!opens) return false;
  return /^[^,;:.]{0,40}?\b(?:is|are|was|were|has|have|would be|remains?)\s+(?:(?:not|never|n't|nowhere)\s+(?:what|something|possible|its|a|the|our|their|for|claimed|shown|proven|been|supported|promised|true|in)\b|(?:simply |just )?(?:false|untrue|unproven|wrong|a myth|against|forbidden|nonsense|misleading))|^[^,;:.]{0,40}?\b(?:do|does|did|can|could|will|would|should)(?: not|n't) (?:show|prove|mean|tell|count|belong|stand|exist)\b/i.test(
    sentence.slice(to),
  );
}

function deniedByList(block: Block, sentences: readonly Span[], claim: Span, before: string): boolean {
  const [first] = sentences;
  if (!first || claim.from >= first.to || /[;:—–]|\bbut\b/.test(before)) return false;
  const [field] = block.inside;
  if (block.kind === 'field') return field?.name === 'notFor';
  if (block.kind !== 'item') return false;
  // “What we could not find”, and then the things.
  if (block.heading !== null && unfound.test(block.heading.text)) return true;
  if (block.inside.at(-1)?.name === 'DontList') return true;
  return block.lead !== null && denyingIn(block.lead.text.replaceAll(undone, blank));
}

const unfound =
  /\b(?:(?:we|nobody|no one|they) (?:\w+ )?(?:could|can|did|do)(?: not|n't)|we cannot|nobody|no one) (?:\w+ )?(?:find|found|tells?|know|knows|say|show|shown|measured?|answer|studied|prove|proven)\b/i;
const reporters =
  /\b(?:trials?|study|studies|reviews?|papers?|authors?|researchers?|series|patients?|participants|volunteers|samples|biopsies|histology|rats?|animals?|pigs?|specialists?|dermatologists?|surgeons?|doctors?|hospitals?|clinics?|clinical(?![- ](?:ly|grade|strength|results))|NHS|regulators?|FDA|TGA|MHRA|Health Canada|leaflets?|guidance|law|licen[cs]ed?|authori[sz]ed|sources?|magazines?|textbooks?|deck)\b(?!-(?:approved|tested|recommended|grade|style|quality))/i;
const hedges =
  /\b(?:is|are|was|were|been) (?:thought|believed|said|supposed|proposed|reported|meant|hoped) to\b|\b(?:proposed|suggested|thought|hypothes\w+)\b/i;
const ours =
  /\b(?:at home|home (?:rollers?|use|needling|rolling)|yourself|this roller|(?:our|your|any|every) (?:own )?(?:[\w-]+ )?(?:rollers?|products?)|you (?:can|will|could)|short rollers?|buy|order|we (?:promise|guarantee|offer|can|will))\b/i;
const speech = /\b(?:sa(?:ys?|id)|writes?|states?|stated|calls?|names?|gives?|ha(?:s|ve) (?:it|the))\b/i;
const hearsay =
  /\b(?:claim(?:s|ed|ing)?|promis\w+|advertis\w+|adverts?|sold (?:as|for|with)|said to|sa(?:y|ys|id|ying)|call(?:s|ed|ing)?|words (?:such as|like)|talk of|you (?:may|might|will) (?:read|hear|see)|sellers?|shops?|makers?|speaks? of|(?:web)?pages?|boxes|labels?|boasts?|hint\w*|recommend\w*|suggest\w*|(?:idea|notion|belief|myth|story|hope) that)\b/i;
// “If a seller promises that …” tells the reader what to make of it.
const supposed =
  /\b(?:if|when|whenever|whoever|anyone who|anybody who)\b[^.;:]*\b(?:promis|claim|say|said|tell|told|advertis|boast|sold)\w*\b/i;

/** A needling subject that does the thing itself, now or always: “rollers remove”, “it will erase”. */
function saysOutright(sentence: string, from: number, to: number): boolean {
  if (/^\w+(?:ed|ing)\b/i.test(sentence.slice(from, to))) return false;
  if (
    /\b(?:found|finds?|call(?:s|ed)?|rated?|describes?|described|judged|felt) (?:it|them)\s+$/i.test(
      sentence.slice(0, from),
    )
  )
    return false;
  return /\b(?:rollers?|rolling|derma-?rollers?|needles?|(?:micro)?needling|it|they|sessions?)\s+(?:(?:can|will|does|do|also|really|actually|\w+ly|always|even)\s+)*$/i.test(
    sentence.slice(0, from),
  );
}

function clauseAround(sentence: string, from: number, to: number): string {
  const before = clauseBefore(sentence, from);
  const behind = sentence.slice(to);
  const end = behind.search(
    /[;:]|\s[—–-]\s|,\s+(?:but|while|whereas|though|and (?:it|they|we|you))\b|\b(?:but|whereas)\b/i,
  );
  return before + sentence.slice(from, to) + (end === -1 ? behind : behind.slice(0, end));
}

const empty =
  /\b(?:empty|means? nothing|meaningless|nonsense|be wary|walk away|beware|warning signs?|red flags?|suspicious|distrust\w*|doubt\w*|ask for|upheld|fined|warned|broke|breach\w*|offen[cs]e|turns? (?:it|a roller|the product) into|makes? (?:it|a roller|the product|something) a)\b/i;

/** Whether words take something back: a denial, or a word for an empty or unlawful claim. */
function rejects(words: string): boolean {
  return denyingIn(words.replaceAll(undone, blank)) || empty.test(words);
}

function denyingIn(words: string): boolean {
  return denying.test(words);
}

/** Passages between quotation marks, the marks included. */
function quotes(text: string): Span[] {
  return [...text.matchAll(/“[^“”]*”|"[^"]*"|(?<!\p{L})‘[^‘]*?’(?!\p{L})/gu)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));
}

function withoutQuotes(text: string): string {
  return quotes(text).reduce(
    (rest, { from, to }) => rest.slice(0, from) + blank(rest.slice(from, to)) + rest.slice(to),
    text,
  );
}

function blank(words: string): string {
  return ' '.repeat(words.length);
}
