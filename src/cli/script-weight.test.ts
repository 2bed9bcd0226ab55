import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkScriptWeight, scriptWeights } from './script-weight.ts';

let dist: string;
beforeEach(() => {
  dist = mkdtempSync(path.join(tmpdir(), 'needlewise-weight-'));
});
afterEach(() => rmSync(dist, { recursive: true, force: true }));

function put(file: string, code: string): number {
  const place = path.join(dist, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, code);
  return Buffer.byteLength(code);
}

const script = (component: string) => `/shop/${component}.astro?astro&type=script&index=0&lang.ts`;
// Nothing of random letters is worth compressing.
const code = (bytes: number, head = '') =>
  `${head}/*${randomBytes(bytes).toString('base64').slice(0, bytes)}*/`;

/** A build with a list, a product and a gallery page; the list has a script of this size, and that imports a part. */
function plantBuild(listScript: string): void {
  const modules = {
    '\0virtual:astro:page:src/pages/rollers/index@_@astro': 'chunks/index_A.mjs',
    '\0virtual:astro:page:src/pages/rollers/[slug]@_@astro': 'chunks/_slug__B.mjs',
    '\0virtual:astro:page:src/pages/gallery/[...path]@_@astro': 'chunks/_.._C.mjs',
    '\0virtual:astro:page:src/pages/feed.xml@_@ts': 'chunks/feed_D.mjs',
    [script('Filter')]: '_astro/Filter.js',
    [script('Toy')]: '_astro/Toy.js',
    '/shop/Island.tsx': '_astro/Island.js',
    '@astrojs/react/client.js': '_astro/client.js',
  };
  put('server/entry.mjs', `const manifest = {"a":"}{","entryModules":${JSON.stringify(modules)},"z":{}};`);
  put('server/chunks/index_A.mjs', 'import { F } from "./Filter_E.mjs";\nimport "node:fs";\n');
  put('server/chunks/Filter_E.mjs', `await renderScript($$result, "${script('Filter')}")`);
  put('server/chunks/_slug__B.mjs', 'export const page = 1;');
  put('server/chunks/_.._C.mjs', `renderScript($$result, "${script('Toy')}")`);
  put('client/_astro/Filter.js', listScript);
}

test('a page weighs what its components call for and what that imports, at once or later', () => {
  plantBuild('import{a}from"./part.js";import("./later.js");');
  const whole = Buffer.from('export const a = 1;'.repeat(100));
  put('client/_astro/part.js', whole.toString());
  const compressed = brotliCompressSync(whole);
  writeFileSync(path.join(dist, 'client/_astro/part.js.br'), compressed);
  const later = put('client/_astro/later.js', code(2_000));
  // Another page, which the list's part of the server may load one day, is no part of the list.
  put('server/chunks/Filter_E.mjs', `renderScript($$result, "${script('Filter')}"); import("./_.._C.mjs")`);
  const toy = put('client/_astro/Toy.js', code(20_000));

  expect(scriptWeights(dist)).toEqual([
    { page: 'gallery/[...path]', files: [{ file: '_astro/Toy.js', bytes: toy }], bytes: toy },
    {
      page: 'rollers/index',
      files: [
        { file: '_astro/Filter.js', bytes: 46 },
        { file: '_astro/part.js', bytes: compressed.length },
        { file: '_astro/later.js', bytes: later },
      ].sort((a, b) => b.bytes - a.bytes),
      bytes: 46 + compressed.length + later,
    },
    { page: 'rollers/[slug]', files: [], bytes: 0 },
  ]);
  // The gallery is for no shopper.
  expect(() => checkScriptWeight(dist)).not.toThrow();
});

test('a script that is too big stops the build: page, kB and file are named', () => {
  plantBuild(code(15_000));
  put('client/_astro/Toy.js', '');
  expect(() => checkScriptWeight(dist)).toThrow(
    'Pages with more than 15.0 kB of script:\nrollers/index: 15.0 kB (_astro/Filter.js 15.0 kB)',
  );
  plantBuild(code(14_996));
  expect(() => checkScriptWeight(dist)).not.toThrow();
});

test('two small ones may be too big together', () => {
  plantBuild(code(8_000, 'import"./part.js";'));
  put('client/_astro/part.js', code(8_000));
  put('client/_astro/Toy.js', '');
  expect(() => checkScriptWeight(dist)).toThrow(/^.*\nrollers\/index: 16\.0 kB \(/);
});

test('a component that wakes in the browser brings the library that wakes it', () => {
  plantBuild('');
  put('client/_astro/Toy.js', '');
  put('client/_astro/Island.js', 'export default 1;');
  put('client/_astro/client.js', code(58_000));
  put(
    'server/chunks/_slug__B.mjs',
    'renderComponent(r, "X", X, { "client:component-path": "/shop/Island.tsx" })',
  );
  expect(() => checkScriptWeight(dist)).toThrow('rollers/[slug]: 58.0 kB');
});

test('an output that cannot be read is no light one', () => {
  plantBuild('');
  put('client/_astro/Toy.js', '');
  put('server/chunks/_slug__B.mjs', `renderScript($$result, "${script('Unknown')}")`);
  expect(() => scriptWeights(dist)).toThrow(script('Unknown'));
  put('server/entry.mjs', 'const manifest = {"entryModules":{}};');
  expect(() => scriptWeights(dist)).toThrow('No pages');
  put('server/entry.mjs', 'const manifest = {};');
  expect(() => scriptWeights(dist)).toThrow('entryModules');
});
