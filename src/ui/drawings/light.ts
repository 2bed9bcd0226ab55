import { at } from './svg.ts';

/** Colour stops: offset from 0 to 1, a token of the instruments (`steel-mid` …), opacity where it is not whole. */
export type Stops = readonly (readonly [offset: number, colour: string, opacity?: number])[];

type Point = Readonly<{ x: number; y: number }>;

/** A linear gradient from one point of the drawing to another, its colours by class. */
export function gradient(id: string, from: Point, to: Point, stops: Stops): string {
  return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${at(from.x)}" y1="${at(from.y)}" x2="${at(to.x)}" y2="${at(to.y)}">${stopsOf(stops)}</linearGradient>`;
}

/** A gradient from the middle of what it fills to its rim. */
export function glow(id: string, stops: Stops): string {
  return `<radialGradient id="${id}">${stopsOf(stops)}</radialGradient>`;
}

function stopsOf(stops: Stops): string {
  return stops
    .map(
      ([offset, colour, opacity]) =>
        `<stop offset="${offset}" class="stop-${colour}"${opacity === undefined ? '' : ` stop-opacity="${opacity}"`}/>`,
    )
    .join('');
}

/** The shadow that a thing casts on the sheet: darkest below it, gone at the rim. */
export const softShadow: Stops = [
  [0, 'shade', 0.34],
  [0.45, 'shade', 0.17],
  [0.78, 'shade', 0.05],
  [1, 'shade', 0],
];

/** Polished metal under the studio light, from the lit edge to the shaded one, with its rim light. */
export function metal(material: 'steel' | 'titanium'): Stops {
  return [
    [0, `${material}-mid`],
    [0.12, `${material}-light`],
    [0.3, `${material}-light`],
    [0.5, `${material}-mid`],
    [0.8, `${material}-dark`],
    [0.93, `${material}-dark`],
    [1, `${material}-mid`],
  ];
}

/** What handles and accessories are made of: plastic in three colours, and the bare steel of professional instruments. */
export type HandleColour = 'green' | 'graphite' | 'sand' | 'steel';

/** The family of tokens that a colour is drawn with: `handle-dark`, `handle-mid` … */
export function tokensOf(colour: HandleColour): string {
  return colour === 'green' ? 'handle' : colour;
}

/** Matt plastic: one soft highlight, a dark body, a thin rim light on the shaded edge. Steel is polished. */
export function matt(handle: HandleColour): Stops {
  if (handle === 'steel') return metal('steel');
  const colour = tokensOf(handle);
  return [
    [0, `${colour}-dark`],
    [0.1, `${colour}-mid`],
    [0.27, `${colour}-light`],
    [0.42, `${colour}-mid`],
    [0.78, `${colour}-dark`],
    [0.93, `${colour}-dark`],
    [1, `${colour}-mid`],
  ];
}

/** An elliptical shadow on the sheet about a line from one point to another. */
export function shadowAlong(fill: string, from: Point, to: Point, breadth: number): string {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const angle = (Math.atan2(dy, dx) * 180) / Math.PI;
  return `<ellipse fill="url(#${fill})" rx="${at(Math.hypot(dx, dy) / 2)}" ry="${at(breadth / 2)}" transform="translate(${at((from.x + to.x) / 2)} ${at((from.y + to.y) / 2)}) rotate(${at(angle)})"/>`;
}
