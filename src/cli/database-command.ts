import { existsSync } from 'node:fs';
import path from 'node:path';
import { findHolder } from '#db/data-lock.server.ts';
import { readConfig } from '#lib/env.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { askHolder, holdDataFolder } from '../server/control.server.ts';
import type { ShopCommands } from '../shop-commands.server.ts';

/**
 * Runs a command against the shop's database: here where that is possible, and in the running shop where that one
 * holds the embedded database.
 */
export async function runInDatabase(command: keyof ShopCommands, input: unknown): Promise<unknown> {
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env });
  const holder = config.databaseUrl ? null : await findHolder(config.dataDir);
  if (holder) return askHolder(holder, command, input);

  // Only now: to read the whole shop takes seconds, and whoever asks the running one does without.
  const [{ openServices }, { shopCommands }] = await Promise.all([
    import('../services.server.ts'),
    import('../shop-commands.server.ts'),
  ]);
  const lock = config.databaseUrl ? null : await holdDataFolder(config.dataDir, () => ({}));
  try {
    const services = await openServices(config, await compiledContent());
    try {
      return await shopCommands(services)[command](input);
    } finally {
      await services.close();
    }
  } finally {
    lock?.close();
  }
}

/** The content of the last build; compiled now where there was none. */
async function compiledContent() {
  const file = path.join(projectRoot, 'dist/content.json');
  if (existsSync(file)) {
    const { readCompiled } = await import('#content-pipeline/bundle-file.server.ts');
    return readCompiled(file);
  }
  const [{ compileWithSources }, { contentLinters }] = await Promise.all([
    import('#content-pipeline/compile.server.ts'),
    import('../content-linters.ts'),
  ]);
  return compileWithSources({ root: projectRoot, linters: contentLinters });
}
