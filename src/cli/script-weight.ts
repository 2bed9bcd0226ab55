import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** What a page may load before payment, all scripts together, compressed. Bytes; 1 kB is 1,000 of them. */
export const mostScript = 15_000;

/** The scripts that a page may bring with it. */
export interface PageScripts {
  /** Where it stands below `src/pages`, without its extension: “rollers/[slug]”. */
  page: string;
  /** Heaviest first; bytes as they are sent with Brotli. */
  files: { file: string; bytes: number }[];
  bytes: number;
}

/**
 * Every page of a build with the script that it may bring, heaviest page first. From the build's own output: the
 * components that a page is made of, the scripts that these call for, and all that those import, at once or later. A
 * script that only some addresses of a page call for counts for the page. Throws where the output is not as expected.
 */
export function scriptWeights(distDir: string): PageScripts[] {
  const server = path.join(distDir, 'server');
  const client = path.join(distDir, 'client');
  const entry = readFileSync(path.join(server, 'entry.mjs'), 'utf8');
  const modules = stringsOf(jsonAfter(entry, '"entryModules":'));
  const addresses = [...modules].flatMap(([specifier, file]) => {
    const [, page] = /^\0virtual:astro:page:src\/pages\/(.+)@_@astro$/.exec(specifier) ?? [];
    return page === undefined ? [] : [{ page, file }];
  });
  if (addresses.length === 0) throw new Error(`No pages are named in ${server}/entry.mjs`);

  const wanted = (specifier: string) => {
    const file = modules.get(specifier);
    if (file === undefined) throw new Error(`The build names no file for the script ${specifier}`);
    return path.join(client, file);
  };
  const partsOf = importsBy(atOnce);
  const loadedBy = importsBy(atOnceOrLater);
  const asked = new Map<string, string[]>();
  const askedBy = (part: string) => {
    const scripts = asked.get(part) ?? scriptsIn(readFileSync(part, 'utf8'));
    asked.set(part, scripts);
    return scripts;
  };
  return addresses
    .map(({ page, file }) => {
      const scripts = partsOf([path.join(server, file)]).flatMap(askedBy);
      const files = loadedBy([...new Set(scripts)].map(wanted))
        .map((script) => ({ file: path.relative(client, script), bytes: sentBytes(script) }))
        .sort((a, b) => b.bytes - a.bytes);
      return { page, files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
    })
    .sort((a, b) => b.bytes - a.bytes);
}

/**
 * Throws where a page that a shopper can open before payment brings more script than `most` bytes: which page, how
 * much, and from which files. The gallery of components is for tests and developers, and the forms are for editors: both
 * are left out.
 */
export function checkScriptWeight(distDir: string, most = mostScript): void {
  const heavy = scriptWeights(distDir).filter(
    ({ page, bytes }) => bytes > most && !/^(gallery|keystatic)\//.test(page),
  );
  if (heavy.length === 0) return;
  const lines = heavy.map(
    ({ page, files, bytes }) =>
      `${page}: ${kilobytes(bytes)} (${files.map((each) => `${each.file} ${kilobytes(each.bytes)}`).join(', ')})`,
  );
  throw new Error(`Pages with more than ${kilobytes(most)} of script:\n${lines.join('\n')}`);
}

/** The scripts that a part of a page calls for: those of components, and of what a component wakes in the browser. */
function scriptsIn(code: string): string[] {
  const own = [...code.matchAll(/renderScript\([^,()]+,\s*["'`]([^"'`]+)["'`]\)/g)].map(([, id = '']) => id);
  const awake = [...code.matchAll(/["']client:component-path["']:\s*["'`]([^"'`]+)["'`]/g)].map(
    ([, id = '']) => id,
  );
  return awake.length > 0 ? [...own, ...awake, '@astrojs/react/client.js'] : own;
}

// Pages of the server load one another's parts later; what they bring to the browser they import at once, each import on
// a line of its own. Further in stand libraries, whose comments speak of imports too.
const atOnce = /^(?:import|export)\b[^;\n]*?["'](\.{1,2}\/[^"']+)["']/gm;
const atOnceOrLater = /(?:\bfrom|\bimport\s*\(?)\s*["'`](\.{1,2}\/[^"'`]+)["'`]/g;

/**
 * For files that import one another by such words: these and all that they import, each once. Every file is read once,
 * however many pages share it.
 */
function importsBy(imports: RegExp): (files: readonly string[]) => string[] {
  const known = new Map<string, string[]>();
  const importsOf = (file: string) => {
    const found =
      known.get(file) ??
      [...readFileSync(file, 'utf8').matchAll(imports)].map(([, address = '']) =>
        path.join(path.dirname(file), address),
      );
    known.set(file, found);
    return found;
  };
  return (files) => {
    const seen = new Set<string>();
    const visit = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const each of importsOf(file)) visit(each);
    };
    for (const file of files) visit(file);
    return [...seen];
  };
}

function sentBytes(file: string): number {
  const compressed = `${file}.br`;
  return statSync(existsSync(compressed) ? compressed : file).size;
}

/** The object that stands behind `name` in a file of code. */
function jsonAfter(code: string, name: string): unknown {
  const start = code.indexOf(`${name}{`);
  if (start < 0) throw new Error(`The build's list of files has no ${name}`);
  const from = start + name.length;
  let isText = false;
  let depth = 0;
  for (let place = from; place < code.length; place += 1) {
    const sign = code[place];
    if (sign === '\\') place += 1;
    else if (sign === '"') isText = !isText;
    else if (!isText && sign === '{') depth += 1;
    else if (!isText && sign === '}') depth -= 1;
    if (depth === 0) return JSON.parse(code.slice(from, place + 1));
  }
  throw new Error(`The build's list of files does not end after ${name}`);
}

function stringsOf(value: unknown): Map<string, string> {
  if (typeof value !== 'object' || value === null) throw new Error('The build’s list of files is none');
  return new Map(
    Object.entries(value).flatMap(([key, file]) => (typeof file === 'string' ? [[key, file]] : [])),
  );
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
