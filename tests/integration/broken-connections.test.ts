import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type OpenDatabase, openPostgres, rowsIn } from '#db/client.server.ts';
import { createDatabase } from '../support/postgres.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
let opened: OpenDatabase;
beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'));
  opened = await openPostgres(database.url);
});
afterAll(async () => {
  await opened.close();
  await database.drop();
});

test('a connection that breaks within a transaction fails it, and neither the process nor whoever comes next', async () => {
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  const uncaught: unknown[] = [];
  const catchIt = (error: unknown) => uncaught.push(error);
  process.prependListener('uncaughtException', catchIt);
  try {
    const cut = opened.db.transaction(async (tx) => {
      const [row] = rowsIn<{ pid: number }>(await tx.execute(sql`select pg_backend_pid() as pid`));
      // Waits until the server has no such connection any more.
      await other.query('select pg_terminate_backend($1, 10000)', [row?.pid]);
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      await tx.execute(sql`select 1`);
    });
    await expect(cut).rejects.toThrow();
    expect(uncaught).toEqual([]);
    expect(rowsIn(await opened.db.execute(sql`select 2 as two`))).toEqual([{ two: 2 }]);
  } finally {
    process.off('uncaughtException', catchIt);
    await other.end();
  }
});
