import { visit } from 'unist-util-visit';
import type { BodyReference, BodyTarget } from '#content-pipeline/check-body.ts';
import {
  absenceOf,
  checkRedirects,
  fixedPages,
  type Moves,
  movesIn,
  newSlug,
  pageNamed,
} from '#content-pipeline/check-redirects.ts';
import { dataOf, ofKind, type ReadContent, type ReadDocument } from '#content-pipeline/checked-content.ts';
import type { MarketDelivery, ProductKind } from '#content-pipeline/content.ts';
import { contentModel, type ReferenceTarget } from '#content-pipeline/document-types.ts';
import { figureFacts } from '#content-pipeline/figure-words.ts';
import { attributeOf, isJsx } from '#content-pipeline/mdx-source.ts';
import {
  type ContentProblem,
  type FieldPath,
  fieldName,
  nearest,
  type Position,
} from '#content-pipeline/problems.ts';
import { workingDayRange } from '#lib/delivery.ts';
import { formatMoney, parseMoney } from '#lib/money.ts';
import { paths } from '#lib/paths.ts';

type Find = (
  document: ReadDocument,
  at: FieldPath | Position,
  field: string,
  problem: string,
  example?: string,
) => void;

/** Everything wrong between documents, or between fields of one: rules that one field alone cannot tell. */
export function checkRelations(content: ReadContent): ContentProblem[] {
  const problems: ContentProblem[] = [];
  const find: Find = (document, at, field, problem, example = '') => {
    const position = 'line' in at ? { line: at.line, column: at.column } : document.yaml.locate(at);
    problems.push({ file: document.file, ...position, field, problem, example });
  };
  const index = indexOf(content);
  const moves = movesIn(content.documents);
  checkReferences(content, index, moves, find);
  checkLinks(content, index, moves, find);
  checkRedirects(content.documents, index, find);
  checkPositions(content, find);
  checkSkus(content, find);
  for (const article of ofKind(content.documents, 'article')) {
    checkReview(article, find);
    checkChanges(article, find);
    checkTimes(article, find);
  }
  for (const product of ofKind(content.documents, 'product')) {
    checkProduct(product, find);
    checkTimes(product, find);
    checkColours(product, find);
    checkCompany(product, index, find);
  }
  for (const page of ofKind(content.documents, 'legal')) checkStandingPage(page, find);
  for (const shop of ofKind(content.documents, 'shop')) checkShop(shop, find);
  for (const markets of ofKind(content.documents, 'markets')) checkMarkets(markets, find);
  for (const sources of ofKind(content.documents, 'sources')) {
    checkDistinctIds(sources, 'sources', dataOf(sources)?.sources, find);
  }
  for (const facts of ofKind(content.documents, 'facts')) checkFacts(facts, find);
  return problems;
}

type Index = Record<ReferenceTarget, ReadonlyMap<string, ReadDocument>>;

function indexOf({ documents }: ReadContent): Index {
  const slugs = (kind: 'article' | 'product' | 'glossary' | 'legal') =>
    new Map(ofKind(documents, kind).map((document) => [document.slug, document]));
  // Ids are read even from a list that has problems: one bad entry must not make every citation a dead one.
  const ids = (kind: 'sources' | 'markets' | 'facts') =>
    new Map(
      ofKind(documents, kind).flatMap((document) =>
        listedIds(document.yaml.data, kind).map((id) => [id, document]),
      ),
    );
  return {
    article: slugs('article'),
    product: slugs('product'),
    glossary: slugs('glossary'),
    legal: slugs('legal'),
    source: ids('sources'),
    market: ids('markets'),
    fact: ids('facts'),
  };
}

function listedIds(data: unknown, list: string): string[] {
  const entries = isRecord(data) ? data[list] : null;
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry) =>
    isRecord(entry) && 'id' in entry && typeof entry.id === 'string' ? [entry.id] : [],
  );
}

