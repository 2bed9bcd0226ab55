import { describe, expect, it } from 'vitest';
import type { Article, ContentBundle, Product, ProductStatus } from '#content-pipeline/content.ts';
import { createContentStore } from '#content-pipeline/store.server.ts';

const body = { code: '', source: '', headings: [], readingMinutes: 1 };

function article(slug: string, position: number, more: Partial<Article> = {}): Article {
  return {
    slug,
    file: `content/learn/${slug}.mdx`,
    title: slug,
    summary: slug,
    status: 'published',
    publishAt: null,
    unpublishAt: null,
    author: 'Test',
    reviewer: null,
    reviewedOn: null,
    reviewDue: null,
    updatedOn: '2026-05-14',
    part: 'how-it-works',
    interest: 'sells',
    position,
    changes: [],
    sources: [],
    products: [],
    related: [],
    body: { ...body },
    ...more,
  };
}

function product(
  slug: string,
  position: number,
  status: ProductStatus,
  more: Partial<Product> = {},
): Product {
  return {
    slug,
    file: `content/products/${slug}.mdx`,
    title: slug,
    summary: slug,
    kind: 'storage-case',
    areas: [],
    status,
    publishAt: null,
    unpublishAt: null,
    intendedUse: '',
    vatClass: 'standard',
    besideNeedledSkin: false,
    position,
    needles: null,
    variants: [
      {
        sku: `SKU-${slug}`,
        label: slug,
        needleLengthMm: null,
        colour: null,
        priceMinor: 500,
        openingStock: 1,
      },
    ],
    warnings: [],
    notFor: [],
    inTheBox: [],
    care: '',
    sterility: '',
    shelfLife: '',
    usesPerRoller: null,
    sizeMm: null,
    origin: '',
    weightGrams: 1,
    updatedOn: null,
    readFirst: [],
    goesWith: [],
    body: { ...body },
    ...more,
  };
}

/** A fresh bundle each time, so that nothing is the same by identity. */
function bundle(more: Partial<ContentBundle> = {}): ContentBundle {
  return {
    hash: 'a',
    articles: [
      article('third', 3, { products: ['case'] }),
      article('first', 1),
      article('second', 2, { products: ['case', 'secret'] }),
    ],
    products: [
      product('old', 2, 'withdrawn'),
      product('secret', 3, 'draft'),
      product('case', 1, 'published', { readFirst: ['third', 'gone'] }),
    ],
    glossary: [
      {
        slug: 'skin',
        file: '',
        term: 'skin',
        definition: '',
        aliases: [],
        status: 'published',
        body: { ...body },
      },
      {
        slug: 'dermis',
        file: '',
        term: 'Dermis',
        definition: '',
        aliases: [],
        status: 'published',
        body: { ...body },
      },
    ],
    legal: [],
    sources: [
      { id: 's1', title: 'One', year: null, url: 'https://example.org', read: 'copy', confidence: 'L' },
    ],
    facts: [
      {
        id: 'rat-channel',
        from: 0.15,
        to: null,
        unit: 'mm',
        words: null,
        says: '',
        sources: ['s1'],
        confidence: 'M',
        mustSay: ['rat'],
      },
    ],
    rulesets: [],
    redirects: [{ from: '/rollers/older', to: '/rollers/case' }],
    gone: [{ path: '/rollers/first', alternatives: ['case'], words: 'Stopped.' }],
    shop: {
      name: 'Test',
      tagline: '',
      currency: 'GBP',
      market: 'uk',
      contactEmail: '',
      postalAddress: '',
      quantityLimit: 5,
      lineLimit: 5,
      returnsDays: 14,
      paymentMethods: ['card'],
      delivery: { id: 'standard', label: '', priceMinor: 0, freeFromMinor: null, workingDays: '' },
      otherDelivery: [],
      carriers: [],
      vatNumber: null,
    },
    markets: [],
    ...more,
  };
}

const slugs = (documents: readonly { slug: string }[]) => documents.map(({ slug }) => slug);

