import { kindOfFile } from '#content-pipeline/document-types.ts';
import type { ContentProblem } from '#content-pipeline/problems.ts';
import { paths } from '#lib/paths.ts';
import { formPath } from './form-path.ts';

/** Where a problem is mended: the document as text, at its line, and its form where a form can open it. */
export interface ProblemPlace {
  text: string;
  form: string | null;
}

/** Where one of these parts of a file is unsound, no form can open it. */
const noForm: ReadonlySet<string> = new Set(['YAML', 'front matter', 'file']);

/** Where to mend each problem; null in files that nobody edits in the admin, and in those that are not there. */
export function placesOf(
  problems: readonly ContentProblem[],
  files: ReadonlyMap<string, unknown>,
  isAtGitHub: boolean,
): (ProblemPlace | null)[] {
  const formless = new Set(problems.filter(({ field }) => noForm.has(field)).map(({ file }) => file));
  return problems.map(({ file, line }) => {
    const contentPath = file.replace(/^content\//, '');
    const kind = files.has(contentPath) ? kindOfFile(contentPath) : null;
    if (!kind) return null;
    const slug = contentPath.replace(/^.*\/|\.[^.]*$/g, '');
    return {
      text: `${paths.adminDocument(kind, slug)}#line-${line}`,
      form: formless.has(file) ? null : formPath({ kind, slug }, isAtGitHub),
    };
  });
}
