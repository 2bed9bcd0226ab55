import { spawnSync } from 'node:child_process';
import { projectRoot } from '#lib/project-root.server.ts';
import { isBuilt } from '../../src/cli/build-stamp.ts';

/** Builds the shop unless the last build is of these very sources; throws with what the build said. */
export function buildIfNeeded(): void {
  if (isBuilt()) return;
  const built = spawnSync(process.execPath, ['src/cli/build.ts'], { cwd: projectRoot, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`The shop could not be built:\n${built.stdout}${built.stderr}`);
}