describe('reading', () => {
  const store = createContentStore(bundle());

  it('lists in the order of positions and terms', () => {
    expect(slugs(store.articles)).toEqual(['first', 'second', 'third']);
    expect(slugs(store.products)).toEqual(['case', 'old']);
    expect(slugs(store.glossary)).toEqual(['dermis', 'skin']);
  });

  it('gives no way to a draft', () => {
    expect(store.product('secret')).toBeUndefined();
    expect(store.variant('SKU-secret')).toBeUndefined();
    const [, second] = store.articles;
    expect(second && slugs(store.productsFor(second))).toEqual(['case']);
  });

  it('finds a variant with its product, a withdrawn one too', () => {
    expect(store.variant('SKU-old')?.product.status).toBe('withdrawn');
    expect(store.variant('SKU-none')).toBeUndefined();
    // Names that every object has are no documents.
    expect(store.product('constructor')).toBeUndefined();
  });

  it('finds a fact by its id', () => {
    expect(store.fact('rat-channel')?.from).toBe(0.15);
    expect(store.facts.map(({ id }) => id)).toEqual(['rat-channel']);
    expect(store.fact('toString')).toBeUndefined();
  });

  it('reads the link between articles and products both ways, each article once', () => {
    const [sold] = store.products;
    expect(sold && slugs(store.articlesFor(sold))).toEqual(['third', 'second']);
  });
});

describe('moved and removed pages', () => {
  const store = createContentStore(bundle());

  it('are known by their old path, whole', () => {
    expect(store.redirect('/rollers/older')).toBe('/rollers/case');
    expect(store.redirect('/rollers/case')).toBeUndefined();
    expect(store.redirect('/rollers/older/')).toBeUndefined();
    expect(store.gone('/rollers/first')).toMatchObject({ alternatives: ['case'], words: 'Stopped.' });
    expect(store.gone('constructor')).toBeUndefined();
  });

  it('change under a tag of their own', () => {
    expect(createContentStore(bundle()).replace(bundle({ redirects: [] }))).toEqual(['redirects']);
    expect(createContentStore(bundle()).replace(bundle({ gone: [] }))).toEqual(['redirects']);
  });
});

