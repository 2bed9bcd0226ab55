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
  return startCopy(options, async (root) => {
    const file = path.join(root, 'dist/content.json');
    const { bundle, sources } = await readCompiled(file);
    await writeBundle(file, { bundle: change(bundle), sources });
  });
}

/** The built shop with a working copy of its own, which may be edited; `folder` is where its `content/` lies. */
export async function startShopToEdit(
  options: Omit<ShopOptions, 'root'> = {},
): Promise<ShopProcess & { folder: string }> {
  let folder = '';
  const shop = await startCopy(options, (root) => {
    folder = root;
    cpSync(path.join(projectRoot, 'content'), path.join(root, 'content'), { recursive: true });
    symlinkSync(path.join(projectRoot, 'public'), path.join(root, 'public'));
  });
  return { ...shop, folder };
}

/** A copy of the built shop, where `prepare` may change what it is given before it starts. */
async function startCopy(
  options: Omit<ShopOptions, 'root'>,
  prepare: (root: string) => Promise<void> | void,
): Promise<ShopProcess> {
  const root = mkdtempSync(path.join(tmpdir(), 'needlewise-changed-'));
  cpSync(path.join(projectRoot, 'dist'), path.join(root, 'dist'), { recursive: true });
  for (const name of ['node_modules', 'src', 'package.json'])
    symlinkSync(path.join(projectRoot, name), path.join(root, name));
  await prepare(root);
  const shop = await startShop({ ...options, root });
  return {
    ...shop,
    async remove() {
      await shop.remove();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
