import { type IsoDate, isIsoDate } from '#lib/dates.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { dateExamples, windowsOf } from './date-examples.ts';
import { type Fact, judge } from './evaluate.ts';
import { countInWords, givesInWords, monthsInWords } from './review-words.ts';
import {
  type CareCard,
  type Choice,
  type Question,
  type Rule,
  type Ruleset,
  type State,
  states,
} from './ruleset.ts';

/** `both`: stricter in one respect and looser in another. */
export type Direction = 'stricter' | 'looser' | 'both' | 'none';

/** One thing that differs between two versions, and what comes of it. */
export interface DiffCause {
  /** E.g. `conditions:diabetes`; the same in both directions. */
  id: string;
  kind: 'answer' | 'date' | 'question' | 'advice' | 'limit' | 'floor' | 'sale';
  /** A whole sentence for a reviewer. */
  words: string;
  effect: Direction;
  /** Rules of either version behind it. */
  rules: string[];
  /** It touches a rule that stands on the floor of either version. */
  floor: boolean;
  /** Combinations that would become stricter, or looser, in some respect if nothing else had changed. */
  stricter: number;
  looser: number;
}

/** Words or evidence that differ while the question or rule they belong to is in both versions. */
export interface TextChange {
  kind: 'words' | 'evidence';
  where: string;
  before: string | null;
  after: string | null;
}

export interface OutcomeDiff {
  before: { version: string; hash: string };
  after: { version: string; hash: string };
  /** The day for which dates were compared. */
  today: IsoDate;
  /**
   * Combinations of answers that can lead to different outcomes: answers to one question that mean the same to both
   * versions count once, and a check that ends early in both is one.
   */
  combinations: number;
  /** Combinations with the same state, the same longest needle and the same wait. */
  same: number;
  /** Stricter in some respect. Those of `mixed` count here and in `looser`, so that nothing looser can hide. */
  stricter: number;
  looser: number;
  mixed: number;
  /** The same counts by what changes. */
  respects: Record<Respect, { stricter: number; looser: number }>;
  /** How many combinations go from one state to another. */
  moves: { from: State; to: State; count: number }[];
  causes: DiffCause[];
  rewritten: TextChange[];
  /** Nothing differs but words, evidence and the header. */
  wordsOnly: boolean;
}

type Respect = 'state' | 'length' | 'wait';
type Version = Pick<Ruleset, 'rules' | 'questions' | 'limits' | 'floor'>;

/**
 * What changes for people when `after` takes the place of `before`, on `today`. It goes over the answers of both: a
 * version that does not ask a question, or does not offer an answer, sees nothing of it, as if “none of these” had
 * been chosen. A question with a new id is a new question. Only what a person can feel is compared: the state, the
 * longest needle where the outcome is clear, and the wait unless the outcome is “do not use”. A wait that an answer
 * gave and that is gone because the same answer now gives a stricter state is not looser.
 *
 * Exact, and quick for any size: the outcome is the strictest of what single answers give (tests T3 to T5 prove it),
 * so combinations with the same outcomes so far are counted together. Throws a RangeError for what is no date.
 */
export function diffOutcomes(before: Ruleset, after: Ruleset, today: IsoDate): OutcomeDiff {
  if (!isIsoDate(today)) throw new RangeError(`Not a date: ${today}`);
  const both: Both = { before, after };
  const entries = entriesOf(both);
  const changed = triggersOf(both, entries).filter(isChanged);
  const pairOf = pairsIn(both, today);
  const start = startOf(both);
  const total = tally(groupsOf(both, entries, pairOf, today), start);
  const unchanged = { before: start.before, after: start.before };

  const causes: DiffCause[] = [
    ...questionCauses(both, entries),
    ...changed.map((trigger): DiffCause => {
      const alone: PairOf = (fact, id, isSeen) => {
        const pair = pairOf(fact, id, isSeen);
        return id === trigger.id ? pair : { before: pair.before, after: pair.before };
      };
      const { stricter, looser } = tally(groupsOf(both, entries, alone, today), unchanged);
      const rules = [...new Set([...trigger.before, ...trigger.after].map(({ id }) => id))];
      return {
        id: trigger.id,
        kind: trigger.isDate ? 'date' : 'answer',
        words: triggerInWords(both, trigger),
        effect: directionOf(stricter > 0, looser > 0),
        rules,
        floor: rules.some((id) => before.floor.includes(id) || after.floor.includes(id)),
        stricter,
        looser,
      };
    }),
    ...adviceCauses(both),
    ...limitCauses(both, (pair) => tally(groupsOf(both, entries, sameIn(pairOf), today), pair)),
    ...listCauses(both),
  ];
  return {
    before: { version: before.version, hash: before.hash },
    after: { version: after.version, hash: after.hash },
    today,
    ...total,
    causes,
    rewritten: rewrittenIn(both),
    wordsOnly: causes.length === 0,
  };
}

