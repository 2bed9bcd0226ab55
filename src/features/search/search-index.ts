import MiniSearch from 'minisearch';
import { type BodyContext, termAnchor } from '#content-pipeline/body-context.ts';
import type { CompiledBody, Product } from '#content-pipeline/content.ts';
import { sectionsOf, termsIn } from '#content-pipeline/plain-words.ts';
import type { ContentReads } from '#content-pipeline/store.server.ts';
import { nameTerms, termPlaces } from '#features/search/words.ts';
import { formatNeedleLength, tierOf } from '#lib/needle-length.ts';
import { paths } from '#lib/paths.ts';
import { isListed, type Moment } from '#lib/purchasable.ts';

/** What can be found. `shop`: delivery, returns and the like. */
export const searchKinds = ['rollers', 'articles', 'glossary', 'shop'] as const;
export type SearchKind = (typeof searchKinds)[number];

/** Words under one heading, and the address that opens there. */
export interface SearchSection {
  /** Null for what stands before the first heading. */
  heading: string | null;
  href: string;
  text: string;
}

/** One page, product or glossary entry as it can be found, in plain words. */
export interface SearchDocument {
  /** Unique over all kinds. */
  id: string;
  kind: SearchKind;
  slug: string;
  title: string;
  href: string;
  /** Other names for the same thing: it is found by them as by its title. */
  names: readonly string[];
  /** A product's measures, places and materials, in words. */
  details: readonly string[];
  summary: string;
  sections: readonly SearchSection[];
  /** Names of each glossary entry whose word is used here: a reader's own word may be another than ours. */
  terms: readonly (readonly string[])[];
  /** Its score is multiplied by this: what cannot be bought comes after what can. */
  weight: number;
}

/** Everything that can be found, ready to be asked. */
export interface SearchIndex {
  engine: MiniSearch<SearchDocument>;
  documents: ReadonlyMap<string, SearchDocument>;
  /** What is compared with each query, by document. */
  keys: ReadonlyMap<string, DocumentKeys>;
  /** Every term that a document is found by: the words it was first written in, in lower case, and how often it is. */
  vocabulary: ReadonlyMap<string, { shown: string; count: number }>;
  /** For each name of a glossary entry, all its names, its title first, as terms: “blood thinner” means anticoagulant. */
  meanings: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** The terms in order of their letters. */
  terms: readonly string[];
}

/** The names of a document as terms. */
export interface DocumentKeys {
  title: string;
  names: ReadonlySet<string>;
  /** Of each glossary entry that it uses, its names, the title first. */
  uses: readonly (readonly string[])[][];
}

/** The fields of a document, and how much a word weighs in each. */
export const fieldWeights = {
  title: 8,
  names: 5,
  details: 6,
  headings: 3,
  summary: 2,
  terms: 1.5,
  text: 1,
} as const;
type Field = keyof typeof fieldWeights;

/** As much of the content as can be searched. */
export type SearchedContent = Pick<
  ContentReads,
  'articles' | 'products' | 'glossary' | 'legal' | 'product' | 'fact' | 'facts' | 'moment' | 'edition'
>;

/**
 * Everything public in the content as documents to be found, one after the other, since each takes its time. Drafts and
 * what is to come are not in `content.products` to begin with.
 */
export function* searchDocuments(content: SearchedContent): Generator<SearchDocument> {
  const context = plainContext(content);
  const names = new Map(content.glossary.map(({ slug, term, aliases }) => [slug, [term, ...aliases]]));
  const namesOf = (slugs: readonly string[]) =>
    slugs.map((slug) => names.get(slug)).filter((each) => each !== undefined);
  const bodyOf = (body: CompiledBody, href: string) => {
    const { sections, terms } = plainBody(body, context, content.facts);
    return {
      sections: sections.map(({ id, heading, text }) => ({
        heading,
        href: id === null ? href : `${href}#${id}`,
        text,
      })),
      terms: namesOf(terms),
    };
  };
  for (const product of content.products) {
    const href = paths.product(product.slug);
    yield {
      ...documentOf('rollers', product, href),
      names: [
        ...(product.kind === 'roller' ? ['roller', 'derma roller'] : []),
        ...product.variants.map(({ sku }) => sku),
      ],
      details: productDetails(product),
      ...bodyOf(product.body, href),
      weight: productWeight(product, content.moment),
    };
  }
  for (const article of content.articles) {
    const href = paths.article(article.slug);
    yield { ...documentOf('articles', article, href), ...bodyOf(article.body, href) };
  }
  for (const { slug, term, aliases, definition, body } of content.glossary) {
    const href = `${paths.glossary}#${termAnchor(slug)}`;
    const { sections, terms } = bodyOf(body, href);
    yield {
      ...documentOf('glossary', { slug, title: term, summary: definition }, href),
      names: aliases,
      // The glossary is one page: nothing inside an entry has an address of its own.
      sections: sections.map((section) => ({ ...section, href })),
      terms,
    };
  }
  for (const page of content.legal) {
    const href = paths.legal(page.slug);
    yield {
      ...documentOf('shop', page, href),
      names: shopNames[page.slug] ?? [],
      ...bodyOf(page.body, href),
    };
  }
  yield* standingPages;
}

