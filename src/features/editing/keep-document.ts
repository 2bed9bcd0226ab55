import type { DocumentKind } from '#content-pipeline/document-types.ts';
import { readYaml } from '#content-pipeline/yaml-source.ts';
import { freshYaml, keepYaml } from '#features/editing/keep-yaml.ts';

/**
 * A file as it is to be stored when the form sends `sent` for it: what the form left as it was stays as `before` has it,
 * to the letter; `before` is null for a new document. Data alone, instead of a text, leaves the body as it is.
 */
export function keepDocument(
  kind: DocumentKind,
  before: string | null,
  sent: string | { data: unknown },
): string {
  const isText = typeof sent === 'string';
  const now = isText ? partsOf(kind, sent) : null;
  const read = isText ? readYaml(now?.yaml ?? '') : { ...sent, errors: [] };
  const data = isRecord(read.data) ? read.data : {};
  if (before === null) return isText && read.errors.length > 0 ? sent : fresh(kind, data, now?.body ?? '');
  const old = partsOf(kind, before);
  // What cannot be read is stored as it was sent: the check names the line, and nothing is lost.
  if (isText && (read.errors.length > 0 || (kind.format === 'mdx' && old.open === ''))) return sent;
  return `${old.open}${keepYaml(kind.fields, old.yaml, data)}${old.close}${now?.body ?? old.body}`;
}

/** A new document. */
function fresh(kind: DocumentKind, data: Readonly<Record<string, unknown>>, body: string): string {
  const yaml = freshYaml(kind.fields, data);
  if (kind.format === 'yaml') return yaml;
  return `---\n${yaml}---\n${body === '' || body.startsWith('\n') ? body : `\n${body}`}`;
}

interface Parts {
  open: string;
  yaml: string;
  close: string;
  body: string;
}

/** The front matter and the body of a file; all of a YAML file is the former. */
function partsOf(kind: DocumentKind, text: string): Parts {
  if (kind.format === 'yaml') return { open: '', yaml: text, close: '', body: '' };
  const [whole = '', open = '', yaml = '', close = ''] =
    /^(---[ \t]*\r?\n)([\s\S]*?)(---[ \t]*(?:\r?\n|$))/.exec(text) ?? [];
  return { open, yaml, close, body: text.slice(whole.length) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
