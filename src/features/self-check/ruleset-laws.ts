import { firstDayAfterMonths } from '#lib/dates.ts';
import type { Finding, ParsedRuleset } from './ruleset-shape.ts';

type ParsedQuestion = ParsedRuleset['questions'][number];
type ParsedRule = ParsedRuleset['rules'][number];

/**
 * The stops that no merchant can remove or loosen (product.md, policy 2; source S0). They are held here and not
 * only in the file, so that an edit of the file cannot take them away.
 */
const lockedFloor = [
  { id: 'anticoagulant', question: 'blood', is: 'anticoagulant', atLeast: 'do-not-use' },
  { id: 'skin_infection', question: 'skin', is: 'infection', atLeast: 'wait' },
  { id: 'filler_6m', question: 'filler-date', withinMonths: 6, atLeast: 'wait' },
  { id: 'keloid_self', question: 'scars', is: 'me', atLeast: 'do-not-use' },
  { id: 'keloid_family', question: 'scars', is: 'relative', atLeast: 'do-not-use' },
] as const;

/** Answers that say “I cannot or will not tell”; they never count as a no. */
const evasions = ['unsure', 'unknown', 'rather-not-say'];

/** Addresses under /self-check that are not questions; a test holds them against the pages. */
export const takenIds: readonly string[] = [
  'about',
  'answers',
  'changed',
  'clear',
  'keep',
  'outcome',
  'print',
  'review',
  'wait-date',
];

const strictness = ['clear', 'wait', 'clinician', 'do-not-use', 'not-run'];

/** Every broken law of self-check.md section 6 in a file whose shape is right; empty when it is lawful. */
export function brokenLaws(ruleset: ParsedRuleset): Finding[] {
  return [
    ...doubles(ruleset),
    ...ruleset.questions.flatMap((question, index) => questionLaws(ruleset, question, index)),
    ...ruleset.rules.flatMap((rule) => ruleLaws(ruleset, rule)),
    ...floorLaws(ruleset),
    ...reviewLaws(ruleset),
    ...acceptanceLaws(ruleset),
    ...wordLaws(ruleset),
  ];
}

function doubles({ questions, rules }: ParsedRuleset): Finding[] {
  const seen = (ids: string[]) => ids.filter((id, index) => ids.indexOf(id) !== index);
  const twice = (path: string) => ({ path, message: 'the id is used twice', example: 'id: another-id' });
  return [
    ...seen(questions.map(({ id }) => id)).map((id) => twice(`questions[${id}]`)),
    ...seen(rules.map(({ id }) => id)).map((id) => twice(`rules[${id}]`)),
    ...questions.flatMap(({ id, answers }) =>
      seen(answers.map((answer) => answer.id)).map((answer) => twice(`questions[${id}].answers[${answer}]`)),
    ),
  ];
}

/** Law 2, and what the pages rely on. */
function questionLaws(ruleset: ParsedRuleset, question: ParsedQuestion, index: number): Finding[] {
  const findings: Finding[] = [];
  const path = `questions[${question.id}]`;
  const find = (at: string, message: string, example: string) =>
    findings.push({ path: at ? `${path}.${at}` : path, message, example });
  const isNamed = (answer: string) =>
    ruleset.rules.some(({ when }) => when.question === question.id && when.is === answer);

  if (index === 0 && question.id !== 'consent') {
    find('id', 'consent must be asked before anything else', 'id: consent');
  }
  if (takenIds.includes(question.id)) find('id', 'is the address of another page', 'id: skin');

  const safe = question.answers.filter((answer) => answer.safe);
  if (question.kind !== 'date' && safe.length !== 1) {
    find('answers', `needs exactly one safe answer, it has ${safe.length}`, '{id: none, safe: true, …}');
  }
  if (question.kind === 'date' && safe.length > 0) {
    find('answers', 'only the date itself can be safe', '{id: unknown, text: {en: I do not know}}');
  }
  if (question.about === 'health' && !question.answers.some(({ id }) => evasions.includes(id))) {
    find(
      'answers',
      'a question about health needs a way to say “not sure”',
      '{id: unsure, text: {en: I am not sure}}',
    );
  }
  for (const answer of question.answers) {
    const at = `answers[${answer.id}]`;
    if (answer.safe && evasions.includes(answer.id)) {
      find(at, '“not sure” can never be the safe answer', '{id: unsure, text: {en: I am not sure}}');
    }
    if (answer.safe && isNamed(answer.id))
      find(at, 'is called safe, but a rule names it', '{id: none, safe: true, …}');
    if (answer.safe && answer.asks) find(at, 'a safe answer opens no question', '{id: none, safe: true, …}');
    if (!answer.safe && !answer.asks && !isNamed(answer.id)) {
      find(at, 'is named by no rule', `when: {question: ${question.id}, is: ${answer.id}}`);
    }
    if (answer.asks) findings.push(...asksLaws(ruleset, question, answer.asks, `${path}.${at}.asks`));
  }
  if (question.kind === 'date') findings.push(...dateLaws(ruleset, question, path));
  return findings;
}

