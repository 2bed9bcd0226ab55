import { formatDate, type IsoDate } from '#lib/dates.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { type Block, columnsOf } from './review-document.ts';
import {
  careWords,
  confidenceWords,
  countInWords,
  givesInWords,
  monthsInWords,
  readExtents,
  statusWords,
} from './review-words.ts';
import {
  type Choice,
  type OutcomeKind,
  outcomeKinds,
  type Question,
  type Rule,
  type Ruleset,
} from './ruleset.ts';
import { type TruthTable, truthTableFields } from './truth-table.ts';

/** What each kind of outcome is called on the sheet. */
const outcomeNames: Record<OutcomeKind, string> = {
  clear: 'Clear',
  'wait-date': 'Wait until a date',
  'wait-healed': 'Wait until healed',
  'wait-both': 'Wait until a date and until healed',
  clinician: 'Speak to a clinician first',
  'do-not-use': 'Do not use',
  'not-run': 'The check is not run',
};

/**
 * Everything a clinician has to agree to before a version is published, in plain words, with room for a signature.
 * `today` is the day it is written on; a truth table, if it is given, is named by its hash, so that the signature covers
 * the outcomes of all combinations.
 */
export function ruleSheet(
  ruleset: Ruleset,
  { today, table }: { today: IsoDate; table?: TruthTable },
): Block[] {
  const questions = ruleset.questions.flatMap((question, index) =>
    questionBlocks(ruleset, question, index + 1),
  );
  return [
    { is: 'heading', level: 1, text: `Rule sheet of the self-check, version ${ruleset.version}` },
    {
      is: 'text',
      lead: true,
      text:
        ruleset.review.reviewedBy === null
          ? 'No clinician has reviewed this version. This sheet is for the one who will.'
          : `Reviewed by ${ruleset.review.reviewedBy}.`,
    },
    { is: 'fields', rows: headerRows(ruleset, today) },
    { is: 'heading', level: 2, text: 'How the check decides' },
    {
      is: 'list',
      items: [
        'Each answer below leads to what stands beside it. The outcome is the strictest of them; all reasons are shown.',
        'From the mildest to the strictest: clear, wait, speak to a clinician first, do not use, not run.',
        'A rule can only say that an answer is there. No answer can ever make the outcome milder; that is tested for all combinations.',
        '“I am not sure” and “I would rather not say” never count as no.',
        `Only a clear outcome lets a person pay, for needles up to ${formatNeedleLength(ruleset.limits.maxLengthMm)}, for one basket and ${countInWords(ruleset.limits.clearanceHours, 'hour')}. Every stop holds for every needle length.`,
        'A date given by its month counts as the last day of that month. A wait of months ends on the day after the same day of the month, or after the last day of a shorter month.',
      ],
    },
    { is: 'heading', level: 2, text: 'Questions, answers and what follows' },
    ...questions,
    { is: 'heading', level: 2, text: 'The floor' },
    {
      is: 'text',
      text: 'These stops can never be removed or made milder, by nobody. The code of the shop holds the same list.',
    },
    { is: 'list', items: ruleset.floor.map((id) => floorLine(ruleset, id)) },
    { is: 'heading', level: 2, text: 'What each outcome says' },
    {
      is: 'table',
      caption: 'The words of each outcome',
      columns: columnsOf('Outcome', 'Title', 'First words', 'What to do'),
      rows: outcomeKinds.map((kind) => {
        const { title, lead, instead } = ruleset.outcomes[kind];
        return [outcomeNames[kind], title, lead, instead];
      }),
    },
    { is: 'heading', level: 2, text: 'Sources' },
    {
      is: 'text',
      text: 'Confidence is ours: how far the source, as far as we read it, bears the rule. It is no grade of evidence.',
    },
    {
      is: 'table',
      caption: 'Sources, how much of each was read, and which rules rest on it',
      columns: columnsOf('Id', 'Source', 'What was read', 'Confidence', 'Rules'),
      rows: Object.entries(ruleset.sources).map(([id, source]) => [
        id,
        [`${source.title}${source.year === null ? '' : ` (${source.year})`}`, source.url],
        readExtents[source.read],
        confidenceWords[source.confidence],
        namesOf(ruleset.rules.filter(({ cites }) => cites.includes(id))) || 'none; named in a disagreement',
      ]),
    },
    { is: 'heading', level: 2, text: 'Open points' },
    { is: 'list', items: openPoints(ruleset) },
    ...(table
      ? ([
          { is: 'heading', level: 2, text: 'All combinations' },
          {
            is: 'text',
            text: `The rules were tried with every combination of what answers can mean, for ${formatDate(table.today)}. Signing this sheet covers these outcomes.`,
          },
          { is: 'fields', rows: truthTableFields(table) },
        ] satisfies Block[])
      : []),
    { is: 'heading', level: 2, text: 'Signature', newSheet: true },
    {
      is: 'text',
      text: `I have read every question, answer, outcome and source on this sheet, version ${ruleset.version}, content ${shortHash(ruleset)}.`,
    },
    {
      is: 'boxes',
      items: [
        'I agree with it as it stands.',
        'I agree with it after the changes that I have written on it.',
        'I do not agree. My reasons are on a sheet of their own.',
      ],
    },
    {
      is: 'signature',
      who: 'Clinical reviewer',
      lines: [
        'Name and role',
        'Registration body and number',
        'Date',
        'Next review, within 12 months',
        'Signature',
      ],
    },
    {
      is: 'signature',
      who: 'Second approver, not the author',
      lines: ['Name and role', 'Date', 'Signature'],
    },
  ];
}

