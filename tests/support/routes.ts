import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#lib/project-root.server.ts';

/** The file of each page below `src/pages`, by the address that it answers. */
export function pageFiles(): Map<string, string> {
  const folder = path.join(projectRoot, 'src/pages');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => /\.(astro|ts|tsx|js|mjs|md|mdx|html)$/.test(file) && !/(^|\/)_/.test(file));
  return new Map(
    files.map((file) => {
      const route = file.replace(/\.[^.]+$/, '').replace(/(^|\/)index$/, '');
      return [`/${route}`, `src/pages/${file}`];
    }),
  );
}

/** Every address that the built server answers, whoever brought it. */
export function builtRoutes(): string[] {
  const folder = path.join(projectRoot, 'dist/server');
  const built = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.mjs'))
    .flatMap((file) => [...readFileSync(path.join(folder, file), 'utf8').matchAll(/"route":"([^"]+)"/g)])
    .map(([, route]) => route ?? '');
  return [...new Set(built)].sort();
}
