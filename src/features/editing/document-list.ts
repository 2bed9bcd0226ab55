import type { ReadDocument } from '#content-pipeline/checked-content.ts';
import {
  contentModel,
  type DocumentKind,
  type KindName,
  kindNames,
} from '#content-pipeline/document-types.ts';
import type { ContentProblem } from '#content-pipeline/problems.ts';
import { contentPath } from '#features/editing/plan-edits.ts';

/** A document as the list of all of them shows it. */
export interface ListedDocument {
  kind: KindName;
  slug: string;
  file: string;
  title: string;
  /** What shoppers see of it; empty where the kind has no status. */
  status: string;
  changedAt: Date | null;
  problems: readonly ContentProblem[];
}

/** Every document by kind, the kinds in the order of the model, the documents by title. */
export function listDocuments({
  found,
  changedAt,
}: {
  found: { documents: readonly ReadDocument[]; problems: readonly ContentProblem[] };
  changedAt: ReadonlyMap<string, Date>;
}): { kind: KindName; noun: string; isOne: boolean; documents: ListedDocument[] }[] {
  return kindNames.map((kind) => {
    const model: DocumentKind = contentModel[kind];
    const documents = found.documents
      .filter((document) => document.kind === kind)
      .map((document) => listed(document, found.problems, changedAt))
      .sort((a, b) => a.title.localeCompare(b.title, 'en'));
    return { kind, noun: model.noun, isOne: 'file' in model.place, documents };
  });
}

function listed(
  document: ReadDocument,
  problems: readonly ContentProblem[],
  changedAt: ReadonlyMap<string, Date>,
): ListedDocument {
  const { kind, slug, file } = document;
  return {
    kind,
    slug,
    file,
    title: titleOf(document),
    status: statusOf(document),
    changedAt: changedAt.get(contentPath(document)) ?? null,
    problems: problems.filter((problem) => problem.file === file),
  };
}

/** What a document calls itself; its file's name where it has no title yet, or is one of a kind. */
export function titleOf({ kind, slug, file, yaml }: ReadDocument): string {
  const model: DocumentKind = contentModel[kind];
  if ('file' in model.place) return file;
  const [name = ''] = Object.keys(model.fields);
  const title = textIn(yaml.data, name);
  return title === '' ? slug : title;
}

function statusOf({ kind, yaml }: ReadDocument): string {
  if (!Object.hasOwn(contentModel[kind].fields, 'status')) return '';
  const [from, to] = [textIn(yaml.data, 'publishAt'), textIn(yaml.data, 'unpublishAt')];
  const status = textIn(yaml.data, 'status') || 'published';
  if (status !== 'published') return status;
  const times = [from && `from ${from.replace('T', ' ')}`, to && `until ${to.replace('T', ' ')}`].filter(
    Boolean,
  );
  return [status, ...times].join(' ');
}

function textIn(data: unknown, name: string): string {
  const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, name) : null;
  return typeof value === 'string' ? value.trim() : '';
}

/** The kind and file of an address in the admin; null where nothing of the kind can be. */
export function documentAt(
  documents: readonly ReadDocument[],
  kind: string | undefined,
  slug: string | undefined,
): ReadDocument | null {
  return documents.find((document) => document.kind === kind && document.slug === slug) ?? null;
}
