import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The texts of all files below `content/`, by their path there, in order of the paths: whatever it takes to make it again. */
export type ContentSources = ReadonlyMap<string, string>;

/** Reads every file below `root`/content, as it is at this moment. */
export async function readSources(root: string): Promise<ContentSources> {
  const folder = path.join(root, 'content');
  const files = new Map<string, string>();
  for (const file of await filesBelow(folder)) {
    files.set(file, await readFile(path.join(folder, file), 'utf8'));
  }
  return files;
}

/** SHA-256 of every path and text, hex: the name of this content, and of what is compiled from it. */
export function hashOfSources(sources: ContentSources): string {
  const hash = createHash('sha256');
  for (const [file, text] of sources) hash.update(`${file}\0${text}\0`);
  return hash.digest('hex');
}

/** Paths of all files below a folder, with `/`, sorted; hidden ones are none of ours. An absent folder has none. */
export async function filesBelow(folder: string): Promise<string[]> {
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
