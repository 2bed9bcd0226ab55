import { type KindName, kindOfFile } from '#content-pipeline/document-types.ts';
import type { ContentProblem } from '#content-pipeline/problems.ts';
import { paths } from '#lib/paths.ts';
import { formPath } from './form-path.ts';

/** Where a problem is mended: the document as text, at its line, and its form where a form can open it. */
export interface ProblemPlace {
  text: string;
  form: string | null;
}

/** Parts of a file that must be sound before any form can open it. */
const noForm: ReadonlySet<string> = new Set(['YAML', 'front matter', 'file']);

/** Where to mend a problem; null for files that nobody edits in the admin, and for those that are not there. */
export function placeOf(
  { file, line, field }: Pick<ContentProblem, 'file' | 'line' | 'field'>,
  files: ReadonlyMap<string, unknown>,
  isAtGitHub: boolean,
): ProblemPlace | null {
  const contentPath = file.replace(/^content\//, '');
  const kind: KindName | null = files.has(contentPath) ? kindOfFile(contentPath) : null;
  if (!kind) return null;
  const slug = contentPath.replace(/^.*\/|\.[^.]*$/g, '');
  return {
    text: `${paths.adminDocument(kind, slug)}#line-${line}`,
    form: noForm.has(field) ? null : formPath({ kind, slug }, isAtGitHub),
  };
}
