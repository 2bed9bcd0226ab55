import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * `fixtures/valid` is a small whole shop without a problem. Every other folder holds the files in which a broken shop
 * differs from it, `absent.txt` the files it lacks, and `expected.txt` what `content:check` must say, word for word.
 */
const folder = path.join(import.meta.dirname, 'fixtures');

/** The folder of the small shop without a problem. */
export const validShop = path.join(folder, 'valid');

/** Names of all broken shops. */
export const brokenShops: readonly string[] = readdirSync(folder).filter((name) => name !== 'valid');

export interface ShopFiles {
  /** Texts by path below `content/`. */
  files: Map<string, string>;
  publicFiles: Set<string>;
}

/** The files of the valid shop, fresh, to be changed at will. */
export function readValidShop(): ShopFiles {
  return {
    files: textsBelow(path.join(validShop, 'content')),
    publicFiles: new Set([...textsBelow(path.join(validShop, 'public')).keys()].map((file) => `/${file}`)),
  };
}

/** The files of a broken shop, those that are its own, and what the check must say about it. */
export function readBrokenShop(
  name: string,
): ShopFiles & { own: ReadonlyMap<string, string>; expected: string } {
  const shop = readValidShop();
  const place = path.join(folder, name);
  const own = textsBelow(path.join(place, 'content'));
  for (const [file, text] of own) shop.files.set(file, text);
  const absent = path.join(place, 'absent.txt');
  if (existsSync(absent)) {
    for (const file of readFileSync(absent, 'utf8').trim().split('\n')) {
      shop.files.delete(path.relative('content', file));
    }
  }
  return { ...shop, own, expected: readFileSync(path.join(place, 'expected.txt'), 'utf8').trimEnd() };
}

function textsBelow(root: string): Map<string, string> {
  if (!existsSync(root)) return new Map();
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(root, file), readFileSync(file, 'utf8')]),
  );
}
