import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { describe, expect, test } from 'vitest';
import { createSealer } from './sealing.server.ts';

const sealer = createSealer('a-secret-for-tests-of-32-characters');
const now = new Date('2026-11-22T12:00:00Z');
const life = { now, seconds: 60 };
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);

/** Swaps the character at `index` for another of the same alphabet. */
function tamper(token: string, index: number): string {
  const other = token[index] === 'A' ? 'Q' : 'A';
  return token.slice(0, index) + other + token.slice(index + 1);
}

const forms = [
  { name: 'sealed', make: sealer.seal, read: sealer.unseal },
  { name: 'signed', make: sealer.sign, read: sealer.verify },
] as const;

describe.each(forms)('$name', ({ make, read }) => {
  test('whatever goes in comes out', async () => {
    const payloads = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())));
    await fc.assert(
      fc.asyncProperty(payloads, async (payload) => {
        expect(await read('test', await make('test', payload, life), now)).toEqual(payload);
      }),
      { numRuns: 50 },
    );
  });

  test('names such as exp and iat in a payload change nothing', async () => {
    const payload = { exp: 1, iat: 9e9, nbf: 9e9, aud: 'x' };
    expect(await read('test', await make('test', payload, life), now)).toEqual(payload);
  });

  test('good until the last second, and not after', async () => {
    const token = await make('test', { a: 1 }, life);
    expect(await read('test', token, at(59))).toEqual({ a: 1 });
    expect(await read('test', token, at(60))).toBeNull();
  });

  test('another purpose or another secret reads nothing', async () => {
    const token = await make('test', { a: 1 }, life);
    expect(await read('other', token, now)).toBeNull();
    const stranger = createSealer('another-secret-for-tests-of-32-chars');
    expect(await stranger.unseal('test', token, now)).toBeNull();
    expect(await stranger.verify('test', token, now)).toBeNull();
  });

  test('a change of any one character is noticed', async () => {
    const token = await make('test', { a: 1 }, life);
    for (let index = 0; index < token.length; index += 1) {
      // The last character of a part carries bits that decoding drops, so a change there may be no change.
      if (token[index] === '.' || token[index + 1] === '.' || index === token.length - 1) continue;
      expect(await read('test', tamper(token, index), now)).toBeNull();
    }
  });

  test.each(['', '.', '..', 'a.b.c', 'a.b.c.d.e', '{"a":1}', 'é.é.é'])('“%s” is nothing', async (token) => {
    expect(await read('test', token, now)).toBeNull();
  });
});

test.each(['\0', ' ', '\n', '=', '%', '!'])(
  'a signed or sealed text with “%j” behind it is another text',
  async (more) => {
    expect(await sealer.verify('test', (await sealer.sign('test', { a: 1 }, life)) + more, now)).toBeNull();
    expect(await sealer.unseal('test', (await sealer.seal('test', { a: 1 }, life)) + more, now)).toBeNull();
  },
);

test('a sealed text is a JWE as others read and write it', async () => {
  const key = new Uint8Array(
    hkdfSync('sha256', 'a-secret-for-tests-of-32-characters', '', 'needlewise/seal/test', 32),
  );
  const { payload } = await jwtDecrypt(await sealer.seal('test', { a: 1 }, life), key, { currentDate: now });
  expect(payload).toEqual({ data: { a: 1 }, exp: at(60).getTime() / 1000 });
  const theirs = (header: { alg: string; enc: string }, exp = at(60)) =>
    new EncryptJWT({ data: { a: 1 } }).setProtectedHeader(header).setExpirationTime(exp).encrypt(key);
  expect(await sealer.unseal('test', await theirs({ alg: 'dir', enc: 'A256GCM' }), now)).toEqual({ a: 1 });
  expect(await sealer.unseal('test', await theirs({ alg: 'dir', enc: 'A256GCM' }, now), now)).toBeNull();
});

test('a sealed text has a nonce of its own each time', async () => {
  const [one, other] = [await sealer.seal('test', { a: 1 }, life), await sealer.seal('test', { a: 1 }, life)];
  expect(one.split('.')[2]).not.toBe(other.split('.')[2]);
  expect(one.split('.')[3]).not.toBe(other.split('.')[3]);
});

test('a sealed text shows nothing of its payload', async () => {
  const token = await sealer.seal('test', { answer: 'canary-4711' }, life);
  const decoded = token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
    .join();
  expect(token + decoded).not.toContain('canary');
});

test('a sealed text is not a signed one, nor the other way round', async () => {
  expect(await sealer.verify('test', await sealer.seal('test', {}, life), now)).toBeNull();
  expect(await sealer.unseal('test', await sealer.sign('test', {}, life), now)).toBeNull();
});

test('expired and invalid are told apart, and a forged one never counts as expired', async () => {
  const token = await sealer.sign('test', { a: 1 }, life);
  expect(await sealer.verifyDetailed('test', token, now)).toEqual({ ok: true, value: { a: 1 } });
  expect(await sealer.verifyDetailed('test', token, at(60))).toEqual({ ok: false, error: 'expired' });
  const forged = tamper(token, token.indexOf('.') + 3);
  expect(await sealer.verifyDetailed('test', forged, at(60))).toEqual({ ok: false, error: 'invalid' });
});

test('an unsigned token (alg none) is invalid', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'none' })}.${part({ data: { a: 1 }, exp: 9e9 })}.`;
  expect(await sealer.verifyDetailed('test', unsigned, now)).toEqual({ ok: false, error: 'invalid' });
});

test('a short secret is refused', () => {
  expect(() => createSealer('short')).toThrow(RangeError);
});
