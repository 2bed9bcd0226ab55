import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Collection, ComponentSchema, Config, Singleton } from '@keystatic/core';
import type { ContentComponent } from '@keystatic/core/content-components';
import { build } from 'esbuild';
import { projectRoot } from '#lib/project-root.server.ts';

/** Keystatic as the browser gets it, with our forms: what opens a file and what writes it when somebody saves. */
export interface BrowserKeystatic {
  formConfig(storage: { kind: 'local' } | { kind: 'github'; repo: `${string}/${string}` }): Config;
  bodyComponents(): Record<string, ContentComponent>;
  parseEntry(entry: Entry, files: ReadonlyMap<string, Uint8Array>): { initialState: Record<string, unknown> };
  serializeEntryToFiles(
    entry: Omit<Entry, 'dirpath' | 'slug'> & SavedEntry,
  ): { path: string; contents: Uint8Array }[];
  clientSideValidateProp(schema: ComponentSchema, value: unknown, slugField: undefined): boolean;
}

interface Entry {
  dirpath: string;
  format: {
    data: 'yaml';
    contentField?: { path: [string, ...string[]]; contentExtension: string } | undefined;
  };
  schema: Record<string, ComponentSchema>;
  slug: { field: string; slug: string } | undefined;
}

interface SavedEntry {
  basePath: string;
  state: Record<string, unknown>;
  slug: { field: string; value: string } | undefined;
}

const core = path.join(projectRoot, 'node_modules/@keystatic/core/dist');

/** Bundles the browser's build of Keystatic with our forms; the two functions it keeps to itself are let out. */
export async function browserKeystatic(): Promise<BrowserKeystatic> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keystatic-'));
  const outfile = path.join(folder, 'keystatic.mjs');
  try {
    await build({
      stdin: {
        contents: `
          export { bodyComponents } from '#features/editing/body-field.tsx';
          export { formConfig } from '#features/editing/form-config.tsx';
          export { parseEntry, serializeEntryToFiles, clientSideValidateProp } from '@keystatic/core/ui';
        `,
        resolveDir: path.join(projectRoot, 'tests'),
      },
      plugins: [
        {
          name: 'let-out',
          setup(bundle) {
            // The rest is bundled as for Node, which has no document for styles to go into.
            bundle.onResolve({ filter: /^@keystatic\/core(\/|$)/ }, ({ path: name }) => ({
              path: path.join(
                core,
                `keystatic-core${name.slice('@keystatic/core'.length).replace('/', '-')}.js`,
              ),
            }));
            bundle.onLoad({ filter: /keystatic-core-ui\.js$/ }, async ({ path: file }) => ({
              contents: `${await readFile(file, 'utf8')}\nexport { parseEntry, serializeEntryToFiles, clientSideValidateProp };`,
            }));
          },
        },
      ],
      bundle: true,
      platform: 'node',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      format: 'esm',
      jsx: 'automatic',
      outfile,
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file opened in its form and saved again, as Keystatic would send it; `edit` is what somebody does meanwhile. */
export function openAndSave(
  { parseEntry, serializeEntryToFiles }: BrowserKeystatic,
  form: Collection<Record<string, ComponentSchema>, string> | Singleton<Record<string, ComponentSchema>>,
  file: { path: string; text: string },
  edit: (state: Record<string, unknown>) => void = () => {},
): string {
  const dirpath = file.path.replace(/\.\w+$/, '');
  const isMdx = file.path.endsWith('.mdx');
  const format = {
    data: 'yaml' as const,
    contentField: isMdx ? { path: ['body'] as [string], contentExtension: '.mdx' } : undefined,
  };
  const name = path.posix.basename(dirpath);
  const slugField = 'slugField' in form ? form.slugField : undefined;
  const { initialState } = parseEntry(
    { dirpath, format, schema: form.schema, slug: slugField ? { field: slugField, slug: name } : undefined },
    new Map([[file.path, new TextEncoder().encode(file.text)]]),
  );
  const state = { ...initialState };
  edit(state);
  const files = serializeEntryToFiles({
    basePath: dirpath,
    format,
    schema: form.schema,
    state,
    slug: slugField ? { field: slugField, value: name } : undefined,
  });
  const [only, ...more] = files;
  if (!only || more.length > 0 || only.path !== file.path)
    throw new Error(`Saving ${file.path} writes ${files.map((each) => each.path).join(', ')}`);
  return new TextDecoder().decode(only.contents);
}
