import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '#content-pipeline/cache-tags.ts';
import type {
  Article,
  ContentBundle,
  Fact,
  GlossaryTerm,
  GonePage,
  LegalPage,
  Market,
  Product,
  RulesetFile,
  Shop,
  Source,
  Variant,
} from '#content-pipeline/content.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { hasPage, isListed, type Moment, nextChange, pauseOn } from '#lib/purchasable.ts';

/** A market as it is at this moment: what `markets.yaml` says, and what is paused there just now (the store always says). */
export type LiveMarket = Market & { readonly paused?: ReadonlySet<string> };

/**
 * The live content, in memory. Every read is synchronous and sees one whole bundle; a page that must not see two
 * reads everything it needs before its first `await`, or takes a `snapshot`.
 */
export interface ContentReads {
  /** Changes with every change of the content. */
  readonly hash: string;
  /** Which store these reads are of, and which of its reads: the later the higher. */
  readonly edition: { readonly store: object; readonly number: number };
  /** The moment that these reads are of, in the zone of the shop's market. */
  readonly moment: Moment;
  /** When a page appears or goes, or a product stops being sold, next, in milliseconds of the epoch; Infinity: never. */
  readonly changesAt: number;
  readonly shop: Shop;
  readonly markets: readonly LiveMarket[];
  readonly rulesets: readonly RulesetFile[];
  readonly sources: readonly Source[];
  /** In the order of `facts.yaml`. */
  readonly facts: readonly Fact[];
  fact(id: string): Fact | undefined;
  /** Those that are public at this moment, by their place in the reading order. */
  readonly articles: readonly Article[];
  article(slug: string): Article | undefined;
  /**
   * Products that have a page at this moment, by position: those on sale, and those that were. A draft, and one whose
   * time has not come, are never readable here. `isListed` tells which of them lists show.
   */
  readonly products: readonly Product[];
  product(slug: string): Product | undefined;
  /** The public product that holds a SKU; one that is no longer sold one too, so that a cart can say what happened to it. */
  variant(sku: string): { product: Product; variant: Variant } | undefined;
  /** Those that are no drafts, by term. */
  readonly glossary: readonly GlossaryTerm[];
  term(slug: string): GlossaryTerm | undefined;
  /** Those that are public at this moment, by position. */
  readonly legal: readonly LegalPage[];
  legalPage(slug: string): LegalPage | undefined;
  source(id: string): Source | undefined;
  market(id: string): LiveMarket | undefined;
  /** The path that a page has now whose old one this is. */
  redirect(path: string): string | undefined;
  /** What is to be said of a page that was removed for good. */
  gone(path: string): GonePage | undefined;
  /** What to read before buying a product: its own `readFirst`, then every article that names it. */
  articlesFor(product: Product): readonly Article[];
  /** The public products an article bears on. */
  productsFor(article: Article): readonly Product[];
}

export interface ContentStore extends ContentReads {
  /** All that it holds, drafts too: what a next bundle is built from, and no page shows. */
  readonly bundle: ContentBundle;
  /** The content of this moment, which neither later swaps nor time touch. */
  snapshot(): ContentReads;
  /** Swaps the whole content at once and returns the cache tags of everything that changed, in order, without repeats. */
  replace(bundle: ContentBundle): string[];
  /**
   * From now on the sale of these SKUs and needle tiers is paused, and of no others. Returns the cache tags of everything
   * that says something else because of it. It survives `replace`.
   */
  pause(paused: ReadonlySet<string>): string[];
  /** Calls `listener` after each swap or pause that changed something; the returned function ends that. */
  subscribe(listener: (changedTags: readonly string[]) => void): () => void;
}

/**
 * A store that holds `bundle` until it is replaced. Products appear and go at their times by `clock`: the first read
 * after such a time makes new reads.
 */
