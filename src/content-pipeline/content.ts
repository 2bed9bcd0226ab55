/**
 * The compiled content: what the rest of the shop sees of `content/`.
 * Pure types; `document-types.ts` is the model these are compiled from.
 */

import type {
  articleParts,
  factUnits,
  productKinds,
  variantColours,
  vatClasses,
} from '#content-pipeline/document-types.ts';
import type { DeliveryOption } from '#lib/delivery.ts';

/** A civil date, `YYYY-MM-DD`, without a clock time. */
export type IsoDate = string;

/** A civil date and time, `YYYY-MM-DDThh:mm`, read in the zone of the market that the shop serves. */
export type CivilTime = string;

/** MDX compiled to a JavaScript function body; render it with `renderBody`. */
export interface CompiledBody {
  /** JavaScript that evaluates to a React component (contentlayer's `body.code`). */
  code: string;
  /** The MDX after the front matter, as it is written; read it with `plain-words.ts`. */
  source: string;
  /** Second and third level headings; the `ask` of a `<Question>` counts as one of the third level. */
  headings: { depth: 2 | 3; text: string; id: string }[];
  /** Whole minutes at 220 words a minute, at least 1. */
  readingMinutes: number;
}

interface Document {
  /** File name without its extension: the last part of the URL. */
  slug: string;
  /** Path below the repository root, for error messages. */
  file: string;
}

export type PageStatus = 'draft' | 'published';

export interface Article extends Document {
  title: string;
  /** Answers the article's question in one or two sentences. */
  summary: string;
  status: PageStatus;
  /** Until then a published article is as a draft; null: from the start. */
  publishAt: CivilTime | null;
  /** From then on it is as a draft again; null: never. */
  unpublishAt: CivilTime | null;
  author: string;
  /** Null while no named clinician has signed: the page says so. */
  reviewer: string | null;
  reviewedOn: IsoDate | null;
  reviewDue: IsoDate | null;
  updatedOn: IsoDate;
  /** The part of the reading list it belongs to. */
  part: (typeof articleParts)[number];
  /** Whether this shop earns from the subject. */
  interest: 'sells' | 'none';
  /** Place in the reading order, from 1. */
  position: number;
  /** What changed in meaning at each review, newest first. */
  changes: { on: IsoDate; words: string }[];
  /** Ids of `sources.yaml`. */
  sources: string[];
  /** Slugs of products this article bears on; the product page lists the article under “read first”. */
  products: string[];
  /** Slugs of articles to read next. */
  related: string[];
  body: CompiledBody;
}

export type ProductKind = (typeof productKinds)[number];
export type VariantColour = (typeof variantColours)[number];
export type VatClass = (typeof vatClasses)[number];
export type Area = 'face' | 'body' | 'scalp';
export type Material = 'steel' | 'titanium' | 'plastic';
export type ProductStatus = 'draft' | 'published' | 'withdrawn';

export interface Variant {
  sku: string;
  /** What tells this variant from its siblings, e.g. “0.25 mm”. */
  label: string;
  /** Nominal needle length in mm; null where the product has no needles. */
  needleLengthMm: number | null;
  /** Null where it comes in one colour only. */
  colour: VariantColour | null;
  /** Price with VAT, in minor units of the shop's currency. */
  priceMinor: number;
  /** Units put on the shelf the first time the shop sees this SKU. */
  openingStock: number;
}

export interface Needles {
  count: number;
  rows: number;
  material: Material;
  headWidthMm: number;
}

export interface SizeMm {
  /** From left to right, from front to back, from the table to the top. */
  width: number;
  depth: number;
  height: number;
}

export interface Product extends Document {
  title: string;
  summary: string;
  kind: ProductKind;
  areas: Area[];
  /** What it is for and by whom. */
  intendedUse: string;
  vatClass: VatClass;
  /** Whether it may lie beside freshly needled skin, and so be offered together with a roller. */
  besideNeedledSkin: boolean;
  status: ProductStatus;
  /** Until then a published product is as a draft; null: from the start. */
  publishAt: CivilTime | null;
  /** From then on it is as a withdrawn one; null: never. */
  unpublishAt: CivilTime | null;
  position: number;
  /** Null where the product has no needles. */
  needles: Needles | null;
  variants: Variant[];
  /** Shown on the page and again in the cart. */
  warnings: string[];
  notFor: string[];
  inTheBox: string[];
  care: string;
  sterility: string;
  /** Lots and last days of use. */
  shelfLife: string;
  /** How often one roller may be used and the id of the source that says so; null where none does. */
  usesPerRoller: { count: number; source: string } | null;
  /** Outer measures in mm, as it stands before the reader; null for rollers. */
  sizeMm: SizeMm | null;
  origin: string;
  weightGrams: number;
  updatedOn: IsoDate | null;
  /** Slugs of articles. */
  readFirst: string[];
  /** Slugs of products offered beside it. */
  goesWith: string[];
  body: CompiledBody;
}

