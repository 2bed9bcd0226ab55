import { dev } from 'astro';
import { readConfig } from '#lib/env.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { holdDataFolder } from '../server/control.server.ts';
import { startSandbox } from '../server/sandbox-process.server.ts';
import { sharedServices } from '../shared-services.ts';
import { runCommand } from './environment.ts';

// npm run dev: the shop with live pages and live content, and the offline payment page beside it.
await runCommand(async () => {
  const config = readConfig(process.env);
  const lock = config.databaseUrl ? null : await holdDataFolder(config.dataDir, () => ({}));
  const sandbox = config.payment.sandbox ? await startSandbox(config) : null;
  const server = await dev({ root: projectRoot, server: { port: config.port, host: config.host } });
  const stop = async () => {
    await server.stop();
    await (await sharedServices())?.close();
    sandbox?.kill('SIGTERM');
    lock?.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.stdout.write(`Shop ${config.siteUrl}, payment page ${config.payment.pageOrigin}\n`);
});
