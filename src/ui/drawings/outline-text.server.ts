import { readFileSync } from 'node:fs';
import path from 'node:path';
import { create } from 'fontkitten';
import { projectRoot } from '#lib/project-root.server.ts';
import { at } from './svg.ts';

/** One of the shop's two typefaces. */
export type Face = 'serif' | 'sans';

type Font = Extract<ReturnType<typeof create>, { glyphForCodePoint: unknown }>;

const fonts = new Map<Face, Font>();

/** The typeface as the shop serves it, read once. Throws when the file is no font. */
function fontOf(face: Face): Font {
  const known = fonts.get(face);
  if (known) return known;
  const file = face === 'serif' ? 'newsreader.woff2' : 'inter.woff2';
  const font = create(readFileSync(path.join(projectRoot, 'src/styles/fonts', file)));
  if (!('glyphForCodePoint' in font)) throw new TypeError(`${file} is not one font`);
  fonts.set(face, font);
  return font;
}

/** Spaces that are narrower than the fonts' own space, in em; the fonts as served need not hold them. */
const narrowSpaces = new Map([
  ['\u202f', 0.2],
  ['\u2009', 0.2],
]);

export interface Lettering {
  face: Face;
  /** Size of the em in drawing units. */
  size: number;
  /** Added after each letter, in em. */
  tracking?: number;
}

/** A letter's outline, null for a narrow space, and its advance in em. */
function glyphOf(face: Face, letter: string) {
  const narrow = narrowSpaces.get(letter);
  if (narrow !== undefined) return { glyph: null, advance: narrow };
  const font = fontOf(face);
  const glyph = font.glyphForCodePoint(letter.codePointAt(0) ?? 0);
  return { glyph, advance: glyph.advanceWidth / font.unitsPerEm };
}

/** How wide words are set, in drawing units. */
export function textWidth(text: string, { face, size, tracking = 0 }: Lettering): number {
  return [...text].reduce((sum, letter) => sum + (glyphOf(face, letter).advance + tracking) * size, 0);
}

/**
 * Words as the outlines of their letters (SVG path data), from a point on the base line: what a renderer needs that
 * does not load the shop's fonts. Letters are not kerned.
 */
export function outlineText(text: string, x: number, y: number, lettering: Lettering): string {
  const { face, size, tracking = 0 } = lettering;
  const scale = size / fontOf(face).unitsPerEm;
  let pen = x;
  let outlines = '';
  for (const letter of text) {
    const { glyph, advance } = glyphOf(face, letter);
    outlines += glyph?.path.transform(scale, 0, 0, -scale, pen, y).toSVG() ?? '';
    pen += (advance + tracking) * size;
  }
  return outlines.replace(/-?\d+\.\d+/g, (number) => at(Number(number)));
}

/** Breaks words into lines no wider than `width` drawing units; a single longer word stands alone. */
export function breakLines(text: string, width: number, lettering: Lettering): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, lettering) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
