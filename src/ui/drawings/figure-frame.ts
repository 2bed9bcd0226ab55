import { at, escapeXml, type Frame } from './svg.ts';

/** A drawing is made twice: for a column of text and for a phone, where words must not shrink. */
export type FigureLayout = 'wide' | 'narrow';

/** The width in drawing units of each layout; at that width in px its words have their intended size. */
export const figureWidth: Readonly<Record<FigureLayout, number>> = { wide: 576, narrow: 352 };

/** How the drawing points to its sources: the numbers the page gave them, e.g. “3, 7”; empty where it lists none. */
export type SourceMark = (sources: readonly string[]) => string;

export const noMarks: SourceMark = () => '';

export interface FigureFrame {
  /** Unique on the page, letters, digits and hyphens; every id inside begins with it. */
  id: string;
  layout: FigureLayout;
  mark: SourceMark;
}

/** The opening of a figure: one picture with a title and a description, both within the drawing. */
export function openFigure(
  id: string,
  [x, y, width, height]: Frame,
  className: string,
  title: string,
  description: string,
): string {
  return (
    `<svg class="drawing explanatory ${className}" viewBox="${at(x)} ${at(y)} ${at(width)} ${at(height)}" width="${at(width)}" height="${at(height)}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc" focusable="false">` +
    `<title id="${id}-title">${escapeXml(title)}</title><desc id="${id}-desc">${escapeXml(description)}</desc>`
  );
}

interface Lines {
  look?: string;
  anchor?: 'start' | 'middle' | 'end';
  /** Distance between base lines in drawing units. */
  leading?: number;
  /** Source numbers set small after the last line. */
  mark?: string;
}

/** Words in lines, the first with its base line at `y`. */
export function lines(
  x: number,
  y: number,
  words: readonly string[],
  { look = 'd-text', anchor = 'start', leading = 15, mark = '' }: Lines = {},
): string {
  const spans = words.map((line, index) => {
    const small =
      mark !== '' && index === words.length - 1
        ? `<tspan class="d-mark" dx="2" dy="-4">${escapeXml(mark)}</tspan>`
        : '';
    return words.length === 1
      ? `${escapeXml(line)}${small}`
      : `<tspan x="${at(x)}" y="${at(y + index * leading)}">${escapeXml(line)}</tspan>${small}`;
  });
  return `<text class="${look}" x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${spans.join('')}</text>`;
}

/** Breaks words into lines of at most `most` characters; a longer word stands alone. */
export function wrap(words: string, most: number): string[] {
  const result: string[] = [];
  for (const word of words.split(' ')) {
    const last = result.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      result[result.length - 1] = `${last} ${word}`;
    else result.push(word);
  }
  return result;
}

/**
 * Numbers from 0 to 1 that look random and are the same at every rendering (a linear congruential generator with the
 * constants of Numerical Recipes), so that a page is identical byte for byte until its content changes.
 */
export function steadyNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

interface Fibres {
  x: number;
  y: number;
  width: number;
  height: number;
  count: number;
  /** Length of a fibre in drawing units, and how far it swings. */
  length: number;
  swing: number;
  /** Rise over run of each family of fibres; one after the other. */
  slopes: readonly number[];
  next: () => number;
}

/** The path of engraved wavy fibres, spread evenly over a box and within it from left to right. */
export function fibres({ x, y, width, height, count, length, swing, slopes, next }: Fibres): string {
  const columns = Math.max(1, Math.round(Math.sqrt((count * width) / Math.max(height, 1))));
  const rows = Math.max(1, Math.ceil(count / columns));
  let path = '';
  for (let index = 0; index < columns * rows; index += 1) {
    const own = Math.min(length * (0.7 + next() * 0.6), width);
    const half = own / 2;
    const slope = slopes[index % slopes.length] ?? 0;
    const centreX = x + (((index % columns) + 0.15 + next() * 0.7) / columns) * width;
    const startX = Math.min(Math.max(centreX - half, x), x + width - own);
    const startY = y + ((Math.floor(index / columns) + 0.1 + next() * 0.8) / rows) * height - slope * half;
    const bend = (next() < 0.5 ? -1 : 1) * swing;
    path += `M${at(startX)} ${at(startY)}q${at(half / 2)} ${at(bend + (slope * half) / 2)} ${at(half)} ${at(slope * half)}t${at(half)} ${at(slope * half)}`;
  }
  return path;
}

interface Tile {
  id: string;
  width: number;
  height: number;
  /** A class of figures.css. */
  look: string;
}

/**
 * A pattern of engraved wavy fibres without seams: what leaves the tile on one side comes in on the other. A texture
 * costs the page a few strokes this way, however large the skin.
 */
export function fibreTile(
  { id, width, height, look }: Tile,
  {
    count,
    length,
    swing,
    slopes,
    seed,
  }: Pick<Fibres, 'count' | 'length' | 'swing' | 'slopes'> & { seed: number },
): string {
  const next = steadyNumbers(seed);
  let path = '';
  for (let index = 0; index < count; index += 1) {
    const half = (length * (0.75 + next() * 0.5)) / 2;
    const slope = slopes[index % slopes.length] ?? 0;
    const bend = (index % 2 === 0 ? -1 : 1) * swing;
    const x = next() * width;
    const y = ((index + 0.2 + next() * 0.6) / count) * height;
    const stroke = `q${at(half / 2)} ${at(bend + (slope * half) / 2)} ${at(half)} ${at(slope * half)}t${at(half)} ${at(slope * half)}`;
    for (const dx of x + 2 * half > width ? [0, -width] : [0]) {
      const rise = 2 * slope * half;
      const above = y + Math.min(0, rise) - swing < 0;
      const below = y + Math.max(0, rise) + swing > height;
      for (const dy of above ? [0, height] : below ? [0, -height] : [0])
        path += `M${at(x + dx)} ${at(y + dy)}${stroke}`;
    }
  }
  return `<pattern id="${id}" width="${width}" height="${height}" patternUnits="userSpaceOnUse"><path class="${look}" d="${path}"/></pattern>`;
}

/** A pattern of fat lobules, like roof tiles laid by an unsteady hand. */
export function lobuleTile(id: string): string {
  return `<pattern id="${id}" width="68" height="38" patternUnits="userSpaceOnUse"><path class="d-lobule" d="M22 4a11 10.5 0 1 1 -22 0M48 5a13 11 0 1 1 -26 0M68 4a10 10 0 1 1 -20 0M10 22a11 11 0 1 1 -22 0M35 24a12 10 0 1 1 -25 0M58 23a11 11 0 1 1 -23 0M80 22a11 11 0 1 1 -22 0M22 42a11 10.5 0 1 1 -22 0M48 43a13 11 0 1 1 -26 0M68 42a10 10 0 1 1 -20 0"/></pattern>`;
}

/** Six tones of skin from deep to fair side by side, to be clipped to an epidermis. None of them is “the” skin. */
export function skinTones(x: number, y: number, width: number, height: number): string {
  const step = width / 6;
  return [1, 2, 3, 4, 5, 6]
    .map(
      (tone) =>
        `<rect class="d-skin-${tone}" x="${at(x + (tone - 1) * step - 0.2)}" y="${at(y)}" width="${at(step + 0.4)}" height="${at(height)}"/>`,
    )
    .join('');
}
