import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import type { TestProject } from 'vitest/node';
import { openPglite } from '#db/client.server.ts';
import { buildIfNeeded } from './build-if-needed.ts';
import { startPostgres } from './postgres.ts';
import { type ShopProcess, scratchVariable, startShop, templateVariable } from './shop-process.ts';

/** Once a run: the shop built from the sources as they are, and a PostgreSQL server. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  buildIfNeeded();
  const scratch = mkdtempSync(path.join(tmpdir(), 'needlewise-tests-'));
  process.env[scratchVariable] = scratch;
  const [postgres, template] = await Promise.all([startPostgres(), makeTemplate()]);
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await template.remove();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
}

/**
 * The data folder of a shop that was started once and stopped; tests start from copies of it. It has forgotten what was
 * live: each of them makes the content that it was given the first release.
 */
async function makeTemplate(): Promise<ShopProcess> {
  const shop = await startShop();
  const code = await shop.stop();
  if (code !== 0) throw new Error(`The shop ended with ${code}:\n${shop.said()}`);
  const { db, close } = await openPglite(path.join(shop.dataDir, 'database'));
  await db.execute(
    sql`truncate live_release, release_activations, release_changes, content_releases restart identity`,
  );
  await close();
  process.env[templateVariable] = shop.dataDir;
  return shop;
}
