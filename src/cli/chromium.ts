import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** The browser that tests drive: the one named, Debian's, or that of `npx playwright install chromium`. */
export function chromiumFile(): string {
  const file = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', chromium.executablePath()].find(
    (each) => each && existsSync(each),
  );
  if (!file)
    throw new Error('There is no Chromium: run “npx playwright install chromium”, or set CHROMIUM_PATH.');
  return file;
}

/** Without a sandbox, which containers do not have, and without anything that the browser would fetch for itself. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
