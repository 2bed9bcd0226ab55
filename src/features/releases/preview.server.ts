import { z } from 'zod';
import type { CivilTime, ContentBundle } from '#content-pipeline/content.ts';
import { type ContentStore, createContentStore } from '#content-pipeline/store.server.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { instantIn } from '#lib/dates.ts';
import { ok, type Result } from '#lib/result.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import type { WorkingCopy, WorkingCopyProblems } from './working-copy.server.ts';

/** How the shop is shown to whoever holds a preview link: the working copy, its drafts with it. */
export interface Preview {
  /** As it will be then, in the zone of the shop's market; null: as it is now. */
  at: CivilTime | null;
}

/** Name of the cookie that a preview link leaves, of the parameter that it carries, and the purpose it is signed for. */
export const previewCookie = 'content-preview';
export const previewParameter = 'preview';

/** A preview link, and what is begun from it, are good for a day. */
export const previewSeconds = 24 * 60 * 60;

const civilTime = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/;
const shape = z.strictObject({ at: z.string().regex(civilTime).nullable() });

/** A date and a time as a form or a command has them; undefined for what is none. */
export function readPreviewTime(text: string): CivilTime | null | undefined {
  const trimmed = text.trim().replace(' ', 'T');
  if (trimmed === '') return null;
  const whole = /^\d{4}-\d\d-\d\d$/.test(trimmed) ? `${trimmed}T12:00` : trimmed;
  return civilTime.test(whole) && !Number.isNaN(Date.parse(`${whole}:00Z`)) ? whole : undefined;
}

/** What a preview link carries: signed, readable by anyone, good for a day. */
export function signContentPreview(sealer: Sealer, { at }: Preview, now: Date): Promise<string> {
  return sealer.sign(previewCookie, { at }, { now, seconds: previewSeconds });
}

/** The preview that a link or a cookie holds; null if it is too old, tampered with or none of ours. */
export async function readContentPreview(
  sealer: Sealer,
  token: string | undefined | null,
  now: Date,
): Promise<Preview | null> {
  if (!token) return null;
  const parsed = shape.safeParse(await sealer.verify(previewCookie, token, now));
  return parsed.success ? parsed.data : null;
}

/** The working copy as content to make pages from. */
export interface Previews {
  /** Refused with every problem where the files have any. */
  show(preview: Preview): Promise<Result<ContentStore, WorkingCopyProblems>>;
}

// Each holds a whole content with its indexes; few people look at few dates.
const mostKept = 3;

/** Previews of a working copy. What was made for one request is kept for the next, as long as the files stay the same. */
export function openPreviews(workingCopy: WorkingCopy, clock: Clock = systemClock): Previews {
  const kept = new Map<string, ContentStore>();
  return {
    async show({ at }) {
      const compiled = await workingCopy.compiled();
      if (!compiled.ok) return compiled;
      const { bundle } = compiled.value;
      const key = `${bundle.hash} ${at}`;
      const known = kept.get(key);
      if (known) return ok(known);
      const zone = bundle.markets.find(({ id }) => id === bundle.shop.market)?.zone ?? 'UTC';
      const moment = at === null ? null : instantIn(zone, at);
      const store = createContentStore(withDrafts(bundle), moment ? { now: () => moment } : clock);
      const [oldest] = kept.keys();
      if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
      kept.set(key, store);
      return ok(store);
    },
  };
}

/** The same content in which every draft is published: its times count as they will. */
function withDrafts(bundle: ContentBundle): ContentBundle {
  const shown = <D extends { status: string }>(documents: readonly D[]): D[] =>
    documents.map((document) =>
      document.status === 'draft' ? { ...document, status: 'published' } : document,
    );
  return {
    ...bundle,
    articles: shown(bundle.articles),
    products: shown(bundle.products),
    glossary: shown(bundle.glossary),
    legal: shown(bundle.legal),
  };
}
