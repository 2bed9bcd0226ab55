import { dataOf, ofKind, type ReadDocument } from '#content-pipeline/checked-content.ts';
import type { ReferenceTarget } from '#content-pipeline/document-types.ts';
import { type FieldPath, fieldName, nearest } from '#content-pipeline/problems.ts';
import { paths } from '#lib/paths.ts';

/** Where pages were that are somewhere else, or nowhere, now; read from `redirects.yaml` as far as it is sound. */
export interface Moves {
  /** From an old path to the new one. */
  movedTo: ReadonlyMap<string, string>;
  /** From the path of a removed page to the slugs of products to look at instead. */
  gone: ReadonlyMap<string, readonly string[]>;
}

/** The kinds whose documents are a page each, by the folder of their addresses. */
export const pageFolders = {
  learn: { target: 'article', pathOf: paths.article },
  rollers: { target: 'product', pathOf: (slug: string, sku?: string) => paths.product(slug, sku) },
  legal: { target: 'legal', pathOf: paths.legal },
} as const;

type PageTarget = (typeof pageFolders)[keyof typeof pageFolders]['target'];

/** Pages that exist without a document. */
export const fixedPages: ReadonlySet<string> = new Set([
  ...Object.values(paths).filter((path) => typeof path === 'string'),
  paths.search(),
  paths.compare(),
]);

/** The kind and slug that a path like `/rollers/face-roller` names, whether there is such a document or not. */
export function pageNamed(
  path: string,
): { target: PageTarget; slug: string; pathOf: (slug: string, sku?: string) => string } | null {
  const [, folder = '', slug = ''] = /^\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  return folder === 'learn' || folder === 'rollers' || folder === 'legal'
    ? { ...pageFolders[folder], slug }
    : null;
}

/** The moves that the content tells of. */
export function movesIn(documents: readonly ReadDocument[]): Moves {
  const movedTo = new Map<string, string>();
  const gone = new Map<string, readonly string[]>();
  for (const document of ofKind(documents, 'redirects')) {
    const data = dataOf(document);
    const { sound } = document.fields;
    if (sound(['redirects'])) for (const { from, to } of data?.redirects ?? []) movedTo.set(from, to);
    if (sound(['gone'])) for (const each of data?.gone ?? []) gone.set(each.path, each.alternatives ?? []);
  }
  return { movedTo, gone };
}

/** The slug that a document of this kind has now; null where it did not move, or not within its kind. */
export function newSlug({ movedTo }: Moves, target: ReferenceTarget, slug: string): string | null {
  for (const folder of Object.values(pageFolders)) {
    if (folder.target !== target) continue;
    const page = pageNamed(movedTo.get(folder.pathOf(slug)) ?? '');
    if (page?.target === target) return page.slug;
  }
  return null;
}

/**
 * Why a document that `from` leads to is not there whenever `from` itself is, null where it is. Null for `from`: something
 * that is always there. What a draft leads to is judged once it is none.
 */
export function absenceOf(target: ReadDocument, from: ReadDocument | null): string | null {
  const place = presenceOf(from);
  const { isDraft, since, until } = presenceOf(target);
  if (place.isDraft) return null;
  if (isDraft) return 'is a draft, which nobody can open';
  if (since > place.since) return `is not there before ${since}`;
  return until < place.until ? `is not there after ${until}` : null;
}

/** When there is a page of a document: civil times of the shop's zone, which are in order as texts. */
function presenceOf(document: ReadDocument | null): { isDraft: boolean; since: string; until: string } {
  const data = document
    ? dataOf<'article' | 'product' | 'legal' | 'glossary'>(document as ReadDocument<'article'>)
    : null;
  const read = (field: string): string | null => {
    const value: unknown = data && document?.fields.sound([field]) ? Reflect.get(data, field) : null;
    return typeof value === 'string' ? value : null;
  };
  return {
    isDraft: read('status') === 'draft',
    since: read('publishAt') ?? '',
    // A product that is sold no longer keeps its page.
    until: (document?.kind === 'product' ? null : read('unpublishAt')) ?? '9999',
  };
}

type Find = (document: ReadDocument, at: FieldPath, field: string, problem: string, example?: string) => void;
type Pages = Record<PageTarget, ReadonlyMap<string, ReadDocument>>;

/** Everything wrong with the moves: each leads, in one step, from where no page is to where one is. */
export function checkRedirects(documents: readonly ReadDocument[], pages: Pages, find: Find): void {
  for (const document of ofKind(documents, 'redirects')) {
    const data = dataOf(document);
    if (!data) continue;
    const { sound } = document.fields;
    const moves = movesIn(documents);
    const taken = new Map<string, string>();

    /** An address that has a page, or is spoken for further up, cannot be moved or gone. */
    const checkOld = (path: string, at: FieldPath) => {
      const other = taken.get(path);
      const page = pageNamed(path);
      const live = page && pages[page.target].get(page.slug);
      if (live) find(document, at, fieldName(at), `“${path}” is the page of ${live.file}`);
      if (other !== undefined) find(document, at, fieldName(at), `“${path}” is also in ${other}`);
      else taken.set(path, fieldName(at));
    };

    const checkNew = (from: string, to: string, at: FieldPath) => {
      const say = (problem: string, example = '') => find(document, at, fieldName(at), problem, example);
      if (to === from) return say('leads to itself');
      const onward = moves.movedTo.get(to);
      if (onward !== undefined) {
        const end = endOf(moves, from);
        return end === null
          ? say(`“${to}” has moved too, and so on in a ring`)
          : say(`“${to}” has moved too, to “${onward}”`, `to: ${end}`);
      }
      if (moves.gone.has(to)) return say(`“${to}” is gone`);
      if (fixedPages.has(to)) return undefined;
      const page = pageNamed(to);
      const target = page && pages[page.target].get(page.slug);
      if (!page || !target) {
        const near = page && nearest(page.slug, pages[page.target].keys());
        return say(`There is no page ${to}`, near ? `to: ${page.pathOf(near)}` : '');
      }
      const absence = absenceOf(target, null);
      if (absence) say(`“${to}” ${absence}`);
      return undefined;
    };

    for (const [index, entry] of (sound(['redirects']) ? (data.redirects ?? []) : []).entries()) {
      checkOld(entry.from, ['redirects', index, 'from']);
      checkNew(entry.from, entry.to, ['redirects', index, 'to']);
    }
    for (const [index, entry] of (sound(['gone']) ? (data.gone ?? []) : []).entries()) {
      checkOld(entry.path, ['gone', index, 'path']);
      for (const [place, slug] of (entry.alternatives ?? []).entries()) {
        const product = pages.product.get(slug) as ReadDocument<'product'> | undefined;
        if (!product) continue;
        const at = ['gone', index, 'alternatives', place];
        const { status } = dataOf(product) ?? {};
        // One that comes later may be named already: the page leaves it out until then.
        if (product.fields.sound(['status']) && status !== 'published')
          find(document, at, fieldName(at), `“${slug}” is ${status === 'draft' ? 'a draft' : 'withdrawn'}`);
      }
    }
  }
}

/** Where moves lead in the end; null where they go round. */
function endOf({ movedTo }: Moves, from: string): string | null {
  const seen = new Set<string>();
  let path = from;
  for (let next = movedTo.get(path); next !== undefined; next = movedTo.get(path)) {
    if (seen.has(path)) return null;
    seen.add(path);
    path = next;
  }
  return path;
}
