import { parseArgs } from 'node:util';
import {
  previewParameter,
  previewSeconds,
  readPreviewTime,
  signContentPreview,
} from '#features/releases/preview.server.ts';
import { systemClock } from '#lib/clock.ts';
import { readConfig } from '#lib/env.server.ts';
import { absolute, paths } from '#lib/paths.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { runCommand } from './environment.ts';

// npm run content:preview [-- --at "2027-01-31 09:00"]: an address that shows the files in content/, drafts too, for a day.
await runCommand(async () => {
  const { values } = parseArgs({ options: { at: { type: 'string' } } });
  const at = readPreviewTime(values.at ?? '');
  if (at === undefined) throw new Error(`“${values.at}” is no time: write it as "2027-01-31 09:00"`);
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env });
  const token = await signContentPreview(createSealer(config.appSecret), { at }, systemClock.now());
  process.stdout.write(
    [
      absolute(`${paths.home}?${previewParameter}=${token}`, config.siteUrl),
      '',
      `The files in content/ as they are ${at === null ? 'now' : `on ${at.replace('T', ' at ')}`}, drafts too, at the shop’s own addresses.`,
      `Whoever has this address sees them for ${previewSeconds / 3600} hours; nothing can be bought there.`,
      'The shop at that address must run with these files and the same APP_SECRET.',
      '',
    ].join('\n'),
  );
});
