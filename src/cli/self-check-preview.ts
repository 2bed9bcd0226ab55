import { previewSeconds, signReview } from '#features/self-check/review-preview.server.ts';
import { systemClock } from '#lib/clock.ts';
import { formatDate } from '#lib/dates.ts';
import { readConfig } from '#lib/env.server.ts';
import { absolute, paths } from '#lib/paths.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { runCommand } from './environment.ts';
import { dateNamed, marketNamed, readArguments, readSelfCheck, versionNamed } from './self-check-source.ts';

// npm run self-check:preview -- VERSION [--date DATE] [--market MARKET]: the address of its review pages, for a day.
await runCommand(async () => {
  const usage = 'npm run self-check:preview -- 2026.1.0 [--date 2027-01-31] [--market uk]';
  const { words, options } = readArguments(usage, 1, ['date', 'market']);
  const [argument = ''] = words;
  if (/\.ya?ml$/.test(argument)) {
    throw new Error('The shop shows only versions that are in content/self-check: name one of those');
  }
  const source = await readSelfCheck();
  const market = marketNamed(source, options.market);
  const date = dateNamed(options.date, market.zone);
  const { version } = await versionNamed(source, argument);
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env });
  const now = systemClock.now();
  const token = await signReview(createSealer(config.appSecret), { version, date, market: market.id }, now);
  process.stdout.write(
    [
      absolute(paths.review(token), config.siteUrl),
      '',
      `Version ${version} as it would be on ${formatDate(date)} in the market “${market.id}”.`,
      `Whoever has this address can read it for ${previewSeconds / 3600} hours; it can never lead to a sale.`,
      'The shop at that address must run with this content and the same APP_SECRET.',
      '',
    ].join('\n'),
  );
});
