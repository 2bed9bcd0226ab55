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

test('no raw colour outside theme.css', () => {
  const raw =
    /(?<![\w&-])#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b(?![\w-])|\b(?:rgba?|hsla?|oklch|oklab|hwb)\(/i;
  const visual = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(css|astro)$|^ui\/.*\.ts$|^content-pipeline\/mdx\/.*\.tsx$/.test(file))
    .filter((file) => !file.endsWith('.test.ts') && file !== path.join('styles', 'theme.css'));
  expect(visual.length).toBeGreaterThan(30);
  const found = visual.flatMap((file) =>
    readFileSync(path.join(source, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (raw.test(line) ? `${file}:${index + 1} ${line.trim()}` : [])),
  );
  expect(found).toEqual([]);
});

test('two font files, 60 kB together', () => {
  const fonts = readdirSync(path.join(styles, 'fonts')).filter((file) => file.endsWith('.woff2'));
  expect(fonts).toHaveLength(2);
  const bytes = fonts.reduce((sum, file) => sum + statSync(path.join(styles, 'fonts', file)).size, 0);
  expect(bytes).toBeLessThanOrEqual(60_000);
});
