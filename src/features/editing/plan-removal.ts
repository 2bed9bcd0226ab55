import { absenceOf } from '#content-pipeline/check-redirects.ts';
import { dataOf, ofKind } from '#content-pipeline/checked-content.ts';
import { contentModel, type DocumentData } from '#content-pipeline/document-types.ts';
import { formatProblem } from '#content-pipeline/problems.ts';
import {
  type DocumentName,
  fileOf,
  type Naming,
  namingsOf,
  pathOf,
} from '#features/editing/content-references.ts';
import {
  contentPath,
  type FileEdit,
  type PlannedOn,
  problemsBrought,
  withData,
} from '#features/editing/plan-edits.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/** What whoever looks for a removed page is told. */
export interface Farewell {
  words: string;
  /** Slugs of products to look at instead. */
  alternatives: readonly string[];
}

/** Why a document stays: a sentence, and the places that name it. */
export interface RemovalRefusal {
  reason: string;
  namings: readonly Naming[];
}

/**
 * What has to be done to remove a document: its file goes, and where the page was public its address says why it is gone
 * and what to look at instead, and so do the addresses that led to it. While anything names it, it stays.
 */
export function planRemoval(
  on: PlannedOn,
  name: DocumentName,
  farewell: Farewell,
): Result<FileEdit[], RemovalRefusal> {
  const no = (reason: string, namings: readonly Naming[] = []) => refuse({ reason, namings });
  const { noun } = contentModel[name.kind];
  const { documents } = on.found;
  const document = documents.find((each) => contentPath(each) === fileOf(name));
  if (!document) return no(`There is no ${noun} “${name.slug}”.`);
  const redirects = ofKind(documents, 'redirects')[0];
  if (!redirects?.fields.sound())
    return no('content/redirects.yaml cannot be read, so nothing can be left there.');

  const namings = namingsOf(documents, name).filter(
    // Its own words go with it, and redirects.yaml is mended below.
    ({ file }) => file !== document.file && file !== redirects.file,
  );
  if (namings.length > 0) {
    const places = namings.length === 1 ? 'one place names' : `${namings.length} places name`;
    return no(`The ${noun} stays, because ${places} it. Change them first.`, namings);
  }

  const edits: FileEdit[] = [{ file: fileOf(name), before: document.text, after: null }];
  if (name.kind !== 'glossary') {
    const isPublic = absenceOf(document, null) === null;
    if (isPublic && farewell.words.trim() === '')
      return no('Say why it is gone: its address will answer with these words.');
    const data: Partial<DocumentData<'redirects'>> = dataOf(redirects) ?? {};
    const path = pathOf(name);
    const leading = (data.redirects ?? []).filter(({ to }) => to === path);
    const leftBehind = isPublic ? [path, ...leading.map(({ from }) => from)] : [];
    const text = withData(redirects, {
      redirects: (data.redirects ?? []).filter(({ to }) => to !== path),
      gone: [
        ...(data.gone ?? []).map((entry) => ({
          ...entry,
          alternatives: (entry.alternatives ?? []).filter(
            (slug) => name.kind !== 'product' || slug !== name.slug,
          ),
        })),
        ...leftBehind.map((each) => ({
          path: each,
          alternatives: [...farewell.alternatives],
          words: farewell.words.trim(),
        })),
      ],
    });
    if (text !== redirects.text)
      edits.unshift({ file: contentPath(redirects), before: redirects.text, after: text });
  }
  const problems = problemsBrought(on, edits);
  if (problems.length > 0)
    return no(`It would break something else: ${problems.map(formatProblem).join('; ')}`);
  return ok(edits);
}
