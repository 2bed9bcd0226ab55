import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { writeBundle } from '#content-pipeline/bundle-file.server.ts';
import { compileWithSources } from '#content-pipeline/compile.server.ts';
import { emptyDatabase, openPglite } from '#db/client.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { contentLinters } from '../content-linters.ts';
import { newestSource, stampFile } from './build-stamp.ts';
import { runCommand } from './environment.ts';
import { checkScriptWeight } from './script-weight.ts';
import { sharedLibraries, unbundledPackages } from './unbundled-packages.ts';

// npm run build: pages and an empty database, content, server, compressed files; in that order, the stamp last.
await runCommand(async () => {
  const startedFrom = newestSource();
  const dist = path.join(projectRoot, 'dist');
  // Not in dist/ yet, which the pages' build empties. Side by side: each is the work of a core.
  const database = path.join(projectRoot, '.astro/database');
  await Promise.all([buildPages(), makeDatabase(database)]);
  renameSync(database, emptyDatabase);
  const content = await compileWithSources({ root: projectRoot, linters: contentLinters });
  await writeBundle(path.join(dist, 'content.json'), content);
  await build({
    entryPoints: {
      main: path.join(projectRoot, 'src/server/main.ts'),
      ...Object.fromEntries([...sharedLibraries].map(([name, file]) => [file, name])),
    },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    // What runs before any library is loaded, the libraries that the pages share with it, and the rest.
    splitting: true,
    chunkNames: 'server-[name]-[hash]',
    bundle: true,
    external: unbundledPackages.flatMap((name) => [name, `${name}/*`]),
    // The older packages among them ask by require.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
    },
    platform: 'node',
    target: 'node22',
    format: 'esm',
    jsx: 'automatic',
    sourcemap: true,
    logLevel: 'warning',
  });
  compressFiles(path.join(dist, 'client'));
  checkScriptWeight(dist);
  // What changed while we built is not in here, so the stamp is from before.
  writeFileSync(stampFile, String(startedFrom));
  process.stdout.write(
    `Built ${content.bundle.articles.length} articles and ${content.bundle.products.length} products into dist/\n`,
  );
});

/** Quiet unless it fails. Astro's own --silent would also silence the built server's error log. */
async function buildPages(): Promise<void> {
  await promisify(execFile)(
    process.execPath,
    [path.join(projectRoot, 'node_modules/astro/bin/astro.mjs'), 'build'],
    {
      cwd: projectRoot,
      maxBuffer: 64 * 1024 * 1024,
      // Whatever NODE_ENV says outside: a build in development form answers 500 for pages with MDX.
      env: { ...process.env, NODE_ENV: 'production', ASTRO_TELEMETRY_DISABLED: '1' },
    },
  ).catch(({ stdout, stderr, message }) => {
    throw new Error(`The pages could not be built:\n${stdout || message}\n${stderr ?? ''}`);
  });
}

/** A database with the shop's tables and nothing in them; not a copy of the last build's. */
async function makeDatabase(folder: string): Promise<void> {
  for (const old of [folder, emptyDatabase]) rmSync(old, { recursive: true, force: true });
  await (await openPglite(folder)).close();
}

/** Puts a `.br` and a `.gz` beside each file that gains from it, so that the server never compresses it again. */
function compressFiles(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (
      !entry.isFile() ||
      !/\.(css|js|mjs|svg|txt|xml|json|html|webmanifest)$/.test(entry.name) ||
      statSync(file).size < 1024
    )
      continue;
    const bytes = readFileSync(file);
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    writeFileSync(
      `${file}.br`,
      brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    );
  }
}
