import { drawDepthRule } from './depth-rule.ts';
import { breakLines, outlineText } from './outline-text.server.ts';
import { drawPng } from './raster.server.ts';
import { drawPlate, type PlateSubject } from './roller.ts';
import { at } from './svg.ts';

export interface SocialCard {
  shopName: string;
  title: string;
  /** One line below the title. */
  note: string;
  /** What stands beside the words: a product's plate, or the depth rule with needle lengths in mm. */
  beside: { plate: PlateSubject } | { lengthsMm: readonly number[] };
}

/** Width and height in pixels that the services which show such pictures ask for. */
export const socialSize = { width: 1200, height: 630 } as const;

const margin = 76;

/**
 * The picture that stands for a page where its address is shared, as SVG: wordmark, title, a line, and the drawing or
 * the depth rule. Words are outlines of the shop's own typefaces.
 */
export function drawSocialCard({ shopName, title, note, beside }: SocialCard): string {
  const words = (text: string, x: number, y: number, size: number, face: 'serif' | 'sans', look: string) =>
    `<path class="${look}" d="${outlineText(text, x, y, { face, size, tracking: face === 'serif' ? -0.012 : 0 })}"/>`;
  const column = 540;
  const size = [84, 72, 60, 50].find((each) => linesOf(title, column, each).length <= 3) ?? 44;
  const lines = linesOf(title, column, size).slice(0, 5);
  const top = 315 - ((lines.length - 1) * size * 1.1) / 2 + size * 0.2;
  const last = top + (lines.length - 1) * size * 1.1;
  const notes = breakLines(note, column, { face: 'sans', size: 27 }).slice(0, 2);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${socialSize.width} ${socialSize.height}" width="${socialSize.width}" height="${socialSize.height}">`,
    `<g transform="translate(${margin} 62) scale(1.9)"><path class="d-line" d="M2 1v26M2 1h6M2 6.2h4M2 11.4h4M2 16.6h6M2 21.8h4M2 27h6"/><path class="d-bar" d="M10 1h3v14l-1.5 3L10 15z"/></g>`,
    words(shopName, margin + 42, 104, 44, 'serif', 'd-ink'),
    lines
      .map((line, index) => words(line, margin, top + index * size * 1.1, size, 'serif', 'd-ink'))
      .join(''),
    notes.map((line, index) => words(line, margin, last + 64 + index * 38, 27, 'sans', 'd-quiet')).join(''),
    'plate' in beside
      ? placed(drawPlate(beside.plate, { id: 'plate', view: 'three-quarter', name: null }), 620, 84, 1.2)
      : rule(beside.lengthsMm),
    `<path class="d-hair" d="M${margin} 566H${socialSize.width - margin}"/>`,
    '</svg>',
  ].join('');
}

/** The same as a PNG in the light scheme. */
export function socialPicture(card: SocialCard): Promise<Buffer> {
  return drawPng(drawSocialCard(card), socialSize.width);
}

function linesOf(title: string, width: number, size: number): string[] {
  return breakLines(title, width, { face: 'serif', size, tracking: -0.012 });
}

/** The depth rule down the right edge, its lengths side by side. */
function rule(lengthsMm: readonly number[]): string {
  const svg = drawDepthRule({
    lengthsMm: lengthsMm.slice(0, 3),
    maxMm: Math.max(1.5, ...lengthsMm),
    unitsPerMm: 150,
    labelled: true,
    name: null,
  });
  const width = Number(/\swidth="([\d.]+)"/.exec(svg)?.[1] ?? 0);
  const height = Number(/\sheight="([\d.]+)"/.exec(svg)?.[1] ?? 1);
  const scale = 420 / height;
  return placed(svg, socialSize.width - margin - width * scale, 110, scale);
}

function placed(svg: string, x: number, y: number, scale: number): string {
  return `<g transform="translate(${at(x)} ${at(y)}) scale(${Math.round(scale * 1000) / 1000})">${svg}</g>`;
}
