import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { runSteps } from './check-steps.ts';
import { allSteps } from './verify-steps.ts';

// npm test: every check and every test. Without a browser it gets Debian's, or says how to get one.
if (!browserIsThere() && !installDebiansChromium()) {
  process.stderr.write(
    'There is no Chromium: run “npx playwright install chromium”, or set CHROMIUM_PATH.\n',
  );
  process.exit(1);
}
await runSteps(allSteps);

function browserIsThere(): boolean {
  return [process.env.CHROMIUM_PATH, '/usr/bin/chromium', chromium.executablePath()].some(
    (file) => file && existsSync(file),
  );
}

function installDebiansChromium(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  process.stdout.write('Installing Chromium with apt-get…\n');
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  return (
    apt('update', '-qq') &&
    apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation') &&
    browserIsThere()
  );
}