export interface GlossaryTerm extends Document {
  term: string;
  /** One or two plain sentences. */
  definition: string;
  aliases: string[];
  status: PageStatus;
  body: CompiledBody;
}

export interface LegalPage extends Document {
  title: string;
  summary: string;
  status: PageStatus;
  /** Until then a published page is as a draft; null: from the start. */
  publishAt: CivilTime | null;
  updatedOn: IsoDate;
  position: number;
  body: CompiledBody;
}

export interface Source {
  id: string;
  title: string;
  year: number | null;
  url: string;
  /** How much of it we read. */
  read: 'whole' | 'opening' | 'abstract' | 'copy' | 'passage';
  confidence: 'H' | 'M' | 'L';
}

/** A figure that bodies cite by `<Fact id>`; either `from` and `unit` or `words` is there, the other null. */
export interface Fact {
  id: string;
  /** The number, or where a range begins. */
  from: number | null;
  /** Where a range ends, above `from`; null for a single number. */
  to: number | null;
  unit: FactUnit | null;
  /** The figure as it is to be read, where it is no measure. */
  words: string | null;
  /** What the figure states. */
  says: string;
  /** Ids of `sources.yaml`; empty for this shop's own policy. */
  sources: string[];
  confidence: 'H' | 'M' | 'L';
  /** Caveats of which one stands in the paragraph that uses the figure; empty where none is needed. */
  mustSay: string[];
}

export type FactUnit = (typeof factUnits)[number];

export interface Shop {
  name: string;
  tagline: string;
  /** ISO 4217, upper case. */
  currency: string;
  /** Id of the market that is served by default. */
  market: string;
  contactEmail: string;
  postalAddress: string;
  /** Units of one SKU that one order may hold. */
  quantityLimit: number;
  /** Different SKUs that one cart may hold. */
  lineLimit: number;
  returnsDays: number;
  /** Ways to pay that are offered. */
  paymentMethods: ('card' | 'bacs_debit' | 'sepa_debit')[];
  /** As it stands on receipts; null where the trader charges no VAT. */
  vatNumber: string | null;
  /** The standard way of delivery: what pages name, and what is taken unless the shopper chooses another. */
  delivery: DeliveryOption;
  otherDelivery: DeliveryOption[];
  /** Where a parcel of each carrier can be followed; `{number}` stands for its number. */
  carriers: { name: string; trackingUrl: string }[];
}

/** How a market treats a needle tier: sold after a clear self-check, on show only, or absent. */
export type TierSale = 'self-check' | 'show' | 'off';

export interface Market {
  id: string;
  name: string;
  sells: boolean;
  /** Why nothing is sold here; null where `sells`. */
  reason: string | null;
  /** Source ids for the reason. */
  sources: string[];
  /** IANA zone that “today” is read in. */
  zone: string;
  /** Standard rate. */
  vatRatePercent: number;
  /** Rate of the reduced VAT class; the zero class bears none. */
  reducedVatRatePercent: number;
  /** ISO 3166-1 alpha-2 delivery countries. */
  countries: string[];
  /** Null or left out: no day of delivery is estimated. */
  delivery?: MarketDelivery | null;
  tiers: { surface: TierSale; homeMax: TierSale; professional: TierSale };
}

/** What a day of delivery is estimated from. */
export interface MarketDelivery {
  /** `hh:mm` in the zone of the market: what is paid before it on a working day leaves the same day. */
  leavesBefore: string;
  /** Which holidays these are, as a sentence names them. */
  holidaysOf: string;
  /** Public holidays on weekdays. */
  holidays: IsoDate[];
  /** The list of holidays is whole up to this day. */
  holidaysKnownTo: IsoDate;
}

/** A page that has moved for good. Paths of this shop, without a query. */
export interface Redirect {
  from: string;
  to: string;
}

/** A page that was removed for good. */
export interface GonePage {
  path: string;
  /** Slugs of products to look at instead. */
  alternatives: string[];
  /** Why it is gone. */
  words: string;
}

export interface RulesetFile {
  file: string;
  /** The version; of an overlay its name. */
  version: string;
  /** True for a merchant's overlay, which tightens versions and is none itself. */
  overlay?: true;
  /** Parsed YAML as it stands; `self-check` validates it and fails closed. */
  data: unknown;
}

/** Everything in `content/`, checked, compiled and hashed. */
export interface ContentBundle {
  /** SHA-256 of the sources, hex. */
  hash: string;
  articles: Article[];
  products: Product[];
  glossary: GlossaryTerm[];
  legal: LegalPage[];
  sources: Source[];
  facts: Fact[];
  rulesets: RulesetFile[];
  shop: Shop;
  markets: Market[];
  redirects: Redirect[];
  gone: GonePage[];
}
