import {
  block,
  closed,
  hull,
  line,
  lyingRoller,
  rim,
  round,
  type Slab,
  shadowOf,
} from './accessory-shapes.ts';
import { glow, gradient, type HandleColour, matt, type Stops, softShadow, tokensOf } from './light.ts';
import { type Projection, plus, type Spot } from './roller-camera.ts';
import { drawModel } from './roller-model.ts';

/** Outer measures in mm: from left to right, from front to back, from the table to the top. */
export interface SizeMm {
  width: number;
  depth: number;
  height: number;
}

/** What a drawing of an accessory depends on. */
export interface AccessoryModel {
  view: Projection;
  id: string;
  size: SizeMm;
  colour: HandleColour;
  /** Whether the reader stands right before it, or above it in the case of gauze. */
  isFront: boolean;
}

const glass: Stops = [
  [0, 'steel-light', 0.75],
  [0.35, 'steel-light', 0.35],
  [0.7, 'steel-mid', 0.4],
  [1, 'steel-mid', 0.6],
];

/** The top of something matt that the lamp shines on from the upper left. */
function litTop(colour: HandleColour): Stops {
  const token = tokensOf(colour);
  return [
    [0, `${token}-light`],
    [0.5, `${token}-mid`],
    [1, `${token}-dark`],
  ];
}

/** A hard case for one roller, its lower half in colour, its lid clear. */
export function storageCase({ view, id, size, colour, isFront }: AccessoryModel): string {
  const [length, depth, height] = [size.width / 2, size.depth / 2, size.height];
  const half = height * 0.48;
  const outer: Slab = { length, depth, corner: 11, height: half };
  const foot: Slab = { length: length - 3, depth: depth - 3, corner: 9, height: 0 };
  const lid: Slab = { length: length - 3, depth: depth - 3, corner: 11, height };
  const token = tokensOf(colour);
  const defs = [
    glow(`${id}-shadow`, softShadow),
    gradient(`${id}-base`, view.spot({ u: -length, v: -half / 2 }), view.spot({ u: length, v: -half / 2 }), [
      [0, `${token}-dark`],
      [0.12, `${token}-mid`],
      [0.3, `${token}-light`],
      [0.44, `${token}-mid`],
      [0.9, `${token}-dark`],
      [1, `${token}-mid`],
    ]),
    gradient(
      `${id}-lid`,
      view.spot({ u: -length * 0.86, v: -height }),
      view.spot({ u: length * 0.86, v: -half }),
      glass,
    ),
    gradient(
      `${id}-top`,
      view.spot({ u: -length, w: -depth, v: -height }),
      view.spot({ u: length * 0.8, w: depth, v: -height }),
      [
        [0, 'steel-light', 0.7],
        [0.5, 'steel-light', 0.18],
        [1, 'steel-mid', 0.3],
      ],
    ),
  ];
  const front = (u: number, v: number, w = depth) => view.spot({ u, w, v: -v });
  const slots = [-1, 1]
    .flatMap((side) => [14, 18, 22, 26].map((inset) => side * (length - inset)))
    .map((u) => line(front(u, half * 0.36, depth - 1.8), front(u, half * 0.74, depth - 0.8)))
    .join('');
  const proud = depth + 0.6;
  const isWide = size.depth > 70;
  return [
    `<defs>${defs.join('')}</defs>`,
    shadowOf(view, id, length, depth),
    `<path fill="url(#${id}-base)" d="${block(view, foot, outer)}"/>`,
    isFront
      ? ''
      : `<path class="d-dish" d="${closed(rim(view, { ...outer, length: length - 2, depth: depth - 2 }))}"/>`,
    `<g opacity="0.7">${lyingRoller(view, `${id}-in`, { u: -length + 24, height: half * 1.02, headWidthMm: isWide ? 45 : 20 })}</g>`,
    isFront ? `<path fill="url(#${id}-base)" d="${block(view, foot, outer)}"/>` : '',
    `<path fill="url(#${id}-lid)" class="d-glass" d="${block(view, outer, lid)}"/>`,
    `<path fill="url(#${id}-top)" class="d-glass" d="${closed(rim(view, lid))}"/>`,
    `<path class="d-shine-line" d="${line(front(-length + 14, height - 4, depth - 3), front(length * 0.3, height - 4, depth - 3))}"/>`,
    `<path class="d-slot" stroke-width="4" d="${slots}"/>`,
    `<path class="d-catch" d="${closed([front(-8, half - 5, proud), front(8, half - 5, proud), front(8, half + 6, proud), front(-8, half + 6, proud)])}"/>`,
    `<path class="d-rim" d="${line(front(-7, half + 5, proud), front(7, half + 5, proud))}"/>`,
  ].join('');
}

