import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataFolderInUse, findHolder, lockDataFolder } from './data-lock.server.ts';

let folder: string;
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'needlewise-lock-'));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true });
});

/** A process that answers to its token, as the control server does. */
async function process(token: string) {
  const server = createServer((request, response) => {
    response.writeHead(request.headers.authorization === `Bearer ${token}` ? 200 : 401).end('{}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    pid: 1,
    port: (server.address() as AddressInfo).port,
    token,
    die: () => new Promise((done) => server.close(done)),
  };
}

test('a folder has one holder, and is free again when it is given back', async () => {
  const first = await process('one');
  const second = await process('two');
  const unlock = await lockDataFolder(folder, first);
  await expect(lockDataFolder(folder, second)).rejects.toThrow(DataFolderInUse);
  expect((await findHolder(folder))?.token).toBe('one');
  unlock();
  expect(await findHolder(folder)).toBeNull();
  await lockDataFolder(folder, second);
  expect((await findHolder(folder))?.token).toBe('two');
});

test('what a dead process left is taken over, whoever has its pid or its port now', async () => {
  const dead = await process('dead');
  await lockDataFolder(folder, dead);
  await dead.die();
  expect(await findHolder(folder)).toBeNull();
  const next = await process('next');
  await lockDataFolder(folder, next);

  // The same port answers, but to another token.
  writeFileSync(path.join(folder, 'shop.lock'), JSON.stringify({ ...next, token: 'of somebody gone' }));
  expect(await findHolder(folder)).toBeNull();
});

test('an unreadable lock is a dead one', async () => {
  writeFileSync(path.join(folder, 'shop.lock'), '{"pid":');
  await lockDataFolder(folder, await process('next'));
  expect((await findHolder(folder))?.token).toBe('next');
});

test('of many that start at once on a dead lock, one gets the folder', async () => {
  writeFileSync(path.join(folder, 'shop.lock'), JSON.stringify({ pid: 1, port: 1, token: 'dead' }));
  const starters = await Promise.all(Array.from({ length: 12 }, (_, index) => process(`starter ${index}`)));
  const results = await Promise.allSettled(starters.map((each) => lockDataFolder(folder, each)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(DataFolderInUse);
  expect(readdirSync(folder)).toEqual(['shop.lock']);
});
