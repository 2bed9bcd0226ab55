import type { CompiledContent } from '#content-pipeline/compile.server.ts';
import type { ContentProblem } from '#content-pipeline/problems.ts';
import { type ContentSources, hashOfSources, readSources } from '#content-pipeline/sources.server.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/** Checks and compiles content away from this process, which goes on answering meanwhile. */
export interface ContentCompiler {
  /** Every problem of these texts, without compiling them. */
  check(sources: ContentSources): Promise<ContentProblem[]>;
  /** These texts, compiled; refused with every problem where there is any. */
  compile(sources: ContentSources): Promise<Result<CompiledContent, ContentProblem[]>>;
}

/** The files in `content/` as they are just now: what editors work on, and nobody else sees. */
export interface WorkingCopy {
  /** SHA-256 of the files, hex; null where the shop was installed without them. */
  hash(): Promise<string | null>;
  /** Every problem in the files as they are now, the same ones that `content:check` tells. */
  problems(): Promise<WorkingCopyProblems>;
  /** The files as they are now, compiled; refused with every problem where there is any. */
  compiled(): Promise<Result<CompiledContent, WorkingCopyProblems>>;
}

export interface WorkingCopyProblems {
  /** Of the files that have them; null where there are no files. */
  hash: string | null;
  problems: ContentProblem[];
}

/** The working copy below `root`. What was found out about it is remembered for as long as its files stay the same. */
export function openWorkingCopy(root: string, compiler: ContentCompiler): WorkingCopy {
  let checked: { hash: string; problems: Promise<ContentProblem[]> } | null = null;
  let compiled: { hash: string; result: Promise<Result<CompiledContent, ContentProblem[]>> } | null = null;

  async function read(): Promise<{ hash: string; sources: ContentSources } | null> {
    const sources = await readSources(root);
    return sources.size === 0 ? null : { hash: hashOfSources(sources), sources };
  }

  function compileOf(hash: string, sources: ContentSources) {
    if (compiled?.hash !== hash) {
      const result = compiler.compile(sources);
      const entry = { hash, result };
      compiled = entry;
      // What went wrong for another reason than the content is tried again.
      result.catch(() => {
        if (compiled === entry) compiled = null;
      });
    }
    return compiled.result;
  }

  return {
    async hash() {
      return (await read())?.hash ?? null;
    },
    async problems() {
      const now = await read();
      if (!now) return { hash: null, problems: [noFiles] };
      const { hash, sources } = now;
      if (compiled?.hash === hash) {
        const result = await compiled.result;
        return { hash, problems: result.ok ? [] : result.error };
      }
      if (checked?.hash !== hash) {
        const problems = compiler.check(sources);
        const entry = { hash, problems };
        checked = entry;
        problems.catch(() => {
          if (checked === entry) checked = null;
        });
      }
      return { hash, problems: await checked.problems };
    },
    async compiled() {
      const now = await read();
      if (!now) return refuse({ hash: null, problems: [noFiles] });
      const result = await compileOf(now.hash, now.sources);
      return result.ok ? ok(result.value) : refuse({ hash: now.hash, problems: result.error });
    },
  };
}

const noFiles: ContentProblem = {
  file: 'content',
  line: 1,
  column: 1,
  field: 'folder',
  problem: 'is not there: this shop was installed without the files of its content',
  example: '',
};
