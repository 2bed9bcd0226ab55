import path from 'node:path';
import { watch } from 'chokidar';
import { compileContent } from '#content-pipeline/compile.server.ts';
import { readConfig } from '#lib/env.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { openServices, type Services } from './services.server.ts';
import { startWorkers } from './workers.server.ts';

const shared = Symbol.for('needlewise.services');
type Shared = typeof globalThis & { [shared]?: Promise<Services> };

/**
 * The development server's services: made on its first request and kept across reloads of modules, because the
 * embedded database can be opened only once. `cli/dev.ts` holds the lock and closes them.
 */
export function sharedServices(): Promise<Services> {
  const place = globalThis as Shared;
  place[shared] ??= openAndWatch();
  return place[shared];
}

/** The services if any request has made them. */
export function madeServices(): Promise<Services> | undefined {
  return (globalThis as Shared)[shared];
}

async function openAndWatch(): Promise<Services> {
  const services = await openServices(readConfig(process.env), await compileContent({ root: projectRoot }));
  await startWorkers(services);
  let compiling = Promise.resolve();
  watch(path.join(projectRoot, 'content'), { ignoreInitial: true }).on('all', () => {
    compiling = compiling.then(async () => {
      try {
        services.content.replace(await compileContent({ root: projectRoot }));
      } catch (error) {
        // What was live stays live; the author reads what is wrong.
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      }
    });
  });
  return services;
}
