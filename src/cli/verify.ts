import { runSteps } from './check-steps.ts';
import { verifySteps } from './verify-steps.ts';

// npm run verify: every check that needs no browser.
await runSteps(verifySteps);
