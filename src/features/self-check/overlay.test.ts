import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RulesetFile } from '#content-pipeline/content.ts';
import { coversLength, evaluate, type Outcome } from './evaluate.ts';
import { type Answers, askedQuestions } from './journey.ts';
import { currentRuleset, type Ruleset, readRulesets, states } from './ruleset.ts';
import { changed, drop, nodeAt, published, put, remove, rule } from './ruleset-edits.ts';
import { firstRuleset, rulesetFile } from './ruleset-fixture.ts';

const today = '2026-11-22';
const base = firstRuleset();
/** One object, so that it is read once. */
const baseFile = rulesetFile();

const tattoos = {
  id: 'tattoos',
  about: 'health',
  kind: 'radio',
  name: { en: 'Tattoos' },
  text: { en: 'Is there a tattoo where you want to roll?' },
  why: { en: 'Needling can move ink' },
  missing: { en: 'Choose an answer' },
  answers: [
    { id: 'yes', text: { en: 'Yes' } },
    { id: 'no', text: { en: 'No' }, safe: true },
    { id: 'unsure', text: { en: 'I am not sure' } },
  ],
};
const tattooRule = (is: string) => ({
  id: `tattoo_${is}`,
  when: { question: 'tattoos', is },
  gives: { state: 'do-not-use' },
  say: { en: 'There may be a tattoo where you want to roll.' },
  basis: 'policy',
  confidence: 'L',
});

/** A lawful overlay that uses every word overlays have. */
function overlayData(): object {
  return structuredClone({
    schema: 1,
    overlay: 'high-street',
    from_version: '2026.1.0',
    author: 'A merchant',
    reason: 'Our insurer asks for it.',
    since: '2026-11-01',
    reviewed_by: null,
    limits: { max_length_mm: 0.25, clearance_hours: 12 },
    sale_paused: ['FACE-025'],
    sources: {
      M1: {
        title: 'Terms of the insurer',
        year: 2026,
        url: 'https://insurer.example/',
        read: 'whole',
        confidence: 'L',
      },
    },
    questions: [tattoos],
    rules: [
      tattooRule('yes'),
      tattooRule('unsure'),
      {
        id: 'diabetes_too',
        when: { question: 'conditions', is: 'diabetes' },
        gives: { state: 'clinician' },
        say: { en: 'Our insurer asks for it.' },
        cites: ['M1'],
        confidence: 'L',
      },
    ],
    stricter: [
      { id: 'weak_immunity', state: 'do-not-use' },
      { id: 'skin_broken', state: 'clinician' },
      { id: 'numbing_allergy', max_length_mm: 0.2 },
    ],
  });
}

function overlayFile(change: (data: object) => void = () => {}, name = 'high-street'): RulesetFile {
  const data = overlayData();
  change(data);
  return { file: `content/self-check/overlays/${name}.yaml`, version: name, overlay: true, data };
}

function inForce(...files: RulesetFile[]): Ruleset {
  const current = currentRuleset(files, today, { allowDraft: true });
  if (!current.ok) throw new Error(JSON.stringify(current.error, null, 2));
  return current.value;
}

