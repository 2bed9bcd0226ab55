import { hkdfSync } from 'node:crypto';
import { EncryptJWT, errors, jwtDecrypt, jwtVerify, SignJWT } from 'jose';
import { ok, type Result, refuse } from './result.ts';

/** From when, and for how many seconds, a sealed or signed text is good. */
export interface Life {
  now: Date;
  seconds: number;
}

export type Payload = Record<string, unknown>;

/** Seals and signs what the shop hands to browsers; each purpose has a key of its own. */
export interface Sealer {
  /** Encrypts (JWE dir/A256GCM) for `purpose`: unreadable and unforgeable without the secret. */
  seal(purpose: string, payload: Payload, life: Life): Promise<string>;
  /** The payload, or null for anything expired, tampered with or sealed for another purpose. */
  unseal(purpose: string, token: string, now: Date): Promise<Payload | null>;
  /** Signs (JWS HS256) for `purpose`: readable by anyone, forgeable by no one. */
  sign(purpose: string, payload: Payload, life: Life): Promise<string>;
  /** The payload, or null for anything expired, tampered with or signed for another purpose. */
  verify(purpose: string, token: string, now: Date): Promise<Payload | null>;
  /** As `verify`, but tells a genuine text that is too old from one that is not ours. */
  verifyDetailed(purpose: string, token: string, now: Date): Promise<Result<Payload, 'expired' | 'invalid'>>;
}

/** The payload sits under one claim, so that its own names can never be taken for `exp` and its like. */
const claim = 'data';

/**
 * A sealer whose keys are derived from `appSecret` (HKDF-SHA256, one key for each purpose and use).
 * Throws a RangeError for a secret too short to protect anything.
 */
export function createSealer(appSecret: string): Sealer {
  if (appSecret.length < 16) throw new RangeError('APP_SECRET must have 16 characters or more');
  const keys = new Map<string, Uint8Array>();
  const keyFor = (use: 'seal' | 'sign', purpose: string) => {
    const info = `needlewise/${use}/${purpose}`;
    const known = keys.get(info);
    if (known) return known;
    const key = new Uint8Array(hkdfSync('sha256', appSecret, '', info, 32));
    keys.set(info, key);
    return key;
  };

  const verifyDetailed: Sealer['verifyDetailed'] = async (purpose, token, now) => {
    try {
      const { payload } = await jwtVerify(token, keyFor('sign', purpose), {
        algorithms: ['HS256'],
        currentDate: now,
        requiredClaims: ['exp', claim],
      });
      return isPayload(payload[claim]) ? ok(payload[claim]) : refuse('invalid');
    } catch (error) {
      // jose checks the signature before the times, so “expired” is only said of what we signed ourselves.
      if (error instanceof errors.JWTExpired) return refuse('expired');
      if (error instanceof errors.JOSEError || error instanceof TypeError) return refuse('invalid');
      throw error;
    }
  };

  return {
    async seal(purpose, payload, { now, seconds }) {
      return new EncryptJWT({ [claim]: payload })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(secondsOf(now) + seconds)
        .encrypt(keyFor('seal', purpose));
    },
    async unseal(purpose, token, now) {
      try {
        const { payload } = await jwtDecrypt(token, keyFor('seal', purpose), {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
          currentDate: now,
          requiredClaims: ['exp', claim],
        });
        return isPayload(payload[claim]) ? payload[claim] : null;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
        throw error;
      }
    },
    async sign(purpose, payload, { now, seconds }) {
      return new SignJWT({ [claim]: payload })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime(secondsOf(now) + seconds)
        .sign(keyFor('sign', purpose));
    },
    async verify(purpose, token, now) {
      const verified = await verifyDetailed(purpose, token, now);
      return verified.ok ? verified.value : null;
    },
    verifyDetailed,
  };
}

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
