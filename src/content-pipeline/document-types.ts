/**
 * The content model: every kind of document, every field, said once.
 * The contentlayer document types, the content check and the TypeScript types of raw front matter all come from here.
 */

/** What a field may refer to. */
export type ReferenceTarget = 'article' | 'product' | 'glossary' | 'legal' | 'source' | 'market' | 'fact';

export type FieldType =
  | { type: 'string'; pattern?: Pattern; multiline?: boolean }
  | { type: 'number'; min: number; max: number; whole?: boolean }
  | { type: 'boolean' }
  /** A civil date, YYYY-MM-DD. */
  | { type: 'date' }
  /** A civil date and time, YYYY-MM-DDThh:mm, read in the zone of the market that the shop serves. */
  | { type: 'date-time' }
  /** A price in quotes, `"24.00"`; compiled to minor units. */
  | { type: 'money' }
  | { type: 'enum'; values: readonly string[] }
  | { type: 'reference'; to: ReferenceTarget }
  | { type: 'list'; of: FieldType; min?: number; distinct?: boolean }
  | { type: 'object'; fields: Fields };

/** A regular expression with the words that an editor reads instead of it. */
export interface Pattern {
  source: RegExp;
  words: string;
}

export type Field = FieldType & {
  /** A field that is not required may be left out or null; a list is then empty. */
  required: boolean;
  /** A value the check accepts, as YAML, shown beside an error and in forms. */
  example: string;
  description: string;
};

export type Fields = Readonly<Record<string, Field>>;

export interface DocumentKind {
  /** The contentlayer type. */
  typeName: string;
  /** What an error message calls one of these. */
  noun: string;
  /** Below `content/`: a folder of files, or one file. */
  place: { folder: string } | { file: string };
  format: 'mdx' | 'yaml';
  fields: Fields;
  /** Whether an MDX body may be empty. */
  bodyRequired: boolean;
}

type ValueOf<F> = F extends { type: 'string' | 'date' | 'date-time' | 'money' | 'reference' }
  ? string
  : F extends { type: 'number' }
    ? number
    : F extends { type: 'boolean' }
      ? boolean
      : F extends { type: 'enum'; values: readonly (infer V)[] }
        ? V
        : F extends { type: 'list'; of: infer Item }
          ? ValueOf<Item>[]
          : F extends { type: 'object'; fields: infer Inner }
            ? DataOf<Inner>
            : never;

/** The data of a document with these fields: what is left out reads as null, a list as empty. */
export type DataOf<F> = {
  [Name in keyof F]: F[Name] extends { required: true } | { type: 'list' }
    ? ValueOf<F[Name]>
    : ValueOf<F[Name]> | null;
};

interface About {
  example: string;
  description: string;
}

const text = <const A extends About & { pattern?: Pattern; multiline?: boolean }>(about: A) =>
  ({ type: 'string', required: true, ...about }) as const;
const number = (min: number, max: number, about: About) =>
  ({ type: 'number', required: true, min, max, ...about }) as const;
const whole = (min: number, max: number, about: About) =>
  ({ type: 'number', required: true, min, max, whole: true, ...about }) as const;
const bool = (about: About) => ({ type: 'boolean', required: true, ...about }) as const;
const date = (about: About) => ({ type: 'date', required: true, ...about }) as const;
const dateTime = (about: About) => ({ type: 'date-time', required: true, ...about }) as const;
const money = (about: About) => ({ type: 'money', required: true, ...about }) as const;
const oneOf = <const V extends readonly string[]>(values: V, about: About) =>
  ({ type: 'enum', required: true, values, ...about }) as const;
const object = <const F extends Fields>(fields: F, about: About) =>
  ({ type: 'object', required: true, fields, ...about }) as const;
const listOf = <const T extends FieldType>(of: T, about: About & { min?: number; distinct?: boolean }) =>
  ({ type: 'list', required: true, of, ...about }) as const;
const reference = <const T extends ReferenceTarget>(to: T, about: About) =>
  ({ type: 'reference', required: true, to, ...about }) as const;
const optional = <const F extends Field>(field: F): Omit<F, 'required'> & { required: false } => ({
  ...field,
  required: false,
});

