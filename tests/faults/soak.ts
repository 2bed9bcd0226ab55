import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '#lib/project-root.server.ts';

// npm run soak: tests/faults with more of everything, for an hour or a night. Each number can be set from outside.
const env = {
  FAULT_SEQUENCES: '20000',
  FAULT_KILLS: '600',
  FAULT_SHOP_KILLS: '20',
  FAULT_BUYERS: '1000',
  FAULT_MINUTES: '600',
  ...process.env,
};
const ran = spawnSync(
  process.execPath,
  [
    path.join(projectRoot, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project=faults',
    ...process.argv.slice(2),
  ],
  { cwd: projectRoot, env, stdio: 'inherit' },
);
process.exitCode = ran.status ?? 1;