describe('a merchant’s overlay', () => {
  const tight = inForce(baseFile, overlayFile());

  test('adds and tightens, and changes nothing else', () => {
    expect(tight).toMatchObject({
      version: base.version,
      overlays: ['high-street'],
      limits: { maxLengthMm: 0.25, clearanceHours: 12 },
      salePaused: ['FACE-025'],
      floor: base.floor,
    });
    expect(tight.questions.slice(0, -1)).toEqual(base.questions);
    expect(tight.questions.at(-1)?.id).toBe('tattoos');
    const ruleOf = (ruleset: Ruleset, wanted: string) => ruleset.rules.find(({ id }) => id === wanted);
    expect(ruleOf(tight, 'weak_immunity')).toEqual({ ...ruleOf(base, 'weak_immunity'), state: 'do-not-use' });
    // A wait that is stricter now still says until when.
    expect(ruleOf(tight, 'skin_broken')).toEqual({ ...ruleOf(base, 'skin_broken'), state: 'clinician' });
    expect(ruleOf(tight, 'numbing_allergy')).toMatchObject({ state: 'clear', maxLengthMm: 0.2 });
    const touched = ['weak_immunity', 'skin_broken', 'numbing_allergy'];
    expect(tight.rules.filter(({ id }) => !touched.includes(id)).slice(0, base.rules.length - 3)).toEqual(
      base.rules.filter(({ id }) => !touched.includes(id)),
    );
    expect(tight.sources).toMatchObject(base.sources);
  });

  test('changes the hash, and so does each change of it; its pauses do not', () => {
    const worded = inForce(
      rulesetFile(),
      overlayFile((data) => put(data, 'reason', 'Another.')),
    );
    const paused = inForce(
      rulesetFile(),
      overlayFile((data) => put(data, 'sale_paused', ['surface'])),
    );
    expect(new Set([base.hash, tight.hash, worded.hash]).size).toBe(3);
    expect(paused.hash).toBe(tight.hash);
  });

  test('holds for every later version, and until the last that it names', () => {
    const next = changed((data) => put(data, 'effective_from', '2026-11-20'), '2026.2.0');
    expect(inForce(baseFile, next, overlayFile()).overlays).toEqual(['high-street']);
    const first = (data: object) => put(data, 'to_version', '2026.1.0');
    expect(inForce(baseFile, next, overlayFile(first)).overlays).toEqual([]);
    expect(inForce(baseFile, overlayFile(first)).overlays).toEqual(['high-street']);
  });

  test('goes together with another, in whatever order they are read', () => {
    const second = overlayFile((data) => {
      put(data, 'overlay', 'airport');
      put(data, 'limits', { max_length_mm: 0.2 });
      for (const list of ['questions', 'rules', 'sale_paused']) put(data, list, []);
      put(data, 'sources', {});
      put(data, 'stricter', [{ id: 'diabetes', state: 'do-not-use' }]);
    }, 'airport');
    const both = inForce(baseFile, overlayFile(), second);
    expect(both).toMatchObject({
      overlays: ['airport', 'high-street'],
      limits: { maxLengthMm: 0.2, clearanceHours: 12 },
    });
    expect(inForce(second, overlayFile(), baseFile)).toEqual(both);
  });

  test('keeps the clearances of an earlier patch only where it holds for both', () => {
    const first = published('2026.2.0', '2026-11-01');
    const patch = published('2026.2.1', '2026-11-02', (data) =>
      put(data, 'accepts_clearances_from', ['2026.2.0']),
    );
    const from = (version: string) => overlayFile((data) => put(data, 'from_version', version));
    expect(inForce(first, patch, from('2026.2.0')).accepted).toMatchObject([{ version: '2026.2.0' }]);
    expect(inForce(first, patch, from('2026.2.0')).accepted).not.toEqual(inForce(first, patch).accepted);
    expect(inForce(first, patch, from('2026.2.1')).accepted).toEqual([]);
  });

  test('never stands in the way of a withdrawal', () => {
    const withdrawn = changed((data) => {
      put(data, 'status', 'withdrawn');
      remove(data, 'rules', 'numbing_allergy');
      put(rule(data, 'metal_allergy', 'when'), 'is', 'numbing-cream');
      put(rule(data, 'allergies_unsure', 'when'), 'is', 'metal');
      put(data, 'rules', [
        ...(Reflect.get(data, 'rules') as object[]),
        {
          ...rule(data, 'metal_allergy'),
          id: 'allergies_unsure_too',
          when: { question: 'allergies', is: 'unsure' },
        },
      ]);
    });
    expect(currentRuleset([withdrawn, overlayFile()], today, { allowDraft: true })).toMatchObject({
      error: { reason: 'withdrawn' },
    });
  });
});

