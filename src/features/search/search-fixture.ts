import type {
  Article,
  CompiledBody,
  ContentBundle,
  GlossaryTerm,
  LegalPage,
  Product,
} from '#content-pipeline/content.ts';

/** A body as it is written. */
export function writtenBody(source: string): CompiledBody {
  return { code: '', source, headings: [], readingMinutes: 1 };
}

/** A product with one variant, and whatever else is said. */
export function someProduct(
  slug: string,
  parts: Partial<Product> & { lengthMm?: number | null } = {},
): Product {
  const { lengthMm = 0.25, ...rest } = parts;
  return {
    slug,
    file: `content/products/${slug}.mdx`,
    title: slug,
    summary: 'A tool.',
    kind: lengthMm === null ? 'storage-case' : 'roller',
    areas: ['face'],
    status: 'published',
    publishAt: null,
    unpublishAt: null,
    intendedUse: '',
    vatClass: 'standard',
    besideNeedledSkin: false,
    position: 1,
    needles: lengthMm === null ? null : { count: 192, rows: 8, material: 'steel', headWidthMm: 20 },
    variants: [
      {
        sku: slug.toUpperCase(),
        label: lengthMm === null ? 'One size' : `${lengthMm} mm`,
        needleLengthMm: lengthMm,
        colour: null,
        priceMinor: 1800,
        openingStock: 1,
      },
    ],
    warnings: [],
    notFor: ['Scars: it is not a treatment.'],
    inTheBox: [],
    care: '',
    sterility: '',
    shelfLife: '',
    usesPerRoller: null,
    sizeMm: null,
    origin: '',
    weightGrams: 40,
    updatedOn: null,
    readFirst: [],
    goesWith: [],
    body: writtenBody(''),
    ...rest,
  };
}

/** An article. */
export function someArticle(slug: string, title: string, summary: string, source: string): Article {
  return {
    slug,
    file: `content/learn/${slug}.mdx`,
    title,
    summary,
    status: 'published',
    publishAt: null,
    unpublishAt: null,
    author: 'The editors',
    reviewer: null,
    reviewedOn: null,
    reviewDue: null,
    updatedOn: '2026-11-22',
    part: 'should-i',
    interest: 'sells',
    position: 1,
    changes: [],
    sources: [],
    products: [],
    related: [],
    body: writtenBody(source),
  };
}

function entry(slug: string, term: string, definition: string, aliases: string[], source = ''): GlossaryTerm {
  return {
    slug,
    file: `content/glossary/${slug}.mdx`,
    term,
    definition,
    aliases,
    status: 'published',
    body: writtenBody(source),
  };
}

const returns: LegalPage = {
  slug: 'returns',
  file: 'content/legal/returns.mdx',
  title: 'Returns',
  summary: 'You have 14 days to change your mind.',
  status: 'published',
  publishAt: null,
  updatedOn: '2026-11-22',
  position: 1,
  body: writtenBody('## Opened rollers\n\nA roller whose pouch was opened cannot come back.'),
};

/** A small shop to search in, fresh. */
export function searchBundle(): ContentBundle {
  return {
    hash: 'one',
    articles: [
      someArticle(
        'who-should-not',
        'Who should not use a roller',
        'Some people should not roll at all.',
        [
          'Before anything, read this.<Cite id="S1" />',
          '## Medicines',
          'An <Term id="anticoagulant">anticoagulant</Term> slows the clotting of blood.<Cite id="S1" />',
          '## Scars that grow',
          'If a close relative has had a <Term id="keloid">keloid</Term>, do not roll.',
        ].join('\n\n'),
      ),
      someArticle(
        'length',
        'Needle length and depth',
        'The number on the box is not the depth.',
        [
          'Length is measured from the drum.',
          '## What was measured',
          'Needles of 0.15 and 0.25 mm disturbed the barrier. Channels were <Fact id="channel" /> deep.',
          '## Aftercare',
          'Wait after-care out. Blood may show. The tram-track pattern is rare.',
        ].join('\n\n'),
      ),
      someArticle('pregnancy', 'Rolling in pregnancy', 'Ask first.', 'Nobody has studied it.'),
    ],
    products: [
      someProduct('face-roller', { title: 'Face roller', summary: 'A plain roller.', position: 1 }),
      someProduct('body-roller', {
        title: 'Body roller',
        areas: ['body'],
        lengthMm: 0.3,
        position: 2,
        body: writtenBody('## What it is\n\nLonger than the 0.25 mm of the other one.'),
      }),
      someProduct('pro-roller', { title: 'Professional roller', lengthMm: 1, position: 3 }),
      someProduct('old-roller', { title: 'Old face roller', status: 'withdrawn', position: 4 }),
      someProduct('secret-gadget', { title: 'Secret gadget', status: 'draft', position: 5 }),
      someProduct('case', { title: 'Storage case', lengthMm: null, areas: [], position: 6 }),
    ],
    glossary: [
      entry('anticoagulant', 'Anticoagulant', 'A medicine that slows clotting.', [
        'blood thinner',
        'warfarin',
      ]),
      entry('keloid', 'Keloid', 'A firm scar that outgrows its wound.', ['keloid scar']),
      entry('pih', 'Post-inflammatory hyperpigmentation', 'Dark marks that stay.', ['PIH', 'dark marks']),
    ],
    legal: [returns],
    sources: [],
    facts: [
      {
        id: 'channel',
        from: 0.77,
        to: null,
        unit: 'mm',
        words: null,
        says: 'How deep a channel was',
        sources: [],
        confidence: 'M',
        mustSay: [],
      },
    ],
    rulesets: [],
    redirects: [],
    gone: [],
    shop: {
      name: 'Test shop',
      tagline: 'Read first',
      currency: 'GBP',
      market: 'uk',
      contactEmail: 'help@shop.test',
      postalAddress: '1 Test Street',
      quantityLimit: 5,
      lineLimit: 20,
      returnsDays: 14,
      paymentMethods: ['card'],
      delivery: { id: 'standard', label: 'Post', priceMinor: 395, freeFromMinor: null, workingDays: '2' },
      otherDelivery: [],
      carriers: [],
      vatNumber: null,
    },
    markets: [],
  };
}
