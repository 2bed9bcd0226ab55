import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '#lib/project-root.server.ts';

/** A folder to start the built shop in, with files of its own in `content/`, to be edited at will. */
export interface EditableShop {
  root: string;
  /** Puts `to` in the place of each `from` in a file below `content/`; throws where there is none. */
  edit(file: string, from: string, to: string): void;
  read(file: string): string;
  /** Makes a file, or a file what it says. */
  write(file: string, text: string): void;
  delete(file: string): void;
  remove(): void;
}

export function editableShop(): EditableShop {
  const root = mkdtempSync(path.join(tmpdir(), 'needlewise-editable-'));
  for (const name of ['dist', 'content'])
    cpSync(path.join(projectRoot, name), path.join(root, name), { recursive: true });
  for (const name of ['node_modules', 'src', 'public', 'package.json'])
    symlinkSync(path.join(projectRoot, name), path.join(root, name));
  const place = (file: string) => path.join(root, 'content', file);
  return {
    root,
    edit(file, from, to) {
      const text = readFileSync(place(file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not say “${from}”`);
      writeFileSync(place(file), text.replaceAll(from, to));
    },
    read: (file) => readFileSync(place(file), 'utf8'),
    write: (file, text) => writeFileSync(place(file), text),
    delete: (file) => rmSync(place(file)),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}
