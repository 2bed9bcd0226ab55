import { contentModel, type DocumentKind, type KindName } from '#content-pipeline/document-types.ts';
import { paths } from '#lib/paths.ts';

/** Where the form of a document is. At GitHub, Keystatic's addresses name a branch, so only its first page is known. */
export function formPath({ kind, slug }: { kind: KindName; slug: string }, isAtGitHub: boolean): string {
  if (isAtGitHub) return paths.editor();
  const model: DocumentKind = contentModel[kind];
  return paths.editor(
    'file' in model.place ? `singleton/${kind}` : `collection/${kind}/item/${encodeURIComponent(slug)}`,
  );
}

/** A kind as the heading of its list: “Glossary entries”. */
export function kindTitle(noun: string, isOne: boolean): string {
  const words = isOne ? noun : noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
