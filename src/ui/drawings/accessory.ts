import { glow, gradient, matt, type Stops, shadowAlong, softShadow } from './light.ts';
import { type Camera, type Projection, plus, project, type Spot, xy } from './roller-camera.ts';
import { drawModel, wholeCamera } from './roller-model.ts';
import { at, type Frame, openSvg } from './svg.ts';

export type AccessoryKind = 'storage-case' | 'cleaning-tray';
export type AccessoryView = 'three-quarter' | 'front';

export interface AccessoryOptions {
  /** Unique on the page. */
  id: string;
  name: string | null;
  frame: Frame;
}

const cameras: Record<AccessoryView, Camera> = {
  'three-quarter': { x: 240, y: 196, unitsPerMm: 2.85, yaw: -34, pitch: -28, roll: 0 },
  front: { x: 240, y: 196, unitsPerMm: 2.85, yaw: 0, pitch: 0, roll: 0 },
};

/** What a drawing of an accessory shows, in words. No measures: we hold none for accessories. */
export function accessoryWords(kind: AccessoryKind, view: AccessoryView): string[] {
  const words = {
    'storage-case': {
      'three-quarter': [
        'The closed case from above and to one side: a green base, a clear lid with a catch in front, slots for air at one end. A roller lies in it.',
      ],
      front: [
        'The closed case from the front: the catch in the middle, the line where lid and base meet, slots for air.',
      ],
    },
    'cleaning-tray': {
      'three-quarter': [
        'The tray from above and to one side, without its lid: a shallow basin with a broad rim and two notches that carry the axle of a roller.',
      ],
      front: ['The tray from the front: shallow, its rim wider than its foot, a notch in the middle.'],
    },
  };
  return words[kind][view];
}

/** An accessory without needles, drawn in the manner and the light of the rollers. */
export function drawAccessory(
  kind: AccessoryKind,
  view: AccessoryView,
  { id, name, frame }: AccessoryOptions,
): string {
  const projection = project(cameras[view]);
  const drawn =
    kind === 'storage-case' ? storageCase(projection, id, view) : cleaningTray(projection, id, view);
  return `${openSvg(frame, 'plate', name)}${drawn}</svg>`;
}

interface Slab {
  /** Half the length and half the depth in mm, and the radius of the corners. */
  length: number;
  depth: number;
  corner: number;
  /** Height above the table in mm. */
  height: number;
}

/** The outline of a rounded slab at its height, as spots from corner to corner. */
function rim(view: Projection, { length, depth, corner, height }: Slab): Spot[] {
  const spots: Spot[] = [];
  for (const [su, sw, from] of [
    [1, 1, 0],
    [-1, 1, 1],
    [-1, -1, 2],
    [1, -1, 3],
  ] as const) {
    for (let part = 0; part <= 4; part += 1) {
      const angle = ((from + part / 4) * Math.PI) / 2;
      spots.push(
        view.spot({
          u: su * (length - corner) + corner * Math.cos(angle),
          w: sw * (depth - corner) + corner * Math.sin(angle),
          v: -height,
        }),
      );
    }
  }
  return spots;
}

