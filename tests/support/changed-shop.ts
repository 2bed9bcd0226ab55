import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCompiled, writeBundle } from '#content-pipeline/bundle-file.server.ts';
import type { ContentBundle } from '#content-pipeline/content.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { type ShopOptions, type ShopProcess, startShop } from './shop-process.ts';

/** The built shop with other content, in a process of its own: the same pages and styles, on another port. */
export async function startChangedShop(
  change: (bundle: ContentBundle) => ContentBundle,
  options: Omit<ShopOptions, 'root'> = {},
): Promise<ShopProcess> {
  const root = mkdtempSync(path.join(tmpdir(), 'needlewise-changed-'));
  cpSync(path.join(projectRoot, 'dist'), path.join(root, 'dist'), { recursive: true });
  for (const name of ['node_modules', 'src', 'package.json'])
    symlinkSync(path.join(projectRoot, name), path.join(root, name));
  const file = path.join(root, 'dist/content.json');
  const { bundle, sources } = await readCompiled(file);
  await writeBundle(file, { bundle: change(bundle), sources });
  const shop = await startShop({ ...options, root });
  return {
    ...shop,
    async remove() {
      await shop.remove();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