describe('T11 an overlay that loosens anything is refused', () => {
  const raise = (id: string, more: object) => (data: object) => put(data, 'stricter', [{ id, ...more }]);
  const add = (more: object) => (data: object) => put(data, 'rules', [{ ...tattooRule('yes'), ...more }]);
  const cases: [what: string, change: (data: object) => void, path: string, message: RegExp][] = [
    ['the floor', (d) => put(d, 'floor', ['anticoagulant']), 'floor', /never touches the floor/],
    ['a rule of the floor', raise('keloid_self', { state: 'do-not-use' }), 'stricter[keloid_self]', /floor/],
    [
      'a cap on the floor',
      raise('anticoagulant', { max_length_mm: 0.2 }),
      'stricter[anticoagulant]',
      /floor/,
    ],
    [
      'a milder state',
      raise('bleeding_condition', { state: 'clinician' }),
      'stricter[bleeding_condition].state',
      /no stricter/,
    ],
    ['the same state', raise('diabetes', { state: 'clinician' }), 'stricter[diabetes].state', /no stricter/],
    ['clear', raise('diabetes', { state: 'clear' }), 'stricter[diabetes].state', /./],
    ['a wait in place of a stop', raise('diabetes', { state: 'wait' }), 'stricter[diabetes].state', /./],
    [
      'a higher cap',
      raise('numbing_allergy', { max_length_mm: 0.31 }),
      'stricter[numbing_allergy].max_length_mm',
      /only lower/,
    ],
    ['nothing', raise('diabetes', {}), 'stricter[diabetes]', /changes nothing/],
    [
      'other words for a stop',
      raise('diabetes', { say: { en: 'Never mind.' } }),
      'stricter[diabetes]',
      /not a field/,
    ],
    [
      'another test',
      raise('diabetes', { when: { question: 'age', is: 'no' } }),
      'stricter[diabetes]',
      /not a field/,
    ],
    ['a shorter wait', raise('filler_6m', { within_months: 3 }), 'stricter[filler_6m]', /not a field/],
    ['a rule that is not there', raise('sugar', { state: 'do-not-use' }), 'stricter[sugar]', /no such rule/],
    [
      'one rule twice',
      (d) =>
        put(d, 'stricter', [
          { id: 'diabetes', state: 'do-not-use' },
          { id: 'diabetes', max_length_mm: 0.2 },
        ]),
      'stricter[diabetes]',
      /twice/,
    ],
    ['dropped rules', (d) => put(d, 'without', ['diabetes']), 'without', /only adds and tightens/],
    ['new answers', (d) => put(d, 'answers', []), 'answers', /only adds and tightens/],
    ['other outcomes', (d) => put(d, 'outcomes', {}), 'outcomes', /only adds and tightens/],
    ['a status of its own', (d) => put(d, 'status', 'published'), 'status', /only adds and tightens/],
    ['a rule in the place of one', add({ id: 'diabetes' }), 'rules[diabetes]', /twice/],
    [
      'a question in the place of one',
      (d) => put(nodeAt(d, 'questions', 'tattoos'), 'id', 'skin'),
      'questions[skin]',
      /twice/,
    ],
    [
      'an exception',
      add({ when: { question: 'tattoos', is: 'yes', unless: 'x' } }),
      'rules[tattoo_yes].when',
      /only test that/,
    ],
    [
      'a rule on a safe answer',
      add({ when: { question: 'skin', is: 'none' } }),
      'questions[skin].answers[none]',
      /called safe/,
    ],
    [
      'a rule that changes nothing',
      add({ gives: { state: 'clear' } }),
      'rules[tattoo_yes].gives',
      /changes nothing/,
    ],
    [
      'an unnamed risk',
      (d) => put(d, 'rules', [tattooRule('yes')]),
      'questions[tattoos].answers[unsure]',
      /named by no rule/,
    ],
    [
      'no source',
      (d) => drop(nodeAt(d, 'rules', 'tattoo_yes'), 'basis'),
      'rules[tattoo_yes].cites',
      /basis: policy/,
    ],
    [
      'another source in the place of one',
      (d) => put(d, 'sources', { S0: nodeAt(d, 'sources', 'M1') }),
      'sources.S0',
      /already a source/,
    ],
    ['a higher limit', (d) => put(d, 'limits', { max_length_mm: 0.5 }), 'limits.max_length_mm', /only lower/],
    ['a longer clearance', (d) => put(d, 'limits', { clearance_hours: 25 }), 'limits.clearance_hours', /./],
    [
      'a version that is not there',
      (d) => put(d, 'from_version', '2026.9.0'),
      'from_version',
      /no version 2026\.9\.0/,
    ],
    [
      'an end that is not there',
      (d) => put(d, 'to_version', '2026.9.0'),
      'to_version',
      /no version 2026\.9\.0/,
    ],
    ['another name than its file', (d) => put(d, 'overlay', 'other'), 'overlay', /says other/],
    ['no author', (d) => drop(d, 'author'), 'author', /./],
  ];

  test.each(cases)('%s', (_what, change, path, message) => {
    const file = overlayFile(change);
    const current = currentRuleset([baseFile, file], today, { allowDraft: true });
    expect(current).toMatchObject({ ok: false, error: { reason: 'unreadable' } });
    const problems = current.ok ? [] : current.error.problems;
    const found = problems.filter(
      (problem) => problem.path.startsWith(path) && message.test(problem.message),
    );
    expect(found, JSON.stringify(problems, null, 2)).not.toHaveLength(0);
    for (const problem of problems) {
      expect(problem).toMatchObject({ file: file.file, example: expect.stringMatching(/./) });
    }
  });

  test('a longer clearance than that of a short-lived version', () => {
    const short = changed((data) => put(nodeAt(data, 'limits'), 'clearance_hours', 6));
    expect(readRulesets([short, overlayFile()])).toMatchObject({
      error: [
        { path: 'limits.clearance_hours', message: expect.stringMatching(/only lower the limit of 6/) },
      ],
    });
  });

  test('an end before its beginning, so that it would hold for nothing', () => {
    const file = overlayFile((data) => {
      put(data, 'from_version', '2026.2.0');
      put(data, 'to_version', '2026.1.0');
    });
    expect(readRulesets([baseFile, changed(() => {}, '2026.2.0'), file])).toMatchObject({
      error: [{ path: 'to_version' }],
    });
  });

  test.each([null, undefined, '', 7, [], {}])('%j in its place', (data) => {
    const file = { ...overlayFile(), data };
    expect(currentRuleset([baseFile, file], today, { allowDraft: true }).ok).toBe(false);
  });
});

