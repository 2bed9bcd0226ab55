import { createHash } from 'node:crypto';
import type { ReadDocument } from '#content-pipeline/checked-content.ts';
import type { KindName } from '#content-pipeline/document-types.ts';
import type { ContentFolder } from '#features/editing/content-folder.server.ts';
import { type DocumentName, type Naming, pageKinds } from '#features/editing/content-references.ts';
import { contentPath, type FileEdit, type PlannedOn } from '#features/editing/plan-edits.ts';
import { planRemoval } from '#features/editing/plan-removal.ts';
import { planRename } from '#features/editing/plan-rename.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/** What was done to a document, or why nothing was. */
export type Acted = Result<
  { done: 'saved' } | { done: 'renamed'; slug: string } | { done: 'removed' },
  { field: 'text' | 'to' | 'words'; reason: string; namings: readonly Naming[] }
>;

/** Does what the plain forms of a document's page ask for. */
export async function actOnDocument(
  copy: ContentFolder,
  on: PlannedOn,
  document: ReadDocument,
  form: FormData | null,
): Promise<Acted> {
  const text = (name: string) => {
    const value = form?.get(name);
    return typeof value === 'string' ? value : '';
  };
  const carryOut = async (
    field: 'text' | 'to' | 'words',
    edits: readonly FileEdit[],
    done: Acted & { ok: true },
  ) => {
    const written = await copy.write(edits);
    return written.ok ? done : refuse({ field, reason: written.error, namings: [] });
  };
  const name = nameOf(document);
  switch (text('action')) {
    case 'save': {
      // Forms send line breaks of their own kind.
      const after = text('text').replaceAll('\r\n', '\n');
      if (text('opened') !== markOf(document.text))
        return refuse({
          field: 'text',
          reason:
            'Somebody changed this document after you opened it. Your text is below; nothing was saved.',
          namings: [],
        });
      if (after.trim() === '')
        return refuse({
          field: 'text',
          reason: 'A document without text is none. To remove it, use the form at the end.',
          namings: [],
        });
      const file = contentPath(document);
      return carryOut('text', [{ file, before: document.text, after }], ok({ done: 'saved' as const }));
    }
    case 'rename': {
      const to = text('to').trim();
      if (!name) break;
      const plan = planRename(on, name, to);
      if (!plan.ok) return refuse({ field: 'to', reason: plan.error, namings: [] });
      return carryOut('to', plan.value, ok({ done: 'renamed' as const, slug: to }));
    }
    case 'remove': {
      if (!name) break;
      const alternatives = (form?.getAll('alternatives') ?? []).filter((each) => typeof each === 'string');
      const plan = planRemoval(on, name, { words: text('words'), alternatives });
      if (!plan.ok) return refuse({ field: 'words', ...plan.error });
      return carryOut('words', plan.value, ok({ done: 'removed' as const }));
    }
  }
  return refuse({ field: 'text', reason: 'This form could not be read, so nothing was done.', namings: [] });
}

/** The mark of a text as it was opened, to be sent back with a change of it. */
export function markOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** A document that has an address of its own; null for the files of which there is one. */
export function nameOf({ kind, slug }: { kind: KindName; slug: string }): DocumentName | null {
  const own = pageKinds.find((each) => each === kind);
  return own ? { kind: own, slug } : null;
}