const targetWords: Record<ReferenceTarget, (id: string) => string> = {
  article: (id) => `article “${id}”`,
  product: (id) => `product “${id}”`,
  glossary: (id) => `glossary entry “${id}”`,
  legal: (id) => `legal page “${id}”`,
  source: (id) => `source “${id}” in content/sources.yaml`,
  market: (id) => `market “${id}” in content/markets.yaml`,
  fact: (id) => `fact “${id}” in content/facts.yaml`,
};

const bodyTargets = {
  glossary: 'glossary',
  product: 'product',
  sources: 'source',
  facts: 'fact',
} as const satisfies Record<BodyReference['to'], ReferenceTarget>;

function checkReferences({ documents }: ReadContent, index: Index, moves: Moves, find: Find): void {
  /** What is missing, and what to write instead; a document that has moved says where to. */
  const missing = (target: ReferenceTarget, id: string): [problem: string, example: string] => {
    const now = newSlug(moves, target, id);
    const words = `There is no ${targetWords[target](id)}`;
    return now === null ? [words, suggest(id, index[target].keys())] : [`${words}: it is “${now}” now`, now];
  };
  for (const document of documents) {
    for (const { to, id, path, line, column } of document.fields.references) {
      const field = fieldName(path);
      if (!index[to].has(id)) {
        if (listIsAbsent(to, documents)) continue;
        find(document, { line, column }, field, ...missing(to, id));
      } else if (to === document.kind && id === document.slug) {
        find(document, { line, column }, field, 'names the document itself');
      }
    }
    const listed =
      document.kind === 'article' && document.fields.sound(['sources']) ? citedIn(document) : null;
    for (const { to, id, field, line, column } of document.body?.report.references ?? []) {
      const target = bodyTargets[to];
      if (!index[target].has(id)) {
        if (listIsAbsent(target, documents)) continue;
        find(document, { line, column }, field, ...missing(target, id));
      } else if (target === 'source' && listed && !listed.has(id)) {
        find(
          document,
          { line, column },
          field,
          `“${id}” is not in the article’s “sources”`,
          `sources: [${id}]`,
        );
      } else if (target === 'glossary') {
        // The word would stand there without its meaning; a roller that is not there yet is left out.
        const entry = index.glossary.get(id);
        const absence = entry ? absenceOf(entry, document) : null;
        if (absence) find(document, { line, column }, field, `“${id}” ${absence}`);
      }
    }
    if (listed) checkFigureSources(document, listed, index, find);
  }
}

/** A figure cites sources of its own; an article that shows it lists them, as those it cites in its words. */
function checkFigureSources(
  article: ReadDocument,
  listed: ReadonlySet<string>,
  index: Index,
  find: Find,
): void {
  if (!article.body) return;
  visit(article.body.tree, (node) => {
    if (!isJsx(node) || !node.position) return;
    const facts = figureFacts(node.name ?? '', (name) => attributeOf(node, name)) ?? [];
    const sources = new Set(facts.flatMap((fact) => fact.sources));
    const missing = [...sources].filter((id) => index.source.has(id) && !listed.has(id)).join(', ');
    if (missing === '') return;
    const problem = `rests on ${missing}, which the article does not list under “sources”`;
    find(article, node.position.start, `<${node.name}>`, problem, `sources: [${missing}]`);
  });
}

/** Whether the one file that holds all of a kind is absent: that is a problem by itself, and the only one to report. */
function listIsAbsent(to: ReferenceTarget, documents: readonly ReadDocument[]): boolean {
  const lists: Partial<Record<ReferenceTarget, string>> = {
    source: 'sources',
    market: 'markets',
    fact: 'facts',
  };
  const list = lists[to];
  return list !== undefined && !documents.some((document) => document.kind === list);
}

function citedIn(document: ReadDocument): ReadonlySet<string> {
  const data = document.yaml.data;
  const sources = isRecord(data) && 'sources' in data && Array.isArray(data.sources) ? data.sources : [];
  return new Set(sources.filter((id) => typeof id === 'string'));
}

