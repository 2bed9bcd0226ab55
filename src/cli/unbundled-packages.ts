/**
 * Packages that the built server takes from `node_modules`; everything else is in its files. Reading a thousand small
 * modules was more than half of what a start costs (docs/decisions/043-libraries-in-the-build.md). These stay outside
 * because they hold a file of another kind beside their code, start a thread or a process of their own, or keep one
 * state for the whole process, which the server and its pages would otherwise hold twice; drizzle knows its own tables
 * and conditions from another copy's, and takes them all the same, but only after a longer look.
 */
export const unbundledPackages: readonly string[] = [
  '@electric-sql/pglite',
  'better-auth',
  'contentlayer2',
  'drizzle-orm',
  'fontkitten',
  'pg',
  'pg-boss',
  'pg-native',
  'pino',
  'sharp',
];
