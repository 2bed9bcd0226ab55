/** As much of Astro's cache of one request as is needed here. */
export interface AnswerCache {
  set(options: { maxAge: number } | false): void;
  readonly options: { readonly maxAge?: number };
}

/**
 * Keeps an answer no longer than what it shows stays true: `changesAt` (milliseconds of the epoch) is when the content
 * that it was made from changes by itself. The shop's own cache and, by `Cache-Control`, the browser's are both cut;
 * what is about to change is kept by neither.
 */
export function keepUntil(changesAt: number, now: Date, cache: AnswerCache, headers: Headers): void {
  if (changesAt === Number.POSITIVE_INFINITY) return;
  // One second less: a cache counts from when the whole answer was made, which is after `now`.
  const seconds = Math.max(0, Math.floor((changesAt - now.getTime()) / 1000) - 1);
  const { maxAge } = cache.options;
  if (maxAge !== undefined && maxAge > seconds) cache.set(seconds > 0 ? { maxAge: seconds } : false);
  const control = headers.get('Cache-Control');
  if (control === null) return;
  headers.set(
    'Cache-Control',
    control.replace(/\bmax-age=(\d+)/, (whole, age: string) =>
      Number(age) > seconds ? `max-age=${seconds}` : whole,
    ),
  );
}
