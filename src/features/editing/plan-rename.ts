import { absenceOf } from '#content-pipeline/check-redirects.ts';
import { dataOf, ofKind, type ReadDocument } from '#content-pipeline/checked-content.ts';
import { contentModel, type DocumentData, slugRule } from '#content-pipeline/document-types.ts';
import { formatProblem } from '#content-pipeline/problems.ts';
import {
  type DocumentName,
  fileOf,
  type Naming,
  namingsOf,
  pathOf,
  renamedIn,
} from '#features/editing/content-references.ts';
import {
  contentPath,
  type FileEdit,
  type PlannedOn,
  problemsBrought,
  withData,
} from '#features/editing/plan-edits.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/**
 * What has to be done to give a document another address: its file moves, everything that names it names it anew, and
 * its old address leads to the new one for good. Or the sentence that says why it cannot be.
 */
export function planRename(on: PlannedOn, name: DocumentName, to: string): Result<FileEdit[], string> {
  const { documents } = on.found;
  const document = documents.find((each) => contentPath(each) === fileOf(name));
  if (!document) return refuse(`There is no ${contentModel[name.kind].noun} “${name.slug}”.`);
  if (!slugRule.source.test(to))
    return refuse(`An address holds ${slugRule.words}, such as “face-roller-2”.`);
  const renamed: DocumentName = { ...name, slug: to };
  if (to === name.slug) return refuse('That is its address already.');
  if (on.files.has(fileOf(renamed)))
    return refuse(`There is another ${contentModel[name.kind].noun} “${to}”.`);
  const redirects = ofKind(documents, 'redirects')[0];
  if (!redirects?.fields.sound())
    return refuse('content/redirects.yaml cannot be read, so no redirect can be left there.');

  const texts = new Map<ReadDocument, string>();
  const namings = namingsOf(documents, name);
  for (const each of documents) {
    const own = namings.filter(({ file }) => file === each.file);
    if (own.length === 0) continue;
    const text = withWords(each.text, own, to);
    const data = own.some((naming) => typeof naming.in === 'object' && 'path' in naming.in)
      ? renamedIn(contentModel[each.kind], each.yaml.data, name, to)
      : null;
    texts.set(each, data === null ? text : withData(each, data, text));
  }
  if (name.kind !== 'glossary') {
    const absence = absenceOf(document, null);
    // Nobody has been to a draft, and no redirect may lead to one.
    const isDraft = Reflect.get(dataOf(document) ?? {}, 'status') === 'draft';
    if (absence && !isDraft)
      return refuse(
        `Its old address could not lead to the new one, which ${absence}. Take that time out first.`,
      );
    const named = renamedIn(contentModel.redirects, redirects.yaml.data, name, to) as Moves;
    const moves = movedTo(named, pathOf(name), pathOf(renamed), !isDraft);
    texts.set(redirects, withData(redirects, moves));
  }

  const edits: FileEdit[] = [...texts].flatMap(([each, text]) =>
    each === document || text === each.text
      ? []
      : [{ file: contentPath(each), before: each.text, after: text }],
  );
  edits.push({ file: fileOf(renamed), before: null, after: texts.get(document) ?? document.text });
  edits.push({ file: fileOf(name), before: document.text, after: null });
  const problems = problemsBrought(on, edits, { from: name.slug, to });
  if (problems.length > 0)
    return refuse(`It would break something else: ${problems.map(formatProblem).join('; ')}`);
  return ok(edits);
}

type Moves = Partial<DocumentData<'redirects'>>;

/** The list of moves after one more: each leads to where the page is now, and no address that is in use leads away. */
function movedTo({ redirects, gone }: Moves, from: string, to: string, isPublic: boolean): Moves {
  const kept = (redirects ?? [])
    .filter((entry) => entry.from !== to && entry.from !== from)
    .map((entry) => (entry.to === from ? { ...entry, to } : entry));
  return {
    redirects: isPublic ? [...kept, { from, to }] : kept,
    gone: (gone ?? []).filter(({ path }) => path !== to),
  };
}

/** A text with the new name in each place of its body that had the old one. */
function withWords(text: string, namings: readonly Naming[], to: string): string {
  return namings
    .flatMap((naming) => (typeof naming.in === 'object' && 'from' in naming.in ? [naming.in] : []))
    .sort((a, b) => b.from - a.from)
    .reduce((done, place) => done.slice(0, place.from) + to + done.slice(place.to), text);
}
