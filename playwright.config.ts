import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './src/cli/chromium.ts';

// With `SLOW` (tests/support/browser.ts) everything takes longer, and may.
const times = process.env.SLOW ? 4 : 1;

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/support/browser-setup.ts',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 90_000 * times,
  expect: { timeout: 15_000 * times },
  reporter: [['dot'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    // No trace: to keep one of every test in case it fails takes 40 % of the time. To see more of a failure, run its
    // test with `--trace on`.
    screenshot: 'only-on-failure',
    actionTimeout: 20_000 * times,
    launchOptions: chromiumLaunch(),
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
});