/** A shallow basin with a rib across it and a notch at one end: handle and neck of a roller rest there, its head hangs free. */
export function cleaningTray({ view, id, size, colour, isFront }: AccessoryModel): string {
  const [length, depth, height] = [size.width / 2, size.depth / 2, size.height];
  const foot: Slab = { length: length - 12, depth: depth - 10, corner: 12, height: 0 };
  const edge: Slab = { length, depth, corner: 16, height: height - 3 };
  const top: Slab = { ...edge, height };
  const basin: Slab = { length: length - 8, depth: depth - 8, corner: 12, height };
  const floor: Slab = { length: length - 15, depth: depth - 14, corner: 10, height: 4 };
  const token = tokensOf(colour);
  const defs = [
    glow(`${id}-shadow`, softShadow),
    gradient(`${id}-base`, view.spot({ u: -length }), view.spot({ u: length }), matt(colour)),
    gradient(
      `${id}-rim`,
      view.spot({ u: -length, w: -depth, v: -height }),
      view.spot({ u: length, w: depth, v: -height }),
      litTop(colour),
    ),
    gradient(
      `${id}-bowl`,
      view.spot({ u: -length, w: -depth, v: -height }),
      view.spot({ u: length * 0.7, w: depth, v: -4 }),
      [
        [0, `${token}-dark`],
        [1, `${token}-mid`],
      ],
    ),
  ];
  const parts = [
    `<defs>${defs.join('')}</defs>`,
    shadowOf(view, id, length, depth),
    `<path fill="url(#${id}-base)" d="${block(view, foot, edge)}"/>`,
    `<path fill="url(#${id}-base)" d="${block(view, edge, top)}"/>`,
  ];
  if (isFront) {
    parts.push(
      `<path class="d-rim" d="${line(view.spot({ u: -length + 2, v: -height + 0.6, w: depth }), view.spot({ u: length * 0.55, v: -height + 0.6, w: depth }))}"/>`,
    );
    return parts.join('');
  }
  // A rib across the basin, cut out in the middle for the neck of a roller
  const at = 8;
  const outline = (u: number): Spot[] =>
    [
      { w: -depth, v: 0 },
      { w: -depth, v: 5 - height },
      { w: -9, v: 5 - height },
      { w: -5, v: 11 - height },
      { w: 5, v: 11 - height },
      { w: 9, v: 5 - height },
      { w: depth, v: 5 - height },
      { w: depth, v: 0 },
    ].map((place) => view.spot({ ...place, u }));
  const [far, near] =
    view.direction({ u: 1 }).z > 0 ? [outline(at - 2), outline(at + 2)] : [outline(at + 2), outline(at - 2)];
  const edges = [1, 2, 3, 4, 5]
    .map((n) => closed([far[n], far[n + 1], near[n + 1], near[n]].filter((spot) => spot !== undefined)))
    .join('');
  const notch = [
    { u: length - 8, w: -7 },
    { u: length, w: -7 },
    { u: length, w: 7 },
    { u: length - 8, w: 7 },
  ].map((place) => view.spot({ ...place, v: -height }));
  parts.push(
    `<path fill="url(#${id}-rim)" d="${closed(rim(view, top))}"/>`,
    `<path fill="url(#${id}-bowl)" d="${closed(rim(view, basin))}"/>`,
    `<clipPath id="${id}-inside"><path d="${closed(rim(view, basin))}"/></clipPath>`,
    `<g clip-path="url(#${id}-inside)"><path class="d-dish" d="${closed(rim(view, floor))}"/>`,
    `<path fill="url(#${id}-base)" d="${closed(near)}"/><path fill="url(#${id}-rim)" d="${edges}"/></g>`,
    `<path class="d-notch" d="${closed(notch)}"/>`,
    `<g opacity="0.86">${lyingRoller(view, `${id}-in`, { u: at - 36, height: height - 4, headWidthMm: 20 })}</g>`,
  );
  return parts.join('');
}

