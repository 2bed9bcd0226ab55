import { toHtmlFile, toMarkdown } from '#features/self-check/review-document.ts';
import { ruleSheet } from '#features/self-check/rule-sheet.ts';
import { truthTable } from '#features/self-check/truth-table.ts';
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

// npm run self-check:sheet -- VERSION [--date DATE] [--out FILE.md or FILE.html]
await runCommand(async () => {
  const usage = 'npm run self-check:sheet -- 2026.1.0 [--date 2027-01-31] [--out sheet.md or sheet.html]';
  const { words, options } = readArguments(usage, 1, ['date', 'out']);
  const form = formOf(options.out, ['md', 'html']);
  const source = await readSelfCheck();
  const today = dateNamed(options.date, marketNamed(source, undefined).zone);
  const ruleset = await versionNamed(source, words[0] ?? '');
  const sheet = ruleSheet(ruleset, { today, table: truthTable(ruleset, today) });
  const title = `Rule sheet, self-check version ${ruleset.version}`;
  await writeOut(form === 'md' ? toMarkdown(sheet) : toHtmlFile(title, sheet), options.out);
});