// Days on which months end differently: a plain one, the end of a long month, a leap day.
const provingDays: readonly IsoDate[] = ['2026-11-22', '2027-08-31', '2028-02-29'];

/**
 * True only if a clearance given under one version would have been given under the other: both ask the same things,
 * offer the same answers, keep a clearance for as long, and every combination has the same outcome.
 */
export function sameOutcomes(a: Ruleset, b: Ruleset): boolean {
  return (
    asked(a) === asked(b) &&
    a.limits.clearanceHours === b.limits.clearanceHours &&
    provingDays.every((day) => {
      const { combinations, same } = diffOutcomes(a, b, day);
      return same === combinations;
    })
  );
}

/** “412 combinations become stricter, 0 looser.” */
export function diffInWords(
  diff: Pick<OutcomeDiff, 'before' | 'after' | 'stricter' | 'looser' | 'mixed' | 'wordsOnly'>,
): string {
  const { before, after, stricter, looser, mixed, wordsOnly } = diff;
  if (before.hash === after.hash) return 'Nothing differs: the two have the same content.';
  const counts = `${countInWords(stricter, 'combination becomes', 'combinations become')} stricter, ${looser.toLocaleString('en-GB')} looser.`;
  const note = mixed > 0 ? ` ${countInWords(mixed, 'of them is', 'of them are')} both.` : '';
  return `${counts}${note}${wordsOnly ? ' Only words, evidence or the header differ.' : ''}`;
}

function asked({ questions }: Ruleset): string {
  return JSON.stringify(
    questions.map(({ id, kind, choices }) => [
      id,
      kind,
      choices.map((choice) => `${choice.id} ${choice.safe} ${choice.asks}`).sort(),
    ]),
  );
}

// --- What single answers give ---------------------------------------------------------------------------------------

interface Both {
  before: Ruleset;
  after: Ruleset;
}

/** One question as each version has it; a date and a list of choices are never the same question. */
interface Entry {
  id: string;
  isDate: boolean;
  before: Question | undefined;
  after: Question | undefined;
}

/** An answer, or the date of a date question, with the rules of each version that look at it. */
interface Trigger {
  id: string;
  question: string;
  /** Null for the date. */
  choice: string | null;
  isDate: boolean;
  inBefore: boolean;
  inAfter: boolean;
  before: Rule[];
  after: Rule[];
}

/** What a person can feel of an outcome; `cap` is endless where no rule sets one. */
interface Effect {
  rank: number;
  cap: number;
  wait: IsoDate | null;
  healed: boolean;
}

interface Pair {
  before: Effect;
  after: Effect;
}

/** What an answer or a date gives in both versions; `isSeen` says which of them would have asked for it. */
type PairOf = (fact: Fact, trigger: string, isSeen: Record<keyof Both, boolean>) => Pair;

const nothing: Effect = { rank: 0, cap: Number.POSITIVE_INFINITY, wait: null, healed: false };

function entriesOf({ before, after }: Both): Entry[] {
  const entries = new Map<string, Entry>();
  for (const [side, { questions }] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const question of questions) {
      const isDate = question.kind === 'date';
      const key = `${question.id} ${isDate}`;
      const entry = entries.get(key) ?? { id: question.id, isDate, before: undefined, after: undefined };
      entries.set(key, { ...entry, [side]: question });
    }
  }
  return [...entries.values()];
}