const slugPattern: Pattern = {
  source: /^[a-z0-9]+(-[a-z0-9]+)*$/,
  words: 'small letters, digits and single hyphens',
};

/** The last part of a URL: also the rule for file names of articles, products, glossary entries and legal pages. */
export const slugRule = slugPattern;

const position = whole(1, 9999, { example: '3', description: 'Place in the order of its list, from 1.' });
const summary = text({
  example: 'A roller makes many tiny punctures; the skin answers as it does to any small wound.',
  description: 'Answers the page’s question in one or two sentences.',
});
const updatedOn = date({ example: '2026-05-14', description: 'Day of the last change of meaning.' });
const references = <const T extends ReferenceTarget>(to: T, about: About) =>
  optional(listOf({ type: 'reference', to }, { ...about, distinct: true }));
const lines = (about: About) => listOf({ type: 'string' }, about);

/** Where it is left out, the page is public: most pages are, and are written to be. */
const pageStatus = optional(
  oneOf(['draft', 'published'], {
    example: 'published',
    description: 'A draft is not public: nobody can open, find or be led to it. Left out: published.',
  }),
);
const pagePublishAt = optional(
  dateTime({ example: '2026-11-22T09:00', description: 'When it appears; before, it is as a draft.' }),
);

/** The parts of the reading list, in its order. */
export const articleParts = ['how-it-works', 'should-i', 'doing-it', 'around-it'] as const;

const articleFields = {
  title: text({ example: 'How derma rollers work', description: 'Heading of the page.' }),
  summary,
  status: pageStatus,
  publishAt: pagePublishAt,
  unpublishAt: optional(
    dateTime({ example: '2027-03-01T00:00', description: 'When it goes; after, it is as a draft.' }),
  ),
  author: text({ example: 'Needlewise editors', description: 'Who wrote it.' }),
  reviewer: optional(
    text({
      example: 'Dr Jo Example, dermatologist',
      description: 'The clinician who signed; null while nobody has.',
    }),
  ),
  reviewedOn: optional(date({ example: '2026-05-14', description: 'Day of the clinician’s signature.' })),
  reviewDue: optional(
    date({ example: '2027-05-14', description: 'Day by which it is to be reviewed again.' }),
  ),
  updatedOn,
  part: oneOf(articleParts, {
    example: 'doing-it',
    description: 'The part of the reading list it belongs to.',
  }),
  interest: oneOf(['sells', 'none'], {
    example: 'sells',
    description: 'Whether this shop earns from the subject; the page says so.',
  }),
  position,
  changes: optional(
    listOf(
      {
        type: 'object',
        fields: {
          on: date({ example: '2026-05-14', description: 'Day of the change.' }),
          words: text({ example: 'The advice on sunscreen names its source.', description: 'What changed.' }),
        },
      },
      {
        example: '[{ on: 2026-05-14, words: The advice on sunscreen names its source. }]',
        description: 'What changed in meaning at each review, newest first.',
      },
    ),
  ),
  sources: references('source', {
    example: '[fda-2020]',
    description: 'Ids from sources.yaml, in the order of their numbers.',
  }),
  products: references('product', {
    example: '[face-roller]',
    description: 'Products the article bears on; their pages list it under “read first”.',
  }),
  related: references('article', { example: '[needle-length]', description: 'Articles to read next.' }),
} as const;

/** What a product can be. */
export const productKinds = [
  'roller',
  'storage-case',
  'cleaning-tray',
  'travel-cap',
  'disposal-tub',
  'gauze',
] as const;

/** The colours that variants come in. */
export const variantColours = ['green', 'graphite', 'sand'] as const;

/** How VAT is charged on a product; each market names the rate of each. */
export const vatClasses = ['standard', 'reduced', 'zero'] as const;