export function createContentStore(bundle: ContentBundle, clock: Clock = systemClock): ContentStore {
  let held = bundle;
  let paused: ReadonlySet<string> = new Set();
  const store = {};
  let edition = 0;
  const make = (now: Date) => readsOf(held, paused, now, { store, number: ++edition });
  let made = make(clock.now());
  const reads = () => {
    const now = clock.now();
    // A clock may also be set back.
    if (now.getTime() >= made.changesAt || now < made.moment.now) made = make(now);
    return made;
  };
  const listeners = new Set<(changedTags: readonly string[]) => void>();
  const tell = (tags: readonly string[]) => {
    if (tags.length > 0) for (const listener of [...listeners]) listener(tags);
  };

  return {
    get bundle() {
      return held;
    },
    get hash() {
      return reads().hash;
    },
    get edition() {
      return reads().edition;
    },
    get moment() {
      return { ...reads().moment, now: clock.now() };
    },
    get changesAt() {
      return reads().changesAt;
    },
    get shop() {
      return reads().shop;
    },
    get markets() {
      return reads().markets;
    },
    get rulesets() {
      return reads().rulesets;
    },
    get sources() {
      return reads().sources;
    },
    get facts() {
      return reads().facts;
    },
    fact: (id) => reads().fact(id),
    get articles() {
      return reads().articles;
    },
    article: (slug) => reads().article(slug),
    get products() {
      return reads().products;
    },
    product: (slug) => reads().product(slug),
    variant: (sku) => reads().variant(sku),
    get glossary() {
      return reads().glossary;
    },
    term: (slug) => reads().term(slug),
    get legal() {
      return reads().legal;
    },
    legalPage: (slug) => reads().legalPage(slug),
    source: (id) => reads().source(id),
    market: (id) => reads().market(id),
    redirect: (path) => reads().redirect(path),
    gone: (path) => reads().gone(path),
    articlesFor: (product) => reads().articlesFor(product),
    productsFor: (article) => reads().productsFor(article),
    snapshot: reads,
    replace(next) {
      const { bundle: merged, tags } = keepUnchanged(held, next);
      held = merged;
      made = make(clock.now());
      tell(tags);
      return tags;
    },
    pause(next) {
      const changed = new Set([...next].filter((what) => !paused.has(what)));
      for (const what of paused) if (!next.has(what)) changed.add(what);
      if (changed.size === 0) return [];
      paused = new Set(next);
      // New reads with a new list of products: what was made from the old ones is made anew.
      made = make(clock.now());
      const tags = tagsOfPause(held, changed);
      tell(tags);
      return tags;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function readsOf(
  bundle: ContentBundle,
  paused: ReadonlySet<string>,
  now: Date,
  edition: ContentReads['edition'],
): ContentReads {
  const markets = bundle.markets.map((market) => ({ ...market, paused }));
  const zone = bundle.markets.find(({ id }) => id === bundle.shop.market)?.zone ?? 'UTC';
  const moment = { now, zone };
  const articles = bundle.articles.filter((article) => isListed(article, moment)).sort(byPosition);
  const products = bundle.products.filter((product) => hasPage(product, moment)).sort(byPosition);
  const glossary = bundle.glossary
    .filter(({ status }) => status === 'published')
    .sort((a, b) => a.term.localeCompare(b.term, 'en'));
  const legal = bundle.legal.filter((page) => isListed(page, moment)).sort(byPosition);
  const articleBySlug = bySlug(articles);
  const productBySlug = bySlug(products);
  const termBySlug = bySlug(glossary);
  const legalBySlug = bySlug(legal);
  const sourceById = new Map(bundle.sources.map((source) => [source.id, source]));
  const factById = new Map(bundle.facts.map((fact) => [fact.id, fact]));
  const marketById = new Map(markets.map((market) => [market.id, market]));
  const variantBySku = new Map(
    products.flatMap((product) =>
      product.variants.map((variant) => [variant.sku, { product, variant }] as const),
    ),
  );
  const movedTo = new Map(bundle.redirects.map(({ from, to }) => [from, to]));
  const goneByPath = new Map(bundle.gone.map((page) => [page.path, page]));
  const articlesNaming = new Map<string, Article[]>();
  for (const article of articles) {
    for (const slug of article.products) {
      articlesNaming.set(slug, [...(articlesNaming.get(slug) ?? []), article]);
    }
  }
  return {
    hash: bundle.hash,
    edition,
    moment,
    changesAt: nextChange([...bundle.products, ...bundle.articles, ...bundle.legal], moment),
    shop: bundle.shop,
    markets,
    rulesets: bundle.rulesets,
    sources: bundle.sources,
    facts: bundle.facts,
    fact: (id) => factById.get(id),
    articles,
    article: (slug) => articleBySlug.get(slug),
    products,
    product: (slug) => productBySlug.get(slug),
    variant: (sku) => variantBySku.get(sku),
    glossary,
    term: (slug) => termBySlug.get(slug),
    legal,
    legalPage: (slug) => legalBySlug.get(slug),
    source: (id) => sourceById.get(id),
    market: (id) => marketById.get(id),
    redirect: (path) => movedTo.get(path),
    gone: (path) => goneByPath.get(path),
    articlesFor: (product) => [
      ...new Set([...present(product.readFirst, articleBySlug), ...(articlesNaming.get(product.slug) ?? [])]),
    ],
    productsFor: (article) => present(article.products, productBySlug),
  };
}

/** The tags of the pages that say whether something can be bought which was paused or goes on. */
function tagsOfPause({ products }: ContentBundle, changed: ReadonlySet<string>): string[] {
  const touched = products.filter(({ variants }) =>
    variants.some((variant) => pauseOn(variant, changed) !== null),
  );
  const tags = touched.map(({ slug }) => cacheTags.product(slug));
  return [...new Set([...tags, cacheTags.products, cacheTags.markets])].sort();
}

/** The next bundle, in which equal documents keep their identity (and so their compiled bodies), and the tags of the rest. */
function keepUnchanged(held: ContentBundle, next: ContentBundle): { bundle: ContentBundle; tags: string[] } {
  const tags = new Set<string>();
  const mergeDocuments = <D extends { slug: string }>(
    before: readonly D[],
    after: readonly D[],
    tagOf: (slug: string) => string,
    listTag: string,
  ): D[] => {
    const old = bySlug(before);
    const merged = after.map((document) => {
      const same = old.get(document.slug);
      old.delete(document.slug);
      if (same && isDeepStrictEqual(same, document)) return same;
      tags.add(tagOf(document.slug)).add(listTag);
      return document;
    });
    for (const slug of old.keys()) tags.add(tagOf(slug)).add(listTag);
    return merged;
  };
  const merge = <T>(before: T, after: T, tag: string): T => {
    if (isDeepStrictEqual(before, after)) return before;
    tags.add(tag);
    return after;
  };
  const bundle: ContentBundle = {
    hash: next.hash,
    articles: mergeDocuments(held.articles, next.articles, cacheTags.article, cacheTags.articles),
    products: mergeDocuments(held.products, next.products, cacheTags.product, cacheTags.products),
    glossary: mergeDocuments(held.glossary, next.glossary, cacheTags.glossaryTerm, cacheTags.glossary),
    legal: mergeDocuments(held.legal, next.legal, cacheTags.legalPage, cacheTags.legal),
    sources: merge(held.sources, next.sources, cacheTags.sources),
    facts: merge(held.facts, next.facts, cacheTags.facts),
    rulesets: merge(held.rulesets, next.rulesets, cacheTags.rulesets),
    shop: merge(held.shop, next.shop, cacheTags.shop),
    markets: merge(held.markets, next.markets, cacheTags.markets),
    redirects: merge(held.redirects, next.redirects, cacheTags.redirects),
    gone: merge(held.gone, next.gone, cacheTags.redirects),
  };
  return { bundle, tags: [...tags].sort() };
}

function bySlug<D extends { slug: string }>(documents: readonly D[]): Map<string, D> {
  return new Map(documents.map((document) => [document.slug, document]));
}

function present<T>(slugs: readonly string[], documents: ReadonlyMap<string, T>): T[] {
  return slugs.flatMap((slug) => documents.get(slug) ?? []);
}

function byPosition<D extends { position: number; slug: string }>(a: D, b: D): number {
  return a.position - b.position || (a.slug < b.slug ? -1 : 1);
}
