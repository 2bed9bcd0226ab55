import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type OpenDatabase, openPglite } from '#db/client.server.ts';

/** An embedded database with the shop's tables and nothing in them, in a folder that goes with it. */
export async function openEmptyPglite(): Promise<OpenDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'needlewise-database-'));
  const database = await openPglite(path.join(folder, 'database'));
  return {
    ...database,
    async close() {
      await database.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
