import { answer, drop, nodeAt, publish, put, question, remove, rule } from './ruleset-edits.ts';

/** Each law of one version, broken once: what is changed, and where and in what words the check must say so. For tests. */
export const lawCases: readonly [
  law: string,
  change: (data: object) => void,
  path: string,
  message: RegExp,
][] = [
  // 1: only presence, only stricter
  [
    'law 1: no “unless”',
    (d) => put(rule(d, 'diabetes', 'when'), 'unless', 'x'),
    'rules[diabetes].when',
    /only test that/,
  ],
  [
    'law 1: no “not”',
    (d) => put(rule(d, 'diabetes', 'when'), 'not', { is: 'x' }),
    'rules[diabetes].when',
    /only test that/,
  ],
  ['law 1: no “else”', (d) => put(rule(d, 'diabetes'), 'else', {}), 'rules[diabetes]', /“else”/],
  [
    'law 1: no “is_not”',
    (d) => put(rule(d, 'diabetes'), 'when', { question: 'conditions', is_not: 'none' }),
    'rules[diabetes].when',
    /only test that/,
  ],
  [
    'law 1: one test',
    (d) => put(rule(d, 'filler_6m', 'when'), 'is', 'unknown'),
    'rules[filler_6m].when',
    /exactly one/,
  ],
  ['law 1: no test', (d) => drop(rule(d, 'diabetes', 'when'), 'is'), 'rules[diabetes].when', /exactly one/],
  [
    'law 1: no cap above the limit',
    (d) => put(rule(d, 'numbing_allergy', 'gives'), 'max_length_mm', 0.5),
    'rules[numbing_allergy].gives.max_length_mm',
    /only lower/,
  ],
  [
    'law 1: no rule without effect',
    (d) => drop(rule(d, 'numbing_allergy', 'gives'), 'max_length_mm'),
    'rules[numbing_allergy].gives',
    /changes nothing/,
  ],
  [
    'law 1: no unknown state',
    (d) => put(rule(d, 'diabetes', 'gives'), 'state', 'allowed'),
    'rules[diabetes].gives.state',
    /./,
  ],
  [
    'law 1: a wait says until when',
    (d) => drop(rule(d, 'skin_broken', 'gives'), 'until'),
    'rules[skin_broken].gives.until',
    /until when/,
  ],
  [
    'law 1: only a wait says until when',
    (d) => put(rule(d, 'diabetes', 'gives'), 'until', 'healed'),
    'rules[diabetes].gives.until',
    /until when/,
  ],
  [
    'law 1: the wait fits the test',
    (d) => put(rule(d, 'filler_6m', 'gives'), 'until', { add_months: 3, to: 'filler-date' }),
    'rules[filler_6m].gives.until',
    /same months/,
  ],
  [
    'law 1: health never ends early',
    (d) => put(rule(d, 'diabetes', 'gives'), 'state', 'not-run'),
    'rules[diabetes].gives.state',
    /never ends/,
  ],
  // 2: one safe answer, the others named
  [
    'law 2: no second safe answer',
    (d) => put(answer(d, 'skin', 'spots'), 'safe', true),
    'questions[skin].answers',
    /exactly one safe/,
  ],
  [
    'law 2: a safe answer',
    (d) => drop(answer(d, 'skin', 'none'), 'safe'),
    'questions[skin].answers',
    /it has 0/,
  ],
  [
    'law 2: safe: false is no answer',
    (d) => put(answer(d, 'skin', 'spots'), 'safe', false),
    'questions[skin].answers[spots].safe',
    /./,
  ],
  [
    'law 2: unnamed answers',
    (d) => put(rule(d, 'diabetes', 'when'), 'is', 'weak-immunity'),
    'questions[conditions].answers[diabetes]',
    /named by no rule/,
  ],
  [
    'law 2: not sure is never safe',
    (d) => {
      drop(answer(d, 'skin', 'none'), 'safe');
      put(answer(d, 'skin', 'unsure'), 'safe', true);
    },
    'questions[skin].answers[unsure]',
    /never be the safe/,
  ],
  [
    'law 2: rather not say is never safe',
    (d) => {
      drop(answer(d, 'pregnancy', 'no'), 'safe');
      put(answer(d, 'pregnancy', 'rather-not-say'), 'safe', true);
    },
    'questions[pregnancy].answers[rather-not-say]',
    /never be the safe/,
  ],
  [
    'law 2: health questions offer not sure',
    (d) => remove(question(d, 'cold-sores'), 'answers', 'unsure'),
    'questions[cold-sores].answers',
    /not sure/,
  ],
  [
    'law 2: safe and named',
    (d) => put(rule(d, 'diabetes', 'when'), 'is', 'none'),
    'questions[conditions].answers[none]',
    /called safe/,
  ],
  [
    'law 2: tests of questions that do not exist',
    (d) => put(rule(d, 'diabetes', 'when'), 'question', 'mood'),
    'rules[diabetes].when.question',
    /no question “mood”/,
  ],
  [
    'law 2: tests of answers that do not exist',
    (d) => put(rule(d, 'diabetes', 'when'), 'is', 'sugar'),
    'rules[diabetes].when.is',
    /no answer “sugar”/,
  ],
  [
    'law 2: months of a choice',
    (d) => put(rule(d, 'diabetes'), 'when', { question: 'conditions', within_months: 6 }),
    'rules[diabetes].when.within_months',
    /kind date/,
  ],
  [
    'law 2: dates that no rule reads',
    (d) => put(rule(d, 'filler_6m', 'when'), 'question', 'filler'),
    'questions[filler-date]',
    /no rule looks/,
  ],
  [
    'law 2: dates that nothing opens',
    (d) => drop(answer(d, 'filler', 'yes'), 'asks'),
    'questions[filler-date]',
    /exactly one answer/,
  ],
  [
    'law 2: openings of what is no date',
    (d) => put(answer(d, 'filler', 'yes'), 'asks', 'scars'),
    'questions[filler].answers[yes].asks',
    /date question/,
  ],
  [
    'law 2: an old date unexplained',
    (d) => drop(question(d, 'filler-date'), 'passed'),
    'questions[filler-date].passed',
    /far enough back/,
  ],
  ['law 2: double ids', (d) => put(rule(d, 'diabetes'), 'id', 'pregnant'), 'rules[pregnant]', /twice/],
  [
    'law 2: double answers',
    (d) => put(answer(d, 'skin', 'spots'), 'id', 'flare'),
    'questions[skin].answers[flare]',
    /twice/,
  ],
  ['law 2: consent first', (d) => remove(d, 'questions', 'consent'), 'questions[user].id', /consent/],
  [
    'law 2: addresses in use',
    (d) => put(question(d, 'allergies'), 'id', 'outcome'),
    'questions[outcome].id',
    /address/,
  ],
  // 3: words, sources
  ['law 3: no words', (d) => drop(rule(d, 'diabetes'), 'say'), 'rules[diabetes].say', /./],
  ['law 3: empty words', (d) => put(rule(d, 'diabetes', 'say'), 'en', '  '), 'rules[diabetes].say.en', /./],
  [
    'law 3: words of another language only',
    (d) => put(rule(d, 'diabetes'), 'say', { de: 'Worte' }),
    'rules[diabetes].say',
    /./,
  ],
  [
    'law 3: no source and no basis',
    (d) => drop(rule(d, 'diabetes'), 'cites'),
    'rules[diabetes].cites',
    /basis: policy/,
  ],
  [
    'law 3: unknown source',
    (d) => put(rule(d, 'diabetes'), 'cites', ['S99']),
    'rules[diabetes].cites',
    /S99/,
  ],
  [
    'law 3: unknown source in a conflict',
    (d) => put(rule(d, 'diabetes'), 'conflict', 'S98 disagrees.'),
    'rules[diabetes].cites',
    /S98/,
  ],
  [
    'law 3: source without read-extent',
    (d) => drop(nodeAt(d, 'sources', 'S0'), 'read'),
    'sources.S0.read',
    /./,
  ],
  [
    'law 3: source without confidence',
    (d) => drop(nodeAt(d, 'sources', 'S0'), 'confidence'),
    'sources.S0.confidence',
    /./,
  ],
  [
    'law 3: blanks that cannot be filled',
    (d) => put(rule(d, 'diabetes', 'say'), 'en', 'Until {date}.'),
    'rules[diabetes].do',
    /\{date\}/,
  ],
  [
    'law 3: blanks that must be there',
    (d) => put(nodeAt(d, 'outcomes', 'wait-date', 'title'), 'en', 'Wait'),
    'outcomes.wait-date.title',
    /\{date\}/,
  ],
  // 4: publishing
  [
    'law 4: published, no reviewer',
    (d) => {
      publish(d);
      put(nodeAt(d, 'review'), 'reviewed_by', null);
    },
    'review.reviewed_by',
    /reviewer/,
  ],
  [
    'law 4: published, no date',
    (d) => {
      publish(d);
      put(nodeAt(d, 'review'), 'reviewed_on', null);
    },
    'review.reviewed_on',
    /date/,
  ],
  [
    'law 4: published, not due',
    (d) => {
      publish(d);
      put(nodeAt(d, 'review'), 'review_due', null);
    },
    'review.review_due',
    /next review/,
  ],
  [
    'law 4: published, due too late',
    (d) => {
      publish(d);
      put(nodeAt(d, 'review'), 'review_due', '2027-10-21');
    },
    'review.review_due',
    /12 months/,
  ],
  [
    'law 4: published, one person',
    (d) => {
      publish(d);
      put(nodeAt(d, 'review'), 'second_approver', 'The Needlewise editors');
    },
    'review.second_approver',
    /another person/,
  ],
  [
    'law 4: published, no second person',
    (d) => {
      publish(d);
      put(nodeAt(d, 'review'), 'second_approver', null);
    },
    'review.second_approver',
    /second approver/,
  ],
  [
    'law 4: published, reviewer without a role',
    (d) => {
      publish(d);
      put(nodeAt(d, 'review'), 'reviewed_by', 'A. Name, GMC');
    },
    'review.reviewed_by',
    /name, role, registration body/,
  ],
  [
    'law 4: published, reviewer approves himself',
    (d) => {
      publish(d);
      put(nodeAt(d, 'review'), 'second_approver', 'A Name');
    },
    'review.second_approver',
    /than the reviewer/,
  ],
  [
    'law 4: published, author reviews',
    (d) => {
      publish(d);
      put(nodeAt(d, 'review'), 'author', 'a.  name');
    },
    'review.reviewed_by',
    /than the author/,
  ],
  [
    'law 4: published, due before it was reviewed',
    (d) => {
      publish(d);
      put(nodeAt(d, 'review'), 'review_due', '2026-10-20');
    },
    'review.review_due',
    /12 months/,
  ],
  [
    'law 4: in review, and nobody wrote it',
    (d) => {
      put(d, 'status', 'in-review');
      put(nodeAt(d, 'review'), 'author', ' ');
    },
    'review.author',
    /./,
  ],
  [
    'law 4: a draft that somebody signed',
    (d) => {
      publish(d);
      put(d, 'status', 'draft');
    },
    'review.reviewed_by',
    /nobody has signed a draft/,
  ],
  ['law 4: a step that is none', (d) => put(d, 'status', 'approved'), 'status', /./],
  // 5: the floor
  ['law 5: floor shortened', (d) => put(d, 'floor', ['anticoagulant']), 'floor', /keloid_self/],
  [
    'law 5: floor rule missing',
    (d) => remove(d, 'rules', 'keloid_family'),
    'floor',
    /no rule “keloid_family”/,
  ],
  [
    'law 5: floor rule loosened',
    (d) => put(rule(d, 'anticoagulant', 'gives'), 'state', 'clinician'),
    'rules[anticoagulant]',
    /only be made stricter/,
  ],
  [
    'law 5: floor months shortened',
    (d) => {
      put(rule(d, 'filler_6m', 'when'), 'within_months', 3);
      put(rule(d, 'filler_6m', 'gives'), 'until', { add_months: 3, to: 'filler-date' });
    },
    'rules[filler_6m]',
    /only be made stricter/,
  ],
  [
    'law 5: floor rule looks elsewhere',
    (d) => {
      put(rule(d, 'keloid_self', 'when'), 'is', 'unsure');
    },
    'rules[keloid_self]',
    /only be made stricter/,
  ],
  // and the frame
  ['frame: unknown field', (d) => put(d, 'unknown', 1), 'unknown', /not a field/],
  [
    'frame: limit too long',
    (d) => put(nodeAt(d, 'limits'), 'max_length_mm', 1.5),
    'limits.max_length_mm',
    /0\.5 mm/,
  ],
  [
    'frame: clearance too long',
    (d) => put(nodeAt(d, 'limits'), 'clearance_hours', 48),
    'limits.clearance_hours',
    /./,
  ],
  [
    'frame: clearances of a later patch',
    (d) => put(d, 'accepts_clearances_from', ['2026.1.1']),
    'accepts_clearances_from',
    /no earlier patch/,
  ],
  [
    'frame: clearances of itself',
    (d) => put(d, 'accepts_clearances_from', ['2026.1.0']),
    'accepts_clearances_from',
    /no earlier patch/,
  ],
  [
    'frame: clearances of another major number',
    (d) => put(d, 'accepts_clearances_from', ['2026.0.9']),
    'accepts_clearances_from',
    /no earlier patch/,
  ],
  [
    'frame: clearances of no version',
    (d) => put(d, 'accepts_clearances_from', ['all']),
    'accepts_clearances_from[0]',
    /not a version/,
  ],
  ['frame: a pause of nothing', (d) => put(d, 'sale_paused', ['clinical']), 'sale_paused[0]', /neither/],
  ['frame: no real date', (d) => put(d, 'effective_from', '2026-02-30'), 'effective_from', /not a date/],
  ['frame: other version than its file', (d) => put(d, 'version', '2026.1.1'), 'version', /2026\.1\.0/],
  [
    'law 2: a date question with a safe answer',
    (d) => put(answer(d, 'filler-date', 'unknown'), 'safe', true),
    'questions[filler-date].answers',
    /only the date itself/,
  ],
  [
    'law 2: a safe answer that opens a question',
    (d) => put(answer(d, 'filler', 'no'), 'asks', 'filler-date'),
    'questions[filler].answers[no]',
    /opens no question/,
  ],
  [
    'law 2: a date question that comes later than next',
    (d) => {
      const date = question(d, 'filler-date');
      remove(d, 'questions', 'filler-date');
      put(d, 'questions', [...Object.values(nodeAt(d, 'questions')), date]);
    },
    'questions[filler].answers[yes].asks',
    /must come next/,
  ],
  [
    'frame: clearances of one version accepted twice',
    (d) => put(d, 'accepts_clearances_from', ['2025.1.0', '2025.1.0']),
    'accepts_clearances_from',
    /there twice/,
  ],
];