function choicesOf({
  before,
  after,
}: Entry): { id: string; before: Choice | undefined; after: Choice | undefined }[] {
  const ids = [...(before?.choices ?? []), ...(after?.choices ?? [])].map(({ id }) => id);
  return [...new Set(ids)].map((id) => ({
    id,
    before: before?.choices.find((choice) => choice.id === id),
    after: after?.choices.find((choice) => choice.id === id),
  }));
}

function triggersOf({ before, after }: Both, entries: readonly Entry[]): Trigger[] {
  return entries.flatMap((entry) => {
    const ofChoices = choicesOf(entry).map((choice): Trigger => {
      const rulesIn = ({ rules }: Ruleset) =>
        rules.filter(({ when }) => when.question === entry.id && 'is' in when && when.is === choice.id);
      return {
        id: `${entry.id}:${choice.id}`,
        question: entry.id,
        choice: choice.id,
        isDate: false,
        inBefore: choice.before !== undefined,
        inAfter: choice.after !== undefined,
        before: choice.before ? rulesIn(before) : [],
        after: choice.after ? rulesIn(after) : [],
      };
    });
    if (!entry.isDate) return ofChoices;
    const datedIn = ({ rules }: Ruleset) =>
      rules.filter(({ when }) => when.question === entry.id && 'withinMonths' in when);
    return [
      {
        id: `${entry.id}:date`,
        question: entry.id,
        choice: null,
        isDate: true,
        inBefore: entry.before !== undefined,
        inAfter: entry.after !== undefined,
        before: entry.before ? datedIn(before) : [],
        after: entry.after ? datedIn(after) : [],
      },
      ...ofChoices,
    ];
  });
}

function isChanged({ inBefore, inAfter, before, after }: Trigger): boolean {
  const skeleton = (rules: readonly Rule[]) =>
    JSON.stringify(
      rules.map(({ id, when, state, maxLengthMm, until }) => [id, when, state, maxLengthMm, until]).sort(),
    );
  // A safe answer that comes or goes changes nothing by itself.
  if (inBefore !== inAfter && before.length + after.length === 0) return false;
  return inBefore !== inAfter || skeleton(before) !== skeleton(after);
}

function effectIn(version: Version, fact: Fact, today: IsoDate, isSeen: boolean, longestMm: number): Effect {
  if (!isSeen) return nothing;
  const limits = { ...version.limits, maxLengthMm: Number.POSITIVE_INFINITY };
  const { state, maxLengthMm, waitUntil, untilHealed } = judge(
    { rules: version.rules, questions: version.questions, limits },
    [fact],
    today,
  );
  // A cap at or above the limits of both versions is none.
  const cap = maxLengthMm >= longestMm ? nothing.cap : maxLengthMm;
  return { rank: states.indexOf(state), cap, wait: waitUntil, healed: untilHealed };
}

function pairsIn({ before, after }: Both, today: IsoDate): PairOf {
  const known = new Map<string, Pair>();
  const longestMm = Math.max(before.limits.maxLengthMm, after.limits.maxLengthMm);
  // “Wait” that became “speak to a clinician first” is stricter, although no date is given any more.
  const without = (effect: Effect): Effect => ({ ...effect, wait: null, healed: false });
  return (fact, trigger, isSeen) => {
    const key = `${trigger} ${'on' in fact ? fact.on : ''} ${isSeen.before} ${isSeen.after}`;
    const old = known.get(key);
    if (old) return old;
    const first = effectIn(before, fact, today, isSeen.before, longestMm);
    const second = effectIn(after, fact, today, isSeen.after, longestMm);
    const pair = {
      before: second.rank > first.rank ? without(first) : first,
      after: first.rank > second.rank ? without(second) : second,
    };
    known.set(key, pair);
    return pair;
  };
}

/** The same as `before` has it, on both sides. */
function sameIn(pairOf: PairOf): PairOf {
  return (fact, trigger, isSeen) => {
    const { before } = pairOf(fact, trigger, isSeen);
    return { before, after: before };
  };
}