/** The first letters of a version's hash, enough to tell it from any other. */
export function shortHash({ hash }: Pick<Ruleset, 'hash'>): string {
  return hash.slice(0, 16);
}

function headerRows(ruleset: Ruleset, today: IsoDate): [string, string][] {
  const { review, acceptsClearancesFrom, salePaused, overlays } = ruleset;
  const day = (date: IsoDate | null) => (date === null ? 'not yet' : formatDate(date));
  return [
    ['Version', ruleset.version],
    ['Status', statusWords[ruleset.status]],
    ['In force from', formatDate(ruleset.effectiveFrom)],
    ['File', ruleset.file],
    ['Content (SHA-256)', ruleset.hash],
    ['Sheet written on', formatDate(today)],
    ['Author', review.author],
    ['Reviewed by', review.reviewedBy ?? 'nobody yet'],
    ['Reviewed on', day(review.reviewedOn)],
    ['Next review due', day(review.reviewDue)],
    ['Second approver', review.secondApprover ?? 'nobody yet'],
    ['Accepts open clearances of', acceptsClearancesFrom.join(', ') || 'no other version'],
    ['Sale paused for', salePaused.join(', ') || 'nothing'],
    ['Made stricter by overlays', overlays.join(', ') || 'none'],
  ];
}

function questionBlocks(ruleset: Ruleset, question: Question, number: number): Block[] {
  const opener = ruleset.questions
    .flatMap(({ name, choices }) => choices.map((choice) => ({ name, choice })))
    .find(({ choice }) => choice.asks === question.id);
  const notes = [
    `Why we ask, as shown: ${question.why}`,
    ...(opener ? [`Asked only after “${opener.choice.text}” at “${opener.name}”.`] : []),
    ...(question.counts.length > 0 ? [`What counts, as shown: ${question.counts.join(' ')}`] : []),
  ];
  const dated = ruleset.rules.filter(({ when }) => when.question === question.id && 'withinMonths' in when);
  return [
    { is: 'heading', level: 3, text: `${number}. ${question.text}` },
    { is: 'list', items: notes },
    {
      is: 'table',
      caption: `Answers to: ${question.text}`,
      columns: columnsOf(`Answer (${kindWords[question.kind]})`, 'What follows', 'Words shown', 'Grounds'),
      rows: [
        ...dated.map((rule) => ruleRow(ruleset, dateWords(rule), rule)),
        ...(question.kind === 'date'
          ? [['An earlier date', 'Does not stop the sale', question.passed ?? '', '']]
          : []),
        ...question.choices.flatMap((choice) => choiceRows(ruleset, question, choice)),
      ],
    },
  ];
}

