import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectRoot } from '#lib/project-root.server.ts';
import { buildIfNeeded } from './build-if-needed.ts';
import { startPostgres } from './postgres.ts';
import { scratchVariable } from './shop-process.ts';

/** Once a run: the shop built from the sources as they are, with its content, and a PostgreSQL server. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  buildIfNeeded();
  const scratch = mkdtempSync(path.join(tmpdir(), 'needlewise-faults-'));
  process.env[scratchVariable] = scratch;
  const postgres = await startPostgres();
  project.provide('postgresUrl', postgres.url);
  project.provide('bundleFile', path.join(projectRoot, 'dist/content.json'));
  return async () => {
    await postgres.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
}