/** A two-part shell about the head of a roller: coloured behind, clear before it. Seen by the cameras of the rollers. */
export function travelCap({ view, id, size, colour, isFront }: AccessoryModel): string {
  const [half, depth] = [size.width / 2, size.depth / 2];
  // Above the axle it reaches as far as it does to front and back; the rest of its height lies towards the handle.
  const [top, foot] = [-depth, size.height - depth];
  // The outline across the axle at `u`, drawn in by `inset`, cut off before `from` and behind `to`
  const section = (u: number, inset: number, from: number, to: number): Spot[] => {
    const spots: Spot[] = [];
    const [up, down, out] = [top + inset, foot - inset, depth - inset];
    const bend = Math.max(1, Math.min(9, depth - 2) - inset);
    for (const [v, w, turn, radius] of [
      [down, out, 0, bend * 0.6],
      [up, out, 1, bend],
      [up, -out, 2, bend],
      [down, -out, 3, bend * 0.6],
    ] as const) {
      for (let part = 0; part <= 5; part += 1) {
        const angle = ((turn + part / 5) * Math.PI) / 2;
        const [cv, cw] = [v - Math.sign(v) * radius, w - Math.sign(w) * radius];
        spots.push(
          view.spot({
            u,
            v: cv + radius * Math.cos(angle),
            w: Math.min(to, Math.max(from, cw + radius * Math.sin(angle))),
          }),
        );
      }
    }
    return spots;
  };
  const round = 5;
  const shell = (from: number, to: number): Spot[] =>
    [0, 0.3, 0.6, 0.85, 1].flatMap((part) => {
      const inset = round * (1 - Math.sqrt(1 - (1 - part) ** 2));
      const u = half - round * part;
      return [...section(u, inset, from, to), ...section(-u, inset, from, to)];
    });
  const near = view.direction({ u: 1 }).z > 0 ? 1 : -1;
  // The seam of the two shells runs round the near end; a clip holds them together there.
  const seam = line(
    view.spot({ u: half * near, v: foot - 3, w: 0 }),
    view.spot({ u: half * near, v: top + 3, w: 0 }),
  );
  const clip = closed(
    [
      { v: -4, w: -3.5 },
      { v: 4, w: -3.5 },
      { v: 4, w: 3.5 },
      { v: -4, w: 3.5 },
    ].map((place) => view.spot({ ...place, u: (half + 0.8) * near })),
  );
  const defs = [
    gradient(
      `${id}-back`,
      view.spot({ u: -half, v: top, w: -depth }),
      view.spot({ u: half, v: foot, w: 0 }),
      litTop(colour),
    ),
    gradient(
      `${id}-glass`,
      view.spot({ u: -half, v: top, w: depth }),
      view.spot({ u: half, v: foot, w: depth }),
      [
        [0, 'steel-light', 0.62],
        [0.3, 'steel-light', 0.24],
        [0.62, 'steel-mid', 0.2],
        [1, 'steel-mid', 0.48],
      ],
    ),
  ];
  const model = drawModel(
    { needleLengthMm: 0.2, needleCount: 192, rows: 8, headWidthMm: 20, material: 'steel', handle: 'green' },
    view,
    `${id}-in`,
    false,
  );
  return [
    `<defs>${defs.join('')}</defs>`,
    `<path fill="url(#${id}-back)" d="${hull(shell(-depth, 0))}"/>`,
    `<path class="d-dish" d="${hull(shell(0, 0))}"/>`,
    `<g opacity="0.76">${model}</g>`,
    `<path fill="url(#${id}-glass)" class="d-glass" d="${hull(shell(0, depth))}"/>`,
    `<path class="d-shine-line" d="${line(view.spot({ u: -half + 7, v: top + 5, w: depth * 0.9 }), view.spot({ u: half * 0.3, v: top + 5, w: depth * 0.9 }))}"/>`,
    isFront ? '' : `<path class="d-hinge" d="${seam}"/><path class="d-catch" d="${clip}"/>`,
  ].join('');
}

