import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { writeBundle } from '#content-pipeline/bundle-file.server.ts';
import { compileWithSources } from '#content-pipeline/compile.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of a PostgreSQL server on which each test file makes a database of its own. */
    postgresUrl: string;
    /** File with the compiled content of the shop. */
    bundleFile: string;
  }
}

/** Once a run: a PostgreSQL server and the shop's content. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'needlewise-content-'));
  const bundleFile = path.join(folder, 'content.json');
  const [postgres] = await Promise.all([
    startPostgres(),
    compileWithSources({ root: projectRoot }).then((content) => writeBundle(bundleFile, content)),
  ]);
  project.provide('postgresUrl', postgres.url);
  project.provide('bundleFile', bundleFile);
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
