import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RulesetFile } from '#content-pipeline/content.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { lawCases } from './law-cases-fixture.ts';
import { currentRuleset, readRuleset, rulesetOf } from './ruleset.ts';
import { answer, changed, drop, nodeAt, publish, published, put, question, rule } from './ruleset-edits.ts';
import { firstRuleset, rulesetFile } from './ruleset-fixture.ts';
import { takenIds } from './ruleset-laws.ts';

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

    // A sale can be stopped without a change of what was checked.
    const stopped = readRuleset(
      changed((data) => {
        put(data, 'status', 'withdrawn');
        put(data, 'sale_paused', ['surface']);
      }),
    );
    expect(stopped.ok && stopped.value.hash).toBe(firstRuleset().hash);

    const reworded = readRuleset(changed((data) => put(rule(data, 'diabetes', 'say'), 'en', 'Other words.')));
    expect(reworded.ok && reworded.value.hash).not.toBe(firstRuleset().hash);
    expect(reworded.ok).toBe(true);
  });
});

describe('T11 laws of one version: each broken one is named, with its place and an example', () => {
  test.each(lawCases)('%s', (_law, change, path, message) => {
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

  test.each([null, undefined, '', 'text', 7, [], {}, [{}]])(
    'T11 corrupt: %j is no ruleset, and no crash',
    (data) => {
      expect(readRuleset({ file: 'x.yaml', version: '2026.1.0', data }).ok).toBe(false);
    },
  );
});

describe('the version in force', () => {
  const today = '2026-11-22';
  const draft = changed(() => {});
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

  test('T11 an overdue review stops the sale from its day on', () => {
    const live = published('2026.2.0', '2026-11-01');
    expect(versionIn([live], false, '2027-10-19')).toBe('2026.2.0');
    expect(versionIn([live], false, '2027-10-20')).toBe('review-overdue');
  });

  test('T11 one broken file stops everything, and says what is wrong', () => {
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

describe('the life of a version', () => {
  const steps = (change: (data: object) => void) => {
    const reading = readRuleset(changed(change));
    return reading.ok && reading.value.isPublished;
  };

  test('a draft and one in review are not published; in review the signatures come one by one', () => {
    expect(steps(() => {})).toBe(false);
    expect(steps((data) => put(data, 'status', 'in-review'))).toBe(false);
    const signing = readRuleset(
      changed((data) => {
        publish(data);
        put(data, 'status', 'in-review');
        put(nodeAt(data, 'review'), 'second_approver', null);
      }),
    );
    expect(signing.ok).toBe(true);
  });

  test('nothing stands in the way of a withdrawal, not even of a draft', () => {
    expect(steps((data) => put(data, 'status', 'withdrawn'))).toBe(true);
    const current = currentRuleset([changed((data) => put(data, 'status', 'withdrawn'))], '2026-11-22', {
      allowDraft: false,
    });
    expect(current).toMatchObject({ ok: false, error: { reason: 'withdrawn' } });
  });
});

describe('clearances of earlier versions', () => {
  const accepts =
    (...versions: string[]) =>
    (data: object) =>
      put(data, 'accepts_clearances_from', versions);
  const reworded = (data: object) => put(rule(data, 'diabetes', 'say'), 'en', 'Other words.');
  const inForce = (...files: RulesetFile[]) => currentRuleset(files, '2026-11-22', { allowDraft: false });
  const first = published('2026.2.0', '2026-11-01');

  test('are accepted from a patch before, with its very content', () => {
    const patch = published('2026.2.1', '2026-11-10', (data) => {
      accepts('2026.2.0')(data);
      reworded(data);
    });
    const current = inForce(first, patch);
    const earlier = readRuleset(first);
    expect(current.ok && current.value.accepted).toEqual([
      { version: '2026.2.0', hash: earlier.ok && earlier.value.hash },
    ]);
    expect(current.ok && current.value.hash).not.toBe(earlier.ok && earlier.value.hash);
    const looked = rulesetOf([first, patch], '2026.2.1');
    expect(looked.ok && looked.value.accepted).toHaveLength(1);
  });

  test('are never accepted unless the version says so', () => {
    const current = inForce(first, published('2026.2.1', '2026-11-10', reworded));
    expect(current.ok && current.value.accepted).toEqual([]);
  });

  test('of a withdrawn version are worth nothing', () => {
    const current = inForce(
      published('2026.2.0', '2026-11-01', (data) => put(data, 'status', 'withdrawn')),
      published('2026.2.1', '2026-11-10', accepts('2026.2.0')),
    );
    expect(current.ok && current.value.accepted).toEqual([]);
  });

  test.each<[string, (data: object) => void]>([
    ['a rule is stricter', (data) => put(rule(data, 'diabetes', 'gives'), 'state', 'do-not-use')],
    ['a rule is looser', (data) => put(rule(data, 'bleeding_condition', 'gives'), 'state', 'clinician')],
    [
      'the limit is lower',
      (data) => {
        put(nodeAt(data, 'limits'), 'max_length_mm', 0.25);
        put(rule(data, 'numbing_allergy', 'gives'), 'max_length_mm', 0.25);
      },
    ],
    ['they live shorter now', (data) => put(nodeAt(data, 'limits'), 'clearance_hours', 12)],
    [
      'a question is about something else',
      (data) => {
        put(answer(data, 'conditions', 'diabetes'), 'id', 'sugar');
        put(rule(data, 'diabetes', 'when'), 'is', 'sugar');
      },
    ],
  ])('stop the sale where the claim is false: %s', (_what, change) => {
    const current = inForce(
      first,
      published('2026.2.1', '2026-11-10', (data) => {
        accepts('2026.2.0')(data);
        change(data);
      }),
    );
    expect(current).toMatchObject({
      ok: false,
      error: {
        reason: 'unreadable',
        problems: [{ file: 'content/self-check/2026.2.1.yaml', path: 'accepts_clearances_from' }],
      },
    });
  });

  test('of a version that is not there, or was a draft, cannot be claimed', () => {
    const patch = published('2026.2.1', '2026-11-10', accepts('2026.2.0'));
    const draft = changed(() => {}, '2026.2.0');
    for (const files of [[patch], [draft, patch]]) {
      const all = currentRuleset(files, '2026-11-22', { allowDraft: false });
      expect(all).toMatchObject({ ok: false, error: { reason: 'unreadable' } });
    }
  });

  test('a version that is not there is a problem, and no other is given for it', () => {
    expect(rulesetOf([first], '2026.2.1')).toMatchObject({ ok: false, error: [{ path: 'version' }] });
  });
});

test('no question can take the address of another page of the check', () => {
  const pages = readdirSync(path.join(projectRoot, 'src/pages/self-check'))
    .filter((file) => !/^[_[]/.test(file) && !file.startsWith('index.'))
    .map((file) => file.replace(/\.(astro|ts)$/, ''));
  expect(pages.sort()).toEqual([...takenIds]);
});
