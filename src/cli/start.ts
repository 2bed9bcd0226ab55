import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { EnvironmentRefused, readConfig } from '#lib/env.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { isBuilt } from './build-stamp.ts';
import { loadEnvironment } from './environment.ts';

// npm start: builds if needed, then runs the shop in this process.
loadEnvironment();
try {
  // Before the build: nobody waits for it to be told about a misspelt variable.
  readConfig(process.env);
} catch (error) {
  if (!(error instanceof EnvironmentRefused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
if (!isBuilt()) {
  process.stdout.write('Building the shop, once…\n');
  // A process of its own: the compilers' memory goes with it.
  const built = spawnSync(process.execPath, [path.join(projectRoot, 'src/cli/build.ts')], {
    stdio: 'inherit',
    cwd: projectRoot,
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
await import(pathToFileURL(path.join(projectRoot, 'dist/main.mjs')).href);
