import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#lib/project-root.server.ts';
import { drawIcon, icons, manifest } from '#ui/drawings/icon.server.ts';
import { runCommand } from './environment.ts';

// node src/cli/favicons.ts: draws the icons and the manifest in public/ again from the theme's tokens.
await runCommand(async () => {
  const folder = path.join(projectRoot, 'public');
  for (const icon of icons) writeFileSync(path.join(folder, icon.file), await drawIcon(icon));
  writeFileSync(path.join(folder, 'site.webmanifest'), manifest());
});
