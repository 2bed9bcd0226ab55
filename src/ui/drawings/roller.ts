import { formatNeedleLength } from '#lib/needle-length.ts';
import { at, dimension, escapeXml, type Frame, label, openSvg } from './svg.ts';

export interface RollerSpec {
  needleLengthMm: number;
  needleCount: number;
  /** Rings of needles side by side on the drum. */
  rows: number;
  headWidthMm: number;
  /** Graphite handle for devices that are on show only. */
  handle: 'green' | 'graphite';
}

/** What a plate shows: a roller by its numbers, or an accessory. */
export type PlateSubject = ({ kind: 'roller' } & RollerSpec) | { kind: 'storage-case' | 'cleaning-tray' };

export type PlateView = 'plate' | 'card' | 'thumb';

export interface PlateOptions {
  /** Unique on the page: gradients are found by it. */
  id: string;
  /**
   * `plate`: with hairline dimensions and the real numbers. `card`: roller and close-up. `thumb`: the roller alone.
   * All three to the same scale against their height.
   */
  view: PlateView;
  /** What a screen reader says; null where words beside it say the same. */
  name: string | null;
}

/** Drawing units for one mm, the same for every roller: a list may be compared by eye. */
const unitsPerMm = 5.4;
const closeUpPerMm = 78;
/** Rollers of this kind have drums of some 20 mm; the content holds no figure, so no dimension is written on it. */
const drumRadius = (20 / 2) * unitsPerMm;

// What part of the drawing each view shows: x, y, width, height.
const frames: Record<PlateView, Frame> = {
  plate: [0, 0, 480, 400],
  card: [44, 66, 426, 330],
  thumb: [46, 66, 300, 330],
};
const accessoryFrames: Record<PlateView, Frame> = {
  plate: [0, 40, 480, 340],
  card: [34, 62, 426, 330],
  thumb: [40, 40, 400, 330],
};

/** The facts of a plate as sentences: its text twin. */
export function rollerWords(spec: RollerSpec): string[] {
  return [
    `Head ${formatNumber(spec.headWidthMm)}\u202fmm wide, drawn to scale from the front.`,
    `${spec.needleCount} needles in ${spec.rows} rows, each ${formatNeedleLength(spec.needleLengthMm)} long (nominal length).`,
    'The circle enlarges a few needles on the edge of the drum about 15 times.',
  ];
}

/**
 * An instrument plate: the roller from the front, to scale, with its needles standing out from the drum to scale,
 * and a close-up of them in a circle. 480 × 400 units.
 */
