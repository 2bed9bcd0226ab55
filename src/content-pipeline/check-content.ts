import { inspectBody } from '#content-pipeline/check-body.ts';
import { checkFields, type FieldReport } from '#content-pipeline/check-fields.ts';
import { checkRelations } from '#content-pipeline/check-relations.ts';
import type {
  ContentLinter,
  LintFinding,
  ReadDocument,
  ReadRuleset,
} from '#content-pipeline/checked-content.ts';
import {
  contentModel,
  type DocumentKind,
  type KindName,
  kindNames,
  kindOfFile,
  placePattern,
  rulesetFolder,
  slugRule,
} from '#content-pipeline/document-types.ts';
import { headingsOf, parseMdx } from '#content-pipeline/mdx-source.ts';
import { type ContentProblem, compareProblems, type Position } from '#content-pipeline/problems.ts';
import { readYaml, type YamlSource } from '#content-pipeline/yaml-source.ts';

export interface ContentInspection {
  /** Every problem, sorted by file and place. */
  problems: ContentProblem[];
  documents: ReadDocument[];
  rulesets: ReadRuleset[];
}

/**
 * Reads whole content, given as texts by their path below `content/`, and finds every problem in it at once. Never
 * throws, whatever the texts hold. `publicFiles` are the paths in `public/`, each from its `/`.
 */
export function inspectContent({
  files,
  publicFiles,
  linters = [],
}: {
  files: ReadonlyMap<string, string>;
  publicFiles: ReadonlySet<string>;
  linters?: readonly ContentLinter[];
}): ContentInspection {
  const problems: ContentProblem[] = [];
  const documents: ReadDocument[] = [];
  const rulesets: ReadRuleset[] = [];
  for (const [contentPath, text] of files) {
    const file = `content/${contentPath}`;
    const add: Add = (at, field, problem, example = '') => {
      problems.push({ file, line: at.line, column: at.column, field, problem, example });
    };
    const kind = kindOfFile(contentPath);
    const role = roleOf(contentPath);
    if (kind) documents.push(readDocument(kind, file, text, add));
    else if (role) rulesets.push(readRuleset(role, file, text, add));
    else add(top, 'file', 'is nothing that the shop knows by this folder and ending', places);
  }
  for (const name of kindNames) {
    const { place }: DocumentKind = contentModel[name];
    if (!('file' in place) || documents.some((document) => document.kind === name)) continue;
    const problem = 'is missing, and without it the shop cannot open';
    problems.push({
      file: `content/${place.file}`,
      ...top,
      field: 'file',
      problem,
      example: exampleDocument(name),
    });
  }
  problems.push(...checkRelations({ documents, rulesets, publicFiles }));
  problems.push(...lint(linters, documents, rulesets, problems));
  return { problems: problems.sort(compareProblems), documents, rulesets };
}

type Add = (at: Position, field: string, problem: string, example?: string) => void;

const top: Position = { line: 1, column: 1 };

/** What a file of the self-check is by its place; undefined for any other file. */
function roleOf(contentPath: string): ReadRuleset['role'] | undefined {
  if (!contentPath.startsWith(`${rulesetFolder}/`) || !contentPath.endsWith('.yaml')) return undefined;
  const [, folderOrName = '', name, ...deeper] = contentPath.split('/');
  if (name === undefined) return folderOrName === 'seals.yaml' ? 'seals' : 'version';
  return folderOrName === 'overlays' && deeper.length === 0 ? 'overlay' : undefined;
}

const places = [
  ...kindNames.map((name) => placePattern(contentModel[name])),
  `${rulesetFolder}/*.yaml`,
  `${rulesetFolder}/overlays/*.yaml`,
]
  .map((place) => `content/${place}`)
  .join(', ');

function readDocument(kind: KindName, file: string, text: string, add: Add): ReadDocument {
  const model: DocumentKind = contentModel[kind];
  const { slug, folder, ending } = partsOf(file);
  if ('folder' in model.place && !slugRule.source.test(slug)) {
    const better = slug
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '');
    const problem = `becomes the page’s address by its name: only ${slugRule.words}`;
    add(top, 'file', problem, `${folder}/${better || 'name'}${ending}`);
  }
  if (model.format === 'yaml') {
    const yaml = readYaml(text);
    return { kind, slug, file, text, yaml, fields: readFields(model, yaml, add), body: null };
  }

  const front = readFrontMatter(text, add);
  // Where the front matter ends nobody can say, so nothing behind it can be judged either.
  if (!front) return { kind, slug, file, text, yaml: readYaml(''), fields: nothing, body: null };
  const yaml = readYaml(front.yaml, 2);
  const fields = readFields(model, yaml, add);
  const parsed = parseMdx(text);
  if (!parsed.ok) {
    add(parsed.error, 'body', `cannot be read as MDX: ${parsed.error.message}`);
    return { kind, slug, file, text, yaml, fields, body: null };
  }
  const tree = parsed.value;
  const report = inspectBody(tree);
  for (const finding of report.findings) add(finding, finding.field, finding.problem, finding.example);
  if (model.bodyRequired && report.empty && report.findings.length === 0) {
    add({ line: front.lastLine, column: 1 }, 'body', 'is empty', 'Words, in Markdown.');
  }
  const headingIds = new Set(headingsOf(tree).map((heading) => heading.id));
  return { kind, slug, file, text, yaml, fields, body: { text: front.rest, tree, report, headingIds } };
}

