import { readFile, writeFile } from 'node:fs/promises';
import { checkSources } from '#content-pipeline/check.server.ts';
import { compileSources } from '#content-pipeline/compile.server.ts';
import { ContentRefused } from '#content-pipeline/problems.ts';
import type { CompilerAnswer, CompilerTask } from '../content-compiler.server.ts';
import { contentLinters } from '../content-linters.ts';

// A process of its own, started by `content-compiler.server.ts`: node compile-content.ts TASK-FILE ANSWER-FILE.
const [taskFile = '', answerFile = ''] = process.argv.slice(2);
const { root, workshop, sources: entries }: CompilerTask = JSON.parse(await readFile(taskFile, 'utf8'));
const sources = new Map(entries);

async function answer(): Promise<CompilerAnswer> {
  if (workshop === null) {
    const { problems } = await checkSources({ sources, root, linters: contentLinters });
    return { problems, bundle: null };
  }
  try {
    const { bundle } = await compileSources({ sources, root, workshop, linters: contentLinters });
    return { problems: [], bundle };
  } catch (error) {
    if (!(error instanceof ContentRefused)) throw error;
    return { problems: [...error.problems], bundle: null };
  }
}

await writeFile(answerFile, JSON.stringify(await answer()));
