import { graphSvg, graphText } from '#features/self-check/ruleset-graph.ts';
import { runCommand } from './environment.ts';
import { formOf, readArguments, readSelfCheck, versionNamed, writeOut } from './self-check-source.ts';

// npm run self-check:graph -- VERSION [--text] [--out FILE.svg or FILE.txt]
await runCommand(async () => {
  const usage = 'npm run self-check:graph -- 2026.1.0 [--text] [--out graph.svg or graph.txt]';
  const { words, options, flags } = readArguments(usage, 1, ['out'], ['text']);
  const form = flags.has('text') ? 'txt' : formOf(options.out, ['svg', 'txt']);
  const ruleset = await versionNamed(await readSelfCheck(), words[0] ?? '');
  await writeOut(form === 'txt' ? graphText(ruleset) : graphSvg(ruleset, { onPaper: true }), options.out);
});