export function drawRoller(spec: RollerSpec, { id, view, name }: PlateOptions): string {
  const width = spec.headWidthMm * unitsPerMm;
  const cx = 196;
  const cy = 138;
  const left = cx - width / 2;
  const right = cx + width / 2;
  const handle = spec.handle === 'green' ? 'handle' : 'graphite';
  const parts: string[] = [
    gradients(id, {
      drum: { stops: polished },
      flange: {
        stops: [
          [0, `${handle}-dark`],
          [0.28, `${handle}-light`],
          [0.6, `${handle}-mid`],
          [1, `${handle}-dark`],
        ],
      },
      handle: {
        across: true,
        stops: [
          [0, `${handle}-dark`],
          [0.36, `${handle}-mid`],
          [0.45, `${handle}-light`],
          [0.56, `${handle}-mid`],
          [1, `${handle}-dark`],
        ],
      },
      ...(view !== 'thumb' && { clear: { stops: clear } }),
    }),
  ];

  // Fork, neck and handle, cut off at the lower edge
  const arm = 9;
  const out = width / 2 + 16;
  const yoke = cy + drumRadius + 40;
  parts.push(
    `<path fill="url(#${id}-handle)" d="M${at(cx - out - arm)} ${cy - 10}q${arm / 2}-8 ${arm} 0V${at(cy + drumRadius)}Q${at(cx - out)} ${at(yoke - 10)} ${at(cx - out + 30)} ${at(yoke - 10)}H${at(cx + out - 30)}Q${at(cx + out)} ${at(yoke - 10)} ${at(cx + out)} ${at(cy + drumRadius)}V${cy - 10}q${arm / 2}-8 ${arm} 0V${at(cy + drumRadius + 4)}Q${at(cx + out + arm)} ${at(yoke + 4)} ${at(cx + out - 26)} ${at(yoke + 4)}H${at(cx + 13)}C${cx + 13} ${at(yoke + 34)} ${cx + 23} ${at(yoke + 46)} ${cx + 25} 400H${cx - 25}C${cx - 23} ${at(yoke + 46)} ${cx - 13} ${at(yoke + 34)} ${cx - 13} ${at(yoke + 4)}H${at(cx - out + 26)}Q${at(cx - out - arm)} ${at(yoke + 4)} ${at(cx - out - arm)} ${at(cy + drumRadius + 4)}z"/>`,
    `<path class="d-groove" d="M${cx - 21} 366q21 6 42 0M${cx - 22} 376q22 6 44 0M${cx - 23} 386q23 6 46 0"/>`,
    `<text class="d-engraved" x="${cx}" y="${at(yoke + 56)}" text-anchor="middle">${escapeXml(String(spec.needleLengthMm))}</text>`,
  );

  // Axle, flanges, drum
  parts.push(
    `<rect class="d-axle" x="${at(cx - out - 2)}" y="${cy - 5}" width="${at(out * 2 + 4)}" height="10" rx="3"/>`,
    `<rect fill="url(#${id}-drum)" x="${at(left)}" y="${at(cy - drumRadius)}" width="${at(width)}" height="${at(drumRadius * 2)}"/>`,
    `<path class="d-needles" d="${needles(spec, left, width, cy)}"/>`,
  );
  for (const x of [left - 7, right]) {
    parts.push(
      `<rect fill="url(#${id}-flange)" x="${at(x)}" y="${at(cy - drumRadius - 1)}" width="7" height="${at(drumRadius * 2 + 2)}" rx="2"/>`,
    );
  }

  if (view !== 'thumb') parts.push(closeUp(spec, id, view === 'plate'));
  if (view === 'plate') {
    const above = cy - drumRadius - Math.max(26, spec.needleLengthMm * unitsPerMm + 18);
    parts.push(
      `<path class="d-guide" d="M${at(left)} ${at(above - 6)}V${at(cy - drumRadius - 4)}M${at(right)} ${at(above - 6)}V${at(cy - drumRadius - 4)}"/>`,
      dimension(left, above, right, above),
      label(cx, above - 9, `head ${formatNumber(spec.headWidthMm)}\u202fmm`, 'd-strong', 'middle'),
      label(14, 386, `${spec.needleCount} needles, ${spec.rows} rows`, 'd-text'),
    );
  }
  return `${openSvg(frames[view], 'plate', name)}${parts.join('')}</svg>`;
}

/** An accessory without needles, drawn in outline. 480 × 400 units. */
export function drawAccessory(
  kind: 'storage-case' | 'cleaning-tray',
  { id, view, name }: PlateOptions,
): string {
  const parts = [gradients(id, { clear: { stops: clear }, base: { stops: lid } })];
  if (kind === 'storage-case') {
    parts.push(
      '<ellipse class="d-shade" cx="246" cy="332" rx="180" ry="20"/>',
      `<path fill="url(#${id}-clear)" class="d-edge" d="M92 128q0-18 18-18h260q18 0 18 18v74H92z"/>`,
      `<path fill="url(#${id}-base)" class="d-edge" d="M84 206h312v92q0 26-26 26H110q-26 0-26-26z"/>`,
      '<path class="d-seam" d="M84 206h312M84 214h312M110 122h180"/>',
      '<rect class="d-catch" x="214" y="196" width="52" height="28" rx="3"/>',
      '<path class="d-groove" d="M226 206h28M226 213h28"/>',
      '<path class="d-seam" d="M330 250v40M340 250v40M350 250v40M360 250v40"/>',
    );
  } else {
    parts.push(
      '<ellipse class="d-shade" cx="244" cy="306" rx="190" ry="20"/>',
      `<path fill="url(#${id}-clear)" class="d-edge" d="M70 190h340l-26 96q-4 14-18 14H114q-14 0-18-14z"/>`,
      '<path class="d-water" d="M82 226q24-8 48 0t48 0t48 0t48 0t48 0t48 0l28-1l-15 53q-4 14-18 14H117q-14 0-18-14z"/>',
      `<rect fill="url(#${id}-base)" class="d-edge" x="60" y="176" width="360" height="16" rx="5"/>`,
      '<path class="d-seam" d="M128 214l12 56M352 214l-12 56M240 214v56"/>',
    );
  }
  return `${openSvg(accessoryFrames[view], 'plate', name)}${parts.join('')}</svg>`;
}