describe('times', () => {
  const timed = () => {
    const products = [
      product('now', 1, 'published'),
      product('soon', 2, 'published', { publishAt: '2026-11-22T09:00', readFirst: ['first'] }),
      product('ends', 3, 'published', { unpublishAt: '2026-11-22T10:00' }),
    ];
    return bundle({ products, articles: [article('first', 1, { products: ['soon'] })] });
  };
  const at = (first: string) => {
    let now = new Date(first);
    const store = createContentStore(timed(), { now: () => now });
    return { store, set: (time: string) => (now = new Date(time)) };
  };

  it('a product to come cannot be read in any way, and is there from its first moment', () => {
    const { store, set } = at('2026-11-22T08:59:59.999Z');
    const [first] = store.articles;
    const early = store.snapshot();
    expect(slugs(store.products)).toEqual(['now', 'ends']);
    expect([store.product('soon'), store.variant('SKU-soon')]).toEqual([undefined, undefined]);
    expect(first && store.productsFor(first)).toEqual([]);
    set('2026-11-22T09:00:00Z');
    expect(slugs(store.products)).toEqual(['now', 'soon', 'ends']);
    expect(store.variant('SKU-soon')?.product.slug).toBe('soon');
    expect(first && slugs(store.productsFor(first))).toEqual(['soon']);
    expect(early.product('soon')).toBeUndefined();
    expect(store.snapshot()).not.toBe(early);
  });

  it('one that has ended can still be read', () => {
    const { store } = at('2026-11-22T10:00:00Z');
    expect(slugs(store.products)).toEqual(['now', 'soon', 'ends']);
  });

  it('tells its moment, and when products change next', () => {
    const { store, set } = at('2026-11-22T08:00:00Z');
    expect(store.moment).toEqual({ now: new Date('2026-11-22T08:00:00Z'), zone: 'UTC' });
    expect(store.changesAt).toBe(Date.parse('2026-11-22T09:00:00Z'));
    set('2026-11-22T09:30:00Z');
    expect(store.moment.now).toEqual(new Date('2026-11-22T09:30:00Z'));
    expect(store.changesAt).toBe(Date.parse('2026-11-22T10:00:00Z'));
    set('2026-11-22T10:00:00Z');
    expect(store.changesAt).toBe(Number.POSITIVE_INFINITY);
  });

  it('makes new reads only when a product changes', () => {
    const { store, set } = at('2026-11-22T08:00:00Z');
    const before = store.snapshot();
    set('2026-11-22T08:59:59Z');
    expect(store.snapshot()).toBe(before);
    set('2026-11-22T10:00:00Z');
    const after = store.snapshot();
    expect(after).not.toBe(before);
    set('2099-01-01T00:00:00Z');
    expect(store.snapshot()).toBe(after);
  });

  it('an article and a page come and an article goes by the same clock, with whatever leads to them', () => {
    const time = { now: new Date('2026-11-22T08:00:00Z') };
    const legalPage = {
      slug: 'terms',
      file: '',
      title: 'Terms',
      summary: '',
      status: 'published' as const,
      publishAt: '2026-11-22T09:00',
      updatedOn: '2026-05-14',
      position: 1,
      body: { ...body },
    };
    const store = createContentStore(
      bundle({
        articles: [
          article('draft', 1, { status: 'draft', products: ['case'] }),
          article('soon', 2, { publishAt: '2026-11-22T10:00', products: ['case'] }),
          article('brief', 3, { unpublishAt: '2026-11-22T11:00' }),
        ],
        products: [product('case', 1, 'published', { readFirst: ['draft', 'brief'] })],
        legal: [legalPage],
        glossary: bundle().glossary.map((term) =>
          term.slug === 'skin' ? { ...term, status: 'draft' } : term,
        ),
      }),
      { now: () => time.now },
    );
    const seen = () => {
      const [shelf] = store.products;
      return {
        articles: slugs(store.articles),
        readFirst: shelf ? slugs(store.articlesFor(shelf)) : null,
        legal: slugs(store.legal),
        changesAt: store.changesAt,
      };
    };
    expect(slugs(store.glossary)).toEqual(['dermis']);
    expect([store.term('skin'), store.article('draft'), store.legalPage('terms')]).toEqual(
      Array(3).fill(undefined),
    );
    expect(seen()).toEqual({
      articles: ['brief'],
      readFirst: ['brief'],
      legal: [],
      changesAt: Date.parse('2026-11-22T09:00:00Z'),
    });
    time.now = new Date('2026-11-22T10:00:00Z');
    expect(seen()).toEqual({
      articles: ['soon', 'brief'],
      readFirst: ['brief', 'soon'],
      legal: ['terms'],
      changesAt: Date.parse('2026-11-22T11:00:00Z'),
    });
    time.now = new Date('2026-11-22T11:00:00Z');
    expect(seen()).toEqual({
      articles: ['soon'],
      readFirst: ['soon'],
      legal: ['terms'],
      changesAt: Number.POSITIVE_INFINITY,
    });
  });

  it('new content keeps to them', () => {
    const { store } = at('2026-11-22T08:00:00Z');
    store.replace({ ...timed(), hash: 'b' });
    expect(store.product('soon')).toBeUndefined();
  });
});