function asksLaws(ruleset: ParsedRuleset, question: ParsedQuestion, asks: string, path: string): Finding[] {
  const asker = ruleset.questions.indexOf(question);
  const asked = ruleset.questions.findIndex(({ id }) => id === asks);
  if (ruleset.questions[asked]?.kind !== 'date' || question.kind !== 'radio') {
    return [
      {
        path,
        message: 'one answer of a radio question may open one date question',
        example: 'asks: filler-date',
      },
    ];
  }
  return asked === asker + 1
    ? []
    : [{ path, message: 'the question it opens must come next in the list', example: 'asks: filler-date' }];
}

function dateLaws(ruleset: ParsedRuleset, question: ParsedQuestion, path: string): Finding[] {
  const findings: Finding[] = [];
  const askers = ruleset.questions.flatMap(({ answers }) =>
    answers.filter(({ asks }) => asks === question.id),
  );
  if (askers.length !== 1) {
    findings.push({
      path,
      message: `a date question is opened by exactly one answer, this one by ${askers.length}`,
      example: `{id: "yes", asks: ${question.id}, …}`,
    });
  }
  if (!ruleset.rules.some(({ when }) => when.question === question.id && when.within_months !== undefined)) {
    findings.push({
      path,
      message: 'no rule looks at the date',
      example: `when: {question: ${question.id}, within_months: 6}`,
    });
  }
  if (!question.passed) {
    findings.push({
      path: `${path}.passed`,
      message: 'must say what happens when the date lies far enough back',
      example: 'passed: {en: "…"}',
    });
  }
  return findings;
}

/** Laws 1 and 3. */
function ruleLaws(ruleset: ParsedRuleset, rule: ParsedRule): Finding[] {
  const findings: Finding[] = [];
  const path = `rules[${rule.id}]`;
  const find = (at: string, message: string, example: string) =>
    findings.push({ path: `${path}.${at}`, message, example });
  const { when, gives } = rule;

  const question = ruleset.questions.find(({ id }) => id === when.question);
  if (!question) find('when.question', `there is no question “${when.question}”`, 'question: skin');
  if (question && when.is !== undefined && !question.answers.some(({ id }) => id === when.is)) {
    find('when.is', `“${when.question}” has no answer “${when.is}”`, `is: ${question.answers[0]?.id ?? ''}`);
  }
  if (question && when.within_months !== undefined && question.kind !== 'date') {
    find('when.within_months', 'needs a question of kind date', 'question: filler-date');
  }
  if (gives.state === 'not-run' && question && question.about !== 'person') {
    find('gives.state', 'an answer about health never ends the check early', 'state: do-not-use');
  }

  if (gives.max_length_mm !== undefined && gives.max_length_mm > ruleset.limits.max_length_mm) {
    find(
      'gives.max_length_mm',
      `a rule may only lower the limit of ${ruleset.limits.max_length_mm} mm`,
      `max_length_mm: ${ruleset.limits.max_length_mm}`,
    );
  }
  if (gives.state === 'clear' && gives.max_length_mm === undefined) {
    find('gives', 'changes nothing', 'gives: {state: clear, max_length_mm: 0.3}');
  }
  if ((gives.state === 'wait') !== (gives.until !== undefined)) {
    find(
      'gives.until',
      '“wait” says until when, and nothing else does',
      'gives: {state: wait, until: healed}',
    );
  }
  if (gives.until !== undefined && gives.until !== 'healed') {
    if (gives.until.to !== when.question || gives.until.add_months !== when.within_months) {
      find(
        'gives.until',
        'the wait must end when the test stops being true: same question, same months',
        'until: {add_months: 6, to: filler-date}',
      );
    }
  }

  if (!rule.cites && !rule.basis) find('cites', 'needs a source, or “basis: policy”', 'cites: [S0]');
  for (const id of [...(rule.cites ?? []), ...sourceIdsIn(rule.conflict)]) {
    if (!Object.hasOwn(ruleset.sources, id)) find('cites', `there is no source “${id}”`, 'cites: [S0]');
  }
  return findings;
}