type Stops = readonly (readonly [offset: number, colour: string])[];

const polished: Stops = [
  [0, 'steel-mid'],
  [0.22, 'steel-light'],
  [0.4, 'steel-light'],
  [0.78, 'steel-mid'],
  [1, 'steel-dark'],
];
const clear: Stops = [
  [0, 'steel-light'],
  [1, 'steel-mid'],
];
const lid: Stops = [
  [0, 'handle-light'],
  [0.14, 'handle-mid'],
  [1, 'handle-dark'],
];

/** Light from the upper left, on every part the same way: gradients named `id-part`, their colours by class. */
function gradients(id: string, parts: Readonly<Record<string, { across?: boolean; stops: Stops }>>): string {
  const drawn = Object.entries(parts).map(([part, { across = false, stops }]) => {
    const colours = stops
      .map(([offset, colour]) => `<stop offset="${offset}" class="stop-${colour}"/>`)
      .join('');
    return `<linearGradient id="${id}-${part}" x2="${across ? 1 : 0}" y2="${across ? 0 : 1}">${colours}</linearGradient>`;
  });
  return `<defs>${drawn.join('')}</defs>`;
}

/** Every needle on the near half of the drum, from its foot to its tip, seen from the front and to scale. */
function needles(spec: RollerSpec, left: number, width: number, cy: number): string {
  const perRing = Math.max(1, Math.round(spec.needleCount / spec.rows));
  const step = (2 * Math.PI) / perRing;
  const length = spec.needleLengthMm * unitsPerMm;
  let path = '';
  for (let row = 0; row < spec.rows; row += 1) {
    const x = left + ((row + 0.5) * width) / spec.rows;
    const offset = row % 2 === 0 ? 0 : step / 2;
    for (let angle = -Math.PI / 2 + offset; angle <= Math.PI / 2 + 1e-9; angle += step) {
      path += `M${at(x)} ${at(cy + drumRadius * Math.sin(angle))}v${at(length * Math.sin(angle))}`;
    }
  }
  return path;
}

/** The circle: three needles on the edge of the drum, 78 units to the mm, with the length written beside them. */
function closeUp(spec: RollerSpec, id: string, dimensions: boolean): string {
  const r = 74;
  const cx = 392;
  const cy = 308;
  const length = spec.needleLengthMm * closeUpPerMm;
  const foot = cy + Math.min(r - 14, length / 2 + 16);
  const half = Math.min(9, 4 + length / 14);
  const spacing = 34;
  const needle = (x: number) =>
    `<path fill="url(#${id}-clear)" class="d-needle" d="M${at(x - half)} ${at(foot)}L${at(x - half * 0.55)} ${at(foot - length * 0.72)}L${at(x)} ${at(foot - length)}L${at(x + half * 0.55)} ${at(foot - length * 0.72)}L${at(x + half)} ${at(foot)}z"/>`;
  return [
    `<defs><clipPath id="${id}-lens"><circle cx="${cx}" cy="${cy}" r="${r}"/></clipPath></defs>`,
    `<circle class="d-lens" cx="${cx}" cy="${cy}" r="${r}"/>`,
    `<g clip-path="url(#${id}-lens)">`,
    `<rect fill="url(#${id}-drum)" x="${cx - r}" y="${at(foot)}" width="${r * 2}" height="${r * 2}"/>`,
    [-2, -1, 0, 1, 2].map((place) => needle(cx - 16 + place * spacing)).join(''),
    '</g>',
    `<circle class="d-lens-edge" cx="${cx}" cy="${cy}" r="${r}"/>`,
    dimensions
      ? `${dimension(cx + 36, foot - length, cx + 36, foot)}<path class="d-guide" d="M${cx - 14} ${at(foot - length)}H${cx + 44}"/>${label(cx, cy - r - 10, `needle ${formatNeedleLength(spec.needleLengthMm)}`, 'd-strong', 'middle')}`
      : '',
  ].join('');
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
