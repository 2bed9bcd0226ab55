import { at, escapeXml } from './svg.ts';

/** How the drawing points to its sources: the numbers the page gave them, e.g. “3, 7”; empty where it lists none. */
export type SourceMark = (sources: readonly string[]) => string;

export const noMarks: SourceMark = () => '';

/** What every figure is drawn with. A figure is HTML: its words in paragraphs, its pictures in SVG. */
export interface FigureFrame {
  /** Unique on the page, letters, digits and hyphens; every id inside begins with it. */
  id: string;
  mark: SourceMark;
}

/**
 * A picture without a view box: places across are shares of its width (“26%”), or px from there inside `inset`; places
 * down are px. So one drawing suits a phone and a column of text, its words never shrink, and a millimetre keeps its
 * size. `title`: what a screen reader says; the text twin beside the figure says the rest.
 */
export function picture(id: string, height: number, look: string, title: string, inside: string): string {
  return (
    `<svg class="drawing explanatory ${look}" width="100%" height="${at(height)}" role="img" aria-labelledby="${id}-title" focusable="false">` +
    `<title id="${id}-title">${escapeXml(title)}</title>${inside}</svg>`
  );
}

/** A share of the width, from 0 to 1, as a place across. */
export function across(share: number): string {
  return `${at(share * 100)}%`;
}

/** A part of a picture that counts its px from `x`, and its shares from `width`; both are shares of the whole. */
export function inset(x: number, width: number | null, inside: string): string {
  const wide = width === null ? '' : ` width="${across(width)}"`;
  return `<svg x="${across(x)}"${wide}>${inside}</svg>`;
}

/** A line of a look from (x1, y1) to (x2, y2); across in px or in per cent. */
export function stroke(
  look: string,
  x1: number | string,
  y1: number,
  x2: number | string,
  y2: number,
): string {
  const place = (name: string, value: number | string) => {
    const text = typeof value === 'number' ? at(value) : value;
    return text === '0' ? '' : ` ${name}="${text}"`;
  };
  return `<line class="${look}"${place('x1', x1)}${place('y1', y1)}${place('x2', x2)}${place('y2', y2)}/>`;
}

/**
 * A scale across a picture, with its strokes above `top` and a guide line down to `bottom` at each that has a number.
 * `share`: where a value stands, from 0 to 1.
 */
export function scaleAcross(
  { last, every, numberedEvery }: { last: number; every: number; numberedEvery: number },
  share: (value: number) => number,
  top: number,
  bottom: number,
): string {
  let ticks = `M${at(share(0) * 1000)} ${top}H${at(share(last) * 1000)}`;
  let numbers = '';
  let guides = '';
  for (let value = 0; value <= last; value += every) {
    const numbered = value % numberedEvery === 0;
    const x = at(share(value) * 1000);
    ticks += `M${x} ${top}v${numbered ? -9 : -5}`;
    if (!numbered) continue;
    guides += `M${x} ${top}V${at(bottom)}`;
    numbers += `<text x="${across(share(value))}" y="${top - 14}">${value}</text>`;
  }
  return (
    `<svg width="100%" height="${at(bottom)}" viewBox="0 0 1000 ${at(bottom)}" preserveAspectRatio="none"><path class="d-line d-edge" d="${ticks}"/><path class="d-guide d-edge" d="${guides}"/></svg>` +
    `<g class="d-numbers">${numbers}</g>`
  );
}

/** The heading above a picture or a part of it. */
export function figureTitle(words: string, mark = ''): string {
  return `<p class="figure-title">${escapeXml(words)}${beside(mark)}</p>`;
}

/** Words below or above a picture, which break where the page does. `look`: a class more. */
export function figureNote(words: string, mark = '', look = ''): string {
  return `<p class="figure-note${look && ` ${look}`}">${escapeXml(words)}${beside(mark)}</p>`;
}

// Hidden from screen readers: nothing can be followed here, and the text twin links the same sources.
function beside(mark: string): string {
  return mark === '' ? '' : `<sup class="figure-mark" aria-hidden="true">${escapeXml(mark)}</sup>`;
}

