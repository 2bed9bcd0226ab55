import { runSteps } from './check-steps.ts';
import { findChromium, installDebiansChromium } from './chromium.ts';
import { allSteps } from './verify-steps.ts';

// npm test: every check and every test. Without a browser it gets Debian's, or says how to get one.
if (findChromium() === null && !installDebiansChromium()) {
  process.stderr.write(
    'There is no Chromium: run “npx playwright install chromium”, or set CHROMIUM_PATH.\n',
  );
  process.exit(1);
}
await runSteps(allSteps);
