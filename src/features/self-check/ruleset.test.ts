import { describe, expect, test } from 'vitest';
import type { RulesetFile } from '#content-pipeline/content.ts';
import { currentRuleset, readRuleset } from './ruleset.ts';
import { firstRuleset, rulesetFile } from './ruleset-fixture.ts';

/** The node at a path of keys; list items are found by their id. Throws when there is none: a typo in a test. */
function nodeAt(data: unknown, ...path: string[]): object {
  let node: unknown = data;
  for (const key of path) {
    const inner: unknown = Array.isArray(node)
      ? node.find((item) => Reflect.get(Object(item), 'id') === key)
      : Reflect.get(Object(node), key);
    if (typeof inner !== 'object' || inner === null) throw new Error(`No ${path.join('.')}`);
    node = inner;
  }
  return Object(node);
}

const put = (node: object, key: string, value: unknown) => Reflect.set(node, key, value);
const drop = (node: object, key: string) => Reflect.deleteProperty(node, key);
const question = (data: object, id: string, ...path: string[]) => nodeAt(data, 'questions', id, ...path);
const answer = (data: object, id: string, choice: string) => question(data, id, 'answers', choice);
const rule = (data: object, id: string, ...path: string[]) => nodeAt(data, 'rules', id, ...path);
/** Takes the item with this id out of the list at `key`. */
const remove = (node: object, key: string, id: string) => {
  const items: unknown = Reflect.get(node, key);
  if (!Array.isArray(items)) throw new Error(`No list ${key}`);
  Reflect.set(
    node,
    key,
    items.filter((item) => Reflect.get(Object(item), 'id') !== id),
  );
};

/** The first ruleset with one thing changed. */
function changed(change: (data: object) => void, version = '2026.1.0'): RulesetFile {
  const file = { ...rulesetFile(), version };
  change(nodeAt(file.data));
  return file;
}

const publish = (data: object) => {
  put(data, 'status', 'published');
  put(nodeAt(data, 'review'), 'reviewed_by', 'A. Name, dermatologist, GMC');
  put(nodeAt(data, 'review'), 'reviewed_on', '2026-10-20');
  put(nodeAt(data, 'review'), 'review_due', '2027-10-20');
  put(nodeAt(data, 'review'), 'second_approver', 'B. Name');
};

function problemsOf(change: (data: object) => void) {
  const reading = readRuleset(changed(change));
  return reading.ok ? [] : reading.error;
}

