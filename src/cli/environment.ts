import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#lib/project-root.server.ts';

/** Reads `.env` where there is one; what the environment says already wins. */
export function loadEnvironment(): void {
  const file = path.join(projectRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/** Runs a command's body; an error ends it with its message on stderr and exit code 1. */
export async function runCommand(body: () => Promise<void>): Promise<void> {
  try {
    loadEnvironment();
    await body();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
