import { type ContentInspection, inspectContent } from '#content-pipeline/check-content.ts';
import type { ContentLinter, ReadDocument } from '#content-pipeline/checked-content.ts';
import { contentModel, type DocumentKind } from '#content-pipeline/document-types.ts';
import type { ContentProblem } from '#content-pipeline/problems.ts';
import { keepDocument } from '#features/editing/keep-document.ts';

/** What is to become of one file; null where there is none. Paths are below `content/`. */
export interface FileEdit {
  file: string;
  before: string | null;
  after: string | null;
}

/** The content that a plan is made on: texts by path below `content/`, what the check needs beside them, and what it found. */
export interface PlannedOn {
  files: ReadonlyMap<string, string>;
  publicFiles: ReadonlySet<string>;
  linters: readonly ContentLinter[];
  found: ContentInspection;
}

/** The content after a plan was carried out. */
export function filesAfter(
  files: ReadonlyMap<string, string>,
  edits: readonly FileEdit[],
): Map<string, string> {
  const after = new Map(files);
  for (const { file, after: text } of edits) {
    if (text === null) after.delete(file);
    else after.set(file, text);
  }
  return after;
}

/**
 * What the check would find after a plan, and did not find before: a plan that brings problems is none. Of a document
 * that is `renamed`, what was wrong may be said with its new name.
 */
export function problemsBrought(
  on: PlannedOn,
  edits: readonly FileEdit[],
  renamed: { from: string; to: string } = { from: '', to: '' },
): ContentProblem[] {
  const known = new Set(on.found.problems.map(inWords));
  if (renamed.from !== '')
    for (const words of [...known]) known.add(words.replaceAll(renamed.from, renamed.to));
  const after = inspectContent({ ...on, files: filesAfter(on.files, edits) });
  return after.problems.filter((problem) => !known.has(inWords(problem)));
}

// Lines move with every edit, so a problem is known by its words.
function inWords({ file, field, problem }: ContentProblem): string {
  return `${file} ${field} ${problem}`;
}

/** The text of a document with other data and the same words; what stays the same stays to the letter. */
export function withData(document: ReadDocument, data: unknown, text = document.text): string {
  const kind: DocumentKind = contentModel[document.kind];
  return keepDocument(kind, text, { data });
}

/** A document's path below `content/`. */
export function contentPath({ file }: Pick<ReadDocument, 'file'>): string {
  return file.replace(/^content\//, '');
}
