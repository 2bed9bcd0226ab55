/**
 * Packages that the built server takes from `node_modules`; everything else is in its files. Reading a thousand small
 * modules was more than half of what a start costs (docs/decisions/043-libraries-in-the-build.md). These stay outside
 * because they hold a file of another kind beside their code, start a thread or a process of their own, or keep one
 * state for the whole process, which the server and its pages would otherwise hold twice.
 */
export const unbundledPackages: readonly string[] = [
  '@electric-sql/pglite',
  'better-auth',
  'contentlayer2',
  'fontkitten',
  'pg',
  'pg-boss',
  'pg-native',
  'pino',
  'sharp',
];

/**
 * Packages whose objects the server and its pages hand to each other: each entry is one file of the build that both
 * import. Drizzle knows its own tables and conditions from another copy's, and takes them all the same, but only after a
 * longer look; from `node_modules` each of its 127 modules reads 179 kB of package.json anew, a fifth of a start.
 */
export const sharedLibraries: ReadonlyMap<string, string> = new Map([
  ['drizzle-orm', 'libraries/drizzle-orm'],
  ['drizzle-orm/pg-core', 'libraries/drizzle-orm-pg-core'],
]);