/** The convex hull of spots as a path: the silhouette of what they bound. */
function hull(spots: readonly Spot[]): string {
  const sorted = [...spots].sort((one, other) => one.x - other.x || one.y - other.y);
  const half = (points: readonly Spot[]) => {
    const chain: Spot[] = [];
    for (const point of points) {
      for (;;) {
        const [last, before] = [chain.at(-1), chain.at(-2)];
        if (!last || !before) break;
        const turn = (last.x - before.x) * (point.y - before.y) - (last.y - before.y) * (point.x - before.x);
        if (turn > 1e-9) break;
        chain.pop();
      }
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return closed([...half(sorted), ...half(sorted.toReversed())]);
}

function closed(spots: readonly Spot[]): string {
  return `M${spots.map(xy).join('L')}z`;
}

/** A slab that narrows or widens from one rim to another. */
function block(view: Projection, bottom: Slab, top: Slab): string {
  return hull([...rim(view, bottom), ...rim(view, top)]);
}

function line(...spots: Spot[]): string {
  return `M${spots.map(xy).join('L')}`;
}

const glass: Stops = [
  [0, 'steel-light', 0.75],
  [0.35, 'steel-light', 0.35],
  [0.7, 'steel-mid', 0.4],
  [1, 'steel-mid', 0.6],
];

function table(view: Projection, id: string, aspect: AccessoryView): string {
  const length = 92;
  const drop = { x: 5, y: 5, z: 0 };
  return shadowAlong(
    `${id}-shadow`,
    plus(view.spot({ u: -length, w: 4 }), drop),
    plus(view.spot({ u: length, w: 4 }), drop),
    aspect === 'front' ? 40 : 190,
  );
}

function storageCase(view: Projection, id: string, aspect: AccessoryView): string {
  const outer = { length: 70, depth: 24, corner: 10 };
  const foot = { length: 67, depth: 21, corner: 8, height: 0 };
  const seam = { ...outer, height: 18 };
  const lid = { length: 67, depth: 21, corner: 10, height: 36 };
  const [left, right] = [view.spot({ u: -70, v: -9 }), view.spot({ u: 70, v: -9 })];
  const defs = [
    glow(`${id}-shadow`, softShadow),
    gradient(`${id}-base`, left, right, [
      [0, 'handle-dark'],
      [0.12, 'handle-mid'],
      [0.3, 'handle-light'],
      [0.44, 'handle-mid'],
      [0.9, 'handle-dark'],
      [1, 'handle-mid'],
    ]),
    gradient(`${id}-lid`, view.spot({ u: -60, v: -40 }), view.spot({ u: 60, v: -14 }), glass),
    gradient(`${id}-top`, view.spot({ u: -60, w: -20, v: -36 }), view.spot({ u: 50, w: 24, v: -36 }), [
      [0, 'steel-light', 0.85],
      [0.5, 'steel-light', 0.3],
      [1, 'steel-mid', 0.4],
    ]),
  ];
  const front = (u: number, height: number, depth = 24) => view.spot({ u, w: depth, v: -height });
  const slots = [44, 48, 52, 56].map((u) => line(front(u, 7, 22.2), front(u, 13.5, 23.2))).join('');
  const catchOutline = closed([
    front(-8, 13, 24.6),
    front(8, 13, 24.6),
    front(8, 24, 24.6),
    front(-8, 24, 24.6),
  ]);
  return [
    `<defs>${defs.join('')}</defs>`,
    table(view, id, aspect),
    `<path fill="url(#${id}-base)" d="${block(view, foot, seam)}"/>`,
    `<path class="d-dish" d="${closed(rim(view, { ...outer, length: 68, depth: 22, height: 18 }))}"/>`,
    roller(view, `${id}-in`, aspect),
    `<path fill="url(#${id}-lid)" class="d-glass" d="${block(view, seam, lid)}"/>`,
    `<path fill="url(#${id}-top)" class="d-glass" d="${closed(rim(view, lid))}"/>`,
    `<path class="d-shine-line" d="${line(front(-58, 33, 21.4), front(20, 33, 21.4))}"/>`,
    `<path class="d-slot" stroke-width="4" d="${slots}"/>`,
    `<path class="d-catch" d="${catchOutline}"/><path class="d-rim" d="${line(front(-7, 23, 24.6), front(7, 23, 24.6))}"/>`,
  ].join('');
}

/** The roller that lies in the case, seen through the lid: the same drawing as elsewhere, laid along the case. */
function roller(view: Projection, id: string, aspect: AccessoryView): string {
  const { x, y } = view.spot({ u: -46, v: -16 });
  // Too small for its needles to be seen through the lid
  const model = drawModel(
    { needleLengthMm: 0.2, needleCount: 4, rows: 4, headWidthMm: 20, material: 'steel', handle: 'green' },
    project(wholeCamera),
    id,
    false,
  );
  const along = aspect === 'front' ? -40 : -23;
  return `<g opacity="0.55" transform="translate(${at(x)} ${at(y)}) rotate(${along}) scale(0.6) translate(${-wholeCamera.x} ${-wholeCamera.y})">${model}</g>`;
}

function cleaningTray(view: Projection, id: string, aspect: AccessoryView): string {
  const foot = { length: 58, depth: 26, corner: 12, height: 0 };
  const edge = { length: 70, depth: 36, corner: 16, height: 20 };
  const top = { ...edge, height: 23 };
  const basin = { length: 62, depth: 28, corner: 12, height: 23 };
  const floor = { length: 54, depth: 22, corner: 10, height: 5 };
  const water = { length: 58.5, depth: 25.5, corner: 11, height: 13 };
  const defs = [
    glow(`${id}-shadow`, softShadow),
    gradient(`${id}-base`, view.spot({ u: -70 }), view.spot({ u: 70 }), matt('handle')),
    gradient(`${id}-rim`, view.spot({ u: -70, w: -30, v: -23 }), view.spot({ u: 70, w: 30, v: -23 }), [
      [0, 'handle-light'],
      [0.5, 'handle-mid'],
      [1, 'handle-dark'],
    ]),
    gradient(`${id}-bowl`, view.spot({ u: -60, v: -23 }), view.spot({ u: 60, v: -5 }), [
      [0, 'handle-dark'],
      [1, 'handle-mid'],
    ]),
    gradient(`${id}-water`, view.spot({ u: -50, w: -20, v: -13 }), view.spot({ u: 50, w: 20, v: -13 }), [
      [0, 'water', 0.95],
      [0.45, 'steel-light', 0.9],
      [0.6, 'water', 0.9],
      [1, 'steel-mid', 0.85],
    ]),
  ];
  const parts = [
    `<defs>${defs.join('')}</defs>`,
    table(view, id, aspect),
    `<path fill="url(#${id}-base)" d="${block(view, foot, edge)}"/>`,
    `<path fill="url(#${id}-base)" d="${block(view, edge, top)}"/>`,
  ];
  const notch = (u: number, w: number, half: number, depth: number) =>
    closed([
      view.spot({ u: u - half, w, v: -23.2 }),
      view.spot({ u: u - half * 0.7, w, v: -23 + depth }),
      view.spot({ u: u + half * 0.7, w, v: -23 + depth }),
      view.spot({ u: u + half, w, v: -23.2 }),
    ]);
  if (aspect === 'three-quarter') {
    parts.push(
      `<path fill="url(#${id}-rim)" d="${closed(rim(view, top))}"/>`,
      `<path fill="url(#${id}-bowl)" d="${closed(rim(view, basin))}"/>`,
      `<path class="d-dish" d="${closed(rim(view, floor))}"/>`,
      `<path fill="url(#${id}-water)" d="${closed(rim(view, water))}"/>`,
      `<path class="d-shine-line" d="${line(view.spot({ u: -40, w: -8, v: -13 }), view.spot({ u: -4, w: -8, v: -13 }))}${line(view.spot({ u: 8, w: 9, v: -13 }), view.spot({ u: 34, w: 9, v: -13 }))}"/>`,
      `<path class="d-notch" d="${closed([-36, -29].map((w) => view.spot({ u: -4, w, v: -23 })).concat([-29, -36].map((w) => view.spot({ u: 4, w, v: -23 }))))}${closed([28, 36].map((w) => view.spot({ u: -4, w, v: -23 })).concat([36, 28].map((w) => view.spot({ u: 4, w, v: -23 }))))}"/>`,
    );
  } else
    parts.push(
      `<path class="d-rim" d="${line(view.spot({ u: -68, v: -22.4 }), view.spot({ u: 40, v: -22.4 }))}"/>`,
    );
  parts.push(`<path class="d-notch" d="${notch(0, 36, 4.5, 6)}"/>`);
  return parts.join('');
}
