import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
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

// The only headers that are written or accepted: a token cannot choose how it is read.
const signedHeader = encoded({ alg: 'HS256' });
const sealedHeader = encoded({ alg: 'dir', enc: 'A256GCM' });
const cipherName = 'aes-256-gcm';
// As RFC 7518 has it for A256GCM, in bytes.
const nonceLength = 12;
const tagLength = 16;

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

  // Done by node:crypto and by no library: those go by WebCrypto, which answers from another thread, at twenty times the
  // cost, and every step of a check or a payment seals or signs something. What comes out are plain JWS and JWE.
  const signature = (purpose: string, text: string) =>
    createHmac('sha256', keyFor('sign', purpose)).update(text).digest();

  const verifyDetailed: Sealer['verifyDetailed'] = async (purpose, token, now) => {
    const [header, body, given, ...rest] = token.split('.');
    if (header !== signedHeader || body === undefined || given === undefined || rest.length > 0) {
      return refuse('invalid');
    }
    // As texts: decoding would pass over what is no base64, so that one signature could be spelled in many ways.
    const wanted = Buffer.from(signature(purpose, `${header}.${body}`).toString('base64url'));
    const bytes = Buffer.from(given);
    if (bytes.length !== wanted.length || !timingSafeEqual(bytes, wanted)) return refuse('invalid');
    // Signed by us, so it has the form that `sign` gives it.
    const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
    if (!isPayload(claims) || !isPayload(claims[claim]) || typeof claims.exp !== 'number') {
      return refuse('invalid');
    }
    return claims.exp > secondsOf(now) ? ok(claims[claim]) : refuse('expired');
  };

  return {
    async seal(purpose, payload, { now, seconds }) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv(cipherName, keyFor('seal', purpose), nonce, { authTagLength: tagLength });
      cipher.setAAD(Buffer.from(sealedHeader));
      const claims = JSON.stringify({ [claim]: payload, exp: secondsOf(now) + seconds });
      const text = Buffer.concat([cipher.update(claims, 'utf8'), cipher.final()]);
      const parts = [nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'));
      return `${sealedHeader}..${parts.join('.')}`;
    },
    async unseal(purpose, token, now) {
      const [header, key, ...parts] = token.split('.');
      if (header !== sealedHeader || key !== '' || parts.length !== 3) return null;
      const [nonce, text, tag] = parts.map(decoded);
      if (nonce?.length !== nonceLength || tag?.length !== tagLength || !text) return null;
      const decipher = createDecipheriv(cipherName, keyFor('seal', purpose), nonce, {
        authTagLength: tagLength,
      });
      decipher.setAAD(Buffer.from(sealedHeader)).setAuthTag(tag);
      let plain: Buffer;
      try {
        plain = Buffer.concat([decipher.update(text), decipher.final()]);
      } catch {
        // Not sealed by us for this purpose, or changed since.
        return null;
      }
      // Sealed by us, so it has the form that `seal` gives it.
      const claims: unknown = JSON.parse(plain.toString('utf8'));
      if (!isPayload(claims) || !isPayload(claims[claim]) || typeof claims.exp !== 'number') return null;
      return claims.exp > secondsOf(now) ? claims[claim] : null;
    },
    async sign(purpose, payload, { now, seconds }) {
      const claims = { [claim]: payload, exp: secondsOf(now) + seconds };
      const text = `${signedHeader}.${encoded(claims)}`;
      return `${text}.${signature(purpose, text).toString('base64url')}`;
    },
    async verify(purpose, token, now) {
      const verified = await verifyDetailed(purpose, token, now);
      return verified.ok ? verified.value : null;
    },
    verifyDetailed,
  };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The bytes, or null where the text is not how we write them: one sealed text can be spelled in one way only. */
function decoded(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
