import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ContentBundle } from '#content-pipeline/content.ts';

// Raised whenever `ContentBundle` changes its shape, so that a server never starts on another version's bundle.
const format = 4;

/** Writes a compiled bundle as JSON, whole or not at all. */
export async function writeBundle(file: string, bundle: ContentBundle): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.part`;
  await writeFile(unfinished, JSON.stringify({ format, bundle }));
  await rename(unfinished, file);
}

/** Reads a bundle that `writeBundle` wrote; throws a sentence that says what to run when it is absent or of another version. */
export async function readBundle(file: string): Promise<ContentBundle> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`There is no compiled content at ${file}; run “npm run build”`, { cause: error });
  }
  const stored: { format?: unknown; bundle?: ContentBundle } = JSON.parse(text);
  if (stored.format !== format || !stored.bundle) {
    throw new Error(`${file} was written by another version; run “npm run build”`);
  }
  return stored.bundle;
}
