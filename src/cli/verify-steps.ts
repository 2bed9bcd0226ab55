import { journeys, migrationsFit, program, type Step, vitestTests } from './check-steps.ts';

/** Everything but the browser, quickest first. */
export const verifySteps: readonly Step[] = [
  program('format and lint', 'biome', 'ci', '--error-on-warnings', '.'),
  program('content', 'node', 'src/cli/content-check.ts'),
  migrationsFit,
  program('unused files, exports and packages', 'knip'),
  // Makes .astro/types.d.ts, which the type checks read.
  program('Astro types', 'astro', 'sync'),
  program('types', 'tsc', '--noEmit'),
  program(
    'types of pages',
    'astro',
    'check',
    '--tsconfig',
    'tsconfig.astro.json',
    '--minimumFailingSeverity',
    'warning',
  ),
  program('build', 'node', 'src/cli/build.ts'),
  vitestTests,
];

/** Everything. */
export const allSteps: readonly Step[] = [...verifySteps, journeys];
