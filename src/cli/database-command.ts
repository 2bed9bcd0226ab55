import { existsSync } from 'node:fs';
import path from 'node:path';
import { readCompiled } from '#content-pipeline/bundle-file.server.ts';
import { findHolder } from '#db/data-lock.server.ts';
import { readConfig } from '#lib/env.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { contentLinters } from '../content-linters.ts';
import { askHolder, holdDataFolder } from '../server/control.server.ts';
import { openServices } from '../services.server.ts';
import { type ShopCommands, shopCommands } from '../shop-commands.server.ts';

/**
 * Runs a command against the shop's database: here where that is possible, and in the running shop where that one
 * holds the embedded database.
 */
export async function runInDatabase(command: keyof ShopCommands, input: unknown): Promise<unknown> {
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env });
  const holder = config.databaseUrl ? null : await findHolder(config.dataDir);
  if (holder) return askHolder(holder, command, input);

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
  if (existsSync(file)) return readCompiled(file);
  const { compileWithSources } = await import('#content-pipeline/compile.server.ts');
  return compileWithSources({ root: projectRoot, linters: contentLinters });
}
