import { describe, expect, test } from 'vitest';
import type { RulesetFile } from '#content-pipeline/content.ts';
import { type Ruleset, readRuleset } from './ruleset.ts';
import { changed, nodeAt, published, put, rule } from './ruleset-edits.ts';
import { brokenLineage, brokenSeals, readSeals } from './ruleset-history.ts';

function read(...files: RulesetFile[]): Ruleset[] {
  return files.map((file) => {
    const reading = readRuleset(file);
    if (!reading.ok) throw new Error(JSON.stringify(reading.error, null, 2));
    return reading.value;
  });
}

const reword = (data: object) => put(rule(data, 'diabetes', 'say'), 'en', 'Other words.');
const stricter = (data: object) => put(rule(data, 'diabetes', 'gives'), 'state', 'do-not-use');
const looser = (data: object) => put(rule(data, 'bleeding_condition', 'gives'), 'state', 'clinician');
const review = (fields: object) => (data: object) => Object.assign(nodeAt(data, 'review'), fields);
const all =
  (...changes: ((data: object) => void)[]) =>
  (data: object) => {
    for (const change of changes) change(data);
  };

describe('what was published never changes', () => {
  const file = published('2026.2.0', '2026-11-01');
  const [original] = read(file);
  const seals = new Map([['2026.2.0', original?.hash ?? '']]);
  const problems = (...files: RulesetFile[]) =>
    brokenSeals(read(...files), seals, 'content/self-check/seals.yaml');

  test('it is on the list as it stands, and may be withdrawn and paused', () => {
    expect(problems(file)).toEqual([]);
    const stopped = published('2026.2.0', '2026-11-01', (data) => {
      put(data, 'status', 'withdrawn');
      put(data, 'sale_paused', ['surface']);
    });
    expect(problems(stopped)).toEqual([]);
  });

  test.each<[string, (data: object) => void]>([
    ['a word', reword],
    ['a state', stricter],
    ['a date', (data) => put(data, 'effective_from', '2026-11-02')],
    ['a signature', review({ second_approver: 'C. Name' })],
    ['a source', (data) => put(nodeAt(data, 'sources', 'S0'), 'year', 2011)],
  ])('T11 %s changed: the file is named', (_what, change) => {
    expect(problems(published('2026.2.0', '2026-11-01', change))).toMatchObject([
      {
        file: 'content/self-check/2026.2.0.yaml',
        path: 'version',
        message: expect.stringMatching(/never changes/),
      },
    ]);
  });

  test('T11 back to a draft, or gone: named', () => {
    expect(problems(changed(() => {}, '2026.2.0'))).toMatchObject([
      {
        file: 'content/self-check/2026.2.0.yaml',
        path: 'status',
        message: expect.stringMatching(/only be withdrawn/),
      },
    ]);
    expect(problems(changed(() => {}))).toMatchObject([
      {
        file: 'content/self-check/seals.yaml',
        path: 'sealed.2026.2.0',
        message: expect.stringMatching(/gone/),
      },
    ]);
  });

  test('T11 published, and not on the list: the line to add is proposed; drafts need none', () => {
    const next = published('2026.3.0', '2026-11-10');
    expect(problems(file, next)).toMatchObject([
      { file: next.file, path: 'status', example: `2026.3.0: ${read(next)[0]?.hash}` },
    ]);
    expect(
      problems(
        file,
        changed(() => {}, '2026.3.0'),
      ),
    ).toEqual([]);
    expect(
      problems(
        file,
        changed((data) => put(data, 'status', 'withdrawn'), '2026.3.0'),
      ),
    ).toEqual([]);
  });

  test.each([
    null,
    [],
    {},
    { schema: 1, sealed: { '2026.2.0': 'abc' } },
    { schema: 1, sealed: { newest: 'a'.repeat(64) } },
  ])('T11 %j is no list', (data) => {
    expect(readSeals(data)).toMatchObject({ ok: false });
  });
});

