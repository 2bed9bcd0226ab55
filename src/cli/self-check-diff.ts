import { diffOutcomes } from '#features/self-check/outcome-diff.ts';
import { diffDocument } from '#features/self-check/review-diff.ts';
import { toHtmlFile, toMarkdown } from '#features/self-check/review-document.ts';
import { runCommand } from './environment.ts';
import {
  dateNamed,
  formOf,
  marketNamed,
  readArguments,
  readSelfCheck,
  versionNamed,
  writeOut,
} from './self-check-source.ts';

// npm run self-check:diff -- BEFORE AFTER [--date DATE] [--out FILE.md or FILE.html]
await runCommand(async () => {
  const usage =
    'npm run self-check:diff -- 2026.1.0 2026.2.0 [--date 2027-01-31] [--out diff.md or diff.html]';
  const { words, options } = readArguments(usage, 2, ['date', 'out']);
  const [first = '', second = ''] = words;
  const form = formOf(options.out, ['md', 'html']);
  const source = await readSelfCheck();
  const today = dateNamed(options.date, marketNamed(source, undefined).zone);
  const [before, after] = [await versionNamed(source, first), await versionNamed(source, second)];
  const document = diffDocument(diffOutcomes(before, after, today));
  const title = `What changes from ${before.version} to ${after.version}`;
  await writeOut(form === 'md' ? toMarkdown(document) : toHtmlFile(title, document), options.out);
});
