import { colourOf } from './look.server.ts';
import { drawPng } from './raster.server.ts';

export interface Icon {
  file: string;
  sizePx: number;
  /** Share of the square that the mark's own square takes: less where a system cuts the corners off. */
  inset: number;
}

/** The bitmaps in `public/`; `favicon.svg` is drawn by hand. */
export const icons: readonly Icon[] = [
  { file: 'apple-touch-icon.png', sizePx: 180, inset: 0.78 },
  { file: 'icon-192.png', sizePx: 192, inset: 0.72 },
  { file: 'icon-512.png', sizePx: 512, inset: 0.72 },
];

/** The mark of the shop, a rule and a needle, on a square of paper: a PNG. */
export function drawIcon({ sizePx, inset }: Icon): Promise<Buffer> {
  const shift = ((1 - inset) * 32) / 2;
  // The mark stands a little left in its square of 32; here it stands in the middle.
  const svg = `<svg viewBox="0 0 32 32" width="32" height="32"><rect class="d-lens" width="32" height="32"/><g transform="translate(${shift - 1 * inset} ${shift}) scale(${inset})"><path class="d-icon-rule" d="M8 4v24M8 5h8M8 12h5M8 19h8M8 26h5"/><path class="d-bar" d="M20 4h6v16l-3 6-3-6z"/></g></svg>`;
  return drawPng(svg, sizePx);
}

/** `site.webmanifest` as text. */
export function manifest(): string {
  const [, ...installed] = icons;
  return `${JSON.stringify(
    {
      name: 'Needlewise',
      short_name: 'Needlewise',
      start_url: '/',
      display: 'browser',
      background_color: colourOf('paper'),
      theme_color: colourOf('paper'),
      icons: installed.map(({ file, sizePx }) => ({
        src: `/${file}`,
        sizes: `${sizePx}x${sizePx}`,
        type: 'image/png',
        purpose: 'any maskable',
      })),
    },
    null,
    2,
  )}\n`;
}