const productFields = {
  title: text({ example: 'Face roller', description: 'Name of the product.' }),
  summary,
  kind: oneOf(productKinds, { example: 'roller', description: 'What it is.' }),
  areas: optional(
    listOf(
      { type: 'enum', values: ['face', 'body', 'scalp'] },
      { distinct: true, example: '[face]', description: 'Where it is used.' },
    ),
  ),
  status: oneOf(['draft', 'published', 'withdrawn'], {
    example: 'published',
    description: 'A draft is not public; a withdrawn product keeps its page and is not sold.',
  }),
  publishAt: optional(
    dateTime({
      example: '2026-11-22T09:00',
      description: 'When a published product appears; before, it is as a draft.',
    }),
  ),
  unpublishAt: optional(
    dateTime({
      example: '2027-03-01T00:00',
      description: 'When it is sold no longer; after, it is as a withdrawn one.',
    }),
  ),
  position,
  intendedUse: text({
    example: 'Cosmetic rolling of the face at home, by one adult, after a clear self-check.',
    description: 'What it is for and by whom, in the words of its needle tier.',
    multiline: true,
  }),
  vatClass: oneOf(vatClasses, {
    example: 'standard',
    description: 'Which of the market’s VAT rates it bears.',
  }),
  besideNeedledSkin: bool({
    example: 'false',
    description: 'Whether it may lie beside freshly needled skin, and so be offered together with a roller.',
  }),
  needles: optional(
    object(
      {
        count: whole(1, 5000, { example: '192', description: 'Needles on the head.' }),
        rows: whole(1, 100, { example: '8', description: 'Rows of needles.' }),
        material: oneOf(['steel', 'titanium', 'plastic'], {
          example: 'steel',
          description: 'What the needles are made of.',
        }),
        headWidthMm: number(1, 200, { example: '20', description: 'Width of the head in mm.' }),
      },
      {
        example: '{ count: 192, rows: 8, material: steel, headWidthMm: 20 }',
        description: 'Null where the product has no needles.',
      },
    ),
  ),
  variants: listOf(
    {
      type: 'object',
      fields: {
        sku: text({
          example: 'FACE-025',
          description: 'Stock number; never reused.',
          pattern: {
            source: /^[A-Z0-9][A-Z0-9-]{2,31}$/,
            words: '3 to 32 capital letters, digits and hyphens, not starting with a hyphen',
          },
        }),
        label: text({ example: '0.25 mm', description: 'What tells this variant from the others.' }),
        colour: optional(
          oneOf(variantColours, {
            example: 'graphite',
            description: 'Colour, where it comes in one of these; its label says it too.',
          }),
        ),
        needleLengthMm: optional(
          number(0.05, 3, {
            example: '0.25',
            description: 'Nominal length in mm; null where there are no needles.',
          }),
        ),
        price: money({ example: '"24.00"', description: 'Price with VAT, in quotes, with two decimals.' }),
        openingStock: whole(0, 100_000, {
          example: '40',
          description: 'Units put on the shelf the first time the shop sees this SKU.',
        }),
      },
    },
    {
      min: 1,
      example: '[{ sku: FACE-025, label: 0.25 mm, needleLengthMm: 0.25, price: "24.00", openingStock: 40 }]',
      description: 'What can be put into the cart.',
    },
  ),
  warnings: lines({
    example: '[Never share a roller.]',
    description: 'Shown on the page and again in the cart.',
  }),
  notFor: lines({ example: '[Broken or infected skin.]', description: 'Who or what it is not for.' }),
  inTheBox: lines({ example: '[One roller, One cover]', description: 'What the buyer receives.' }),
  care: text({
    example: 'Rinse, then soak in 70 % alcohol.',
    description: 'How to clean and keep it.',
    multiline: true,
  }),
  sterility: text({
    example: 'Supplied clean, not sterile.',
    description: 'What is promised about sterility.',
    multiline: true,
  }),
  shelfLife: text({
    example: 'Lot and last day of use are printed on the pouch; we send nothing with less than a year left.',
    description: 'What is promised about lots and shelf life.',
    multiline: true,
  }),
  usesPerRoller: optional(
    object(
      {
        count: whole(1, 1000, { example: '1', description: 'How often it may be used.' }),
        source: reference('source', { example: 'fda-2020', description: 'Where that number stands.' }),
      },
      {
        example: '{ count: 1, source: fda-2020 }',
        description: 'Only where a source gives a number; null otherwise.',
      },
    ),
  ),
  sizeMm: optional(
    object(
      {
        width: number(1, 1000, { example: '175', description: 'From left to right, seen from the front.' }),
        depth: number(1, 1000, { example: '60', description: 'From front to back.' }),
        height: number(1, 1000, { example: '44', description: 'From the table to the top.' }),
      },
      {
        example: '{ width: 175, depth: 60, height: 44 }',
        description: 'Outer measures in mm of what has no needles; its pictures are drawn by them.',
      },
    ),
  ),
  origin: text({ example: 'Made in Germany', description: 'Where it is made.' }),
  weightGrams: whole(1, 10_000, { example: '45', description: 'Weight with packing, in grams.' }),
  updatedOn: optional(updatedOn),
  readFirst: references('article', {
    example: '[who-should-not]',
    description: 'Articles to read before buying.',
  }),
  goesWith: references('product', {
    example: '[storage-case]',
    description: 'Products offered beside it, each safe beside needled skin or for keeping and cleaning.',
  }),
} as const;