function startOf({ before, after }: Both): Pair {
  return {
    before: { ...nothing, cap: before.limits.maxLengthMm },
    after: { ...nothing, cap: after.limits.maxLengthMm },
  };
}

// --- What combinations give -----------------------------------------------------------------------------------------

/** What the ways to answer each question come to, a date question together with the one that opens it. */
function groupsOf(both: Both, entries: readonly Entry[], pairOf: PairOf, today: IsoDate): Pair[][] {
  const everyVersion = { before: true, after: true };
  const answers = (entry: Entry, isSeen: Record<keyof Both, boolean>) => (id: string) =>
    pairOf({ question: entry.id, chosen: id }, `${entry.id}:${id}`, isSeen);

  return entries
    .filter(({ isDate }) => !isDate)
    .map((entry) => {
      const choices = choicesOf(entry);
      const pairFor = answers(entry, everyVersion);
      if (entry.before?.kind === 'checkbox' || entry.after?.kind === 'checkbox') {
        let ways: Pair[] = [{ before: nothing, after: nothing }];
        for (const choice of choices) {
          if ((choice.before?.safe ?? true) && (choice.after?.safe ?? true)) continue;
          const more = pairFor(choice.id);
          ways = distinct([...ways, ...ways.map((way) => joinedPair(way, more))]);
        }
        return ways;
      }
      return distinct(
        choices.flatMap((choice) => {
          let ways = [pairFor(choice.id)];
          for (const dated of entries.filter(({ isDate }) => isDate)) {
            const isSeen = {
              before: dated.before !== undefined && choice.before?.asks === dated.id,
              after: dated.after !== undefined && choice.after?.asks === dated.id,
            };
            if (!isSeen.before && !isSeen.after) continue;
            const dates = dateExamples(windowsOf([both.before, both.after], dated.id), today);
            const more = [
              ...dates.map((on) => pairOf({ question: dated.id, on }, `${dated.id}:date`, isSeen)),
              ...choicesOf(dated).map(({ id }) => answers(dated, isSeen)(id)),
            ];
            ways = ways.flatMap((way) => more.map((each) => joinedPair(way, each)));
          }
          return ways;
        }),
      );
    });
}

function distinct(pairs: readonly Pair[]): Pair[] {
  return [...new Map(pairs.map((pair) => [keyOf(pair), pair])).values()];
}

function joinedPair(a: Pair, b: Pair): Pair {
  return { before: joinedEffect(a.before, b.before), after: joinedEffect(a.after, b.after) };
}

function joinedEffect(a: Effect, b: Effect): Effect {
  return {
    rank: Math.max(a.rank, b.rank),
    cap: Math.min(a.cap, b.cap),
    wait: later(a.wait, b.wait),
    healed: a.healed || b.healed,
  };
}

function later(a: IsoDate | null, b: IsoDate | null): IsoDate | null {
  return a !== null && (b === null || a > b) ? a : b;
}

type Tally = Pick<
  OutcomeDiff,
  'combinations' | 'same' | 'stricter' | 'looser' | 'mixed' | 'respects' | 'moves'
>;