const kindWords: Record<Question['kind'], string> = {
  radio: 'one',
  checkbox: 'all that apply',
  date: 'month and year, day if known',
};

function dateWords({ when }: Rule): string {
  return 'withinMonths' in when ? `A date within the last ${monthsInWords(when.withinMonths)}` : '';
}

type Cells = (string | readonly string[])[];

function choiceRows(ruleset: Ruleset, question: Question, choice: Choice): Cells[] {
  const answer = [choice.text, ...(choice.hint === null ? [] : [`Hint: ${choice.hint}`])];
  const rules = ruleset.rules.filter(
    ({ when }) => when.question === question.id && 'is' in when && when.is === choice.id,
  );
  const asked = ruleset.questions.find(({ id }) => id === choice.asks);
  if (rules.length > 0) return rules.map((rule) => ruleRow(ruleset, answer, rule));
  if (asked) return [[answer, `Asks next: “${asked.text}”`, '', '']];
  return [[answer, 'The safe answer: does not stop the sale', '', '']];
}

function ruleRow(ruleset: Ruleset, answer: string | readonly string[], rule: Rule): Cells {
  const { id, say, do: advice, care, cites, basis, conflict, confidence } = rule;
  return [
    answer,
    [sentence(givesInWords(rule)), `Rule ${id}${ruleset.floor.includes(id) ? ', on the floor' : ''}`],
    [
      say,
      ...(advice === null ? [] : [advice]),
      ...(care === null
        ? []
        : [`Care card (${careWords[care.level]}): ${care.title} ${care.items.join('; ')}`]),
    ],
    [
      ...(cites.length > 0
        ? [`Sources: ${cites.map((source) => sourceWords(ruleset, source)).join('; ')}`]
        : []),
      ...(basis === 'policy' ? ['Policy of the shop: no source says so'] : []),
      `Confidence: ${confidenceWords[confidence]}`,
      ...(conflict === null ? [] : [`Disagreement: ${conflict}`]),
    ],
  ];
}

function sourceWords({ sources }: Ruleset, id: string): string {
  const source = sources[id];
  return source ? `${id} (${readExtents[source.read]})` : id;
}

function floorLine({ rules }: Ruleset, id: string): string {
  const rule = rules.find((each) => each.id === id);
  return rule ? `${id}: ${givesInWords(rule)}. ${rule.say}` : id;
}

function openPoints(ruleset: Ruleset): string[] {
  const { rules, sources, review } = ruleset;
  const listed = (words: string, found: readonly Rule[]) =>
    found.length > 0 ? [`${words}: ${namesOf(found)}.`] : [];
  const secondHand = Object.entries(sources)
    .filter(([, { read }]) => read !== 'whole')
    .map(([id]) => id);
  return [
    ...(review.reviewedBy === null ? ['No clinician has signed.'] : []),
    ...(review.secondApprover === null ? ['There is no second approver.'] : []),
    ...listed(
      'Rules that rest on our policy alone',
      rules.filter(({ basis }) => basis === 'policy'),
    ),
    ...listed(
      'Rules of low confidence',
      rules.filter(({ confidence }) => confidence === 'L'),
    ),
    ...listed(
      'Rules on which sources disagree',
      rules.filter(({ conflict }) => conflict !== null),
    ),
    ...(secondHand.length > 0 ? [`Sources that were not read whole: ${secondHand.join(', ')}.`] : []),
    'The questions have not been tried out with people, and nobody has measured whom the check misses.',
  ];
}

function namesOf(rules: readonly Rule[]): string {
  return rules.map(({ id }) => id).join(', ');
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