const glossaryFields = {
  term: text({ example: 'Dermis', description: 'The word explained.' }),
  definition: text({
    example: 'The living layer of skin below the epidermis.',
    description: 'One or two plain sentences.',
  }),
  aliases: optional(
    listOf(
      { type: 'string' },
      { distinct: true, example: '[corium]', description: 'Other words for the same thing.' },
    ),
  ),
  status: pageStatus,
} as const;

const legalFields = {
  title: text({ example: 'Delivery', description: 'Heading of the page.' }),
  summary,
  status: pageStatus,
  publishAt: pagePublishAt,
  updatedOn,
  position,
} as const;

const idPattern: Pattern = {
  source: /^[A-Za-z0-9]+([-.][A-Za-z0-9]+)*$/,
  words: 'letters, digits and single hyphens',
};

const sourcesFields = {
  sources: listOf(
    {
      type: 'object',
      fields: {
        id: text({ example: 'fda-2020', description: 'Name used by <Cite id>.', pattern: idPattern }),
        title: text({ example: 'Guidance on microneedling products', description: 'Title, with its maker.' }),
        year: optional(
          whole(1800, 2100, { example: '2020', description: 'Year of publication; null if unknown.' }),
        ),
        url: text({
          example: 'https://example.org/guidance',
          description: 'Where it can be read.',
          pattern: { source: /^https?:\/\/[^\s]+$/, words: 'an address that begins with https://' },
        }),
        read: oneOf(['whole', 'opening', 'abstract', 'copy', 'passage'], {
          example: 'abstract',
          description: 'How much of it we read.',
        }),
        confidence: oneOf(['H', 'M', 'L'], { example: 'H', description: 'High, middling or low.' }),
      },
    },
    {
      example: '[{ id: fda-2020, title: …, year: 2020, url: https://…, read: opening, confidence: H }]',
      description: 'Everything an article may cite.',
    },
  ),
} as const;

/** What a figure counts or measures; `none` for a bare number, such as a sun protection factor. */
export const factUnits = [
  'needles',
  'rows',
  'mm',
  'people',
  'months',
  'years',
  'weeks',
  'days',
  'studies',
  'places',
  'samples',
  'hours',
  'sessions',
  'points',
  'cases',
  'minutes',
  'percent',
  'times',
  'none',
  'uses',
  'articles',
] as const;

const factNumber = (about: About) => optional(number(0, 1_000_000, about));

