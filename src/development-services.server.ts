import path from 'node:path';
import { watch } from 'chokidar';
import { compileWithSources } from '#content-pipeline/compile.server.ts';
import { readConfig } from '#lib/env.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { contentLinters } from './content-linters.ts';
import { openServices, type Services } from './services.server.ts';
import { sharedServices, shareServices } from './shared-services.ts';
import { startWorkers } from './workers.server.ts';

/**
 * The development server's services: made on its first request and kept across reloads of modules, because the
 * embedded database can be opened only once. `cli/dev.ts` holds the lock and closes them.
 */
export function developmentServices(): Promise<Services> {
  return sharedServices() ?? shareServices(openAndWatch());
}

async function openAndWatch(): Promise<Services> {
  const compile = () => compileWithSources({ root: projectRoot, linters: contentLinters });
  const services = await openServices(readConfig(process.env), await compile(), { shows: 'repository' });
  await startWorkers(services);
  let compiling = Promise.resolve();
  let pause: NodeJS.Timeout | undefined;
  const compileAgain = () => {
    compiling = compiling.then(async () => {
      try {
        services.content.replace((await compile()).bundle);
      } catch (error) {
        // What was live stays live; the author reads what is wrong.
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      }
    });
  };
  watch(path.join(projectRoot, 'content'), { ignoreInitial: true }).on('all', () => {
    // Editors write a file in several steps, and a checkout of another branch many files at once.
    clearTimeout(pause);
    pause = setTimeout(compileAgain, 100);
  });
  return services;
}