describe('the first ruleset', () => {
  test('is lawful', () => {
    const ruleset = firstRuleset();
    expect(ruleset.questions.map(({ id }) => id)).toEqual([
      'consent',
      'user',
      'age',
      'blood',
      'skin',
      'cold-sores',
      'filler',
      'filler-date',
      'scars',
      'medicines',
      'conditions',
      'pregnancy',
      'allergies',
    ]);
    expect(ruleset.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(ruleset.status).toBe('draft');
    expect(ruleset.review.reviewedBy).toBeNull();
  });

  test('tells people not to stop a medicine where it asks for medicines', () => {
    for (const id of ['blood', 'medicines']) {
      expect(firstRuleset().questions.find((each) => each.id === id)?.why).toContain(
        'Do not stop a medicine to pass this check',
      );
    }
  });

  test('says what each answer would mean in words of its own', () => {
    const says = firstRuleset().rules.map(({ say }) => say);
    expect(new Set(says).size).toBe(says.length);
  });

  test.each([/\bsafe for you\b/i, /\bapproved\b/i, /\bpainless\b/i, /\bcollagen boost/i, /\bsterile\b/i])(
    'never says %s',
    (claim) => {
      expect(JSON.stringify(rulesetFile().data)).not.toMatch(claim);
    },
  );

  test('has a hash that follows the content and nothing else', () => {
    const shuffled = rulesetFile();
    shuffled.data = Object.fromEntries(Object.entries(shuffled.data as object).reverse());
    const reading = readRuleset(shuffled);
    expect(reading.ok && reading.value.hash).toBe(firstRuleset().hash);

    const reworded = readRuleset(changed((data) => put(rule(data, 'diabetes', 'say'), 'en', 'Other words.')));
    expect(reworded.ok && reworded.value.hash).not.toBe(firstRuleset().hash);
    expect(reworded.ok).toBe(true);
  });
});

describe('laws: each broken one is named, with its place and an example', () => {
  const cases: [law: string, change: (data: object) => void, path: string, message: RegExp][] = [
    // 1: only presence, only stricter
    [
      'no “unless”',
      (d) => put(rule(d, 'diabetes', 'when'), 'unless', 'x'),
      'rules[diabetes].when',
      /only test that/,
    ],
    [
      'no “not”',
      (d) => put(rule(d, 'diabetes', 'when'), 'not', { is: 'x' }),
      'rules[diabetes].when',
      /only test that/,
    ],
    ['no “else”', (d) => put(rule(d, 'diabetes'), 'else', {}), 'rules[diabetes]', /“else”/],
    [
      'no “is_not”',
      (d) => put(rule(d, 'diabetes'), 'when', { question: 'conditions', is_not: 'none' }),
      'rules[diabetes].when',
      /only test that/,
    ],
    [
      'one test',
      (d) => put(rule(d, 'filler_6m', 'when'), 'is', 'unknown'),
      'rules[filler_6m].when',
      /exactly one/,
    ],
    ['no test', (d) => drop(rule(d, 'diabetes', 'when'), 'is'), 'rules[diabetes].when', /exactly one/],
    [
      'no cap above the limit',
      (d) => put(rule(d, 'numbing_allergy', 'gives'), 'max_length_mm', 0.5),
      'rules[numbing_allergy].gives.max_length_mm',
      /only lower/,
    ],
    [
      'no rule without effect',
      (d) => drop(rule(d, 'numbing_allergy', 'gives'), 'max_length_mm'),
      'rules[numbing_allergy].gives',
      /changes nothing/,
    ],
    [
      'no unknown state',
      (d) => put(rule(d, 'diabetes', 'gives'), 'state', 'allowed'),
      'rules[diabetes].gives.state',
      /./,
    ],
    [
      'a wait says until when',
      (d) => drop(rule(d, 'skin_broken', 'gives'), 'until'),
      'rules[skin_broken].gives.until',
      /until when/,
    ],
    [
      'only a wait says until when',
      (d) => put(rule(d, 'diabetes', 'gives'), 'until', 'healed'),
      'rules[diabetes].gives.until',
      /until when/,
    ],
    [
      'the wait fits the test',
      (d) => put(rule(d, 'filler_6m', 'gives'), 'until', { add_months: 3, to: 'filler-date' }),
      'rules[filler_6m].gives.until',
      /same months/,
    ],
    [
      'health never ends early',
      (d) => put(rule(d, 'diabetes', 'gives'), 'state', 'not-run'),
      'rules[diabetes].gives.state',
      /never ends/,
    ],
    // 2: one safe answer, the others named
    [
      'no second safe answer',
      (d) => put(answer(d, 'skin', 'spots'), 'safe', true),
      'questions[skin].answers',
      /exactly one safe/,
    ],
    ['a safe answer', (d) => drop(answer(d, 'skin', 'none'), 'safe'), 'questions[skin].answers', /it has 0/],
    [
      'safe: false is no answer',
      (d) => put(answer(d, 'skin', 'spots'), 'safe', false),
      'questions[skin].answers[spots].safe',
      /./,
    ],
    [
      'unnamed answers',
      (d) => put(rule(d, 'diabetes', 'when'), 'is', 'weak-immunity'),
      'questions[conditions].answers[diabetes]',
      /named by no rule/,
    ],
    [
      'not sure is never safe',
      (d) => {
        drop(answer(d, 'skin', 'none'), 'safe');
        put(answer(d, 'skin', 'unsure'), 'safe', true);
      },
      'questions[skin].answers[unsure]',
      /never be the safe/,
    ],
    [
      'rather not say is never safe',
      (d) => {
        drop(answer(d, 'pregnancy', 'no'), 'safe');
        put(answer(d, 'pregnancy', 'rather-not-say'), 'safe', true);
      },
      'questions[pregnancy].answers[rather-not-say]',
      /never be the safe/,
    ],
    [
      'health questions offer not sure',
      (d) => remove(question(d, 'cold-sores'), 'answers', 'unsure'),
      'questions[cold-sores].answers',
      /not sure/,
    ],
    [
      'safe and named',
      (d) => put(rule(d, 'diabetes', 'when'), 'is', 'none'),
      'questions[conditions].answers[none]',
      /called safe/,
    ],
    [
      'tests of questions that do not exist',
      (d) => put(rule(d, 'diabetes', 'when'), 'question', 'mood'),
      'rules[diabetes].when.question',
      /no question “mood”/,
    ],
    [
      'tests of answers that do not exist',
      (d) => put(rule(d, 'diabetes', 'when'), 'is', 'sugar'),
      'rules[diabetes].when.is',
      /no answer “sugar”/,
    ],
    [
      'months of a choice',
      (d) => put(rule(d, 'diabetes'), 'when', { question: 'conditions', within_months: 6 }),
      'rules[diabetes].when.within_months',
      /kind date/,
    ],
    [
      'dates that no rule reads',
      (d) => put(rule(d, 'filler_6m', 'when'), 'question', 'filler'),
      'questions[filler-date]',
      /no rule looks/,
    ],
    [
      'dates that nothing opens',
      (d) => drop(answer(d, 'filler', 'yes'), 'asks'),
      'questions[filler-date]',
      /exactly one answer/,
    ],
    [
      'openings of what is no date',
      (d) => put(answer(d, 'filler', 'yes'), 'asks', 'scars'),
      'questions[filler].answers[yes].asks',
      /date question/,
    ],
    [
      'an old date unexplained',
      (d) => drop(question(d, 'filler-date'), 'passed'),
      'questions[filler-date].passed',
      /far enough back/,
    ],
    ['double ids', (d) => put(rule(d, 'diabetes'), 'id', 'pregnant'), 'rules[pregnant]', /twice/],
    [
      'double answers',
      (d) => put(answer(d, 'skin', 'spots'), 'id', 'flare'),
      'questions[skin].answers[flare]',
      /twice/,
    ],
    ['consent first', (d) => remove(d, 'questions', 'consent'), 'questions[user].id', /consent/],
    [
      'addresses in use',
      (d) => put(question(d, 'allergies'), 'id', 'outcome'),
      'questions[outcome].id',
      /address/,
    ],
    // 3: words, sources
    ['no words', (d) => drop(rule(d, 'diabetes'), 'say'), 'rules[diabetes].say', /./],
    ['empty words', (d) => put(rule(d, 'diabetes', 'say'), 'en', '  '), 'rules[diabetes].say.en', /./],
    [
      'words of another language only',
      (d) => put(rule(d, 'diabetes'), 'say', { de: 'Worte' }),
      'rules[diabetes].say',
      /./,
    ],
    [
      'no source and no basis',
      (d) => drop(rule(d, 'diabetes'), 'cites'),
      'rules[diabetes].cites',
      /basis: policy/,
    ],
    ['unknown source', (d) => put(rule(d, 'diabetes'), 'cites', ['S99']), 'rules[diabetes].cites', /S99/],
    [
      'unknown source in a conflict',
      (d) => put(rule(d, 'diabetes'), 'conflict', 'S98 disagrees.'),
      'rules[diabetes].cites',
      /S98/,
    ],
    ['source without read-extent', (d) => drop(nodeAt(d, 'sources', 'S0'), 'read'), 'sources.S0.read', /./],
    [
      'source without confidence',
      (d) => drop(nodeAt(d, 'sources', 'S0'), 'confidence'),
      'sources.S0.confidence',
      /./,
    ],
    [
      'blanks that cannot be filled',
      (d) => put(rule(d, 'diabetes', 'say'), 'en', 'Until {date}.'),
      'rules[diabetes].do',
      /\{date\}/,
    ],
    [
      'blanks that must be there',
      (d) => put(nodeAt(d, 'outcomes', 'wait-date', 'title'), 'en', 'Wait'),
      'outcomes.wait-date.title',
      /\{date\}/,
    ],
    // 4: publishing
    [
      'published, no reviewer',
      (d) => {
        publish(d);
        put(nodeAt(d, 'review'), 'reviewed_by', null);
      },
      'review.reviewed_by',
      /reviewer/,
    ],
    [
      'published, no date',
      (d) => {
        publish(d);
        put(nodeAt(d, 'review'), 'reviewed_on', null);
      },
      'review.reviewed_on',
      /date/,
    ],
    [
      'published, not due',
      (d) => {
        publish(d);
        put(nodeAt(d, 'review'), 'review_due', null);
      },
      'review.review_due',
      /next review/,
    ],
    [
      'published, due too late',
      (d) => {
        publish(d);
        put(nodeAt(d, 'review'), 'review_due', '2027-10-21');
      },
      'review.review_due',
      /12 months/,
    ],
    [
      'published, one person',
      (d) => {
        publish(d);
        put(nodeAt(d, 'review'), 'second_approver', 'The Needlewise editors');
      },
      'review.second_approver',
      /another person/,
    ],
    [
      'published, no second person',
      (d) => {
        publish(d);
        put(nodeAt(d, 'review'), 'second_approver', null);
      },
      'review.second_approver',
      /second approver/,
    ],
    // 5: the floor
    ['floor shortened', (d) => put(d, 'floor', ['anticoagulant']), 'floor', /keloid_self/],
    ['floor rule missing', (d) => remove(d, 'rules', 'keloid_family'), 'floor', /no rule “keloid_family”/],
    [
      'floor rule loosened',
      (d) => put(rule(d, 'anticoagulant', 'gives'), 'state', 'clinician'),
      'rules[anticoagulant]',
      /only be made stricter/,
    ],
    [
      'floor months shortened',
      (d) => {
        put(rule(d, 'filler_6m', 'when'), 'within_months', 3);
        put(rule(d, 'filler_6m', 'gives'), 'until', { add_months: 3, to: 'filler-date' });
      },
      'rules[filler_6m]',
      /only be made stricter/,
    ],
    [
      'floor rule looks elsewhere',
      (d) => {
        put(rule(d, 'keloid_self', 'when'), 'is', 'unsure');
      },
      'rules[keloid_self]',
      /only be made stricter/,
    ],
    // and the frame
    ['unknown field', (d) => put(d, 'unknown', 1), 'unknown', /not a field/],
    [
      'limit too long',
      (d) => put(nodeAt(d, 'limits'), 'max_length_mm', 1.5),
      'limits.max_length_mm',
      /0\.5 mm/,
    ],
    [
      'clearance too long',
      (d) => put(nodeAt(d, 'limits'), 'clearance_hours', 48),
      'limits.clearance_hours',
      /./,
    ],
    ['no real date', (d) => put(d, 'effective_from', '2026-02-30'), 'effective_from', /not a date/],
    ['other version than its file', (d) => put(d, 'version', '2026.1.1'), 'version', /2026\.1\.0/],
  ];

  test.each(cases)('%s', (_law, change, path, message) => {
    const problems = problemsOf(change);
    const found = problems.filter(
      (problem) => problem.path.startsWith(path) && message.test(problem.message),
    );
    expect(found, JSON.stringify(problems, null, 2)).not.toHaveLength(0);
    for (const problem of problems) {
      expect(problem.file).toBe('content/self-check/2026.1.0.yaml');
      expect(problem.example).not.toBe('');
      expect(problem.message).not.toBe('');
    }
  });

  test('all problems are told at once', () => {
    const shape = problemsOf((data) => {
      put(data, 'status', 'done');
      put(rule(data, 'diabetes', 'gives'), 'state', 'fine');
      drop(question(data, 'skin'), 'why');
    });
    expect(shape.map(({ path }) => path)).toEqual([
      'status',
      'questions[skin].why',
      'rules[diabetes].gives.state',
    ]);
    const laws = problemsOf((data) => {
      put(rule(data, 'diabetes'), 'cites', ['S99']);
      put(rule(data, 'weak_immunity'), 'cites', ['S98']);
      put(data, 'floor', []);
    });
    expect(laws).toHaveLength(7);
  });

  test('a floor that is stricter is lawful', () => {
    expect(
      problemsOf((data) => {
        put(rule(data, 'filler_6m', 'when'), 'within_months', 12);
        put(rule(data, 'filler_6m', 'gives'), 'until', { add_months: 12, to: 'filler-date' });
        put(rule(data, 'skin_infection'), 'gives', { state: 'do-not-use' });
      }),
    ).toEqual([]);
  });

  test.each([null, undefined, '', 'text', 7, [], {}, [{}]])('%j is no ruleset, and no crash', (data) => {
    expect(readRuleset({ file: 'x.yaml', version: '2026.1.0', data }).ok).toBe(false);
  });
});

describe('the version in force', () => {
  const today = '2026-11-22';
  const draft = changed(() => {});
  const published = (version: string, from: string, more: (data: object) => void = () => {}) =>
    changed((data) => {
      publish(data);
      put(data, 'version', version);
      put(data, 'effective_from', from);
      more(data);
    }, version);
  const versionIn = (files: RulesetFile[], allowDraft = false, on = today) => {
    const current = currentRuleset(files, on, { allowDraft });
    return current.ok ? current.value.version : current.error.reason;
  };

  test('a draft counts only where drafts are allowed', () => {
    expect(versionIn([draft], true)).toBe('2026.1.0');
    expect(versionIn([draft], false)).toBe('none-in-force');
  });

  test('none, or none yet', () => {
    expect(versionIn([], true)).toBe('none-in-force');
    expect(versionIn([draft], true, '2026-10-31')).toBe('none-in-force');
    expect(versionIn([draft], true, '2026-11-01')).toBe('2026.1.0');
  });

  test('the latest effective date wins, then the highest number, whatever the order of files', () => {
    const older = published('2026.2.0', '2026-11-01');
    const newer = published('2026.10.0', '2026-11-10');
    const twin = published('2026.9.0', '2026-11-10');
    const future = published('2026.11.0', '2026-11-23');
    expect(versionIn([older, newer, twin, future])).toBe('2026.10.0');
    expect(versionIn([future, twin, newer, older])).toBe('2026.10.0');
    expect(versionIn([future, twin, newer, older], false, '2026-11-23')).toBe('2026.11.0');
  });

  test('a newer draft does not touch production', () => {
    const live = published('2026.2.0', '2026-11-01');
    const next = changed((data) => {
      put(data, 'version', '2026.3.0');
      put(data, 'effective_from', '2026-11-20');
    }, '2026.3.0');
    expect(versionIn([live, next], false)).toBe('2026.2.0');
    expect(versionIn([live, next], true)).toBe('2026.3.0');
  });

  test('a withdrawn version stops the sale instead of giving way to an older one', () => {
    const older = published('2026.2.0', '2026-11-01');
    const withdrawn = published('2026.3.0', '2026-11-10', (data) => put(data, 'status', 'withdrawn'));
    expect(versionIn([older, withdrawn])).toBe('withdrawn');
  });

  test('an overdue review stops the sale from its day on', () => {
    const live = published('2026.2.0', '2026-11-01');
    expect(versionIn([live], false, '2027-10-19')).toBe('2026.2.0');
    expect(versionIn([live], false, '2027-10-20')).toBe('review-overdue');
  });

  test('one broken file stops everything, and says what is wrong', () => {
    const broken = changed((data) => put(data, 'rules', []));
    const current = currentRuleset([published('2026.2.0', '2026-11-01'), broken], today, {
      allowDraft: true,
    });
    expect(current).toMatchObject({ ok: false, error: { reason: 'unreadable' } });
    expect(!current.ok && current.error.problems.length).toBeGreaterThan(0);
  });

  test('two files of one version stop everything', () => {
    expect(versionIn([published('2026.2.0', '2026-11-01'), published('2026.2.0', '2026-11-02')])).toBe(
      'unreadable',
    );
  });
});