function sourceIdsIn(sentence: string | undefined): string[] {
  return sentence?.match(/\b[SD]\d+[a-z]?\b/g) ?? [];
}

function floorLaws(ruleset: ParsedRuleset): Finding[] {
  const findings: Finding[] = [];
  for (const id of ruleset.floor) {
    if (!ruleset.rules.some((rule) => rule.id === id)) {
      findings.push({
        path: 'floor',
        message: `there is no rule “${id}”`,
        example: `- {id: ${id}, when: …}`,
      });
    }
  }
  for (const stop of lockedFloor) {
    if (!ruleset.floor.includes(stop.id)) {
      findings.push({
        path: 'floor',
        message: `“${stop.id}” can never leave the floor`,
        example: `floor: [${lockedFloor.map(({ id }) => id).join(', ')}]`,
      });
    }
    const rule = ruleset.rules.find(({ id }) => id === stop.id);
    if (!rule) continue;
    const months = 'withinMonths' in stop ? stop.withinMonths : undefined;
    const isTestKept =
      rule.when.question === stop.question &&
      rule.when.is === ('is' in stop ? stop.is : undefined) &&
      (months === undefined || (rule.when.within_months ?? 0) >= months);
    if (!isTestKept || strictness.indexOf(rule.gives.state) < strictness.indexOf(stop.atLeast)) {
      findings.push({
        path: `rules[${stop.id}]`,
        message: 'is a stop of the floor and may only be made stricter',
        example: `when: {question: ${stop.question}, ${months ? `within_months: ${months}` : `is: ${'is' in stop ? stop.is : ''}`}}, gives: {state: ${stop.atLeast}}`,
      });
    }
  }
  return findings;
}

/**
 * Law 4. A withdrawal needs no signature: it only stops sales, and nothing may stand in its way. The author of every
 * version is a matter of shape.
 */