interface Written {
  /** Classes of figures.css; plain without. */
  look?: string;
  anchor?: 'middle' | 'end';
  /** Source numbers set small after the last line. */
  mark?: string;
  /** After the last line, where there is room for it. */
  roomy?: string;
}

/** Words in a picture, one line each, 15 px apart; the first has its base line at `y`. `x`: px or per cent. */
export function written(
  x: number | string,
  y: number,
  words: readonly string[],
  { look, anchor, mark = '', roomy = '' }: Written = {},
): string {
  const left = typeof x === 'number' ? at(x) : x;
  const classes = [look, anchor && `d-${anchor}`].filter(Boolean).join(' ');
  const inner = words.map((line, index) =>
    index === 0 ? escapeXml(line) : `<tspan x="${left}" dy="15">${escapeXml(line)}</tspan>`,
  );
  if (roomy) inner.splice(1, 0, `<tspan class="d-roomy">${escapeXml(roomy)}</tspan>`);
  if (mark) inner.push(`<tspan class="d-mark" dx="2" dy="-4">${escapeXml(mark)}</tspan>`);
  return `<text${classes && ` class="${classes}"`} x="${left}" y="${at(y)}">${inner.join('')}</text>`;
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

interface Tile {
  id: string;
  width: number;
  height: number;
  /** A class of figures.css. */
  look: string;
}

interface Fibres {
  count: number;
  /** Length of a fibre in drawing units, and how far it swings. */
  length: number;
  swing: number;
  /** Rise over run of each family of fibres; one after the other. */
  slopes: readonly number[];
  seed: number;
}

/**
 * A pattern of engraved wavy fibres without seams: what leaves the tile on one side comes in on the other. A texture
 * costs the page a few strokes this way, however large the skin; fibres of a family share their shape and lie on whole
 * units, which compresses to next to nothing.
 */
export function fibreTile({ id, width, height, look }: Tile, fibres: Fibres): string {
  const { count, length, swing, slopes, seed } = fibres;
  const next = steadyNumbers(seed);
  const half = Math.round(length / 2);
  let path = '';
  for (let index = 0; index < count; index += 1) {
    const rise = Math.round((slopes[index % slopes.length] ?? 0) * half);
    const bend = index % 2 === 0 ? -swing : swing;
    const shape = `q${Math.round(half / 2)} ${Math.round(bend + rise / 2)} ${half} ${rise}t${half} ${rise}`;
    const x = Math.round(next() * width);
    const y = Math.round(((index + 0.2 + next() * 0.6) / count) * height);
    for (const dx of x + 2 * half > width ? [0, -width] : [0]) {
      const above = y + Math.min(0, 2 * rise) - swing < 0;
      const below = y + Math.max(0, 2 * rise) + swing > height;
      for (const dy of above ? [0, height] : below ? [0, -height] : [0])
        path += `M${x + dx} ${y + dy}${shape}`;
    }
  }
  return `<pattern id="${id}" width="${width}" height="${height}" patternUnits="userSpaceOnUse"><path class="${look}" d="${path}"/></pattern>`;
}

/** A pattern of fat lobules, like roof tiles laid by an unsteady hand. */
export function lobuleTile(id: string): string {
  return `<pattern id="${id}" width="68" height="38" patternUnits="userSpaceOnUse"><path class="d-lobule" d="M22 4a11 10 0 1 1-22 0M48 5a13 11 0 1 1-26 0M68 4a10 10 0 1 1-20 0M10 22a11 11 0 1 1-22 0M35 24a12 10 0 1 1-25 0M58 23a11 11 0 1 1-23 0M80 22a11 11 0 1 1-22 0M22 42a11 10 0 1 1-22 0M48 43a13 11 0 1 1-26 0M68 42a10 10 0 1 1-20 0"/></pattern>`;
}

/**
 * Six tones of skin from deep to fair side by side, over the whole of the part they stand in. None of them is “the”
 * skin.
 */
export function skinTones(): string {
  return [0, 1, 2, 3, 4, 5]
    .map(
      (tone) =>
        `<rect class="d-skin-${tone + 1}" x="${Math.round(tone * 16.67)}%" width="17%" height="100%"/>`,
    )
    .join('');
}