/** A rigid tub with a lid that shuts for good, an opening in it, a label, and a line to fill it to. */
export function disposalTub({ view, id, size, colour, isFront }: AccessoryModel): string {
  const [radius, height] = [size.width / 2, size.height];
  const body = { foot: round(radius - 5, 0), top: round(radius - 1.5, height - 14) };
  const skirt = { foot: round(radius, height - 17), top: round(radius, height - 3) };
  const crown = round(radius - 3, height);
  const lid: HandleColour = colour === 'graphite' ? 'sand' : 'graphite';
  const across = (r: number, v: number) => {
    // The silhouette lies across the line of sight, whatever the yaw.
    const spots = rim(view, round(r, v));
    const sorted = [...spots].sort((one, other) => one.x - other.x);
    return [sorted[0], sorted.at(-1)] as [Spot, Spot];
  };
  const defs = [
    glow(`${id}-shadow`, softShadow),
    gradient(`${id}-body`, ...across(radius - 2, height / 2), matt(colour)),
    gradient(`${id}-skirt`, ...across(radius, height - 8), matt(lid)),
    gradient(
      `${id}-crown`,
      view.spot({ u: -radius, w: -radius, v: -height }),
      view.spot({ u: radius, w: radius, v: -height }),
      litTop(lid),
    ),
  ];
  // Points on the wall, by the angle from where the reader stands
  const facing = Math.atan2(view.direction({ w: 1 }).z, view.direction({ u: 1 }).z);
  const wall = (degrees: number, v: number) => {
    const r = radius - 5 + (3.5 * v) / (height - 14);
    const angle = facing + (degrees * Math.PI) / 180;
    return view.spot({ u: r * Math.cos(angle), w: r * Math.sin(angle), v: -v });
  };
  const arcOf = (from: number, to: number, v: number) =>
    Array.from({ length: 13 }, (_none, n) => wall(from + ((to - from) * n) / 12, v));
  const label = closed([...arcOf(44, -44, height * 0.26), ...arcOf(-44, 44, height * 0.6)]);
  const ruled = [0.33, 0.4, 0.47].map((part) => line(...arcOf(34, -20, height * part))).join('');
  // High enough for a whole roller, standing on its head, to stay below it
  const full = line(...arcOf(80, -80, height * 0.8));
  const grips = Array.from({ length: 19 }, (_none, n) => {
    const angle = facing + ((n - 9) * 9.4 * Math.PI) / 180;
    const spot = (v: number) =>
      view.spot({ u: radius * Math.cos(angle), w: radius * Math.sin(angle), v: -v });
    return line(spot(height - 15), spot(height - 5));
  }).join('');
  return [
    `<defs>${defs.join('')}</defs>`,
    shadowOf(view, id, radius, radius * 0.7),
    `<path fill="url(#${id}-body)" d="${block(view, body.foot, body.top)}"/>`,
    `<path class="d-label" d="${label}"/><path class="d-hair" d="${ruled}"/>`,
    `<path class="d-fill-line" d="${full}"/>`,
    `<path fill="url(#${id}-skirt)" d="${block(view, skirt.foot, skirt.top)}"/>`,
    `<path fill="url(#${id}-skirt)" d="${block(view, skirt.top, crown)}"/>`,
    `<path class="d-groove-dark" stroke-width="1.4" d="${grips}"/>`,
    isFront
      ? ''
      : [
          `<path fill="url(#${id}-crown)" d="${closed(rim(view, crown))}"/>`,
          `<path class="d-hole" d="${closed(rim(view, round(radius * 0.6, height)))}"/>`,
          `<path class="d-flaps" d="${[0, 60, 120]
            .map((degrees) => {
              const angle = (degrees * Math.PI) / 180;
              const [u, w] = [radius * 0.6 * Math.cos(angle), radius * 0.6 * Math.sin(angle)];
              return line(view.spot({ u, w, v: -height }), view.spot({ u: -u, w: -w, v: -height }));
            })
            .join('')}"/>`,
          `<path class="d-rim" d="${closed(rim(view, round(radius * 0.6, height)))}"/>`,
        ].join(''),
  ].join('');
}

