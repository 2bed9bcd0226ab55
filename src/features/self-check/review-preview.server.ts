import { z } from 'zod';
import { type IsoDate, isIsoDate } from '#lib/dates.ts';
import type { Sealer } from '#lib/sealing.server.ts';

/** What a reviewer looks at: a version, published or not, as it would be on a day in a market. */
export interface Preview {
  version: string;
  date: IsoDate;
  /** Id of a market. */
  market: string;
}

/** Name of the cookie that makes the check run as a preview, and the purpose it is sealed for. */
export const previewCookie = 'preview';

/** A review address, and the preview that is begun from it, are good for a day. */
export const previewSeconds = 24 * 60 * 60;

// A purpose of its own, so that an address can never be put into the cookie's place.
const addressPurpose = 'review';

const shape = z.strictObject({
  version: z.string(),
  date: z.string().refine(isIsoDate),
  market: z.string(),
});

/** The last part of a review address: signed, readable by anyone, good for a day. It holds nothing personal. */
export async function signReview(sealer: Sealer, preview: Preview, now: Date): Promise<string> {
  return sealer.sign(addressPurpose, payloadOf(preview), { now, seconds: previewSeconds });
}

/** What a review address shows; null if it is too old, tampered with or none of ours. */
export async function readReview(sealer: Sealer, token: string, now: Date): Promise<Preview | null> {
  return previewIn(await sealer.verify(addressPurpose, token, now));
}

/** The value of the preview cookie: encrypted, good for a day. */
export async function sealPreview(sealer: Sealer, preview: Preview, now: Date): Promise<string> {
  return sealer.seal(previewCookie, payloadOf(preview), { now, seconds: previewSeconds });
}

/** The preview that a cookie holds; null if there is none, or it is too old or tampered with. */
export async function readPreview(
  sealer: Sealer,
  token: string | undefined,
  now: Date,
): Promise<Preview | null> {
  return token ? previewIn(await sealer.unseal(previewCookie, token, now)) : null;
}

function payloadOf({ version, date, market }: Preview): z.input<typeof shape> {
  return { version, date, market };
}

function previewIn(payload: unknown): Preview | null {
  const parsed = shape.safeParse(payload);
  return parsed.success ? parsed.data : null;
}