const factsFields = {
  facts: listOf(
    {
      type: 'object',
      fields: {
        id: text({ example: 'roller-needles', description: 'Name used by <Fact id>.', pattern: idPattern }),
        from: factNumber({ example: '0.5', description: 'The number, or where a range begins.' }),
        to: factNumber({ example: '1.5', description: 'Where a range ends.' }),
        unit: optional(oneOf(factUnits, { example: 'mm', description: 'What “from” and “to” count.' })),
        words: optional(
          text({
            example: '1 in 15',
            description: 'The figure as it is to be read, where it is no measure.',
          }),
        ),
        says: text({
          example: 'Needle lengths of a typical medical roller',
          description: 'What the figure states.',
        }),
        sources: listOf(
          { type: 'reference', to: 'source' },
          {
            distinct: true,
            example: '[fda-2020]',
            description: 'Sources of the figure; empty for this shop’s own policy.',
          },
        ),
        confidence: oneOf(['H', 'M', 'L'], { example: 'H', description: 'High, middling or low.' }),
        mustSay: optional(
          lines({
            example: '[rat, animal]',
            description: 'Caveats of which one stands in the paragraph that uses the figure.',
          }),
        ),
      },
    },
    {
      example:
        '[{ id: roller-needles, from: 192, unit: needles, says: …, sources: [fda-2020], confidence: H }]',
      description: 'Every cited figure, said once.',
    },
  ),
} as const;

const deliveryFields = {
  id: text({ example: 'tracked', description: 'Short name; it stands in baskets.', pattern: slugPattern }),
  label: text({ example: 'Tracked delivery', description: 'Name of the service.' }),
  price: money({ example: '"3.95"', description: 'Price with VAT, in quotes, with two decimals.' }),
  freeFrom: optional(
    money({ example: '"40.00"', description: 'Goods total from which it is free; null: never.' }),
  ),
  workingDays: text({
    example: '2 to 4',
    description:
      'How many working days after the payment it comes: what leaves on the next day is counted in.',
    pattern: { source: /^\d{1,2}( to \d{1,2})?$/, words: 'a number of days, or two with “to” between them' },
  }),
} as const;
const deliveryExample =
  '{ id: tracked, label: Tracked delivery, price: "3.95", freeFrom: null, workingDays: 2 to 4 }';

const shopFields = {
  name: text({ example: 'Needlewise', description: 'Name of the shop.' }),
  tagline: text({ example: 'Learn first, then roll.', description: 'One line below the name.' }),
  currency: text({
    example: 'GBP',
    description: 'Currency of every price (ISO 4217).',
    pattern: { source: /^[A-Z]{3}$/, words: 'three capital letters' },
  }),
  market: reference('market', { example: 'uk', description: 'The market that is served by default.' }),
  contactEmail: text({
    example: 'help@needlewise.example',
    description: 'Where buyers write.',
    pattern: { source: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, words: 'an e-mail address' },
  }),
  postalAddress: text({
    example: '1 Example Street, Leeds, LS1 1AA',
    description: 'The trader’s address.',
    multiline: true,
  }),
  quantityLimit: whole(1, 1000, { example: '5', description: 'Units of one SKU that an order may hold.' }),
  lineLimit: whole(1, 100, { example: '20', description: 'Different SKUs that a cart may hold.' }),
  returnsDays: whole(14, 365, {
    example: '14',
    description: 'Days in which a buyer may withdraw; 14 by law.',
  }),
  paymentMethods: optional(
    listOf(
      { type: 'enum', values: ['card', 'bacs_debit', 'sepa_debit'] },
      {
        distinct: true,
        example: '[card]',
        description:
          'Ways to pay. Left out: cards. With direct debits (bacs_debit, sepa_debit) the money comes days later, or does not.',
      },
    ),
  ),
  vatNumber: optional(
    text({
      example: 'GB 123 4567 89',
      description: 'VAT registration number, as it stands on receipts; null where no VAT is charged.',
    }),
  ),
  delivery: object(deliveryFields, {
    example: deliveryExample,
    description: 'The standard way of delivery: pages name it, and it is taken unless another is chosen.',
  }),
  otherDelivery: optional(
    listOf(
      { type: 'object', fields: deliveryFields },
      { example: `[${deliveryExample}]`, description: 'Other ways that a basket may choose.' },
    ),
  ),
  carriers: optional(
    listOf(
      {
        type: 'object',
        fields: {
          name: text({ example: 'Royal Mail', description: 'Name as staff write it when a parcel leaves.' }),
          trackingUrl: text({
            example: 'https://carrier.example/track/{number}',
            description: 'Where a parcel can be followed.',
            pattern: {
              source: /^https:\/\/\S*\{number\}\S*$/,
              words: 'an https address with {number} in it',
            },
          }),
        },
      },
      {
        example: '[{ name: Royal Mail, trackingUrl: "https://carrier.example/track/{number}" }]',
        description: 'Carriers whose parcels buyers can follow by a link.',
      },
    ),
  ),
} as const;