/** Counts every combination of one way from each group. */
function tally(groups: readonly (readonly Pair[])[], start: Pair): Tally {
  const isOver = ({ before, after }: Pair) => Math.min(before.rank, after.rank) === states.indexOf('not-run');
  const over: { pair: Pair; count: number }[] = [];
  let open = new Map([[keyOf(start), { pair: start, count: 1 }]]);
  for (const ways of groups) {
    const next: typeof open = new Map();
    for (const { pair, count } of open.values()) {
      for (const way of ways) {
        const further = joinedPair(pair, way);
        // Ended in both versions: nothing is asked any more.
        if (isOver(further)) {
          over.push({ pair: further, count });
          continue;
        }
        const key = keyOf(further);
        const known = next.get(key);
        if (known) known.count += count;
        else next.set(key, { pair: further, count });
      }
    }
    open = next;
  }

  const result: Tally = {
    combinations: 0,
    same: 0,
    stricter: 0,
    looser: 0,
    mixed: 0,
    respects: {
      state: { stricter: 0, looser: 0 },
      length: { stricter: 0, looser: 0 },
      wait: { stricter: 0, looser: 0 },
    },
    moves: [],
  };
  const moves = new Map<string, OutcomeDiff['moves'][number]>();
  for (const { pair, count } of [...over, ...open.values()]) {
    result.combinations += count;
    const changes = changesIn(pair);
    const all = Object.values(changes);
    const isStricter = all.some(({ stricter }) => stricter);
    const isLooser = all.some(({ looser }) => looser);
    if (isStricter) result.stricter += count;
    if (isLooser) result.looser += count;
    if (isStricter && isLooser) result.mixed += count;
    if (!isStricter && !isLooser) result.same += count;
    for (const respect of ['state', 'length', 'wait'] as const) {
      if (changes[respect].stricter) result.respects[respect].stricter += count;
      if (changes[respect].looser) result.respects[respect].looser += count;
    }
    const from = states[pair.before.rank] ?? 'not-run';
    const to = states[pair.after.rank] ?? 'not-run';
    if (from === to) continue;
    const move = moves.get(`${from} ${to}`) ?? { from, to, count: 0 };
    moves.set(`${from} ${to}`, { ...move, count: move.count + count });
  }
  result.moves = [...moves.values()].sort(
    (a, b) => states.indexOf(a.from) - states.indexOf(b.from) || states.indexOf(a.to) - states.indexOf(b.to),
  );
  return result;
}

function changesIn({ before, after }: Pair): Record<Respect, { stricter: boolean; looser: boolean }> {
  const unchanged = { stricter: false, looser: false };
  const isClear = before.rank === 0 && after.rank === 0;
  // Where the answer is “do not use”, no day lies at the end of a wait.
  const isWaited = Math.max(before.rank, after.rank) < states.indexOf('do-not-use');
  return {
    state: { stricter: after.rank > before.rank, looser: after.rank < before.rank },
    // In every other state no needle can be bought, whatever the cap.
    length: isClear ? { stricter: after.cap < before.cap, looser: after.cap > before.cap } : unchanged,
    wait: isWaited
      ? {
          stricter: (after.wait ?? '') > (before.wait ?? '') || (after.healed && !before.healed),
          looser: (after.wait ?? '') < (before.wait ?? '') || (before.healed && !after.healed),
        }
      : unchanged,
  };
}

function directionOf(isStricter: boolean, isLooser: boolean): Direction {
  if (isStricter) return isLooser ? 'both' : 'stricter';
  return isLooser ? 'looser' : 'none';
}

function keyOf({ before, after }: Pair): string {
  return `${keyOfEffect(before)} → ${keyOfEffect(after)}`;
}

function keyOfEffect({ rank, cap, wait, healed }: Effect): string {
  return `${rank} ${cap} ${wait} ${healed}`;
}

// --- What differs, in words -----------------------------------------------------------------------------------------

function triggerInWords({ before, after }: Both, trigger: Trigger): string {
  const { question: id, choice, inBefore, inAfter } = trigger;
  const found = (ruleset: Ruleset) => ruleset.questions.find((question) => question.id === id);
  const question = found(after) ?? found(before);
  const text = [after, before]
    .map((ruleset) => found(ruleset)?.choices.find((each) => each.id === choice)?.text)
    .find((each) => each !== undefined);
  const subject =
    choice === null
      ? `The date at “${question?.name ?? id}”`
      : `“${text ?? choice}” at “${question?.name ?? id}”`;
  const rules = [...new Set([...trigger.before, ...trigger.after].map((rule) => rule.id))];
  const named = rules.length > 0 ? ` (${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(', ')})` : '';
  if (!inBefore) {
    return `${subject}${named} is new in ${after.version}: “${rulesInWords(trigger.after)}”. ${before.version} knows nothing of it.`;
  }
  if (!inAfter) {
    return `${subject}${named} is gone from ${after.version}; ${before.version} says “${rulesInWords(trigger.before)}”.`;
  }
  return `${subject}${named}: ${before.version} says “${rulesInWords(trigger.before)}”; ${after.version} says “${rulesInWords(trigger.after)}”.`;
}