function checkLinks(
  { documents, publicFiles }: ReadContent,
  index: Index,
  { movedTo, gone }: Moves,
  find: Find,
): void {
  const linkProblem = (document: ReadDocument, url: string): [problem: string, example: string] | null => {
    if (/^(https:|mailto:|tel:)/i.test(url)) return null;
    if (url.startsWith('#')) return anchorProblem(document, url.slice(1));
    if (/^http:/i.test(url)) return ['is an address without encryption', url.replace(/^http:/i, 'https:')];
    if (!url.startsWith('/') || url.startsWith('//')) {
      return [`“${url}” is neither a page of this shop nor an https:// address`, paths.learn];
    }
    const [, path = '', query = '', anchor = ''] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(url) ?? [];
    if (path !== '/' && path.endsWith('/'))
      return ['ends in a slash, and no page of this shop does', path.slice(0, -1)];
    if (path === paths.glossary && anchor !== '') {
      const entry = index.glossary.get(anchor);
      const absence = entry ? absenceOf(entry, document) : null;
      if (entry) return absence === null ? null : [`“${anchor}” ${absence}`, ''];
      const near = nearest(anchor, index.glossary.keys());
      return [`There is no glossary entry “${anchor}”`, near ? `${paths.glossary}#${near}` : ''];
    }
    if (fixedPages.has(path) || publicFiles.has(path)) return null;
    const page = pageNamed(path);
    if (!page) return [`There is no page ${path}`, ''];
    const { target, slug, pathOf } = page;
    const other = index[target].get(slug);
    if (!other) {
      const now = movedTo.get(path);
      if (now !== undefined) return [`${path} has moved`, now];
      const [alternative] = gone.get(path) ?? [];
      if (gone.has(path)) return [`${path} is gone`, alternative ? paths.product(alternative) : ''];
      const near = nearest(slug, index[target].keys());
      return [`There is no ${targetWords[target](slug)}`, near ? pathOf(near) : ''];
    }
    const absence = absenceOf(other, document);
    if (absence) return [`“${slug}” ${absence}`, ''];
    if (target === 'product') {
      const product = dataOf(other as ReadDocument<'product'>);
      const sku = new URLSearchParams(query).get('sku');
      const skus = other.fields.sound(['variants'])
        ? (product?.variants?.map((variant) => variant.sku) ?? [])
        : null;
      if (sku !== null && skus && !skus.includes(sku)) {
        return [`“${slug}” has no variant ${sku}`, pathOf(slug, skus[0])];
      }
    }
    return anchor === '' ? null : anchorProblem(other, anchor);
  };

  const anchorProblem = (document: ReadDocument, anchor: string): [string, string] | null => {
    const ids = document.body?.headingIds;
    if (!ids || ids.has(anchor)) return null;
    const near = nearest(anchor, ids);
    return [`There is no heading “#${anchor}” in ${document.file}`, near ? `#${near}` : ''];
  };

  const imageProblem = ({ url }: BodyTarget): [string, string] | null => {
    if (!url.startsWith('/') || url.startsWith('//')) {
      return ['must be a file of this shop, so that no third party sees who reads', '/images/roller.jpg'];
    }
    return publicFiles.has(url) ? null : [`There is no file public${url}`, suggest(url, publicFiles)];
  };

  for (const document of documents) {
    for (const link of document.body?.report.links ?? []) {
      const problem = linkProblem(document, link.url);
      if (problem) find(document, link, 'link', ...problem);
    }
    for (const image of document.body?.report.images ?? []) {
      const problem = imageProblem(image);
      if (problem) find(document, image, 'image', ...problem);
    }
  }
}

function checkPositions({ documents }: ReadContent, find: Find): void {
  for (const kind of ['article', 'product', 'legal'] as const) {
    const taken = new Map<number, ReadDocument>();
    for (const document of ofKind(documents, kind)) {
      const data = dataOf<'article' | 'product' | 'legal'>(document);
      if (!document.fields.sound(['position']) || data?.position === undefined) continue;
      const other = taken.get(data.position);
      if (other) {
        const free = Math.max(...taken.keys()) + 1;
        find(
          document,
          ['position'],
          'position',
          `${data.position} is also the place of ${other.file}`,
          `position: ${free}`,
        );
      } else taken.set(data.position, document);
    }
  }
}

