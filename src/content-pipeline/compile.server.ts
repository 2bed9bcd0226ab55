import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { assembleBundle, type CompiledFile, dataIn } from '#content-pipeline/assemble.ts';
import { type ContentCheck, checkContent, checkSources } from '#content-pipeline/check.server.ts';
import type { ContentLinter, ReadDocument } from '#content-pipeline/checked-content.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { contentModel, kindNames } from '#content-pipeline/document-types.ts';
import { ContentRefused } from '#content-pipeline/problems.ts';
import type { ContentSources } from '#content-pipeline/sources.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';

/**
 * Checks and compiles `root`/content. Throws `ContentRefused` with every problem when there is any; then nothing was
 * compiled. Contentlayer keeps its cache in `root`/.contentlayer, so that only changed files are compiled again.
 */
export async function compileContent(options: {
  root: string;
  linters?: readonly ContentLinter[];
}): Promise<ContentBundle> {
  return (await compileWithSources(options)).bundle;
}

/** Compiled content, and the texts that it was compiled from. */
export interface CompiledContent {
  bundle: ContentBundle;
  sources: ContentSources;
}

/** As `compileContent`, with the very texts that were compiled. */
export async function compileWithSources({
  root,
  linters = [],
}: {
  root: string;
  linters?: readonly ContentLinter[];
}): Promise<CompiledContent> {
  return alone(path.resolve(root), async (folder) => {
    const checked = await checkContent({ root: folder, linters });
    return { bundle: await compileChecked(folder, checked), sources: checked.sources };
  });
}

/**
 * Checks and compiles texts that may lie in no folder, as if they lay in `root`/content; throws as `compileContent`
 * does. `workshop` is a folder of the caller's own, used by nobody else meanwhile: the texts are laid out there, and
 * what is compiled is kept for the next time, so that only changed files are compiled again.
 */
export async function compileSources({
  sources,
  root,
  workshop,
  linters = [],
}: {
  sources: ContentSources;
  root: string;
  workshop: string;
  linters?: readonly ContentLinter[];
}): Promise<CompiledContent> {
  return alone(path.resolve(workshop), async (folder) => {
    const checked = await checkSources({ sources, root, linters });
    if (checked.problems.length > 0) throw new ContentRefused(checked.problems);
    await layOut(path.join(folder, 'content'), sources);
    return { bundle: await compileChecked(folder, checked), sources };
  });
}

async function compileChecked(folder: string, checked: ContentCheck): Promise<ContentBundle> {
  if (checked.problems.length > 0) throw new ContentRefused(checked.problems);
  await runContentlayer(folder);
  let compiled = await readCompiled(folder);
  // Contentlayer tells a changed file by its time alone; a file put back with its old time would stay as it was.
  if (!isCurrent(checked.documents, compiled)) {
    await rm(path.join(folder, artifacts), { recursive: true, force: true });
    await runContentlayer(folder);
    compiled = await readCompiled(folder);
    if (!isCurrent(checked.documents, compiled))
      throw new Error(`${folder}/content changed while it was compiled`);
  }
  return assembleBundle(checked, compiled);
}

/** Makes the files of a folder these texts and no others; a file that is the same already keeps its time. */
async function layOut(folder: string, sources: ContentSources): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file).split(path.sep).join('/');
    if (!entry.isDirectory() && !sources.has(name)) await rm(file);
  }
  for (const [name, text] of sources) {
    const file = path.join(folder, name);
    const there = await readFile(file, 'utf8').catch(() => null);
    if (there === text) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

const artifacts = '.contentlayer';

// Two runs in one folder would write over each other's files.
const running = new Map<string, Promise<unknown>>();

async function alone<T>(folder: string, work: (folder: string) => Promise<T>): Promise<T> {
  const before = running.get(folder) ?? Promise.resolve();
  const result = before.then(
    () => work(folder),
    () => work(folder),
  );
  running.set(folder, result);
  try {
    return await result;
  } finally {
    if (running.get(folder) === result) running.delete(folder);
  }
}

/**
 * Contentlayer runs as a process of its own: it would set NODE_ENV, print, and keep its compiler in memory, and it
 * ends the process on an error.
 */
async function runContentlayer(folder: string): Promise<void> {
  await mkdir(path.join(folder, artifacts), { recursive: true });
  if (folder !== projectRoot) {
    // The compiled configuration is loaded from `folder`, and its imports are looked up from there.
    await rm(path.join(folder, artifacts, 'node_modules'), { force: true });
    await symlink(
      path.join(projectRoot, 'node_modules'),
      path.join(folder, artifacts, 'node_modules'),
      'dir',
    );
  }
  const packageFile = createRequire(import.meta.url).resolve('contentlayer2/package.json');
  const config = path.join(projectRoot, 'contentlayer.config.ts');
  const child = spawn(
    process.execPath,
    [path.join(path.dirname(packageFile), 'bin/cli.cjs'), 'build', '--config', config],
    {
      cwd: folder,
      // PWD is where contentlayer believes itself to be; CI-like colours would spoil the message.
      env: { ...process.env, PWD: folder, NODE_ENV: 'production', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`contentlayer ended with code ${code}:\n${output.slice(0, 20_000)}`);
}

/** What contentlayer wrote, by path of the source file below the root. */
async function readCompiled(folder: string): Promise<ReadonlyMap<string, CompiledFile>> {
  const files = new Map<string, CompiledFile>();
  for (const name of kindNames) {
    const index = path.join(folder, artifacts, 'generated', contentModel[name].typeName, '_index.json');
    const written: CompiledFile | CompiledFile[] = JSON.parse(await readFile(index, 'utf8'));
    for (const document of [written].flat()) files.set(`content/${document._id}`, document);
  }
  return files;
}

/** Whether contentlayer compiled exactly the files that were checked. */
function isCurrent(checked: readonly ReadDocument[], compiled: ReadonlyMap<string, CompiledFile>): boolean {
  return (
    checked.length === compiled.size &&
    checked.every((document) => {
      const result = compiled.get(document.file);
      return (
        result !== undefined &&
        (document.body === null || result.body?.raw === document.body.text) &&
        isDeepStrictEqual(dataIn(document.kind, result), dataIn(document.kind, document.yaml.data))
      );
    })
  );
}