const tierSale = (about: About) => oneOf(['self-check', 'show', 'off'], about);

const marketsFields = {
  markets: listOf(
    {
      type: 'object',
      fields: {
        id: text({ example: 'uk', description: 'Short name.', pattern: slugPattern }),
        name: text({ example: 'United Kingdom', description: 'Name in full.' }),
        sells: bool({ example: 'true', description: 'Whether anything is sold here.' }),
        reason: optional(
          text({
            example: 'No device is licensed for home use.',
            description: 'Why nothing is sold; null where something is.',
          }),
        ),
        sources: references('source', { example: '[fda-2020]', description: 'Sources of the reason.' }),
        zone: text({ example: 'Europe/London', description: 'IANA time zone that “today” is read in.' }),
        vatRatePercent: number(0, 100, {
          example: '20',
          description: 'Standard rate of the VAT or sales tax contained in prices, in per cent.',
        }),
        reducedVatRatePercent: number(0, 100, {
          example: '5',
          description: 'Rate of products of the reduced VAT class, in per cent; the zero class bears none.',
        }),
        countries: listOf(
          { type: 'string', pattern: { source: /^[A-Z]{2}$/, words: 'two capital letters (ISO 3166-1)' } },
          { distinct: true, example: '[GB]', description: 'Countries delivered to.' },
        ),
        delivery: optional(
          object(
            {
              leavesBefore: text({
                example: '"14:00"',
                description:
                  'What is paid before this time of a working day, in the zone of the market, leaves the same day.',
                pattern: {
                  source: /^([01]\d|2[0-3]):[0-5]\d$/,
                  words: 'a time in hours and minutes, in quotes',
                },
              }),
              holidaysOf: text({
                example: 'the bank holidays of England and Wales',
                description: 'Which holidays are left out, as the sentence about the estimate names them.',
              }),
              holidays: listOf(
                { type: 'date' },
                {
                  distinct: true,
                  example: '[2026-12-25]',
                  description: 'Public holidays on weekdays: no parcel leaves or comes.',
                },
              ),
              holidaysKnownTo: date({
                example: '2028-12-31',
                description: 'Up to this day the list is whole; no estimate reaches beyond it.',
              }),
            },
            {
              example:
                '{ leavesBefore: "14:00", holidaysOf: the bank holidays of England and Wales, holidays: [2026-12-25], holidaysKnownTo: 2028-12-31 }',
              description: 'What the estimate of the day of delivery is made from; null: no estimate.',
            },
          ),
        ),
        tiers: object(
          {
            surface: tierSale({ example: 'self-check', description: 'Needles up to 0.3 mm.' }),
            homeMax: tierSale({ example: '"off"', description: 'Needles above 0.3 up to 0.5 mm.' }),
            professional: tierSale({ example: 'show', description: 'Needles above 0.5 mm.' }),
          },
          {
            example: '{ surface: self-check, homeMax: "off", professional: show }',
            description: 'How each needle tier is treated.',
          },
        ),
      },
    },
    {
      min: 1,
      example: '[{ id: uk, name: United Kingdom, sells: true, … }]',
      description: 'Where the shop sells and where it says why not.',
    },
  ),
} as const;

const oldPath: Pattern = {
  source: /^\/(learn|rollers|legal)\/[a-z0-9]+(-[a-z0-9]+)*$/,
  words: 'the path of an article, a product or a legal page, such as /rollers/old-roller',
};

