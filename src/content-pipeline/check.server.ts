import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ContentInspection, inspectContent } from '#content-pipeline/check-content.ts';
import type { ContentLinter } from '#content-pipeline/checked-content.ts';

export interface ContentCheck extends ContentInspection {
  /** SHA-256 of every path and text below `content/`, hex. */
  hash: string;
}

/** Reads all of `root`/content and finds every problem in it at once; looks into `root`/public for the files it may show. */
export async function checkContent({
  root,
  linters = [],
}: {
  root: string;
  linters?: readonly ContentLinter[];
}): Promise<ContentCheck> {
  const folder = path.join(root, 'content');
  const files = new Map<string, string>();
  const hash = createHash('sha256');
  for (const file of await filesBelow(folder)) {
    const text = await readFile(path.join(folder, file), 'utf8');
    files.set(file, text);
    hash.update(`${file}\0${text}\0`);
  }
  const publicFiles = new Set((await filesBelow(path.join(root, 'public'))).map((file) => `/${file}`));
  return { ...inspectContent({ files, publicFiles, linters }), hash: hash.digest('hex') };
}

/** Paths of all files below a folder, with `/`, sorted; hidden ones are none of ours. An absent folder has none. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !file.split('/').some((part) => part.startsWith('.')))
    .sort();
}
