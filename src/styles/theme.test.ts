import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const styles = import.meta.dirname;
const source = path.dirname(styles);
const theme = readFileSync(path.join(styles, 'theme.css'), 'utf8');
const [light = '', dark = ''] = theme.split('@media screen and (prefers-color-scheme: dark)');

interface Claim {
  token: string;
  against: string;
  ratio: number;
  use: string;
}

function colours(css: string): Map<string, string> {
  return new Map(
    [...css.matchAll(/--color-([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]),
  );
}

function claims(css: string): Claim[] {
  return [...css.matchAll(/--color-([\w-]+): #[0-9a-f]{6}; \/\* (.+?) \*\//g)].flatMap(
    ([, token = '', comment = '']) =>
      [...comment.matchAll(/\[([\w-]+) ([\d.]+) (text|shape|line)\]/g)].map(
        ([, against = '', ratio, use = '']) => ({
          token,
          against,
          ratio: Number(ratio),
          use,
        }),
      ),
  );
}

/** WCAG 2.2 relative luminance of `#rrggbb`. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const least: Record<string, number> = { text: 4.5, shape: 3, line: 1 };
const schemes = [
  { scheme: 'light', palette: colours(light), stated: claims(light) },
  { scheme: 'dark', palette: new Map([...colours(light), ...colours(dark)]), stated: claims(dark) },
];

describe.each(schemes)('$scheme', ({ palette, stated }) => {
  test.each(stated)('$token on $against is $ratio, enough for $use', ({ token, against, ratio, use }) => {
    const measured = contrast(palette.get(token) ?? '', palette.get(against) ?? '');
    expect(Math.abs(measured - ratio)).toBeLessThanOrEqual(0.051);
    expect(measured).toBeGreaterThanOrEqual(least[use] ?? Number.POSITIVE_INFINITY);
  });

  test('every colour that words are set in states its ratio', () => {
    for (const token of ['ink', 'quiet', 'accent', 'on-accent', 'blue', 'amber', 'red', 'on-skin']) {
      expect(stated.some((claim) => claim.token === token && claim.use === 'text')).toBe(true);
    }
  });
});

test('the dark scheme redefines every colour, and no other', () => {
  expect([...colours(dark).keys()].sort()).toEqual([...colours(light).keys()].sort());
});

test('dark and light differ in the values of colours and in nothing else, here and on the payment page', () => {
  // tests/support/browser.ts runs the rules that look at no colour in one of the two schemes only.
  const asksForScheme = /prefers-color-scheme|light-dark\(|(?<![\w-])dark:/;
  const paymentStyle = 'sandbox/hosted-page-style.ts';
  const asking = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => /\.(css|astro|tsx|ts)$/.test(file) && !file.endsWith('.test.ts'))
    .filter((file) => asksForScheme.test(readFileSync(path.join(source, file), 'utf8')))
    .sort();
  expect(asking).toEqual([
    // The colour of the browser's own bar.
    'layouts/HeadLook.astro',
    paymentStyle,
    'styles/theme.css',
    // Reads the palettes out of theme.css.
    'ui/drawings/look.server.ts',
    // No page: what a mail brings along.
    'ui/mail-look.ts',
  ]);
  const paymentPage = readFileSync(path.join(source, paymentStyle), 'utf8');
  for (const [css, media] of [
    [theme, '@media screen and (prefers-color-scheme: dark) {'],
    [paymentPage, '@media (prefers-color-scheme: dark) {'],
  ] as const) {
    expect(css.split('prefers-color-scheme')).toHaveLength(2);
    const block = /^\s*:root \{([^{}]*)\}\s*\}/.exec(css.split(media)[1] ?? '')?.[1] ?? '';
    const declarations = block
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .split(';')
      .map((declaration) => declaration.trim())
      .filter(Boolean);
    expect(declarations.length).toBeGreaterThanOrEqual(15);
    expect(declarations.filter((each) => !/^--[\w-]+: #[0-9a-f]{6}$/.test(each))).toEqual([]);
  }
});

const rawColour =
  /(?<![\w&-])#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b(?![\w-])|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\(/gi;

/** Every source that could hold a colour. */
const sources = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => /\.(css|astro|tsx|ts)$/.test(file) && !/\.test\.tsx?$/.test(file))
  .filter((file) => file !== 'styles/theme.css')
  // The payment page of the sandbox plays another company's: it has a look of its own.
  .filter((file) => !file.startsWith('sandbox/'));

// A mail program knows no custom properties, and a picture has none: they hold the tokens' own values, of the light
// scheme.
const carriesValues = (file: string) =>
  /\.email\.tsx$|^features\/notifications\/|^ui\/mail-look|\braster\b/.test(file);

function rawColours(file: string): { colour: string; place: string }[] {
  return readFileSync(path.join(source, file), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(rawColour)].map(([colour]) => ({
        colour: colour.toLowerCase(),
        place: `${file}:${index + 1} ${line.trim()}`,
      })),
    );
}

test('no raw colour outside theme.css', () => {
  const found = sources.filter((file) => !carriesValues(file)).flatMap(rawColours);
  expect(sources.length).toBeGreaterThan(150);
  expect(found.map(({ place }) => place)).toEqual([]);
});

test('mails and pictures carry the colours of the light scheme, the dark look of mails those of the dark, and no others', () => {
  const tokens = new Set(colours(light).values());
  const inMails = new Set([...tokens, ...colours(dark).values()]);
  const strangers = sources
    .filter(carriesValues)
    .flatMap(rawColours)
    .filter(({ colour, place }) => !(place.startsWith('ui/mail-look') ? inMails : tokens).has(colour));
  expect(strangers.map(({ place }) => place)).toEqual([]);
});

/** Declarations of the style sheets: property and the token that colours it. */
const coloured = sources
  .filter((file) => file.endsWith('.css'))
  .flatMap((file) =>
    [
      ...readFileSync(path.join(source, file), 'utf8').matchAll(
        /(?<![\w-])(color|background(?:-color)?|border[\w-]*|outline|--care):[^;{}]*var\(--color-([\w-]+)\)/g,
      ),
    ].map(([, property = '', token = '']) => ({ file, property, token })),
  );

describe.each(schemes)('what the style sheets do, $scheme', ({ stated }) => {
  const onPaper = (token: string) =>
    stated.find((claim) => claim.token === token && claim.against === 'paper');

  test('words are set only in colours that state a ratio for text', () => {
    const words = coloured.filter(({ property }) => property === 'color' || property === '--care');
    expect(words.length).toBeGreaterThan(50);
    // On a coloured ground: the accent says its own pair, a care card is paper on the colour of its level. A button
    // that cannot be pressed has no minimum (WCAG 1.4.3, inactive).
    const onGround = new Set(['on-accent', 'paper', 'control']);
    const without = words.filter(({ token }) => !onGround.has(token) && onPaper(token)?.use !== 'text');
    expect(without).toEqual([]);
    expect(words.filter(({ token }) => token === 'control').map(({ file }) => file)).toEqual([
      'styles/controls.css',
    ]);
  });

  test('edges of controls and the focus ring are seen: 3 to 1 or more; only hairlines are decoration', () => {
    const edges = coloured.filter(({ property }) => /^(border|outline)/.test(property));
    expect(edges.length).toBeGreaterThan(20);
    const faint = edges.filter(
      ({ token }) => token !== 'hairline' && !['text', 'shape'].includes(onPaper(token)?.use ?? ''),
    );
    expect(faint).toEqual([]);
    for (const claim of stated.filter(({ token }) => token === 'control')) expect(claim.use).toBe('shape');
    expect(edges.some(({ property, token }) => property === 'outline' && token === 'accent')).toBe(true);
  });

  test('ink and links are readable on every ground', () => {
    const grounds = ['paper', 'inset', 'blue-wash', 'amber-wash', 'red-wash'];
    for (const token of ['ink', 'accent', 'accent-deep']) {
      const against = stated.filter((claim) => claim.token === token && claim.use === 'text');
      expect(against.map((claim) => claim.against)).toEqual(expect.arrayContaining(grounds));
    }
  });
});

test('no field, button or summary is edged with a hairline', () => {
  const controls = readFileSync(path.join(styles, 'controls.css'), 'utf8');
  for (const selector of ['.button', '.input', '.choice input', '.step']) {
    const rules = [...controls.matchAll(/([^{}]+)\{([^{}]*)\}/g)].filter(([, names = '']) =>
      names.split(',').some((name) => name.trim() === selector),
    );
    expect(rules.length, selector).toBeGreaterThan(0);
    for (const [, , body = ''] of rules) expect(body).not.toMatch(/border[^;]*hairline/);
  }
});

test('two font files, 60 kB together', () => {
  const fonts = readdirSync(path.join(styles, 'fonts')).filter((file) => file.endsWith('.woff2'));
  expect(fonts).toHaveLength(2);
  const bytes = fonts.reduce((sum, file) => sum + statSync(path.join(styles, 'fonts', file)).size, 0);
  expect(bytes).toBeLessThanOrEqual(60_000);
});
