import config from './playwright.config.ts';

// npm run screenshots: the journey as pictures, and the contact sheet of the README.
export default {
  ...config,
  testDir: 'tests/screenshots',
  workers: 1,
  fullyParallel: false,
  reporter: 'line',
};