// --- Never looser ---------------------------------------------------------------------------------------------------

const risks = base.questions.flatMap(({ id, choices }) =>
  choices.filter(({ safe }) => !safe).map((choice) => ({ question: id, is: choice.id })),
);
const about = Object.fromEntries(base.questions.map((question) => [question.id, question.about]));
const cap = fc.constantFrom(0.1, 0.15, 0.2, 0.25, 0.3);
const say = { en: 'A reason of the merchant.' };
const plain = { say, basis: 'policy', confidence: 'L' };

const anyGives = fc.oneof(
  cap.map((max_length_mm) => ({ state: 'clear', max_length_mm })),
  fc.record({ state: fc.constant('wait'), until: fc.constant('healed') }),
  fc.record({ state: fc.constantFrom('clinician', 'do-not-use') }),
  fc.record({ state: fc.constantFrom('clinician', 'do-not-use'), max_length_mm: cap }),
);

const anyRule = fc.oneof(
  fc.tuple(fc.constantFrom(...risks), anyGives, fc.boolean()).map(([when, gives, ends]) => ({
    when,
    gives: ends && about[when.question] === 'person' ? { state: 'not-run' } : gives,
  })),
  fc.integer({ min: 1, max: 24 }).map((months) => ({
    when: { question: 'filler-date', within_months: months },
    gives: { state: 'wait', until: { add_months: months, to: 'filler-date' } },
  })),
);

/** A question with rules for each of its risk answers, and perhaps a date that one of them opens. */
const anyQuestion = fc
  .record({
    kind: fc.constantFrom('radio', 'checkbox'),
    dated: fc.boolean(),
    months: fc.integer({ min: 1, max: 24 }),
    gives: fc.tuple(anyGives, anyGives, anyGives),
  })
  .map(({ kind, dated, months, gives: [yes, unsure, unknown] }) => (index: number) => {
    const id = `extra-${index}`;
    const asksDate = dated && kind === 'radio';
    const ruleFor = (question: string, is: string, gives: object) => ({
      ...plain,
      id: `${question}-${is}`.replaceAll('-', '_'),
      when: { question, is },
      gives,
    });
    return {
      questions: [
        {
          ...tattoos,
          id,
          kind,
          answers: [
            { id: 'yes', text: say, ...(asksDate ? { asks: `${id}-date` } : {}) },
            { id: 'no', text: say, safe: true },
            { id: 'unsure', text: say },
          ],
        },
        ...(asksDate
          ? [
              {
                ...tattoos,
                id: `${id}-date`,
                kind: 'date',
                passed: say,
                answers: [{ id: 'unknown', text: say }],
              },
            ]
          : []),
      ],
      rules: [
        ...(asksDate ? [] : [ruleFor(id, 'yes', yes)]),
        ruleFor(id, 'unsure', unsure),
        ...(asksDate
          ? [
              ruleFor(`${id}-date`, 'unknown', unknown),
              {
                ...plain,
                id: `extra_${index}_window`,
                when: { question: `${id}-date`, within_months: months },
                gives: { state: 'wait', until: { add_months: months, to: `${id}-date` } },
              },
            ]
          : []),
      ],
    };
  });