function rulesInWords(rules: readonly Rule[]): string {
  if (rules.length === 0) return 'no rule';
  return rules
    .map((rule) =>
      'withinMonths' in rule.when && rule.until === null
        ? `${givesInWords(rule)} if it lies within ${monthsInWords(rule.when.withinMonths)}`
        : givesInWords(rule),
    )
    .join(', and ');
}

const plain = { rules: [], floor: false, stricter: 0, looser: 0 };

function questionCauses({ before, after }: Both, entries: readonly Entry[]): DiffCause[] {
  const causes = entries.flatMap((entry): DiffCause[] => {
    const cause = (words: string): DiffCause[] => [
      { ...plain, id: entry.id, kind: 'question', words, effect: 'none' },
    ];
    const { before: old, after: now } = entry;
    if (!old) {
      return cause(
        `New question in ${after.version}: “${now?.text}” ${before.version} never asks it, so there its answers count as not given.`,
      );
    }
    if (!now) {
      return cause(
        `Question gone from ${after.version}: “${old.text}” It is never asked there, so its answers count as not given.`,
      );
    }
    const askedBy = ({ questions }: Ruleset) =>
      questions.flatMap(({ id, choices }) =>
        choices.filter(({ asks }) => asks === entry.id).map((choice) => `${id}:${choice.id}`),
      );
    if (old.kind !== now.kind)
      return cause(`“${now.name}” was a ${old.kind} question and is a ${now.kind} question now.`);
    if (old.about !== now.about)
      return cause(`“${now.name}” was about the ${old.about} and is about the ${now.about} now.`);
    if (askedBy(before).join() !== askedBy(after).join())
      return cause(`“${now.name}” is opened by another answer.`);
    return [];
  });
  const orderIn = ({ questions }: Ruleset, other: Ruleset) =>
    questions.map(({ id }) => id).filter((id) => other.questions.some((question) => question.id === id));
  if (orderIn(before, after).join() !== orderIn(after, before).join()) {
    causes.push({
      ...plain,
      id: 'order',
      kind: 'question',
      words: 'The questions come in another order.',
      effect: 'none',
    });
  }
  return causes;
}

const urgencies: readonly (CareCard['level'] | undefined)[] = [
  undefined,
  'non-urgent',
  'urgent',
  'emergency',
];

function adviceCauses({ before, after }: Both): DiffCause[] {
  return before.rules.flatMap((old): DiffCause[] => {
    const now = after.rules.find(({ id }) => id === old.id);
    if (!now || old.care?.level === now.care?.level) return [];
    const isLess = urgencies.indexOf(now.care?.level) < urgencies.indexOf(old.care?.level);
    return [
      {
        ...plain,
        id: `${old.id}:care`,
        kind: 'advice',
        words: `Rule ${old.id}: its care card was ${old.care?.level ?? 'not there'} and is ${now.care?.level ?? 'not there'} now.`,
        effect: isLess ? 'looser' : 'stricter',
        rules: [old.id],
        floor: before.floor.includes(old.id),
      },
    ];
  });
}

function limitCauses({ before, after }: Both, tallyFrom: (start: Pair) => Tally): DiffCause[] {
  const causes: DiffCause[] = [];
  const [oldLength, newLength] = [before.limits.maxLengthMm, after.limits.maxLengthMm];
  if (oldLength !== newLength) {
    causes.push({
      ...plain,
      ...stricterAndLooser(tallyFrom(startOf({ before, after }))),
      id: 'max-length',
      kind: 'limit',
      words: `The longest needle of a clear outcome was ${formatNeedleLength(oldLength)} and is ${formatNeedleLength(newLength)} now.`,
      effect: newLength < oldLength ? 'stricter' : 'looser',
    });
  }
  const [oldHours, newHours] = [before.limits.clearanceHours, after.limits.clearanceHours];
  if (oldHours !== newHours) {
    causes.push({
      ...plain,
      id: 'clearance-hours',
      kind: 'limit',
      words: `A clear outcome was good for ${countInWords(oldHours, 'hour')} and is good for ${countInWords(newHours, 'hour')} now.`,
      effect: newHours < oldHours ? 'stricter' : 'looser',
    });
  }
  return causes;
}

