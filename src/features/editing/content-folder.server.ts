import { constants } from 'node:fs';
import { access, lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ContentInspection } from '#content-pipeline/check-content.ts';
import type { ContentLinter } from '#content-pipeline/checked-content.ts';
import type { FileEdit, PlannedOn } from '#features/editing/plan-edits.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/** The content that editors work on: the files in `content/`, which go live with the next release and not before. */
export interface ContentFolder {
  /** Whether this server has the files and may write them. */
  isWritable(): Promise<boolean>;
  /** Every text by path below `content/`. */
  texts(): Promise<Map<string, string>>;
  /** Every text, what the content check says of all of them, and when each was changed last. */
  inspect(): Promise<InspectedCopy>;
  /**
   * Carries out a plan whole, where every file is still as the plan found it; else nothing happens, and the sentence says
   * which is not.
   */
  write(edits: readonly FileEdit[]): Promise<Result<null, string>>;
}

export interface InspectedCopy extends PlannedOn {
  changedAt: ReadonlyMap<string, Date>;
}

/** The working copy below a folder that holds `content/`. Paths must be known to be harmless: see `kindOfFile`. */
export function openContentFolder(
  root: string,
  lintersOf: () => Promise<readonly ContentLinter[]>,
): ContentFolder {
  const folder = path.join(root, 'content');
  let queue: Promise<unknown> = Promise.resolve();
  let last: {
    files: ReadonlyMap<string, string>;
    publicFiles: ReadonlySet<string>;
    found: ContentInspection;
  } | null = null;
  return {
    async isWritable() {
      try {
        await access(folder, constants.R_OK | constants.W_OK);
        return (await lstat(folder)).isDirectory();
      } catch {
        return false;
      }
    },
    texts: () => textsBelow(folder),
    async inspect() {
      const [files, shown] = await Promise.all([textsBelow(folder), filesBelow(path.join(root, 'public'))]);
      const changedAt = new Map(
        await Promise.all(
          [...files.keys()].map(async (file) => [file, (await stat(path.join(folder, file))).mtime] as const),
        ),
      );
      const publicFiles = new Set(shown.map((file) => `/${file}`));
      const linters = await lintersOf();
      // The check costs a second or so; the same files have the same problems. Its parsers are loaded for editors only.
      if (!last || !isDeepStrictEqual([last.files, last.publicFiles], [files, publicFiles])) {
        const { inspectContent } = await import('#content-pipeline/check-content.ts');
        last = { files, publicFiles, found: inspectContent({ files, publicFiles, linters }) };
      }
      return { ...last, linters, changedAt };
    },
    write(edits) {
      // One after the other: what two people save at once must not pass the same comparison.
      const result = queue.then(() => carryOut(folder, edits));
      queue = result.catch(() => {});
      return result;
    },
  };
}

async function textsBelow(folder: string): Promise<Map<string, string>> {
  const files = await filesBelow(folder);
  return new Map(
    await Promise.all(
      files.map(async (file) => [file, await readFile(path.join(folder, file), 'utf8')] as const),
    ),
  );
}

/** Paths of the plain files below a folder, with `/`, sorted; hidden ones are none of ours. An absent folder has none. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !file.split('/').some((part) => part.startsWith('.')))
    .sort();
}

async function carryOut(folder: string, edits: readonly FileEdit[]): Promise<Result<null, string>> {
  for (const { file, before } of edits) {
    const now = await textOf(folder, file);
    if (!now.ok) return now;
    if (now.value !== before)
      return refuse(`content/${file} was changed meanwhile. Open it again, and do it once more.`);
  }
  const ready: { from: string; to: string }[] = [];
  try {
    for (const { file, after } of edits) {
      if (after === null) continue;
      const to = path.join(folder, file);
      const from = path.join(path.dirname(to), `.${path.basename(to)}.${process.pid}.part`);
      await mkdir(path.dirname(to), { recursive: true });
      ready.push({ from, to });
      await writeFile(from, after);
    }
    for (const { from, to } of ready) await rename(from, to);
    for (const { file, after } of edits) if (after === null) await rm(path.join(folder, file));
  } finally {
    for (const { from } of ready) await rm(from, { force: true });
  }
  return ok(null);
}

/** The text of a file that is one: not a link, and in no folder that is a link, which would lead out of `content/`. */
async function textOf(folder: string, file: string): Promise<Result<string | null, string>> {
  const place = path.join(folder, file);
  for (const each of [folder, path.dirname(place), place]) {
    const found = await lstat(each).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    });
    if (found === null) return ok(null);
    const isRight = each === place ? found.isFile() : found.isDirectory();
    if (!isRight) return refuse(`content/${file} is not a plain file below content/.`);
  }
  return ok(await readFile(place, 'utf8'));
}
