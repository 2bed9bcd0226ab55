import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#lib/project-root.server.ts';

export type Scheme = 'light' | 'dark';

export interface Look {
  /** Colour tokens by their names without `--color-`. */
  tokens: ReadonlyMap<string, string>;
  /** Presentation attributes by class. */
  attributes: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const looks = new Map<Scheme, Look>();
const presentation = /^(fill|opacity|font-size|stroke(-[a-z]+)?|stop-color)$/;

/** The tokens of `theme.css` and what `figures.css` makes of them, read once: the one truth about colours. */
export function lookOf(scheme: Scheme): Look {
  const known = looks.get(scheme);
  if (known) return known;
  const read = (file: string) => readFileSync(path.join(projectRoot, 'src/styles', file), 'utf8');
  const [light = '', dark = ''] = read('theme.css').split('@media screen and (prefers-color-scheme: dark)');
  const colours = (css: string) =>
    [...css.matchAll(/--color-([\w-]+): (#[0-9a-f]{6});/g)].map(
      ([, name = '', colour = '']) => [name, colour] as const,
    );
  const tokens = new Map([...colours(light), ...(scheme === 'dark' ? colours(dark) : [])]);

  const rules = read('figures.css')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
  const attributes = new Map<string, Map<string, string>>();
  for (const [, selectors = '', declarations = ''] of rules.matchAll(/((?:\.[\w-]+,?\s*)+)\{([^{}]*)\}/g)) {
    for (const selector of selectors.split(',')) {
      const name = selector.trim().slice(1);
      const own = attributes.get(name) ?? new Map<string, string>();
      for (const [, property = '', value = ''] of declarations.matchAll(/([\w-]+):\s*([^;]+);/g)) {
        if (presentation.test(property)) own.set(property, resolve(value, tokens));
      }
      attributes.set(name, own);
    }
  }
  const look = { tokens, attributes };
  looks.set(scheme, look);
  return look;
}

function resolve(value: string, tokens: ReadonlyMap<string, string>): string {
  return value.trim().replace(/var\(--color-([\w-]+)\)/g, (_use, name: string) => {
    const colour = tokens.get(name);
    if (!colour) throw new Error(`figures.css uses --color-${name}, which theme.css does not define`);
    return colour;
  });
}

/** A colour token of `theme.css`, e.g. `paper`. Throws when there is none of that name. */
export function colourOf(token: string, scheme: Scheme = 'light'): string {
  const colour = lookOf(scheme).tokens.get(token);
  if (!colour) throw new Error(`theme.css defines no --color-${token}`);
  return colour;
}
