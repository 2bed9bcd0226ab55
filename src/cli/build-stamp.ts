import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#lib/project-root.server.ts';

/** Written when a build is whole: the time of the newest source that went into it, in ms. */
export const stampFile = path.join(projectRoot, 'dist/build-stamp');

const sources = [
  'src',
  'content',
  'public',
  'astro.config.mjs',
  'contentlayer.config.ts',
  'package-lock.json',
];

/** Time of the newest file a build is made from, in ms. */
export function newestSource(): number {
  let newest = 0;
  for (const source of sources) {
    const file = path.join(projectRoot, source);
    if (!existsSync(file)) continue;
    newest = Math.max(newest, statSync(file).mtimeMs);
    if (!statSync(file).isDirectory()) continue;
    for (const entry of readdirSync(file, { recursive: true, withFileTypes: true })) {
      newest = Math.max(newest, statSync(path.join(entry.parentPath, entry.name)).mtimeMs);
    }
  }
  return newest;
}

/** Whether `dist/` is whole and made from the sources as they are. */
export function isBuilt(): boolean {
  return existsSync(stampFile) && Number(readFileSync(stampFile, 'utf8')) >= newestSource();
}