describe('a patch changes words only', () => {
  const lineage = (change: (data: object) => void, status: 'draft' | 'live' = 'live') => {
    const make =
      status === 'live' ? published('2026.2.1', '2026-11-10', change) : changed(change, '2026.2.1');
    return brokenLineage(read(published('2026.2.0', '2026-11-01'), make)).map(({ path }) => path);
  };

  test('T11 and is refused by name where outcomes differ, as a draft too', () => {
    expect(lineage(reword)).toEqual([]);
    expect(lineage(reword, 'draft')).toEqual([]);
    expect(lineage(stricter, 'draft')).toEqual(['version']);
    expect(lineage(looser, 'draft')).toEqual(['version']);
  });

  test('and may accept clearances, which the whole truth table proves once more', () => {
    const accepts = (data: object) => put(data, 'accepts_clearances_from', ['2026.2.0']);
    expect(lineage(all(reword, accepts))).toEqual([]);
    expect(lineage(all(stricter, accepts), 'draft')).toEqual(['accepts_clearances_from', 'version']);
  });
});

describe('each published version has the signatures of its lane', () => {
  const first = published('2026.2.0', '2026-11-01');
  const follows = (change: (data: object) => void, earlier: RulesetFile[] = [first]) =>
    brokenLineage(read(...earlier, published('2026.3.0', '2026-12-01', change))).map(
      ({ path, message }) => `${path}: ${message}`,
    );

  test('words: an earlier signature may be carried along, and does not last longer for it', () => {
    expect(follows(reword)).toEqual([]);
    expect(follows(all(reword, review({ reviewed_on: '2026-11-20', review_due: '2027-11-20' })))).toEqual([]);
    const short = published('2026.2.0', '2026-11-01', review({ review_due: '2026-12-10' }));
    expect(follows(reword, [short])).toEqual([expect.stringMatching(/^review.review_due: /)]);
  });

  test('stricter: at once, if a clinician reviews it within 14 days', () => {
    expect(follows(all(stricter, review({ review_due: '2026-12-15' })))).toEqual([]);
    expect(follows(all(stricter, review({ review_due: '2026-12-16' })))).toEqual([
      expect.stringMatching(/^review.review_due: compared with 2026\.2\.0: .*within 14 days/),
    ]);
    expect(follows(all(stricter, review({ reviewed_on: '2026-11-20', review_due: '2027-11-20' })))).toEqual(
      [],
    );
  });

  test('T11 looser: never on an earlier signature', () => {
    expect(follows(looser)).toEqual([
      expect.stringMatching(/^review.reviewed_on: compared with 2026\.2\.0: .*blocked/),
    ]);
    expect(follows(all(looser, stricter, review({ review_due: '2026-12-10' })))).toHaveLength(1);
    expect(follows(all(looser, review({ reviewed_on: '2026-11-20', review_due: '2027-11-20' })))).toEqual([]);
  });

  test('T11 floor: never, whoever signed', () => {
    const raised = (data: object) => put(rule(data, 'skin_infection'), 'gives', { state: 'do-not-use' });
    const signed = review({ reviewed_on: '2026-11-20', review_due: '2027-11-20' });
    expect(follows(signed, [published('2026.2.0', '2026-11-01', raised)])).toEqual([
      expect.stringMatching(/^floor: .*never/),
    ]);
  });

  test('a withdrawn version is still the measure, and needs nothing itself', () => {
    const withdrawn = (change: (data: object) => void) =>
      published(
        '2026.2.5',
        '2026-11-05',
        all(change, (data) => put(data, 'status', 'withdrawn')),
      );
    // As a patch of another number it is named for that; its lane is not looked at.
    const strict = published('2026.2.0', '2026-11-01', stricter);
    expect(follows(stricter, [strict, withdrawn(stricter)])).toEqual([]);
    expect(follows(looser, [strict, withdrawn(stricter)])).toEqual([
      expect.stringMatching(/compared with 2026\.2\.5/),
    ]);
    expect(
      brokenLineage(
        read(
          first,
          published(
            '2026.3.0',
            '2026-12-01',
            all(looser, (data) => put(data, 'status', 'withdrawn')),
          ),
        ),
      ),
    ).toEqual([]);
  });

  test('drafts have time', () => {
    expect(brokenLineage(read(first, changed(looser, '2026.3.0')))).toEqual([]);
  });
});
