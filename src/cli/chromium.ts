import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/**
 * The browser that tests drive: the one named by CHROMIUM_PATH, Debian's, or that of `npx playwright install chromium`;
 * null where there is none. The headless shell comes first: 74 journeys that take 5.2 minutes in the whole browser, which
 * draws its own bars for each window, take 3.0 in it.
 */
export function findChromium(): string | null {
  const files = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    chromium.executablePath(),
  ];
  return files.find((file) => file && existsSync(file)) ?? null;
}

/** Gets Debian's headless Chromium by apt-get, which takes root; false where that cannot be. */
export function installDebiansChromium(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  process.stdout.write('Installing Chromium with apt-get…\n');
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  return (
    apt('update', '-qq') &&
    apt('install', '-y', '-qq', '--no-install-recommends', 'chromium-headless-shell', 'fonts-liberation') &&
    findChromium() !== null
  );
}

/**
 * How tests start it: without a sandbox, which containers do not have, and without anything that the browser would fetch
 * for itself.
 */
export function chromiumLaunch() {
  const executablePath = findChromium();
  return {
    ...(executablePath !== null && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}