function checkSkus({ documents }: ReadContent, find: Find): void {
  const owners = new Map<string, string>();
  for (const product of ofKind(documents, 'product')) {
    if (!product.fields.sound() || !Array.isArray(dataOf(product)?.variants)) continue;
    for (const [index, variant] of (dataOf(product)?.variants ?? []).entries()) {
      const path = ['variants', index, 'sku'];
      if (!product.fields.sound(path)) continue;
      const owner = owners.get(variant.sku);
      if (owner) find(product, path, fieldName(path), `“${variant.sku}” is also a SKU of ${owner}`);
      else owners.set(variant.sku, product.file);
    }
  }
}

function checkReview(article: ReadDocument<'article'>, find: Find): void {
  const data = dataOf(article);
  const { sound } = article.fields;
  if (!data || !sound(['reviewer'], ['reviewedOn'], ['reviewDue'])) return;
  const reviewer = data.reviewer ?? null;
  const reviewedOn = data.reviewedOn ?? null;
  const reviewDue = data.reviewDue ?? null;
  if (reviewer && !reviewedOn) {
    find(
      article,
      ['reviewer'],
      'reviewedOn',
      'is missing, though a reviewer is named',
      'reviewedOn: 2026-05-14',
    );
  }
  if (!reviewer && reviewedOn) {
    find(
      article,
      ['reviewedOn'],
      'reviewer',
      'is missing, though there is a day of review',
      'reviewer: Dr Jo Example',
    );
  }
  if (reviewer && !reviewDue) {
    find(
      article,
      ['reviewer'],
      'reviewDue',
      'is missing, though a reviewer is named',
      'reviewDue: 2027-05-14',
    );
  }
  if (reviewedOn && reviewDue && reviewDue <= reviewedOn) {
    find(article, ['reviewDue'], 'reviewDue', `must be later than the review of ${reviewedOn}`);
  }
}

/** What changed is told newest first, one entry a day, and nothing of it after the day that the page was updated. */
function checkChanges(article: ReadDocument<'article'>, find: Find): void {
  const data = dataOf(article);
  const { sound } = article.fields;
  if (!data || !sound(['changes'])) return;
  for (const [index, { on }] of (data.changes ?? []).entries()) {
    const path = ['changes', index, 'on'];
    const before = data.changes?.[index - 1]?.on;
    if (sound(['updatedOn']) && data.updatedOn !== undefined && on > data.updatedOn) {
      find(
        article,
        path,
        fieldName(path),
        `is later than “updatedOn”, ${data.updatedOn}`,
        `updatedOn: ${on}`,
      );
    }
    if (before !== undefined && on >= before) {
      find(
        article,
        path,
        fieldName(path),
        `must be earlier than the entry above it, ${before}: newest first, one a day`,
      );
    }
  }
}

function checkFacts(document: ReadDocument<'facts'>, find: Find): void {
  const facts = dataOf(document)?.facts;
  checkDistinctIds(document, 'facts', facts, find);
  if (!Array.isArray(facts)) return;
  for (const [index, fact] of facts.entries()) {
    const here = ['facts', index] as const;
    if (!document.fields.sound(here)) continue;
    const { from = null, to = null, unit = null, words = null } = fact;
    const say = (field: string, problem: string, example: string) => {
      const path = [...here, field];
      find(document, path, fieldName(path), problem, example);
    };
    if (from === null && words === null)
      say('from', 'is missing: a fact has either “from” or “words”', 'from: 192');
    if (words !== null && from !== null)
      say('words', 'must be left out beside “from”: a fact has one or the other', 'words: null');
    if (from !== null && unit === null) say('unit', 'is missing beside “from”', 'unit: mm');
    if (from === null && unit !== null) say('unit', 'must be left out without “from”', 'unit: null');
    if (from === null && to !== null) say('to', 'must be left out without “from”', 'to: null');
    if (from !== null && to !== null && to <= from) say('to', `must be more than “from”, ${from}`, '');
  }
}

