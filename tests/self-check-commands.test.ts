import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { changedFile, inventedStricter } from '#features/self-check/review-fixture.ts';
import { readReview } from '#features/self-check/review-preview.server.ts';
import { createSealer } from '#lib/sealing.server.ts';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'needlewise-commands-'));
afterAll(() => rmSync(folder, { recursive: true }));
const secret = 'the secret of this test, 32 characters and more';

/** Runs a command as `npm run self-check:NAME -- …` does. */
function run(name: string, ...words: string[]): Promise<{ code: number; said: string; complained: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(root, `src/cli/self-check-${name}.ts`), ...words],
      { env: { ...process.env, APP_SECRET: secret, SITE_URL: 'https://shop.test' } },
      (error, said, complained) => resolve({ code: error ? 1 : 0, said, complained }),
    );
  });
}

describe('the commands of the reviewer', () => {
  test('diff: two versions, one of them a file that is not in content/ yet', async () => {
    const file = path.join(folder, 'draft.yaml');
    writeFileSync(file, stringify(changedFile('2026.99.0', inventedStricter).data));
    const { code, said } = await run('diff', '2026.1.0', file, '--date', '2026-11-22');
    expect(code).toBe(0);
    // The committed sample is of the same two versions and the same day.
    const sample = readFileSync(path.join(root, 'docs/self-check/sample-outcome-diff.md'), 'utf8');
    const [counts] = /^[\d,]+ combinations become stricter, 0 looser\.$/m.exec(sample) ?? [];
    expect(counts).toBeDefined();
    expect(said).toContain(counts);
  });

  test('sheet and graph: to a file in the form that its ending names, or to the terminal', async () => {
    const file = path.join(folder, 'new/sheet.html');
    const [sheet, graph] = await Promise.all([
      run('sheet', '2026.1.0', '--date', '2026-11-22', '--out', file),
      run('graph', '2026.1.0', '--text'),
    ]);
    expect(sheet).toMatchObject({ code: 0, said: `Written: ${file}\n` });
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/);
    expect(graph.said).toBe(readFileSync(path.join(root, 'docs/self-check/2026.1.0-graph.txt'), 'utf8'));
  });

  test('preview: an address that the shop takes', async () => {
    const { said } = await run('preview', '2026.1.0', '--date', '2027-01-31', '--market', 'us');
    const [, token = ''] = /^https:\/\/shop\.test\/self-check\/review\/(\S+)$/m.exec(said) ?? [];
    expect(await readReview(createSealer(secret), token, new Date())).toEqual({
      version: '2026.1.0',
      date: '2027-01-31',
      market: 'us',
    });
  });

  test('what was typed wrong is named, with how it is right', async () => {
    const broken = path.join(folder, 'broken.yaml');
    writeFileSync(
      broken,
      stringify(
        changedFile('2026.99.0', (data) => {
          data.floor = [];
        }).data,
      ),
    );
    const wrong: [string[], string[]][] = [
      [
        ['diff', '2026.1.0'],
        ['Expected 2 versions, not “2026.1.0”', 'npm run self-check:diff --'],
      ],
      [['sheet'], ['Expected one version, not nothing']],
      [
        ['sheet', '2026.9.9'],
        ['There is no version “2026.9.9” in content/self-check', '2026.1.0'],
      ],
      [['graph', '2026.1.0', '--out', 'graph.png'], ['“graph.png” must end in .svg or .txt']],
      [
        ['graph', '2026.1.0', '--colour'],
        ["Unknown option '--colour'", 'npm run self-check:graph --'],
      ],
      [['diff', '2026.1.0', 'nowhere.yaml'], ['There is no file “nowhere.yaml”']],
      [
        ['diff', '2026.1.0', broken],
        ['is no lawful version', '“anticoagulant” can never leave the floor'],
      ],
      [
        ['preview', '2026.1.0', '--market', 'moon'],
        ['There is no market “moon”', 'uk'],
      ],
      [['preview', '2026.1.0', '--date', '31.1.2027'], ['“31.1.2027” is not a date: write it as 2027-01-31']],
    ];
    await Promise.all(
      wrong.map(async ([[name = '', ...words], parts]) => {
        const { code, said, complained } = await run(name, ...words);
        expect({ code, said }).toEqual({ code: 1, said: '' });
        for (const part of parts) expect(complained).toContain(part);
      }),
    );
  }, 60_000);
});