const raisable = base.rules.filter(
  ({ id, state }) => !base.floor.includes(id) && state !== 'do-not-use' && state !== 'not-run',
);
const anyRaise = fc
  .record({
    rule: fc.constantFrom(...raisable),
    state: fc.option(fc.constantFrom('clinician' as const, 'do-not-use' as const)),
    cap: fc.option(cap),
  })
  .map(({ rule: { id, state: old }, state, cap: lower }) => ({
    id,
    ...(state !== null && states.indexOf(state) > states.indexOf(old) ? { state } : {}),
    ...(lower === null ? {} : { max_length_mm: lower }),
  }))
  .filter((raise) => 'state' in raise || 'max_length_mm' in raise);

/** Random overlays, lawful by construction. */
const anyOverlay = fc
  .record({
    limit: fc.option(cap),
    hours: fc.option(fc.integer({ min: 1, max: 24 })),
    paused: fc.subarray(['surface', 'homeMax', 'FACE-025']),
    questions: fc.array(anyQuestion, { maxLength: 2 }),
    rules: fc.array(anyRule, { maxLength: 4 }),
    stricter: fc.uniqueArray(anyRaise, { maxLength: 5, selector: ({ id }) => id }),
  })
  .map(({ limit, hours, paused, questions, rules, stricter }) => {
    const made = questions.map((make, index) => make(index));
    const highest = limit ?? base.limits.maxLengthMm;
    const added = [
      ...made.flatMap((each) => each.rules),
      ...rules.map((each, index) => ({ ...plain, ...each, id: `more_${index}` })),
    ].map((each) => {
      const { gives } = each;
      return 'max_length_mm' in gives && typeof gives.max_length_mm === 'number'
        ? { ...each, gives: { ...gives, max_length_mm: Math.min(gives.max_length_mm, highest) } }
        : each;
    });
    return overlayFile((data) => {
      put(data, 'limits', {
        ...(limit === null ? {} : { max_length_mm: limit }),
        ...(hours === null ? {} : { clearance_hours: hours }),
      });
      put(data, 'sale_paused', paused);
      put(
        data,
        'questions',
        made.flatMap((each) => each.questions),
      );
      put(data, 'rules', added);
      put(data, 'stricter', stricter);
    });
  });

/** Answers to everything that both versions can ask: one number for each question decides what is chosen. */
function answersBy(ruleset: Ruleset, seeds: readonly number[], dates: readonly string[]): Answers {
  return Object.fromEntries(
    ruleset.questions.map(({ id, kind, choices }, index) => {
      const seed = seeds[index % seeds.length] ?? 0;
      const on = dates[index % dates.length] ?? today;
      if (kind === 'date' && seed % 4 > 0) return [id, { on }];
      const safe = choices.filter((choice) => choice.safe);
      const risky = choices.filter((choice) => !choice.safe);
      // Mostly the safe answer: else nearly every outcome would be the strictest one.
      if (safe.length > 0 && seed % 3 > 0) return [id, { chosen: safe.map((choice) => choice.id) }];
      const bits = 1 + (seed % (2 ** risky.length - 1));
      const many = risky.filter((_, at) => bits & (1 << at));
      const one = risky[seed % risky.length];
      return [id, { chosen: (kind === 'checkbox' ? many : one ? [one] : []).map((choice) => choice.id) }];
    }),
  );
}

const onlyAsked = (ruleset: Ruleset, answers: Answers): Answers =>
  Object.fromEntries(
    askedQuestions(ruleset, answers).flatMap(({ id }) => (answers[id] ? [[id, answers[id]]] : [])),
  );