/** Builds the index of documents with distinct ids. */
export function buildSearchIndex(documents: Iterable<SearchDocument>): SearchIndex {
  const { add, finish } = beginSearchIndex();
  const all = [...documents];
  for (const document of all) add(document);
  return finish(all);
}

/** An index that is made, and later changed, document by document. */
export interface SearchIndexer {
  add(document: SearchDocument): void;
  /** Takes out a document that was added: the very same one. */
  remove(document: SearchDocument): void;
  /** The index of `documents`: all that are in it, in order. One that was finished before is no longer to be asked. */
  finish(documents: readonly SearchDocument[]): SearchIndex;
}

/** Begins an index. The documents that are in it at one time have distinct ids. */
export function beginSearchIndex(): SearchIndexer {
  const vocabulary = new Map<string, { shown: string; count: number }>();
  const keys = new Map<string, DocumentKeys>();
  let weights: ReadonlyMap<string, SearchDocument> = new Map();
  // The engine reads the words of a document alike when it goes in and when it comes out.
  let way: 1 | -1 = 1;
  // The names of an entry are the same list wherever it is used.
  const termsOfNames = new WeakMap<readonly string[], string[][]>();
  const usedTerms = (names: readonly string[]) => {
    const known = termsOfNames.get(names) ?? names.map(nameTerms);
    termsOfNames.set(names, known);
    return known;
  };
  const engine = new MiniSearch<SearchDocument>({
    fields: Object.keys(fieldWeights),
    extractField: (document, field) =>
      field === 'id' ? document.id : fieldText(document, field as Field).join('\n'),
    tokenize: (text) =>
      termPlaces(text).map(({ term, start, end }) => {
        const known = vocabulary.get(term);
        const count = (known?.count ?? 0) + way;
        if (count === 0) vocabulary.delete(term);
        else if (known) known.count = count;
        else vocabulary.set(term, { shown: text.slice(start, end).toLowerCase(), count });
        return term;
      }),
    processTerm: (term) => term,
    searchOptions: {
      tokenize: (term) => [term],
      processTerm: (term) => term,
      boost: fieldWeights,
      boostDocument: (id) => weights.get(String(id))?.weight ?? 1,
    },
  });
  return {
    add(document) {
      engine.add(document);
      keys.set(document.id, {
        title: nameTerms(document.title).join(' '),
        names: new Set(document.names.map((name) => nameTerms(name).join(' '))),
        uses: document.terms.map(usedTerms),
      });
    },
    remove(document) {
      way = -1;
      engine.remove(document);
      way = 1;
      keys.delete(document.id);
    },
    finish(all) {
      const documents = new Map(all.map((document) => [document.id, document]));
      weights = documents;
      return {
        engine,
        documents,
        keys,
        vocabulary,
        meanings: meaningsOf(all),
        terms: [...vocabulary.keys()].sort(),
      };
    },
  };
}

function meaningsOf(documents: readonly SearchDocument[]): SearchIndex['meanings'] {
  const meanings = new Map<string, string[][]>();
  for (const { kind, title, names } of documents) {
    if (kind !== 'glossary') continue;
    const entry = [title, ...names].map(nameTerms).filter((name) => name.length > 0);
    for (const name of entry) if (!meanings.has(name.join(' '))) meanings.set(name.join(' '), entry);
  }
  return meanings;
}

function fieldText(document: SearchDocument, field: Field): readonly string[] {
  switch (field) {
    case 'title':
      return [document.title];
    case 'summary':
      return [document.summary];
    case 'names':
    case 'details':
      return document[field];
    case 'headings':
      return document.sections.flatMap(({ heading }) => heading ?? []);
    case 'terms':
      return document.terms.flat();
    case 'text':
      return document.sections.map(({ text }) => text);
  }
}

