import type { ReadDocument, ReadRuleset } from '#content-pipeline/checked-content.ts';
import type {
  CompiledBody,
  ContentBundle,
  Fact,
  GonePage,
  Market,
  Product,
  Redirect,
  RulesetFile,
} from '#content-pipeline/content.ts';
import {
  contentModel,
  type DocumentData,
  type Field,
  type Fields,
  type FieldType,
  type KindName,
} from '#content-pipeline/document-types.ts';
import { headingsOf, readingMinutes } from '#content-pipeline/mdx-source.ts';
import type { DeliveryOption } from '#lib/delivery.ts';
import { parseMoney } from '#lib/money.ts';

/** One document as contentlayer writes it: its fields beside these. */
export interface CompiledFile {
  /** Path below `content/`. */
  _id: string;
  body?: { raw: string; code: string };
}

/**
 * The fields of one document as the model types them, from raw data that has passed the check: what may be left out
 * reads as null or an empty list, dates lose the clock time that contentlayer gives them, anything else is dropped.
 */
export function dataIn<K extends KindName>(kind: K, raw: unknown): DocumentData<K> {
  // The check has held every value against the model that the type is computed from.
  return readFields(contentModel[kind].fields, raw) as DocumentData<K>;
}

/** Puts a bundle together from documents that passed the check and their compiled bodies, by file. */
export function assembleBundle(
  checked: { documents: readonly ReadDocument[]; rulesets: readonly ReadRuleset[]; hash: string },
  compiled: ReadonlyMap<string, CompiledFile>,
): ContentBundle {
  const all = <K extends KindName>(kind: K) =>
    checked.documents
      .filter((document) => document.kind === kind)
      .map((document) => {
        const result = compiled.get(document.file);
        if (!result) throw new Error(`${document.file} was not compiled`);
        return {
          slug: document.slug,
          file: document.file,
          data: dataIn(kind, result),
          body: bodyOf(document, result),
        };
      });
  const one = <K extends KindName>(kind: K): DocumentData<K> => {
    const [only] = all(kind);
    if (!only) throw new Error(`There is no ${contentModel[kind].noun}`);
    return only.data;
  };
  const { delivery, otherDelivery, ...shop } = one('shop');

  return {
    hash: checked.hash,
    articles: all('article').map(({ slug, file, data, body }) => ({
      slug,
      file,
      ...data,
      status: data.status ?? 'published',
      body,
    })),
    products: all('product').map(({ slug, file, data, body }) => ({
      slug,
      file,
      ...data,
      variants: data.variants.map(toVariant),
      body,
    })),
    glossary: all('glossary').map(({ slug, file, data, body }) => ({
      slug,
      file,
      ...data,
      status: data.status ?? 'published',
      body,
    })),
    legal: all('legal').map(({ slug, file, data, body }) => ({
      slug,
      file,
      ...data,
      status: data.status ?? 'published',
      body,
    })),
    sources: one('sources').sources,
    facts: one('facts').facts satisfies Fact[],
    rulesets: rulesetFilesOf(checked.rulesets),
    shop: {
      ...shop,
      paymentMethods: shop.paymentMethods ?? ['card'],
      delivery: toDelivery(delivery),
      otherDelivery: otherDelivery.map(toDelivery),
    },
    markets: one('markets').markets satisfies Market[],
    redirects: one('redirects').redirects satisfies Redirect[],
    gone: one('redirects').gone satisfies GonePage[],
  };
}

/**
 * The self-check's files as the shop gets them: versions and overlays. The list of what was published binds the editors
 * of these files, and the shop itself has no use for it.
 */
export function rulesetFilesOf(rulesets: readonly ReadRuleset[]): RulesetFile[] {
  return rulesets
    .filter(({ role }) => role !== 'seals')
    .map(({ role, file, version, yaml }) => ({
      file,
      version,
      ...(role === 'overlay' ? { overlay: true as const } : {}),
      data: yaml.data,
    }));
}

function toDelivery({ price, freeFrom, ...option }: DocumentData<'shop'>['delivery']): DeliveryOption {
  return {
    ...option,
    priceMinor: minorOf(price),
    freeFromMinor: freeFrom === null ? null : minorOf(freeFrom),
  };
}

type VariantData = DocumentData<'product'>['variants'][number];

function toVariant({ price, ...variant }: VariantData): Product['variants'][number] {
  return { ...variant, priceMinor: minorOf(price) };
}

function minorOf(price: string): number {
  const minor = parseMoney(price);
  if (minor === null) throw new Error(`“${price}” passed the check and is no price`);
  return minor;
}

function bodyOf({ body }: ReadDocument, compiled: CompiledFile): CompiledBody {
  if (!body || !compiled.body) return { code: '', source: '', headings: [], readingMinutes: 1 };
  return {
    code: compiled.body.code,
    source: body.text,
    headings: headingsOf(body.tree),
    readingMinutes: readingMinutes(body.tree),
  };
}

function readFields(fields: Fields, raw: unknown): Record<string, unknown> {
  const source: object = typeof raw === 'object' && raw !== null ? raw : {};
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, readValue(field, Reflect.get(source, name))]),
  );
}

function readValue(type: FieldType | Field, value: unknown): unknown {
  if (type.type === 'list') return Array.isArray(value) ? value.map((item) => readValue(type.of, item)) : [];
  if (value === undefined || value === null) return null;
  if (type.type === 'object') return readFields(type.fields, value);
  return type.type === 'date' && typeof value === 'string' ? value.slice(0, 10) : value;
}