function stricterAndLooser({ stricter, looser }: Tally): Pick<Tally, 'stricter' | 'looser'> {
  return { stricter, looser };
}

function listCauses({ before, after }: Both): DiffCause[] {
  const listed = (
    kind: 'floor' | 'sale',
    old: readonly string[],
    now: readonly string[],
    words: { came: string; went: string },
  ): DiffCause[] => [
    ...now
      .filter((id) => !old.includes(id))
      .map(
        (id): DiffCause => ({
          ...plain,
          id: `${kind}:${id}`,
          kind,
          words: `${id} ${words.came}.`,
          effect: 'stricter',
          floor: kind === 'floor',
        }),
      ),
    ...old
      .filter((id) => !now.includes(id))
      .map(
        (id): DiffCause => ({
          ...plain,
          id: `${kind}:${id}`,
          kind,
          words: `${id} ${words.went}.`,
          effect: 'looser',
          floor: kind === 'floor',
        }),
      ),
  ];
  return [
    ...listed('floor', before.floor, after.floor, {
      came: 'is on the floor now: overlays may not loosen it',
      went: 'is no longer on the floor',
    }),
    ...listed('sale', before.salePaused, after.salePaused, {
      came: 'is not sold while this version is in force',
      went: 'may be sold again',
    }),
  ];
}

function rewrittenIn({ before, after }: Both): TextChange[] {
  const old = textsOf(before);
  const now = textsOf(after);
  const isInBoth = (owner: string) => old.has(owner) && now.has(owner);
  return [...new Set([...old.keys(), ...now.keys()])].filter(isInBoth).flatMap((owner) => {
    const [first, second] = [old.get(owner) ?? {}, now.get(owner) ?? {}];
    return [...new Set([...Object.keys(first), ...Object.keys(second)])]
      .filter((field) => first[field] !== second[field])
      .map(
        (field): TextChange => ({
          kind: evidence.includes(field) ? 'evidence' : 'words',
          where: `${owner}: ${field}`,
          before: first[field] ?? null,
          after: second[field] ?? null,
        }),
      );
  });
}

const evidence = ['sources', 'basis', 'disagreement', 'confidence', 'source'];

/** Everything written in a version, by what it belongs to and then by what it is. */
function textsOf(ruleset: Ruleset): Map<string, Record<string, string>> {
  const texts = new Map<string, Record<string, string>>();
  const put = (owner: string, fields: Record<string, string | null>) => {
    const entries = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null);
    texts.set(owner, Object.fromEntries(entries));
  };
  for (const { id, name, text, why, counts, missing, passed, choices } of ruleset.questions) {
    put(`Question ${id}`, {
      name,
      question: text,
      'why we ask': why,
      'what counts': counts.length > 0 ? counts.join('\n') : null,
      'words for no answer': missing,
      'words for a date long past': passed,
    });
    for (const choice of choices) put(`Answer ${id}:${choice.id}`, { words: choice.text, hint: choice.hint });
  }
  for (const rule of ruleset.rules) {
    put(`Rule ${rule.id}`, {
      'what is said': rule.say,
      'what to do': rule.do,
      'care card': rule.care ? [rule.care.title, ...rule.care.items].join('\n') : null,
      sources: rule.cites.join(', ') || null,
      basis: rule.basis,
      disagreement: rule.conflict,
      confidence: rule.confidence,
    });
  }
  for (const [kind, { title, lead, instead }] of Object.entries(ruleset.outcomes)) {
    put(`Outcome ${kind}`, { title, 'first words': lead, 'what to do instead': instead.join('\n') });
  }
  for (const [id, { title, year, url, read, confidence }] of Object.entries(ruleset.sources)) {
    put(`Source ${id}`, { source: [title, year, url, read, confidence].join(', ') });
  }
  return texts;
}