function reviewLaws({ status, review }: ParsedRuleset): Finding[] {
  const findings: Finding[] = [];
  const find = (field: keyof typeof review, message: string, example: string) =>
    findings.push({ path: `review.${field}`, message, example });
  if (status === 'draft') {
    // A draft begins as a copy of a published file, and nobody has signed what becomes of it.
    for (const field of ['reviewed_by', 'reviewed_on', 'review_due', 'second_approver'] as const) {
      if (review[field] !== null) {
        find(field, 'nobody has signed a draft; signatures begin in review', `${field}: null`);
      }
    }
  }
  if (status !== 'published') return findings;
  const reviewer = review.reviewed_by?.split(',').map((part) => part.trim()) ?? [];
  if (reviewer.length !== 3 || reviewer.includes('')) {
    find(
      'reviewed_by',
      'a published version needs a named reviewer: name, role, registration body',
      'reviewed_by: A Name, dermatologist, General Medical Council',
    );
  }
  if (!review.reviewed_on)
    find('reviewed_on', 'a published version needs its date of review', 'reviewed_on: "2026-11-01"');
  if (!review.review_due)
    find('review_due', 'a published version needs a next review', 'review_due: "2027-11-01"');
  if (!review.second_approver) {
    find('second_approver', 'a published version needs a second approver', 'second_approver: Another name');
  }
  if (review.second_approver && isSamePerson(review.second_approver, review.author)) {
    find('second_approver', 'must be another person than the author', 'second_approver: Another name');
  }
  if (review.second_approver && isSamePerson(review.second_approver, reviewer[0])) {
    find('second_approver', 'must be another person than the reviewer', 'second_approver: Another name');
  }
  if (isSamePerson(review.author, reviewer[0])) {
    find(
      'reviewed_by',
      'must be another person than the author',
      'reviewed_by: Another name, dermatologist, General Medical Council',
    );
  }
  if (review.reviewed_on && review.review_due) {
    const latest = firstDayAfterMonths(review.reviewed_on, 12);
    if (review.review_due <= review.reviewed_on || review.review_due >= latest) {
      find('review_due', 'must fall within 12 months after the review', 'review_due: "2027-11-01"');
    }
  }
  return findings;
}

/** By name, however it is spaced or capitalised, and whatever follows its first comma. */
function isSamePerson(a: string, b: string | undefined): boolean {
  const nameOf = (text: string) =>
    text
      .split(',', 1)
      .join()
      .toLowerCase()
      .replaceAll(/[\s.]+/g, ' ')
      .trim();
  return b !== undefined && nameOf(a) === nameOf(b);
}

/** What one file can tell of the clearances it accepts; whether outcomes are equal takes both files. */
function acceptanceLaws({ version, accepts_clearances_from: accepted }: ParsedRuleset): Finding[] {
  const [year, major, patch] = version.split('.').map(Number);
  const find = (message: string): Finding => ({
    path: 'accepts_clearances_from',
    message,
    example: 'accepts_clearances_from: []',
  });
  return accepted.flatMap((each, index) => {
    if (accepted.indexOf(each) !== index) return [find(`${each} is there twice`)];
    const [otherYear, otherMajor, otherPatch] = each.split('.').map(Number);
    const isEarlierPatch = otherYear === year && otherMajor === major && Number(otherPatch) < Number(patch);
    return isEarlierPatch
      ? []
      : [find(`${each} is no earlier patch of ${year}.${major}: only words may have changed since`)];
  });
}

/** Words that the pages fill in must be there, and nothing that they cannot fill in. */
function wordLaws({ outcomes, rules }: ParsedRuleset): Finding[] {
  const findings: Finding[] = [];
  const allowed: Record<string, string[]> = {
    clear: ['{length}'],
    'wait-date': ['{date}'],
    'wait-both': ['{date}'],
    clinician: ['{length}'],
  };
  for (const [kind, { title, lead, instead }] of Object.entries(outcomes)) {
    for (const blank of [title, lead, ...instead].flatMap((sentence) => sentence.match(/\{\w*\}/g) ?? [])) {
      if (!allowed[kind]?.includes(blank)) {
        findings.push({
          path: `outcomes.${kind}`,
          message: `${blank} cannot be filled in here`,
          example: 'no braces',
        });
      }
    }
    const needed = kind === 'clinician' ? [] : (allowed[kind] ?? []);
    for (const blank of needed) {
      if (!title.includes(blank)) {
        findings.push({
          path: `outcomes.${kind}.title`,
          message: `must hold ${blank}`,
          example: `Wait until ${blank}`,
        });
      }
    }
  }
  for (const rule of rules) {
    const hasDate = rule.gives.until !== undefined && rule.gives.until !== 'healed';
    for (const blank of `${rule.say} ${rule.do ?? ''}`.match(/\{\w*\}/g) ?? []) {
      if (blank !== '{date}' || !hasDate) {
        findings.push({
          path: `rules[${rule.id}].do`,
          message: `${blank} cannot be filled in here`,
          example: 'no braces',
        });
      }
    }
  }
  return findings;
}