function checkProduct(product: ReadDocument<'product'>, find: Find): void {
  const data = dataOf(product);
  if (!data) return;
  const { sound } = product.fields;
  const hasNeedles = (data.needles ?? null) !== null;
  const needlesExample = contentModel.product.fields.needles.example;
  if (sound(['kind'], ['needles']) && data.kind !== undefined) {
    if (data.kind === 'roller' && !hasNeedles) {
      find(
        product,
        ['kind'],
        'needles',
        'is missing, though the kind is roller',
        `needles: ${needlesExample}`,
      );
    }
    if (data.kind !== 'roller' && hasNeedles) {
      find(product, ['needles'], 'needles', `must be null: a ${data.kind} has none`, 'needles: null');
    }
  }
  if (!Array.isArray(data.variants)) return;
  const labels = new Map<string, number>();
  for (const [index, variant] of data.variants.entries()) {
    const here = ['variants', index] as const;
    if (sound([...here, 'price']) && parseMoney(variant.price) === 0) {
      find(
        product,
        [...here, 'price'],
        fieldName([...here, 'price']),
        'must be more than nothing',
        '"24.00"',
      );
    }
    if (sound([...here, 'label'])) {
      const twin = labels.get(variant.label);
      if (twin !== undefined) {
        find(
          product,
          [...here, 'label'],
          fieldName([...here, 'label']),
          `“${variant.label}” is also the label of variants[${twin}]`,
        );
      }
      labels.set(variant.label, index);
    }
    const lengthPath = [...here, 'needleLengthMm'];
    if (!sound(lengthPath, ['needles'])) continue;
    const length = variant.needleLengthMm ?? null;
    if (hasNeedles && length === null) {
      find(
        product,
        lengthPath,
        fieldName(lengthPath),
        'is missing, though the product has needles',
        'needleLengthMm: 0.25',
      );
    } else if (!hasNeedles && length !== null) {
      find(
        product,
        lengthPath,
        fieldName(lengthPath),
        'must be null: the product has no needles',
        'needleLengthMm: null',
      );
    } else if (length !== null && sound([...here, 'label'])) {
      const labelPath = [...here, 'label'];
      const said = [...variant.label.matchAll(/(\d+(?:\.\d+)?)\s*mm\b/g)].map((match) => Number(match[1]));
      if (said.length === 0 || said.some((mm) => mm !== length)) {
        find(
          product,
          labelPath,
          fieldName(labelPath),
          `“${variant.label}” must say the needle length, ${length} mm`,
          `label: ${length} mm`,
        );
      }
    }
  }
}

/** A product or an article goes after it has come, both by the clocks of one zone. */
function checkTimes(document: ReadDocument<'product'> | ReadDocument<'article'>, find: Find): void {
  const { publishAt = null, unpublishAt = null } = dataOf<'product' | 'article'>(document) ?? {};
  if (!document.fields.sound(['publishAt'], ['unpublishAt'])) return;
  if (publishAt !== null && unpublishAt !== null && unpublishAt <= publishAt)
    find(document, ['unpublishAt'], 'unpublishAt', `must be later than “publishAt”, ${publishAt}`);
}

/** Pages that baskets, orders and mails lead to, at any time. */
const standingPages: ReadonlySet<string> = new Set(['delivery', 'returns']);

function checkStandingPage(page: ReadDocument<'legal'>, find: Find): void {
  if (!standingPages.has(page.slug)) return;
  const absence = absenceOf(page, null);
  if (absence === null) return;
  const field = dataOf(page)?.status === 'draft' ? 'status' : 'publishAt';
  find(page, [field], field, `must be left out: the basket leads here, and the page ${absence}`);
}

