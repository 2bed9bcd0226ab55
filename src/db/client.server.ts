import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import pg from 'pg';
import { fromPglite, type Db as JobDatabase } from 'pg-boss';
import { projectRoot } from '#lib/project-root.server.ts';
import { PostgresClient } from './postgres-client.server.ts';

/** The shop's database, PGlite or PostgreSQL: one dialect, one type. */
export type Database = PgDatabase<PgQueryResultHKT>;
/** An open transaction. Functions that must not stand alone take this. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
/** Either: for reads, and for writes that are a transaction of their own. */
export type Queryable = Database | Transaction;

/** What the job queue is given to reach the same database. */
export type JobStorage =
  | { backend: 'pglite'; db: JobDatabase }
  | { backend: 'postgres'; connectionString: string };

/**
 * Calls `listener` soon after anybody notified the channel in a transaction that was committed, and whenever something
 * may have been missed. The returned function ends that.
 */
export type Listen = (channel: string, listener: () => void) => Promise<() => Promise<void>>;

export interface OpenDatabase {
  db: Database;
  listen: Listen;
  jobStorage: JobStorage;
  close(): Promise<void>;
}

/** The folder of a database that has the shop's tables and nothing in them, made by the build. */
export const emptyDatabase = path.join(projectRoot, 'dist/database');

const migrationsFolder = path.join(projectRoot, 'src/db/migrations');

// Any constant: it only has to be the same in every process that migrates this database.
const migrationLock = 7_402_118;

/** Opens PostgreSQL and applies the migrations; processes that start together take turns. */
export async function openPostgres(connectionString: string): Promise<OpenDatabase> {
  const pool = new pg.Pool({
    connectionString,
    Client: PostgresClient,
    max: 10,
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await migratePostgres(drizzlePostgres(client), { migrationsFolder });
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    client.release();
  }
  return {
    db: drizzlePostgres(pool),
    listen: (channel, listener) => listenOnPostgres(connectionString, channel, listener),
    jobStorage: { backend: 'postgres', connectionString },
    close: () => pool.end(),
  };
}

// A shop's tables are a few MB. PostgreSQL's own 128 MB are filled with zeroes at each start: 0.4 s, and that much memory.
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

/**
 * Opens the embedded database and applies the migrations. Two processes on one folder corrupt it silently, so the
 * caller holds the lock of `data-lock.server.ts`. A new folder becomes a copy of the build's empty database, where there
 * is one: to make a database takes seconds.
 */
export async function openPglite(folder: string): Promise<OpenDatabase> {
  if (!existsSync(folder)) await makeDatabase(folder);
  const pglite = await PGlite.create({ startParams, dataDir: folder });
  const db = drizzlePglite(pglite);
  await migratePglite(db, { migrationsFolder });
  return {
    db,
    listen: async (channel, listener) => {
      const end = await pglite.listen(channel, listener);
      return async () => end();
    },
    jobStorage: { backend: 'pglite', db: fromPglite(pglite) },
    close: () => pglite.close(),
  };
}

/** Makes the folder of a database: the whole of it or, if the process ends meanwhile, none. */
async function makeDatabase(folder: string): Promise<void> {
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  if (existsSync(emptyDatabase)) cpSync(emptyDatabase, part, { recursive: true });
  else await (await PGlite.create({ dataDir: part })).close();
  renameSync(part, folder);
}

// Short: whoever listens also asks from time to time, so nothing is lost meanwhile.
const reconnectAfterMs = 1_000;

/** A connection of its own, made anew when it breaks: one of the pool would be handed to somebody else. */
async function listenOnPostgres(
  connectionString: string,
  channel: string,
  listener: () => void,
): Promise<() => Promise<void>> {
  let isEnded = false;
  let client: pg.Client | null = null;
  let again: NodeJS.Timeout | undefined;
  let connecting = Promise.resolve();

  const connect = async () => {
    if (isEnded) return;
    const mine = new pg.Client({ connectionString, keepAlive: true, connectionTimeoutMillis: 10_000 });
    const lost = () => {
      mine.removeAllListeners('end');
      if (client === mine) client = null;
      if (isEnded) return;
      clearTimeout(again);
      again = setTimeout(() => {
        connecting = connect();
      }, reconnectAfterMs).unref();
    };
    mine.on('error', () => undefined);
    mine.once('end', lost);
    mine.on('notification', () => listener());
    try {
      await mine.connect();
      await mine.query(`listen ${pg.escapeIdentifier(channel)}`);
      client = mine;
      // Somebody may have told while nobody listened.
      listener();
    } catch {
      // Ends it if it was open, which brings it back to `lost`; if it never opened, nothing else will.
      await mine.end().catch(() => undefined);
      lost();
    }
  };
  connecting = connect();
  await connecting;
  return async () => {
    isEnded = true;
    clearTimeout(again);
    await connecting;
    await client?.end().catch(() => undefined);
  };
}

/**
 * Waits for statements that were issued side by side, so that they make one trip to the database instead of one each;
 * it runs them in the order in which they were issued. Rejects with the first failure, when all have ended.
 */
export async function together<Results extends readonly unknown[]>(
  statements: {
    readonly [Each in keyof Results]: Promise<Results[Each]>;
  },
): Promise<Results> {
  const ended = await Promise.allSettled(statements);
  return ended.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  }) as unknown as Results;
}

/** The rows that `execute` gave; both drivers answer with `rows`, which the driver-neutral type leaves open. */
export function rowsIn<Row>(answer: unknown): Row[] {
  return (answer as { rows: Row[] }).rows;
}

/** Throws unless the database answers. */
export async function pingDatabase(db: Queryable): Promise<void> {
  await db.execute(sql`select 1`);
}
