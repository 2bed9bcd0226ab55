import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CompiledContent } from '#content-pipeline/compile.server.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';

/**
 * Raised whenever `ContentBundle` changes its shape, or the same sources are compiled to something else, so that a server
 * never goes by another version's bundle.
 */
export const bundleFormat = 4;

/** Writes compiled content as JSON, with what it was compiled from, whole or not at all. */
export async function writeBundle(file: string, { bundle, sources }: CompiledContent): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.part`;
  await writeFile(unfinished, JSON.stringify({ format: bundleFormat, bundle, sources: [...sources] }));
  await rename(unfinished, file);
}

/** Reads what `writeBundle` wrote; throws a sentence that says what to run when it is absent or of another version. */
export async function readCompiled(file: string): Promise<CompiledContent> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`There is no compiled content at ${file}; run “npm run build”`, { cause: error });
  }
  const stored: { format?: unknown; bundle?: ContentBundle; sources?: [string, string][] } = JSON.parse(text);
  if (stored.format !== bundleFormat || !stored.bundle || !stored.sources) {
    throw new Error(`${file} was written by another version; run “npm run build”`);
  }
  return { bundle: stored.bundle, sources: new Map(stored.sources) };
}

/** The bundle alone of what `writeBundle` wrote; throws as `readCompiled` does. */
export async function readBundle(file: string): Promise<ContentBundle> {
  return (await readCompiled(file)).bundle;
}
