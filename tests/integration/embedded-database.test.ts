import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPglite } from '#db/client.server.ts';
import { openStock, readAvailability } from '#features/inventory/inventory.server.ts';

let data: string;
let folder: string;
beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), 'needlewise-embedded-'));
  folder = path.join(data, 'shop/database');
});
afterEach(() => rmSync(data, { recursive: true, force: true, maxRetries: 5 }));

test('a folder that is not there becomes a database with the shop’s tables, and keeps what is written', async () => {
  const first = await openPglite(folder);
  await first.db.transaction((tx) => openStock(tx, [{ sku: 'FACE-025', quantity: 7 }], new Date()));
  await first.close();
  const second = await openPglite(folder);
  expect((await readAvailability(second.db, ['FACE-025'])).get('FACE-025')).toBe(7);
  await second.close();
});

test('what a start that was killed had half made is made anew', async () => {
  const part = `${folder}.part`;
  mkdirSync(part, { recursive: true });
  writeFileSync(path.join(part, 'PG_VERSION'), '18\n');
  writeFileSync(path.join(part, 'half a file'), '');
  const { db, close } = await openPglite(folder);
  await db.execute(sql`select from orders`);
  await close();
  expect(existsSync(part)).toBe(false);
  expect(existsSync(path.join(folder, 'half a file'))).toBe(false);
});
