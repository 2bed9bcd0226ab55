import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '#lib/project-root.server.ts';
import { drawIcon, icons, manifest } from './icon.server.ts';
import { colourOf } from './look.server.ts';
import { breakLines, outlineText, textWidth } from './outline-text.server.ts';
import { platePicture } from './plate-picture.server.ts';
import { drawSocialCard, socialPicture } from './social-card.server.ts';

const publicFile = (name: string) => path.join(projectRoot, 'public', name);
const roller = {
  kind: 'roller',
  needleLengthMm: 0.25,
  needleCount: 192,
  rows: 8,
  headWidthMm: 20,
  material: 'steel',
  handle: 'green',
} as const;

describe('words as outlines', () => {
  const lettering = { face: 'sans', size: 20 } as const;

  test('wider words are wider, twice the size is twice as wide', () => {
    expect(textWidth('mm', lettering)).toBeGreaterThan(textWidth('m', lettering));
    expect(textWidth('needle', { ...lettering, size: 40 })).toBeCloseTo(
      2 * textWidth('needle', lettering),
      5,
    );
  });

  test('a letter has an outline, a space has none and still takes room', () => {
    expect(outlineText('n', 0, 0, lettering)).toMatch(/^M.*Z$/i);
    expect(outlineText(' \u202f', 0, 0, lettering)).toBe('');
    expect(textWidth('\u202f', lettering)).toBeGreaterThan(0);
    expect(textWidth('\u202f', lettering)).toBeLessThan(textWidth(' ', lettering) * 1.01);
  });

  test('lines hold all words in order and none is too wide', () => {
    const text = 'Read about needling before you buy a needle';
    const lines = breakLines(text, 160, lettering);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe(text);
    for (const line of lines) expect(textWidth(line, lettering)).toBeLessThanOrEqual(160);
  });
});

test('a plate for a mail is drawn once, and is small', async () => {
  const first = platePicture(roller, 'three-quarter', 240);
  expect(platePicture({ ...roller }, 'three-quarter', 240)).toBe(first);
  expect(platePicture({ ...roller, needleLengthMm: 0.3 }, 'three-quarter', 240)).not.toBe(first);
  const png = await first;
  expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 240, height: 192 });
  expect(png.length).toBeLessThan(30_000);
});

describe('the social picture', () => {
  const card = {
    shopName: 'Needlewise',
    title: 'Face roller',
    note: 'Needles of 0.2\u202fmm',
    beside: { plate: roller },
  };

  test('is 1200 × 630 and not heavy', async () => {
    const png = await socialPicture(card);
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1200, height: 630 });
    expect(png.length).toBeLessThan(150_000);
  });

  test('says its title: another title is another picture', () => {
    expect(drawSocialCard(card)).not.toBe(drawSocialCard({ ...card, title: 'Body roller' }));
    expect(drawSocialCard({ ...card, beside: { lengthsMm: [0.2, 1.5] } })).toContain('depth-rule');
  });
});

describe('the icons in public/', () => {
  test.each(icons)('$file is what node src/cli/favicons.ts draws', async (icon) => {
    const pixels = async (png: Buffer) =>
      sharp(png).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    const [drawn, kept] = await Promise.all([
      pixels(await drawIcon(icon)),
      pixels(readFileSync(publicFile(icon.file))),
    ]);
    expect(kept.info.width).toBe(icon.sizePx);
    expect(kept.info).toMatchObject({
      width: drawn.info.width,
      height: drawn.info.height,
      channels: drawn.info.channels,
    });
    // Another version of the renderer may round an edge otherwise; another mark or colour is far away.
    const far = drawn.data.reduce((sum, value, place) => sum + Math.abs(value - (kept.data[place] ?? 0)), 0);
    expect(far / drawn.data.length).toBeLessThan(1);
  });

  test('the manifest is the one that is drawn, and names files that are there', () => {
    const kept = readFileSync(publicFile('site.webmanifest'), 'utf8');
    expect(kept).toBe(manifest());
    for (const { src } of JSON.parse(kept).icons)
      expect(readFileSync(publicFile(src)).length).toBeGreaterThan(100);
  });

  test('favicon.svg wears the colours of the theme in both schemes', () => {
    const svg = readFileSync(publicFile('favicon.svg'), 'utf8');
    for (const scheme of ['light', 'dark'] as const) {
      for (const token of ['paper', 'ink', 'accent']) expect(svg).toContain(colourOf(token, scheme));
    }
  });
});
