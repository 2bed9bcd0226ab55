import { expect, test } from 'vitest';
import type { ContentBundle, Market, RulesetFile } from '#content-pipeline/content.ts';
import { rulesChange } from '#features/admin/rules-change.ts';
import { readRulesets } from '#features/self-check/ruleset.ts';
import { changed, nodeAt, published, put, rule } from '#features/self-check/ruleset-edits.ts';
import { rulesetFile } from '#features/self-check/ruleset-fixture.ts';

const uk: Pick<Market, 'id' | 'name' | 'sells' | 'tiers'> = {
  id: 'uk',
  name: 'United Kingdom',
  sells: true,
  tiers: { surface: 'self-check', homeMax: 'off', professional: 'show' },
};

/** As much of a bundle as the rules are about. */
const content = (rulesets: RulesetFile[], markets = [uk]) => ({ rulesets, markets }) as ContentBundle;
const between = (before: ContentBundle, after: ContentBundle) =>
  rulesChange(before, after, { today: '2026-11-22', allowDraft: true });

const now = rulesetFile();
const stricter = (data: object) => put(rule(data, 'diabetes', 'gives'), 'state', 'do-not-use');
const wider = (data: object) => put(rule(data, 'skin_infection'), 'gives', { state: 'do-not-use' });

test('nothing where the rules are the same', () => {
  expect(between(content([now]), content([rulesetFile()]))).toBeNull();
});

test.each([
  ['a sentence', changed((d) => put(rule(d, 'diabetes', 'say'), 'en', 'Other words.')), 'words', 'words'],
  ['a rule made stricter, and taken back', changed(stricter), 'stricter', 'looser'],
  ['a floor rule made stricter, and taken back', changed(wider), 'stricter', 'floor'],
] as const)('%s', (_what, after, there, back) => {
  expect(between(content([now]), content([after]))).toMatchObject({ lane: there });
  expect(between(content([after]), content([now]))).toMatchObject({ lane: back });
});

test('an overlay that is taken away is a loosening, and is named', () => {
  const overlay: RulesetFile = {
    file: 'content/self-check/overlays/careful.yaml',
    version: 'careful',
    overlay: true,
    data: {
      schema: 1,
      overlay: 'careful',
      from_version: '2026.1.0',
      author: 'A merchant',
      reason: 'We would rather not.',
      since: '2026-11-01',
      reviewed_by: null,
      stricter: [{ id: 'diabetes', state: 'do-not-use' }],
    },
  };
  expect(readRulesets([now, overlay])).toMatchObject({ ok: true });
  const taken = between(content([now, overlay]), content([now]));
  expect(taken?.words).toContain('Version 2026.1.0 is tightened by nothing any more.');
  expect(taken?.lane).toBe('looser');
});

test('a later version is judged on the day it begins, and words say so', () => {
  const later = changed((data) => {
    put(data, 'effective_from', '2027-01-31');
    stricter(data);
  }, '2027.1.0');
  const change = between(content([now]), content([now, later]));
  expect(change?.lane).toBe('stricter');
  expect(change?.words[0]).toMatch(/^From 31 January 2027: Rules 2026\.1\.0 → 2027\.1\.0: /);
  expect(change?.words).toContain('Version 2027.1.0 is new: draft.');
});

test('rules where none were are a loosening, signed where the version is', () => {
  const withdrawn = changed((data) => put(data, 'status', 'withdrawn'));
  expect(between(content([withdrawn]), content([now]))).toMatchObject({ lane: 'looser', isSigned: false });
  expect(between(content([now]), content([withdrawn]))).toMatchObject({ lane: 'stricter' });
  const signed = published('2026.2.0', '2026-11-01');
  expect(between(content([withdrawn]), content([withdrawn, signed]))).toMatchObject({
    lane: 'looser',
    isSigned: true,
  });
});

test('a milder published version is signed only by a review that is newer', () => {
  const first = published('2026.2.0', '2026-10-25', stricter);
  const milder = (reviewedOn: string) =>
    published('2026.3.0', '2026-11-01', (data) => put(nodeAt(data, 'review'), 'reviewed_on', reviewedOn));
  expect(between(content([first]), content([first, milder('2026-10-20')]))).toMatchObject({
    lane: 'looser',
    isSigned: false,
  });
  expect(between(content([first]), content([first, milder('2026-10-28')]))).toMatchObject({
    lane: 'looser',
    isSigned: true,
  });
});

test('needles that a market begins to sell are a loosening; those that it stops selling are none', () => {
  const open = { ...uk, tiers: { ...uk.tiers, homeMax: 'self-check' as const } };
  expect(between(content([now], [uk]), content([now], [open]))).toEqual({
    lane: 'looser',
    isSigned: false,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    words: ['In the United Kingdom, needles above 0.3 up to 0.5 mm are sold from now on.'],
  });
  expect(between(content([now], [open]), content([now], [uk]))).toBeNull();
});
