import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ContentBundle } from '#content-pipeline/content.ts';
import type { ContentProblem } from '#content-pipeline/problems.ts';
import type { ContentCompiler } from '#features/releases/working-copy.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { ok, refuse } from '#lib/result.ts';

/** What the compiler's process is asked to do. */
export interface CompilerTask {
  /** The folder whose `public/` the texts may show files of. */
  root: string;
  /** Where to lay out and compile the texts; null: check them only. */
  workshop: string | null;
  sources: [string, string][];
}

/** What it answers. */
export interface CompilerAnswer {
  problems: ContentProblem[];
  /** Null where there are problems, or where it was only to check. */
  bundle: ContentBundle | null;
}

/**
 * A compiler that runs as a process of its own each time: this one goes on answering, and the compiler's memory goes with
 * it. What it compiled stays in a folder of `dataDir`, so that next time only changed files are compiled.
 */
export function createContentCompiler({ root, dataDir }: { root: string; dataDir: string }): ContentCompiler {
  return {
    async check(sources) {
      return (await run({ root, workshop: null, sources: [...sources] })).problems;
    },
    async compile(sources) {
      const { workshop, leave } = await enterWorkshop(path.join(dataDir, 'content-workshop'));
      try {
        const { bundle, problems } = await run({ root, workshop, sources: [...sources] });
        return bundle ? ok({ bundle, sources }) : refuse(problems);
      } finally {
        await leave();
      }
    },
  };
}

async function run(task: CompilerTask): Promise<CompilerAnswer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'needlewise-compile-'));
  try {
    const [taskFile, answerFile] = [path.join(folder, 'task.json'), path.join(folder, 'answer.json')];
    await writeFile(taskFile, JSON.stringify(task));
    const child = spawn(
      process.execPath,
      [path.join(projectRoot, 'src/server/compile-content.ts'), taskFile, answerFile],
      { cwd: projectRoot, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-20_000);
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`The content could not be compiled (exit ${code}):\n${said}`);
    return JSON.parse(await readFile(answerFile, 'utf8')) as CompilerAnswer;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// Longer than any compilation takes: what is older was left behind by a process that was killed.
const staleAfterMs = 10 * 60 * 1000;

/**
 * The folder in which compiled files are kept, for one process at a time; while somebody else is in it, an empty one, where
 * everything is compiled anew.
 */
async function enterWorkshop(kept: string): Promise<{ workshop: string; leave(): Promise<void> }> {
  await mkdir(kept, { recursive: true });
  const lock = path.join(kept, 'lock');
  const age = Date.now() - ((await stat(lock).catch(() => null))?.mtimeMs ?? Date.now());
  if (age > staleAfterMs) await rm(lock, { force: true });
  try {
    await (await open(lock, 'wx')).close();
    return { workshop: kept, leave: () => rm(lock, { force: true }) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const workshop = await mkdtemp(path.join(tmpdir(), 'needlewise-workshop-'));
    return { workshop, leave: () => rm(workshop, { recursive: true, force: true }) };
  }
}
