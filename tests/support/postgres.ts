import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';

export interface PostgresServer {
  /** Of a database that may be used to make others. */
  url: string;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL: the one of TEST_DATABASE_URL, else one from npm in a temporary folder, in a process of its own.
 * `durable`: it waits for the disk at each commit, as in earnest; tests need not survive a power cut.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => undefined };
  const child = fork(path.join(import.meta.dirname, 'postgres-process.ts'), durable ? ['durable'] : [], {
    execArgv: [],
  });
  const answer = await new Promise<{ url: string } | { error: string }>((resolve) => {
    child.once('message', (message) => resolve(message as { url: string } | { error: string }));
    child.once('exit', (code) => resolve({ error: `PostgreSQL did not start: exit ${code}` }));
  });
  if ('error' in answer) throw new Error(answer.error);
  return {
    url: answer.url,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}

/** A new empty database on the server; returns its URL and how to be rid of it. */
export async function createDatabase(serverUrl: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `shop_${randomBytes(6).toString('hex')}`;
  await run(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(serverUrl, `drop database ${name} with (force)`) };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