type PlainContext = Pick<BodyContext, 'fact' | 'roller'>;

/** What bodies may ask when only their words count: no numbers of sources, no price, no picture. */
function plainContext(content: SearchedContent): PlainContext {
  return {
    fact: (id) => content.fact(id) ?? null,
    roller(slug) {
      const product = content.product(slug);
      if (!product) return null;
      return {
        slug,
        title: product.title,
        href: paths.product(slug),
        priceText: '',
        stockText: '',
        price: null,
        summary: product.summary,
        lengthsMm: [],
        plate: { kind: 'storage-case' },
        saleWords: '',
        stock: null,
      };
    },
  };
}

/** A product in the words of a shopper: “0.25 mm”, “face”, “titanium”. What it is not for is left out. */
function productDetails({ kind, areas, needles, variants }: Product): string[] {
  return [
    ...new Set([
      ...variants.flatMap(({ label, needleLengthMm }) => [
        label,
        ...(needleLengthMm === null ? [] : [formatNeedleLength(needleLengthMm)]),
      ]),
      ...areas,
      ...(kind === 'roller' ? [] : [kind.replaceAll('-', ' ')]),
      ...(needles ? [`${needles.material} needles`, `${needles.count} needles`] : ['no needles']),
    ]),
  ];
}

function productWeight(product: Product, moment: Moment): number {
  if (!isListed(product, moment)) return 0.25;
  const tiers = product.variants.flatMap(({ needleLengthMm }) =>
    needleLengthMm === null ? [] : tierOf(needleLengthMm),
  );
  const isForHome = tiers.length === 0 || tiers.some((tier) => tier === 'surface' || tier === 'homeMax');
  return isForHome ? 1 : 0.6;
}

function documentOf(
  kind: SearchKind,
  page: { slug: string; title: string; summary: string },
  href: string,
): SearchDocument {
  return {
    id: `${kind}/${page.slug}`,
    kind,
    slug: page.slug,
    title: page.title,
    href,
    names: [],
    details: [],
    summary: page.summary,
    sections: [],
    terms: [],
    weight: 1,
  };
}

/** What shoppers call the pages of the shop, by slug. */
const shopNames: Readonly<Record<string, readonly string[]>> = {
  delivery: ['shipping', 'postage', 'dispatch'],
  returns: ['refund', 'money back', 'cancel an order', 'send back', 'withdrawal'],
  privacy: ['cookies', 'personal data', 'tracking'],
  terms: ['conditions'],
};

/** Pages that are no content files. */
const standingPages: readonly SearchDocument[] = [
  {
    ...documentOf(
      'shop',
      {
        slug: 'self-check',
        title: 'The check before you buy a roller',
        summary: 'Short questions that come before every roller we sell. We never store the answers.',
      },
      paths.selfCheck,
    ),
    names: ['self-check', 'questionnaire', 'screening'],
  },
  {
    ...documentOf(
      'shop',
      {
        slug: 'safety',
        title: 'Safety',
        summary:
          'What we promise about the self-check, the state of its rules, and how to report a reaction to a roller.',
      },
      paths.safety,
    ),
    names: ['report a reaction', 'complaint'],
  },
  {
    ...documentOf(
      'shop',
      {
        slug: 'find-order',
        title: 'Find an order',
        summary: 'With its number and your e-mail address we send you the link to it.',
      },
      paths.findOrder,
    ),
    names: ['where is my order', 'track a parcel', 'order status', 'receipt'],
  },
];

/** A body in plain words. */
interface PlainBody {
  sections: { id: string | null; heading: string | null; text: string }[];
  /** Slugs of the glossary entries it uses. */
  terms: string[];
}

const plainBodies = new WeakMap<CompiledBody, PlainBody & { facts: SearchedContent['facts'] }>();

/**
 * A body in plain words. Reading one takes milliseconds, and a change of content leaves the others their identity: they
 * are read again only where they or the facts have changed.
 */
function plainBody(body: CompiledBody, context: PlainContext, facts: SearchedContent['facts']): PlainBody {
  const known = plainBodies.get(body);
  if (known?.facts === facts) return known;
  const made = { facts, sections: sectionsOf(body, context), terms: termsIn(body) };
  plainBodies.set(body, made);
  return made;
}
