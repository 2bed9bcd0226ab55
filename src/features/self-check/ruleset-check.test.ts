import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inspectContent } from '#content-pipeline/check-content.ts';
import { formatProblem } from '#content-pipeline/problems.ts';
import { selfCheckLinter } from './ruleset-check.ts';

const text = readFileSync(new URL('../../../content/self-check/2026.1.0.yaml', import.meta.url), 'utf8');
const product = `---
title: Face roller
variants:
  - { sku: FACE-025, label: 0.25 mm, needleLengthMm: 0.25, price: "24.00", openingStock: 40 }
---
`;
const rules = 'self-check/2026.1.0.yaml';

/** What the content check says of the files of the self-check; the rest of the shop is not there. */
function say(files: Record<string, string>): string[] {
  return inspectContent({
    files: new Map(Object.entries({ 'products/face-roller.mdx': product, [rules]: text, ...files })),
    publicFiles: new Set(),
    linters: [selfCheckLinter],
  })
    .problems.filter(({ file }) => file.startsWith('content/self-check/'))
    .map(formatProblem);
}
const lineOf = (part: string) => text.split('\n').findIndex((line) => line.startsWith(part)) + 1;
const overlay = (more: string) => `schema: 1
overlay: strict
from_version: 2026.1.0
author: A merchant
reason: Care.
since: "2026-11-01"
reviewed_by: null
${more}`;

describe('the content check', () => {
  test('finds nothing wrong with the shop’s own rules, a lawful overlay and an empty list', () => {
    expect(
      say({
        'self-check/overlays/strict.yaml': overlay(
          'limits: {clearance_hours: 12}\nsale_paused: [FACE-025, surface]\n',
        ),
        'self-check/seals.yaml': 'schema: 1\nsealed: {}\n',
      }),
    ).toEqual([]);
  });

  test('T11 names file, place and example of a broken law', () => {
    expect(say({ [rules]: text.replace('floor: [anticoagulant, ', 'floor: [') })).toEqual([
      `content/self-check/2026.1.0.yaml:${lineOf('floor:')}:8  floor  “anticoagulant” can never leave the floor  e.g. floor: [anticoagulant, skin_infection, filler_6m, keloid_self, keloid_family]`,
    ]);
  });

  test.each([
    ['that ends in the middle', text.slice(0, text.length / 2)],
    ['of nothing', ''],
    ['of zeros', '\0'.repeat(400)],
    ['with one field twice', `${text}\nstatus: published\n`],
    ['with a brace too few', text.replace('floor: [', 'floor: {')],
    ['that is another file', product],
  ])('T11 refuses a corrupt file %s', (_what, corrupt) => {
    const said = say({ [rules]: corrupt });
    expect(said).not.toEqual([]);
    for (const line of said) expect(line).toMatch(/^content\/self-check\/2026\.1\.0\.yaml:\d+:\d+ {2}/);
  });

  test('T11 refuses an overlay that loosens, at its place', () => {
    const file = 'self-check/overlays/strict.yaml';
    expect(say({ [file]: overlay('floor: []\n') })).toEqual([
      expect.stringMatching(
        /^content\/self-check\/overlays\/strict\.yaml:8:\d+ {2}floor {2}an overlay never touches the floor/,
      ),
    ]);
    expect(say({ [file]: overlay('stricter:\n  - {id: bleeding_condition, state: clinician}\n') })).toEqual([
      expect.stringMatching(
        /strict\.yaml:9:\d+ {2}stricter\[bleeding_condition\]\.state {2}is no stricter than “do-not-use”/,
      ),
    ]);
    expect(say({ 'self-check/overlays/other.yaml': overlay('') })).toEqual([
      expect.stringMatching(/other\.yaml:2:10 {2}overlay {2}must be the file’s name, other/),
    ]);
  });

  test('T11 refuses a pause of a product that is not there', () => {
    expect(say({ [rules]: `${text}\nsale_paused: [FACE-0025]\n` })).toEqual([
      expect.stringMatching(
        / {2}sale_paused {2}there is no product with the SKU FACE-0025 {2}e\.g\. .*FACE-025/,
      ),
    ]);
  });

  test('T11 refuses a published version that the list does not know, a change of it, and a broken list', () => {
    const publishedText = text
      .replace('status: draft', 'status: published')
      .replace('reviewed_by: null', 'reviewed_by: A. Name, dermatologist, General Medical Council')
      .replace('reviewed_on: null', 'reviewed_on: "2026-10-20"')
      .replace('review_due: null', 'review_due: "2027-10-20"')
      .replace('second_approver: null', 'second_approver: B. Name');
    const [unknown = ''] = say({ [rules]: publishedText });
    const [, line = ''] = /e\.g\. (2026\.1\.0: [0-9a-f]{64})$/.exec(unknown) ?? [];
    expect(line).not.toBe('');
    // What the check proposes is what it accepts.
    const seals = `schema: 1\nsealed:\n  ${line}\n`;
    expect(say({ [rules]: publishedText, 'self-check/seals.yaml': seals })).toEqual([]);
    const reworded = publishedText.replace('You have diabetes.', 'You said that you have diabetes.');
    expect(say({ [rules]: reworded, 'self-check/seals.yaml': seals })).toEqual([
      expect.stringMatching(/^content\/self-check\/2026\.1\.0\.yaml:\d+:\d+ {2}version {2}.*never changes/),
    ]);
    expect(
      say({
        'self-check/2027.1.0.yaml': text.replace('version: 2026.1.0', 'version: 2027.1.0'),
        [rules]: publishedText,
        'self-check/seals.yaml': seals.replace('2026.1.0', '2026.1.9'),
      }),
    ).toHaveLength(2);
    expect(say({ 'self-check/seals.yaml': 'schema: 1\nsealed: {2026.1.0: abc}\n' })).toEqual([
      expect.stringMatching(
        /^content\/self-check\/seals\.yaml:2:\d+ {2}sealed\.2026\.1\.0 {2}is not the hash/,
      ),
    ]);
  });
});