const nothing: FieldReport = { findings: [], references: [], sound: () => false };

function readFields(model: DocumentKind, yaml: YamlSource, add: Add): FieldReport {
  addYamlErrors(yaml, add);
  const fields = checkFields(model.fields, yaml);
  for (const finding of fields.findings) add(finding, finding.field, finding.problem, finding.example);
  return fields;
}

function readRuleset(role: ReadRuleset['role'], file: string, text: string, add: Add): ReadRuleset {
  const { slug: version } = partsOf(file);
  const yaml = readYaml(text);
  addYamlErrors(yaml, add);
  const { data } = yaml;
  if (yaml.errors.length === 0) {
    const nameField = role === 'overlay' ? 'overlay' : 'version';
    const example = role === 'seals' ? 'sealed: {}' : `${nameField}: "${version}"`;
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      add(top, 'file', 'must hold fields with values', example);
    } else if (role !== 'seals') {
      const said: unknown = Reflect.get(data, nameField);
      if (said === undefined) add(top, nameField, 'is missing', example);
      else if (said !== version) {
        add(yaml.locate([nameField]), nameField, `must be the file’s name, ${version}, as text`, example);
      }
    }
  }
  return { role, file, version, text, yaml };
}

function addYamlErrors(yaml: YamlSource, add: Add): void {
  for (const error of yaml.errors) add(error, 'YAML', `cannot be read: ${error.message}`);
}

/**
 * The front matter, cut out by the one spelling that every reader agrees on; null where it is spelled otherwise.
 * Contentlayer's reader also takes `---js`, and would run what follows, and ends at any line that begins with
 * `---`: both are refused here.
 */
function readFrontMatter(text: string, add: Add): { yaml: string; lastLine: number; rest: string } | null {
  const opening = /^\uFEFF?([^\r\n]*)/.exec(text)?.[1]?.trimEnd() ?? '';
  if (opening !== '---') {
    const problem = opening.startsWith('---')
      ? `“${opening}” must be just three hyphens`
      : 'is missing: a file begins with it, between two lines of three hyphens';
    add(top, 'front matter', problem, '---');
    return null;
  }
  const parts = /^\uFEFF?---[^\n]*\n([\s\S]*?)^(---[^\r\n]*)(?:\r?\n|$)([\s\S]*)/m.exec(text);
  if (!parts) {
    add(top, 'front matter', 'has no end: a line of three hyphens', '---');
    return null;
  }
  const [, yaml = '', closing = '', rest = ''] = parts;
  const lastLine = yaml.split('\n').length + 1;
  if (closing.trimEnd() !== '---') {
    add({ line: lastLine, column: 1 }, 'front matter', `“${closing}” must be just three hyphens`, '---');
    return null;
  }
  return { yaml, lastLine, rest };
}

function lint(
  linters: readonly ContentLinter[],
  documents: readonly ReadDocument[],
  rulesets: readonly ReadRuleset[],
  known: readonly ContentProblem[],
): ContentProblem[] {
  const found: ContentProblem[] = [];
  const take = (source: ReadDocument | ReadRuleset, findings: readonly LintFinding[]) => {
    for (const { at, field, problem, example = '' } of findings) {
      const { line, column } = 'path' in at ? source.yaml.locate(at.path) : at;
      found.push({ file: source.file, line, column, field, problem, example });
    }
  };
  for (const linter of linters) {
    for (const document of documents) take(document, linter.document?.(document, documents) ?? []);
    for (const ruleset of rulesets) {
      // A ruleset that cannot be read, or is not the version it is called, has said so already.
      if (known.some((problem) => problem.file === ruleset.file)) continue;
      take(ruleset, linter.ruleset?.(ruleset, rulesets, documents) ?? []);
    }
  }
  return found;
}

/** The required fields of a kind with their examples, on one line. */
function exampleDocument(kind: KindName): string {
  return Object.entries(contentModel[kind].fields)
    .map(([name, { example }]) => `${name}: ${example}`)
    .join('; ');
}

function partsOf(file: string): { folder: string; slug: string; ending: string } {
  const [, folder = '', slug = '', ending = ''] = /^(.*)\/([^/]*?)(\.[^./]*)?$/.exec(file) ?? [];
  return { folder, slug, ending };
}
