import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder that holds the shop's package.json, found upwards from this file, bundled or not. */
export const projectRoot = (() => {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('No package.json above this file');
    folder = parent;
  }
  return folder;
})();