/** Colours tell variants apart: where one has one, all have, the label says it, and no two are the same. */
function checkColours(product: ReadDocument<'product'>, find: Find): void {
  const data = dataOf(product);
  if (!Array.isArray(data?.variants) || !product.fields.sound(['variants'])) return;
  const isColoured = data.variants.some(({ colour = null }) => colour !== null);
  const hasNeedles = (data.needles ?? null) !== null;
  const seen = new Map<string, number>();
  for (const [index, { colour = null, label, needleLengthMm = null }] of data.variants.entries()) {
    const say = (field: string, problem: string, example = '') => {
      const path = ['variants', index, field];
      find(product, path, fieldName(path), problem, example);
    };
    if (isColoured && colour === null)
      say('colour', 'is missing, though other variants have one', 'colour: green');
    if (colour !== null && !new RegExp(`\\b${colour}\\b`, 'i').test(label)) {
      say('label', `“${label}” must say the colour, ${colour}`, `label: "${label}, ${colour}"`);
    }
    if (!hasNeedles) continue;
    const twin = seen.get(`${needleLengthMm} ${colour}`);
    if (twin !== undefined) say('label', `“${label}” has the needle length and colour of variants[${twin}]`);
    else seen.set(`${needleLengthMm} ${colour}`, index);
  }
}

/** Kinds that keep or clean a roller, and so never come near skin. */
const careKinds: ReadonlySet<string> = new Set([
  'storage-case',
  'cleaning-tray',
  'travel-cap',
  'disposal-tub',
] satisfies ProductKind[]);

/** What a product is offered beside, and how often it may be used: nothing that could do harm to needled skin. */
function checkCompany(product: ReadDocument<'product'>, index: Index, find: Find): void {
  const data = dataOf(product);
  const { sound } = product.fields;
  if (!data) return;
  const hasNeedles = (data.needles ?? null) !== null;
  if (sound(['needles'], ['besideNeedledSkin']) && hasNeedles && data.besideNeedledSkin) {
    const problem = 'must be false: needles have no place beside freshly needled skin';
    find(product, ['besideNeedledSkin'], 'besideNeedledSkin', problem, 'besideNeedledSkin: false');
  }
  if (sound(['kind'], ['usesPerRoller']) && (data.usesPerRoller ?? null) !== null && data.kind !== 'roller') {
    const problem = `must be null: a ${data.kind} is no roller`;
    find(product, ['usesPerRoller'], 'usesPerRoller', problem, 'usesPerRoller: null');
  }
  if (!sound(['goesWith'])) return;
  for (const [place, slug] of (data.goesWith ?? []).entries()) {
    const other = index.product.get(slug) as ReadDocument<'product'> | undefined;
    if (!other || other === product || !other.fields.sound(['kind'], ['besideNeedledSkin'])) continue;
    const { kind = '', besideNeedledSkin } = dataOf(other) ?? {};
    if (besideNeedledSkin || careKinds.has(kind)) continue;
    const path = ['goesWith', place];
    const problem = `“${slug}” is neither safe beside needled skin nor for keeping or cleaning a roller`;
    find(product, path, fieldName(path), problem);
  }
}

function checkShop(shop: ReadDocument<'shop'>, find: Find): void {
  checkDeliveryOptions(shop, find);
  const { currency } = dataOf(shop) ?? {};
  if (!shop.fields.sound(['currency']) || currency === undefined) return;
  try {
    formatMoney(100, currency);
  } catch {
    find(shop, ['currency'], 'currency', `“${currency}” is not a currency with two decimals`, 'GBP');
  }
}

