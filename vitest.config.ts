import { defineConfig } from 'vitest/config';

const setupFiles = ['tests/support/fail-on-console.ts'];

export default defineConfig({
  test: {
    // Two cores are what a small CI machine has; each integration file runs a database of its own. A third worker made the
    // whole no shorter, and the start of a shop so slow that tests ran out of time.
    pool: 'forks',
    maxWorkers: 2,
    // V8 optimizes the embedded database later than it would: 10 % less processor time for tests that run for a minute, 20 %
    // for those of seconds.
    execArgv: ['--wasm-tiering-budget=100000000'],
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // One process reads the modules once for a hundred files, which hold nothing between tests.
          isolate: false,
          include: ['src/**/*.test.ts', 'tests/*.test.ts', 'tests/content/**/*.test.ts'],
          exclude: ['src/pages/**'],
          setupFiles,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['tests/server/**/*.test.ts'],
          setupFiles,
          globalSetup: ['tests/support/server-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          setupFiles,
          globalSetup: ['tests/support/integration-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          setupFiles,
          globalSetup: ['tests/support/faults-setup.ts'],
          // `npm run soak` asks for more of everything.
          testTimeout: Number(process.env.FAULT_MINUTES ?? 10) * 60_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
