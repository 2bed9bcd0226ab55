import { visit } from 'unist-util-visit';
import { pageNamed } from '#content-pipeline/check-redirects.ts';
import type { ReadDocument } from '#content-pipeline/checked-content.ts';
import {
  contentModel,
  type DocumentKind,
  type Fields,
  type FieldType,
} from '#content-pipeline/document-types.ts';
import { attributeOf, isJsx, type MdxTree } from '#content-pipeline/mdx-source.ts';
import { type FieldPath, fieldName, type Position } from '#content-pipeline/problems.ts';
import { paths } from '#lib/paths.ts';

/** The kinds whose documents have a file and an address each. */
export const pageKinds = ['article', 'product', 'glossary', 'legal'] as const;
export type PageKind = (typeof pageKinds)[number];

/** A document by its kind and the name of its file. */
export interface DocumentName {
  kind: PageKind;
  slug: string;
}

/** A place that names a document. */
export interface Naming extends Position {
  file: string;
  field: string;
  /** Where the name is: in the front matter or YAML, in the body, or in redirects.yaml as where a page is now. */
  in: { path: FieldPath } | { from: number; to: number } | 'redirects';
}

/** Where a document's page is; a glossary entry is a place on one page. */
export function pathOf({ kind, slug }: DocumentName): string {
  switch (kind) {
    case 'article':
      return paths.article(slug);
    case 'product':
      return paths.product(slug);
    case 'legal':
      return paths.legal(slug);
    case 'glossary':
      return `${paths.glossary}#${slug}`;
  }
}

/** Every place in the content that names a document, the document's own included. */
export function namingsOf(documents: readonly ReadDocument[], name: DocumentName): Naming[] {
  return documents.flatMap((document) => [...fieldNamings(document, name), ...bodyNamings(document, name)]);
}

function fieldNamings(document: ReadDocument, { kind, slug }: DocumentName): Naming[] {
  const { file } = document;
  const found: Naming[] = document.fields.references
    .filter(({ to, id }) => to === kind && id === slug)
    .map(({ path, line, column }) => ({ file, line, column, field: fieldName(path), in: { path } }));
  if (document.kind !== 'redirects') return found;
  const data = document.yaml.data;
  const entries: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'redirects') : null;
  if (!Array.isArray(entries)) return found;
  for (const [index, entry] of entries.entries()) {
    if (entry?.to !== pathOf({ kind, slug })) continue;
    const path = ['redirects', index, 'to'];
    found.push({ file, ...document.yaml.locate(path), field: fieldName(path), in: 'redirects' });
  }
  return found;
}

function bodyNamings({ file, text, body }: ReadDocument, { kind, slug }: DocumentName): Naming[] {
  const found: Naming[] = [];
  if (!body) return found;
  const add = (field: string, at: Position, from: number, to: number) => {
    found.push({ file, line: at.line, column: at.column, field, in: { from, to } });
  };
  visit(body.tree as MdxTree, (node) => {
    if (!node.position) return;
    const { start, end } = node.position;
    if (isJsx(node)) {
      const names = componentNames[kind]?.[node.name ?? ''];
      if (!names || attributeOf(node, names) !== slug) return;
      const attribute = node.attributes.find(
        (each) => each.type === 'mdxJsxAttribute' && each.name === names,
      );
      const place = attribute?.position?.start ?? start;
      const at = text.indexOf(slug, (place.offset ?? 0) + names.length);
      add(`<${node.name} ${names}>`, place, at, at + slug.length);
      return;
    }
    if (node.type !== 'link' && node.type !== 'definition') return;
    if (!leadsTo(node.url, { kind, slug })) return;
    // The address stands behind the words of a link.
    const words = 'children' in node ? node.children.at(-1)?.position?.end.offset : undefined;
    const address = text.indexOf(node.url, words ?? start.offset);
    if (address < 0 || address > (end.offset ?? 0)) return;
    const at = address + node.url.indexOf(slug, node.url.indexOf(kind === 'glossary' ? '#' : '/', 1));
    add('link', start, at, at + slug.length);
  });
  return found;
}

/** The attribute by which each component names a document of a kind. */
const componentNames: Partial<Record<PageKind, Readonly<Record<string, string>>>> = {
  glossary: { Term: 'id' },
  product: { Roller: 'slug', RollerCard: 'slug' },
};

/** Whether a link leads to the page of a document, or to a place on it. */
function leadsTo(url: string, name: DocumentName): boolean {
  const [, path = '', anchor = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(url) ?? [];
  if (name.kind === 'glossary') return path === paths.glossary && anchor === name.slug;
  const page = pageNamed(path);
  return page?.target === name.kind && page.slug === name.slug;
}

/** The data of a document with one name put in place of another wherever a field refers to such a document. */
export function renamedIn(kind: DocumentKind, data: unknown, from: DocumentName, to: string): unknown {
  const inFields = (fields: Fields, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        const field = fields[name];
        return [name, field ? inValue(field, each) : each];
      }),
    );
  };
  const inValue = (type: FieldType, value: unknown): unknown => {
    if (type.type === 'list')
      return Array.isArray(value) ? value.map((each) => inValue(type.of, each)) : value;
    if (type.type === 'object') return inFields(type.fields, value);
    return type.type === 'reference' && type.to === from.kind && value === from.slug ? to : value;
  };
  return inFields(kind.fields, data);
}

/** The path of a document's file below `content/`. */
export function fileOf({ kind, slug }: DocumentName): string {
  return `${contentModel[kind].place.folder}/${slug}.mdx`;
}
