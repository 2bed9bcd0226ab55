import { elements, idsOf, linked, meta } from './html.ts';

/** What one address answered. */
export interface Fetched {
  status: number;
  type: string;
  /** Empty for a picture. */
  text: string;
  /** Asks not to be listed, by header or in the page. */
  noindex: boolean;
}

export interface Crawl {
  origin: string;
  /** By address, without the part after “#”. */
  pages: ReadonlyMap<string, Fetched>;
}

/** Fetches the page `/` and everything of the shop's own that any page names: links, files and pictures. */
export async function crawl(origin: string): Promise<Crawl> {
  const pages = new Map<string, Fetched>();
  const waiting = [`${origin}/`];
  const seen = new Set(waiting);
  while (waiting.length > 0) {
    await Promise.all(
      waiting.splice(0, 4).map(async (url) => {
        const page = await fetched(url);
        pages.set(url, page);
        for (const { target } of targetsOf(url, page)) {
          const address = withoutPart(target);
          if (!address.startsWith(`${origin}/`) || seen.has(address)) continue;
          seen.add(address);
          waiting.push(address);
        }
      }),
    );
  }
  return { origin, pages };
}

/** Every fault of a crawl in words: what does not answer 200, and what leads to a place that its page does not have. */
export function faultsOf({ origin, pages }: Crawl): string[] {
  const faults = new Set<string>();
  const ids = new Map([...pages].map(([url, { text, type }]) => [url, isPage(type) ? idsOf(text) : []]));
  for (const [url, page] of pages) {
    for (const { target, by } of targetsOf(url, page)) {
      const { protocol } = new URL(target);
      if (by === 'a' && protocol === 'mailto:') continue;
      if (!target.startsWith(`${origin}/`)) {
        // Only links may leave the shop.
        if (by !== 'a' || !/^https?:$/.test(protocol)) faults.add(`${url}: ${by} to ${target}`);
        continue;
      }
      const found = pages.get(withoutPart(target));
      if (found?.status !== 200) faults.add(`${url}: ${target} answers ${found?.status ?? 'nothing'}`);
      const part = decodeURIComponent(new URL(target).hash.slice(1));
      if (part && !ids.get(withoutPart(target))?.includes(part)) faults.add(`${url}: there is no ${target}`);
    }
    const named = [
      ...page.text.matchAll(/\s(?:popovertarget|aria-labelledby|aria-describedby|for)="([^"]+)"/g),
    ];
    for (const id of named.flatMap(([, list = '']) => list.split(' '))) {
      if (!ids.get(url)?.includes(id)) faults.add(`${url}: there is no id “${id}”`);
    }
    const twice = (ids.get(url) ?? []).filter((id, place, all) => all.indexOf(id) !== place);
    for (const id of twice) faults.add(`${url}: the id “${id}” stands twice`);
  }
  return [...faults];
}

/** Addresses of the pages that search engines may list: those that answer 200, do not decline, and are their own canonical. */
export function listable({ pages }: Crawl): string[] {
  return [...pages]
    .filter(
      ([url, { status, type, text, noindex }]) =>
        status === 200 && isPage(type) && !noindex && linked(text, 'canonical') === url,
    )
    .map(([url]) => url);
}

/** What a page names: by which element, and the whole address. */
function targetsOf(url: string, { type, text }: Fetched): { by: string; target: string }[] {
  if (!isPage(type)) return [];
  const named = [
    ...elements(text, 'a').map(({ href }) => ({ by: 'a', href })),
    ...elements(text, 'link').map(({ href }) => ({ by: 'link', href })),
    ...elements(text, 'img').map(({ src }) => ({ by: 'img', href: src })),
    ...elements(text, 'script').map(({ src }) => ({ by: 'script', href: src })),
    { by: 'meta', href: meta(text, 'og:image') },
  ];
  return named.flatMap(({ by, href }) => (href ? [{ by, target: new URL(href, url).href }] : []));
}

async function fetched(url: string): Promise<Fetched> {
  const answer = await fetch(url, { redirect: 'manual' });
  const type = answer.headers.get('content-type') ?? '';
  const text = type.startsWith('image/') ? '' : await answer.text();
  if (!text) await answer.body?.cancel();
  const robots = `${answer.headers.get('x-robots-tag') ?? ''} ${isPage(type) ? (meta(text, 'robots') ?? '') : ''}`;
  return { status: answer.status, type, text, noindex: robots.includes('noindex') };
}

function isPage(type: string): boolean {
  return type.startsWith('text/html');
}

function withoutPart(url: string): string {
  return url.split('#')[0] ?? '';
}