describe('replacing', () => {
  it('says which tags changed, and tells every listener once', () => {
    const store = createContentStore(bundle());
    const heard: (readonly string[])[] = [];
    const unsubscribe = store.subscribe((tags) => heard.push(tags));
    const next = bundle({ hash: 'b' });
    next.articles = [...next.articles.filter(({ slug }) => slug !== 'first'), article('fourth', 4)];
    next.products[2] = product('case', 1, 'published', { title: 'Better case' });
    next.shop.name = 'Other';
    const tags = ['article:first', 'article:fourth', 'articles', 'product:case', 'products', 'shop'];
    expect(store.replace(next)).toEqual(tags);
    expect(heard).toEqual([tags]);
    expect([store.hash, store.shop.name, store.article('first')]).toEqual(['b', 'Other', undefined]);
    expect(store.product('case')?.title).toBe('Better case');
    unsubscribe();
    store.replace(bundle());
    expect(heard).toHaveLength(1);
  });

  it('keeps an equal document itself, so that its body is not evaluated again, and says nothing', () => {
    const store = createContentStore(bundle());
    const kept = store.article('second');
    store.subscribe(() => expect.unreachable());
    expect(store.replace(bundle({ hash: 'b' }))).toEqual([]);
    expect(store.article('second')).toBe(kept);
    expect(store.hash).toBe('b');
  });

  it('says that a fact changed, whatever pages show it', () => {
    const store = createContentStore(bundle());
    const next = bundle();
    next.facts = next.facts.map((fact) => ({ ...fact, from: 0.16 }));
    expect(store.replace(next)).toEqual(['facts']);
    expect([store.fact('rat-channel')?.from, store.snapshot().facts[0]?.from]).toEqual([0.16, 0.16]);
  });

  it('does not move a snapshot', () => {
    const store = createContentStore(bundle());
    const { product: read, products } = store.snapshot();
    store.replace(bundle({ products: [] }));
    expect(store.products).toEqual([]);
    expect(slugs(products)).toEqual(['case', 'old']);
    expect(read('case')?.title).toBe('case');
  });

  it('publishes a draft by its own tag', () => {
    const store = createContentStore(bundle());
    const next = bundle();
    next.products[1] = product('secret', 3, 'published');
    expect(store.replace(next)).toEqual(['product:secret', 'products']);
    expect(store.variant('SKU-secret')?.product.slug).toBe('secret');
  });
});

describe('pausing a sale', () => {
  const uk = {
    id: 'uk',
    name: 'United Kingdom',
    sells: true,
    reason: null,
    sources: [],
    zone: 'Europe/London',
    vatRatePercent: 20,
    reducedVatRatePercent: 5,
    countries: ['GB'],
    tiers: { surface: 'self-check', homeMax: 'off', professional: 'show' } as const,
  };
  const open = () => createContentStore(bundle({ markets: [uk] }));
  const pausedIn = (reads: Pick<ReturnType<typeof open>, 'market'>) => [
    ...(reads.market('uk')?.paused ?? []),
  ];

  it('is told by the market at once, and not to a snapshot', () => {
    const store = open();
    const before = store.snapshot();
    store.pause(new Set(['SKU-case']));
    expect(pausedIn(store)).toEqual(['SKU-case']);
    expect(store.markets.map(({ paused = [] }) => [...paused])).toEqual([['SKU-case']]);
    expect(pausedIn(before)).toEqual([]);
    // What is made from the list of products once, as the index of the catalogue is, must be made anew.
    expect(store.products).not.toBe(before.products);
  });

  it('names the pages that say something else now, when it begins and when it ends', () => {
    const store = open();
    const heard: (readonly string[])[] = [];
    store.subscribe((tags) => heard.push(tags));
    const one = ['markets', 'product:case', 'products'];
    expect(store.pause(new Set(['SKU-case']))).toEqual(one);
    expect(store.pause(new Set(['SKU-case']))).toEqual([]);
    expect(store.pause(new Set(['SKU-case', 'nothing']))).toEqual(['markets', 'products']);
    expect(store.pause(new Set())).toEqual(one);
    expect(heard).toHaveLength(3);
    expect(pausedIn(store)).toEqual([]);
  });

  it('outlives new content', () => {
    const store = open();
    store.pause(new Set(['surface']));
    store.replace(bundle({ markets: [{ ...uk, name: 'UK' }], hash: 'b' }));
    expect([store.market('uk')?.name, pausedIn(store)]).toEqual(['UK', ['surface']]);
  });
});
