import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '#lib/project-root.server.ts';
import { realContent } from '../content/editorial/lint.ts';

/** A folder to start the built shop in, with files of its own in `content/`, to be edited at will. */
export interface EditableShop {
  root: string;
  /** Puts `to` in the place of each `from` in a file below `content/`; throws where there is none. */
  edit(file: string, from: string, to: string): void;
  read(file: string): string;
  /** Every text below `content/`, by its path there. */
  all(): Map<string, string>;
  /** Makes these texts all that there is below `content/`. */
  replaceAll(texts: ReadonlyMap<string, string>): void;
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
    all: () => realContent(root),
    replaceAll(texts) {
      rmSync(place(''), { recursive: true });
      for (const [file, text] of texts) {
        mkdirSync(path.dirname(place(file)), { recursive: true });
        writeFileSync(place(file), text);
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}