const redirectsFields = {
  redirects: optional(
    listOf(
      {
        type: 'object',
        fields: {
          from: text({
            example: '/rollers/old-roller',
            description: 'Where the page was.',
            pattern: oldPath,
          }),
          to: text({
            example: '/rollers/face-roller',
            description: 'Where it is now.',
            pattern: {
              source: /^\/[a-z0-9/-]*$/,
              words: 'a path of this shop, such as /rollers/face-roller',
            },
          }),
        },
      },
      {
        example: '[{ from: /rollers/old-roller, to: /rollers/face-roller }]',
        description: 'Pages that have moved for good.',
      },
    ),
  ),
  gone: optional(
    listOf(
      {
        type: 'object',
        fields: {
          path: text({
            example: '/rollers/old-roller',
            description: 'Where the page was.',
            pattern: oldPath,
          }),
          alternatives: references('product', {
            example: '[face-roller]',
            description: 'Products to look at instead.',
          }),
          words: text({
            example: 'The maker stopped making it in 2026.',
            description: 'Why it is gone, for whoever looks for it.',
          }),
        },
      },
      {
        example: '[{ path: /rollers/old-roller, alternatives: [face-roller], words: … }]',
        description: 'Pages that were removed for good.',
      },
    ),
  ),
} as const;

/** Every kind of document that contentlayer compiles, by name. */
export const contentModel = {
  article: {
    typeName: 'Article',
    noun: 'article',
    place: { folder: 'learn' },
    format: 'mdx',
    fields: articleFields,
    bodyRequired: true,
  },
  product: {
    typeName: 'Product',
    noun: 'product',
    place: { folder: 'products' },
    format: 'mdx',
    fields: productFields,
    bodyRequired: false,
  },
  glossary: {
    typeName: 'GlossaryTerm',
    noun: 'glossary entry',
    place: { folder: 'glossary' },
    format: 'mdx',
    fields: glossaryFields,
    bodyRequired: false,
  },
  legal: {
    typeName: 'LegalPage',
    noun: 'legal page',
    place: { folder: 'legal' },
    format: 'mdx',
    fields: legalFields,
    bodyRequired: true,
  },
  shop: {
    typeName: 'Shop',
    noun: 'shop',
    place: { file: 'shop.yaml' },
    format: 'yaml',
    fields: shopFields,
    bodyRequired: false,
  },
  markets: {
    typeName: 'Markets',
    noun: 'list of markets',
    place: { file: 'markets.yaml' },
    format: 'yaml',
    fields: marketsFields,
    bodyRequired: false,
  },
  sources: {
    typeName: 'Sources',
    noun: 'list of sources',
    place: { file: 'sources.yaml' },
    format: 'yaml',
    fields: sourcesFields,
    bodyRequired: false,
  },
  facts: {
    typeName: 'Facts',
    noun: 'list of facts',
    place: { file: 'facts.yaml' },
    format: 'yaml',
    fields: factsFields,
    bodyRequired: false,
  },
  redirects: {
    typeName: 'Redirects',
    noun: 'list of redirects',
    place: { file: 'redirects.yaml' },
    format: 'yaml',
    fields: redirectsFields,
    bodyRequired: false,
  },
} as const satisfies Record<string, DocumentKind>;

export type KindName = keyof typeof contentModel;

/** Checked data of one document, as its front matter or YAML has it (prices still written `"24.00"`). */
export type DocumentData<K extends KindName> = DataOf<(typeof contentModel)[K]['fields']>;

/**
 * The self-check's rulesets lie here, one `VERSION.yaml` each, with `overlays/NAME.yaml` and `seals.yaml` beside them.
 * They are no contentlayer documents: the pipeline only sees that each is a mapping that says its file's name as its
 * `version` or `overlay`; `self-check` owns their meaning.
 */
export const rulesetFolder = 'self-check';

/** Names of all kinds, in the order in which problems and documents are listed. */
export const kindNames = Object.keys(contentModel) as KindName[];

/** Path of a kind's documents below `content/`, with `*` for the slug. */
export function placePattern(kind: DocumentKind): string {
  return 'file' in kind.place ? kind.place.file : `${kind.place.folder}/*.mdx`;
}

/** The kind a file belongs to by its path below `content/`; null where nothing of that path is expected. */
export function kindOfFile(contentPath: string): KindName | null {
  for (const name of kindNames) {
    const { place } = contentModel[name];
    if ('file' in place) {
      if (place.file === contentPath) return name;
    } else if (new RegExp(`^${place.folder}/[^/]+\\.mdx$`).test(contentPath)) return name;
  }
  return null;
}
