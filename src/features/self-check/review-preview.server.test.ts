import { describe, expect, test } from 'vitest';
import { createSealer } from '#lib/sealing.server.ts';
import { previewSeconds, readPreview, readReview, sealPreview, signReview } from './review-preview.server.ts';

const sealer = createSealer('a secret for the tests, long enough');
const now = new Date('2026-11-22T12:00:00Z');
const preview = { version: '2026.2.0', date: '2027-01-01', market: 'uk' };
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe.each([
  ['the address', signReview, readReview],
  ['the cookie', sealPreview, readPreview],
] as const)('%s', (_what, make, read) => {
  test('gives back what was put into it, for a day', async () => {
    const token = await make(sealer, preview, now);
    expect(await read(sealer, token, now)).toEqual(preview);
    expect(await read(sealer, token, later(previewSeconds - 1))).toEqual(preview);
    expect(await read(sealer, token, later(previewSeconds + 1))).toBeNull();
  });

  test('is refused where one letter differs, or another shop made it', async () => {
    const token = await make(sealer, preview, now);
    const at = Math.floor(token.length / 2);
    const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    expect(await read(sealer, changed, now)).toBeNull();
    const other = createSealer('the secret of quite another shop');
    expect(await read(sealer, await make(other, preview, now), now)).toBeNull();
    expect(await read(sealer, '', now)).toBeNull();
    expect(await read(sealer, 'nonsense', now)).toBeNull();
  });

  test('is refused with a date that is none', async () => {
    expect(await read(sealer, await make(sealer, { ...preview, date: '2027-02-30' }, now), now)).toBeNull();
  });
});

test('neither can take the place of the other', async () => {
  expect(await readPreview(sealer, await signReview(sealer, preview, now), now)).toBeNull();
  expect(await readReview(sealer, await sealPreview(sealer, preview, now), now)).toBeNull();
  expect(await readPreview(sealer, undefined, now)).toBeNull();
});