/** A stack of sealed pouches; through the film of the uppermost one sees a folded piece of gauze. */
export function gauze({ view, id, size, isFront }: AccessoryModel): string {
  const [length, depth, height] = [size.width / 2, size.depth / 2, size.height];
  const pouches = 10;
  const thick = height / pouches;
  const pouch = (n: number): Slab => ({
    // None lies quite as the one below it.
    length: length - 1 - (n % 3) * 0.5,
    depth: depth - 1 - ((n + 1) % 3) * 0.5,
    corner: 1.5,
    height: n * thick,
  });
  const top: Slab = { length, depth, corner: 1.5, height };
  const piece = Math.min(length, depth) - 10;
  const middle = depth - 14 - piece;
  const pad: Slab = { length: piece, depth: piece, corner: 2, height: height + 0.4 };
  const padded = (spots: Spot[]) =>
    spots.map((spot) => plus(spot, plus(view.spot({ w: middle }), negative(view.spot({})))));
  const defs = [
    glow(`${id}-shadow`, softShadow),
    gradient(`${id}-side`, view.spot({ u: -length }), view.spot({ u: length }), [
      [0, 'steel-mid'],
      [0.4, 'steel-light'],
      [1, 'steel-mid'],
    ]),
    gradient(
      `${id}-film`,
      view.spot({ u: -length, w: -depth, v: -height }),
      view.spot({ u: length, w: depth, v: -height }),
      [
        [0, 'steel-light'],
        [0.55, 'water'],
        [1, 'steel-mid'],
      ],
    ),
    gradient(
      `${id}-pad`,
      view.spot({ u: -piece, w: -piece, v: -height }),
      view.spot({ u: piece, w: piece, v: -height }),
      [
        [0, 'gauze'],
        [1, 'steel-light'],
      ],
    ),
  ];
  const layers = isFront
    ? ''
    : Array.from(
        { length: pouches },
        (_none, n) =>
          `<path fill="url(#${id}-side)" class="d-glass" d="${block(view, pouch(n), { ...pouch(n), height: (n + 0.72) * thick })}"/>`,
      ).join('');
  const on = (u: number, w: number) => view.spot({ u, w: w + middle, v: -height - 0.4 });
  let weave = '';
  for (let step = -piece + 2; step < piece; step += 3)
    weave += line(on(step, -piece), on(step, piece)) + line(on(-piece, step), on(piece, step));
  const crimp = [2, 3.4, 4.8]
    .map((inset) =>
      line(
        view.spot({ u: -length + 2, w: -depth + inset, v: -height }),
        view.spot({ u: length - 2, w: -depth + inset, v: -height }),
      ),
    )
    .join('');
  const seal = closed(
    rim(view, { length: length - 4, depth: depth - 4, corner: 3, height }).map((spot) =>
      plus(spot, plus(view.spot({ w: 2 }), negative(view.spot({})))),
    ),
  );
  return [
    `<defs>${defs.join('')}</defs>`,
    shadowOf(view, id, length, depth),
    layers,
    `<path fill="url(#${id}-film)" class="d-glass" d="${closed(rim(view, top))}"/>`,
    `<path class="d-weave" d="${crimp}${seal}"/>`,
    `<path fill="url(#${id}-pad)" class="d-glass" d="${closed(padded(rim(view, pad)))}"/>`,
    `<path class="d-weave" d="${weave}"/>`,
    `<path class="d-fold" d="${line(on(0, -piece), on(0, piece))}${line(on(-piece, 0), on(piece, 0))}"/>`,
    `<path class="d-shine-line" d="${line(on(-piece - 4, -piece - 8), on(-piece + 16, -piece - 8))}"/>`,
  ].join('');
}

function negative({ x, y, z }: Spot): Spot {
  return { x: -x, y: -y, z: -z };
}