/** Baskets know a way of delivery by its id, people by its name; and no estimate can end before it begins. */
function checkDeliveryOptions(shop: ReadDocument<'shop'>, find: Find): void {
  const { sound } = shop.fields;
  const { delivery, otherDelivery } = dataOf(shop) ?? {};
  const options = [
    { path: ['delivery'], option: delivery },
    ...(Array.isArray(otherDelivery) ? otherDelivery : []).map((option, index) => ({
      path: ['otherDelivery', index],
      option,
    })),
  ];
  for (const field of ['id', 'label'] as const) {
    const taken = new Map<string, string>();
    for (const { path, option } of options) {
      const here = [...path, field];
      const value = option?.[field];
      if (!sound(here) || typeof value !== 'string') continue;
      const other = taken.get(value);
      if (other) find(shop, here, fieldName(here), `“${value}” is also the ${field} of ${other}`);
      else taken.set(value, fieldName(path));
    }
  }
  for (const { path, option } of options) {
    const here = [...path, 'workingDays'];
    if (!sound(here) || option?.workingDays === undefined) continue;
    const { least, most } = workingDayRange(option.workingDays);
    if (least > most) {
      const problem = `says ${least} to ${most}, and the first number must not be above the second`;
      find(shop, here, fieldName(here), problem, '2 to 4');
    }
  }
}

function checkMarkets(document: ReadDocument<'markets'>, find: Find): void {
  const markets = dataOf(document)?.markets;
  checkDistinctIds(document, 'markets', markets, find);
  if (!Array.isArray(markets)) return;
  for (const [index, market] of markets.entries()) {
    const here = ['markets', index] as const;
    const { sound } = document.fields;
    if (sound([...here, 'sells'], [...here, 'reason']) && market?.sells !== undefined) {
      const path = [...here, 'reason'];
      const reason = market.reason ?? null;
      if (!market.sells && reason === null) {
        find(
          document,
          path,
          fieldName(path),
          'is missing, though nothing is sold here',
          contentModel.markets.fields.markets.of.fields.reason.example,
        );
      }
      if (market.sells && reason !== null)
        find(document, path, fieldName(path), 'must be null where something is sold', 'null');
    }
    if (
      sound([...here, 'sells'], [...here, 'countries']) &&
      market?.sells &&
      market.countries?.length === 0
    ) {
      const path = [...here, 'countries'];
      find(document, path, fieldName(path), 'names no country, though something is sold', '[GB]');
    }
    const reducedPath = [...here, 'reducedVatRatePercent'];
    if (sound(reducedPath, [...here, 'vatRatePercent']) && market) {
      const { vatRatePercent, reducedVatRatePercent } = market;
      if (reducedVatRatePercent > vatRatePercent) {
        const problem = `must not be above “vatRatePercent”, ${vatRatePercent}`;
        find(document, reducedPath, fieldName(reducedPath), problem, 'reducedVatRatePercent: 5');
      }
    }
    if (market?.delivery) checkDelivery(document, [...here, 'delivery'], market.delivery, find);
    const zonePath = [...here, 'zone'];
    if (sound(zonePath) && market?.zone !== undefined && !isTimeZone(market.zone)) {
      find(
        document,
        zonePath,
        fieldName(zonePath),
        `“${market.zone}” is not an IANA time zone`,
        'Europe/London',
      );
    }
  }
}

function checkDelivery(
  document: ReadDocument<'markets'>,
  here: FieldPath,
  { holidays, holidaysKnownTo }: MarketDelivery,
  find: Find,
): void {
  const { sound } = document.fields;
  if (!sound([...here, 'holidays'], [...here, 'holidaysKnownTo'])) return;
  for (const [index, holiday] of holidays.entries()) {
    if (holiday <= holidaysKnownTo) continue;
    const path = [...here, 'holidays', index];
    const problem = `lies after “holidaysKnownTo”, ${holidaysKnownTo}, up to which the list is whole`;
    find(document, path, fieldName(path), problem, holidaysKnownTo);
  }
}

function checkDistinctIds(
  document: ReadDocument,
  list: string,
  entries: readonly { id: string }[] | undefined,
  find: Find,
): void {
  if (!Array.isArray(entries)) return;
  const taken = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    const path = [list, index, 'id'];
    if (!document.fields.sound(path) || typeof entry?.id !== 'string') continue;
    const other = taken.get(entry.id);
    if (other !== undefined)
      find(document, path, fieldName(path), `“${entry.id}” is also the id of ${list}[${other}]`);
    else taken.set(entry.id, index);
  }
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function suggest(wrong: string, known: Iterable<string>): string {
  return nearest(wrong, known) ?? '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