const lengths = [0.1, 0.15, 0.2, 0.25, 0.3, 0.31, 0.5, 1.5];

/** In what the outcome of the overlay is milder, or null. A check that is not run sells nothing and tells nothing. */
function milder(bare: Outcome, tight: Outcome): string | null {
  if (states.indexOf(tight.state) < states.indexOf(bare.state)) return 'the state';
  if (lengths.some((length) => coversLength(tight, length) && !coversLength(bare, length))) return 'a length';
  if (tight.state === 'not-run') return null;
  if (tight.maxLengthMm > bare.maxLengthMm) return 'the cap';
  if ((tight.waitUntil ?? '') < (bare.waitUntil ?? '')) return 'the date';
  if (bare.untilHealed && !tight.untilHealed) return 'healing';
  const kept = tight.reasons.map(({ ruleId }) => ruleId);
  return bare.reasons.every(({ ruleId }) => kept.includes(ruleId)) ? null : 'a reason';
}

const anyDay = fc.integer({ min: 0, max: 900 }).map((days) => {
  const then = Date.parse(today) - days * 86_400_000;
  return new Date(then).toISOString().slice(0, 10);
});
const anyAnswers = fc.record({
  seeds: fc.array(fc.nat(), { minLength: 17, maxLength: 17 }),
  dates: fc.array(anyDay, { minLength: 17, maxLength: 17 }),
});

/** Holds any overlay, with any answers, against the version alone; `spoil` plants a fault. */
function neverLooser(spoil: (ruleset: Ruleset) => Ruleset = (ruleset) => ruleset) {
  return fc.property(anyOverlay, fc.array(anyAnswers, { minLength: 20, maxLength: 20 }), (file, people) => {
    const tight = spoil(inForce(baseFile, file));
    expect(tight.limits.maxLengthMm).toBeLessThanOrEqual(base.limits.maxLengthMm);
    expect(tight.limits.clearanceHours).toBeLessThanOrEqual(base.limits.clearanceHours);
    expect(tight.salePaused).toEqual(expect.arrayContaining(base.salePaused));
    expect(tight.floor).toEqual(base.floor);
    for (const { seeds, dates } of people) {
      const answers = answersBy(tight, seeds, dates);
      const bareOutcome = evaluate(base, onlyAsked(base, answers), today);
      const tightOutcome = evaluate(tight, onlyAsked(tight, answers), today);
      expect(milder(bareOutcome, tightOutcome)).toBeNull();
    }
  });
}

describe('whatever an overlay holds, no answers lead to a milder outcome than without it', () => {
  test('for random lawful overlays and random answers', () => {
    fc.assert(neverLooser(), { numRuns: 250 });
  }, 60_000);

  test('the answers are of every kind, so that the property is not empty', () => {
    const seen = new Set<string>();
    for (const { seeds, dates } of fc.sample(anyAnswers, { numRuns: 2000, seed: 1 })) {
      seen.add(evaluate(base, onlyAsked(base, answersBy(base, seeds, dates)), today).state);
    }
    expect([...seen].sort()).toEqual([...states].sort());
  });

  test.each<[string, (ruleset: Ruleset) => Ruleset]>([
    [
      'dropped rule',
      (ruleset) => ({ ...ruleset, rules: ruleset.rules.filter(({ id }) => id !== 'diabetes') }),
    ],
    [
      'milder state',
      (ruleset) => ({
        ...ruleset,
        rules: ruleset.rules.map((each) => (each.id === 'isotretinoin' ? { ...each, state: 'clear' } : each)),
      }),
    ],
    [
      'shorter wait',
      (ruleset) => ({
        ...ruleset,
        rules: ruleset.rules.map((each) =>
          each.id === 'filler_6m'
            ? {
                ...each,
                when: { question: 'filler-date', withinMonths: 3 },
                until: { addMonths: 3, to: 'filler-date' },
              }
            : each,
        ),
      }),
    ],
  ])(
    'the check bites: a planted %s is found',
    (_what, spoil) => {
      expect(fc.check(neverLooser(spoil), { numRuns: 250, seed: 7, endOnFailure: true }).failed).toBe(true);
    },
    60_000,
  );
});
