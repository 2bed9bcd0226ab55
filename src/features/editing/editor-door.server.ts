import { createHash } from 'node:crypto';
import { contentModel, type KindName, kindOfFile, slugRule } from '#content-pipeline/document-types.ts';
import type { ContentFolder } from '#features/editing/content-folder.server.ts';
import { keepDocument } from '#features/editing/keep-document.ts';
import type { FileEdit } from '#features/editing/plan-edits.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/**
 * What Keystatic's page asks of a server that keeps the files, answered from the working copy: `tree` lists the files
 * that have a form, `blob/SHA/PATH` is one of them, `update` saves one. It stands in place of Keystatic's own handler,
 * which lists the whole folder of the program and writes whatever its page sends. Who may ask is decided before.
 */
export async function answerEditor(request: Request, copy: ContentFolder): Promise<Response> {
  // Only a script of this origin can send this header, and Keystatic's always does.
  if (request.headers.get('no-cors') !== '1') return said(400, 'This address is for the editor’s own page.');
  const parts = partsOf(new URL(request.url).pathname);
  if (!parts) return said(400, 'This address cannot be read.');
  const [what, sha, ...rest] = parts;
  if (request.method === 'GET' && what === 'tree' && sha === undefined)
    return json(treeOf(await textsOf(copy)));
  if (request.method === 'GET' && what === 'blob') {
    const file = formFile(rest.join('/'));
    const text = file && (await textsOf(copy)).get(file.path);
    if (!file) return said(400, refusedPath);
    if (text === undefined || text === null || shaOf(text) !== sha)
      return said(404, 'This file was changed or removed meanwhile.');
    return new Response(text, { headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
  }
  if (request.method === 'POST' && what === 'update' && sha === undefined) return update(request, copy);
  return said(404, 'There is no such address.');
}

const refusedPath = 'Only documents in content/ that have a form can be opened here.';

async function update(request: Request, copy: ContentFolder): Promise<Response> {
  if (request.headers.get('content-type') !== 'application/json')
    return said(400, 'This is not what the editor sends.');
  const sent = readUpdate(await request.json().catch(() => null));
  if (!sent.ok) return said(400, sent.error);
  const { path, kind, text } = sent.value;
  const before = (await textsOf(copy)).get(path) ?? null;
  const opened = request.headers.get('if-match')?.replaceAll('"', '');
  const isNew = request.headers.get('if-none-match') === '*';
  if (opened === undefined && !isNew)
    return said(428, 'The editor did not say which version it had opened. Load its page again.');
  if (isNew && before !== null)
    return said(412, `There is a ${contentModel[kind].noun} at this address already. Choose another.`);
  if (!isNew && (before === null || shaOf(before) !== opened))
    return said(
      412,
      'Somebody changed this document after you opened it. Copy your words, load the page again, and put them in.',
    );
  const edit: FileEdit = { file: path, before, after: keepDocument(contentModel[kind], before, text) };
  const written = await copy.write(edit.before === edit.after ? [] : [edit]);
  if (!written.ok) return said(409, written.error);
  return json(treeOf(await textsOf(copy)));
}

interface Saved {
  path: string;
  kind: KindName;
  text: string;
}

function readUpdate(body: unknown): Result<Saved, string> {
  const { additions, deletions } = (body ?? {}) as { additions?: unknown; deletions?: unknown };
  if (!Array.isArray(additions) || !Array.isArray(deletions))
    return refuse('This is not what the editor sends.');
  // Keystatic would leave dead links behind: of these two, the admin's pages know what depends on a document.
  if (deletions.length > 0)
    return refuse(
      additions.length > 0
        ? 'To change an address, open the document under “Content” and rename it there: links follow, and the old address leads on.'
        : 'To remove a document, open it under “Content” and remove it there: you will see what names it.',
    );
  const [addition, ...more] = additions;
  if (more.length > 0) return refuse('The editor saves one document at a time.');
  const { path, contents } = (addition ?? {}) as { path?: unknown; contents?: unknown };
  if (typeof path !== 'string' || typeof contents !== 'string')
    return refuse('This is not what the editor sends.');
  const file = formFile(path);
  if (!file) return refuse(refusedPath);
  const bytes = Buffer.from(contents, 'base64url');
  if (bytes.length > mostBytes) return refuse(`A document holds ${mostBytes / 1000} kB at most.`);
  try {
    return ok({ ...file, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) });
  } catch {
    return refuse('This is no text.');
  }
}

const mostBytes = 500_000;

/** The file that a path of Keystatic's names, below `content/`; null where that has no form, whatever else it may be. */
function formFile(path: string): { path: string; kind: KindName } | null {
  const [, below = ''] = /^content\/(.+)$/.exec(path) ?? [];
  const kind = kindOfFile(below);
  if (!kind) return null;
  const { place } = contentModel[kind];
  const [, slug = ''] = /\/([^/]+)\.mdx$/.exec(below) ?? [];
  return 'file' in place || slugRule.source.test(slug) ? { path: below, kind } : null;
}

async function textsOf(copy: ContentFolder): Promise<Map<string, string>> {
  return new Map([...(await copy.texts())].filter(([path]) => formFile(`content/${path}`)));
}

interface TreeEntry {
  path: string;
  mode: string;
  type: 'tree' | 'blob';
  sha: string;
}

/** The files as Keystatic lists them: a folder before what is in it, each with a mark that changes with its content. */
function treeOf(texts: ReadonlyMap<string, string>): TreeEntry[] {
  const blobs = [...texts].map(
    ([path, text]): TreeEntry => ({
      path: `content/${path}`,
      mode: '100644',
      type: 'blob',
      sha: shaOf(text),
    }),
  );
  const folders = new Set(blobs.map(({ path }) => path.slice(0, path.lastIndexOf('/'))).concat('content'));
  const trees = [...folders].map((path): TreeEntry => {
    const inside = blobs.filter((blob) => blob.path.startsWith(`${path}/`));
    const sha = createHash('sha1')
      .update(inside.map((blob) => `${blob.path} ${blob.sha}\n`).join(''))
      .digest('hex');
    return { path, mode: '040000', type: 'tree', sha };
  });
  return [...trees, ...blobs].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The mark of a text, as git and Keystatic make it. */
function shaOf(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function partsOf(pathname: string): string[] | null {
  try {
    return pathname
      .replace(/^\/api\/keystatic\/?/, '')
      .split('/')
      .map(decodeURIComponent)
      .filter(Boolean);
  } catch {
    return null;
  }
}

function said(status: number, words: string): Response {
  return new Response(words, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
}

function json(value: unknown): Response {
  return new Response(JSON.stringify(value), { headers: { 'Content-Type': 'application/json' } });
}
