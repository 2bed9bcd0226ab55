import path from 'node:path';
import { rulesetFilesOf } from '#content-pipeline/assemble.ts';
import { checkContent } from '#content-pipeline/check.server.ts';
import { formatProblem } from '#content-pipeline/problems.ts';
import { rulesNotices } from '#features/self-check/ruleset-standing.ts';
import { earliestZone, todayIn } from '#lib/dates.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { contentLinters } from '../content-linters.ts';
import { runCommand } from './environment.ts';

// npm run content:check [-- FOLDER]: every problem of FOLDER/content (else the shop's own), one a line; exit code 1 if any.
await runCommand(async () => {
  const root = path.resolve(process.argv[2] ?? projectRoot);
  const { problems, documents, rulesets } = await checkContent({ root, linters: contentLinters });
  for (const problem of problems) process.stdout.write(`${formatProblem(problem)}\n`);
  const files = new Set(problems.map((problem) => problem.file)).size;
  const count = documents.length + rulesets.length;
  process.stdout.write(
    problems.length > 0
      ? `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in ${files} of ${count} documents\n`
      : `${count} documents, no problem\n`,
  );
  // Nothing wrong with the files, but something for the operator to see to: a review that is due, a pause, a draft.
  const today = todayIn(earliestZone, new Date());
  for (const notice of rulesNotices(rulesetFilesOf(rulesets), today, { allowDraft: true })) {
    process.stderr.write(`${notice}\n`);
  }
  if (problems.length > 0) process.exitCode = 1;
});
