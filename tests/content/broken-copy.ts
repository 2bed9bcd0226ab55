import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'yaml';
import { bannedClaims } from '#features/editorial/banned-claims.ts';
import { changed, put } from '#features/self-check/ruleset-edits.ts';
import { fixtureFacts, fixturesIn } from './editorial/lint.ts';
import { brokenShops, readBrokenShop, readValidShop, type ShopFiles } from './fixtures.ts';

/** These keep the rest of their file from being judged, and what they say is said by other files too. */
const alone: ReadonlySet<string> = new Set(['redirect-path-form', 'gone-without-words', 'several']);

/**
 * A small shop in which almost everything is wrong that can be: the errors of every broken shop of the fixtures, of the
 * editorial rules and of the self-check, planted side by side. Documents of a folder come in under the name of
 * their fixture; the files of which there is one hold every faulty entry.
 */
export function brokenCopy(): ShopFiles {
  const { files, publicFiles } = readValidShop();
  const valid = readValidShop().files;
  for (const name of brokenShops) {
    if (alone.has(name)) continue;
    for (const [file, text] of readBrokenShop(name).own) {
      if (file.startsWith('self-check/')) files.set(`self-check/${name}.yaml`, text);
      else if (file.endsWith('.yaml')) mergeInto(files, file, text, valid);
      // A page that must stand is known by its name.
      else if (!valid.has(file) || name.startsWith('standing-page')) files.set(file, text);
      else files.set(...renamed(file, text, name));
    }
  }
  mergeInto(files, 'facts.yaml', fixtureFacts, new Map([['facts.yaml', 'facts: []']]));
  for (const [name, text] of fixturesIn('rules')) files.set(`learn/${name}.mdx`, text);
  const product = valid.get('products/storage-case.mdx') ?? '';
  const claims = bannedClaims.map(({ example }) => `- ${example.text}`).join('\n');
  files.set('products/claims.mdx', `${product}\n${claims}\n`);
  const lawless = changed((data) => put(data, 'floor', []), '2026.8.0');
  files.set('self-check/2026.8.0.yaml', stringify(lawless.data));
  files.set('self-check/overlays/looser.yaml', 'overlay: looser\nfloor: []\n');
  files.set('self-check/seals.yaml', '- nothing\n');
  return { files, publicFiles };
}

/** The same document under another name, by which it calls itself too. */
function renamed(file: string, text: string, name: string): [string, string] {
  const own = file.replace(/^.*\/|\.mdx$/g, '');
  return [file.replace(own, name), text.replaceAll(new RegExp(`(?<!kind: )${own}`, 'g'), name)];
}

/** Adds to a file what another form of it has and the valid one has not. */
function mergeInto(
  files: Map<string, string>,
  file: string,
  text: string,
  valid: ReadonlyMap<string, string>,
): void {
  const [sound, there, broken] = [valid, files, new Map([[file, text]])].map((each) =>
    dataOf(each.get(file)),
  );
  if (!sound || !there || !broken) return;
  for (const [field, value] of Object.entries(broken)) {
    const [old, now] = [sound[field], there[field]];
    if (isDeepStrictEqual(value, old)) continue;
    if (Array.isArray(value) && Array.isArray(old) && Array.isArray(now)) {
      const isNew = (entry: unknown) => !now.some((known: unknown) => isDeepStrictEqual(known, entry));
      there[field] = [...now, ...value.filter(isNew)];
    } else if (isDeepStrictEqual(now, old)) there[field] = value;
  }
  files.set(file, stringify(there));
}

function dataOf(text: string | undefined): Record<string, unknown> | null {
  try {
    const data: unknown = parse(text ?? '');
    return typeof data === 'object' && data !== null ? { ...data } : null;
  } catch {
    return null;
  }
}
