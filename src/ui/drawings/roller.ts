import { formatNeedleLength } from '#lib/needle-length.ts';
import { type AccessorySubject, accessoryWords, drawAccessory } from './accessory.ts';
import { gradient, metal } from './light.ts';
import { type Camera, project } from './roller-camera.ts';
import {
  body,
  drawModel,
  frontUnitsPerMm,
  headPlaces,
  type RollerSpec,
  wholeCamera,
} from './roller-model.ts';
import { at, dimension, type Frame, label, openSvg } from './svg.ts';

export type { RollerSpec } from './roller-model.ts';

/** What a plate shows: a roller by its numbers, or an accessory. */
export type PlateSubject = ({ kind: 'roller' } & RollerSpec) | AccessorySubject;

/**
 * `three-quarter`: the whole instrument. `front`: its head with dimension lines and the real numbers. `head`: close
 * up, with one needle enlarged beside a millimetre rule (accessories have none). `thumb`: `three-quarter` without
 * the air around it. Each view has one camera and one scale for all rollers, so that plates may be compared by eye; the
 * words of an accessory say how its scale stands to theirs.
 */
export type PlateView = 'three-quarter' | 'front' | 'head' | 'thumb';

export interface PlateOptions {
  /** Unique on the page: gradients and needles are found by it. */
  id: string;
  view: PlateView;
  /** What a screen reader says; null where words beside it say the same. */
  name: string | null;
}

/** The views of a subject that a gallery has to show, in its order. */
export function viewsOf({ kind }: PlateSubject): readonly ('three-quarter' | 'front' | 'head')[] {
  return kind === 'roller' ? ['three-quarter', 'front', 'head'] : ['three-quarter', 'front'];
}

// A plate takes about a millisecond to draw and a list shows a dozen; a few hundred kept ones are some megabytes.
const mostKept = 400;
const kept = new Map<string, string>();
// Stands for the id in what is kept, so that products that look alike share a drawing; in no id and no name.
const idToCome = '\uE000';

/** A plate as SVG text, 480 units wide (the thumb less). Colours come from classes of `figures.css`. */
export function drawPlate(subject: PlateSubject, { id, view, name }: PlateOptions): string {
  const key = JSON.stringify([subject, view, name]);
  const plate = kept.get(key) ?? drawAfresh(subject, { id: idToCome, view, name });
  // The one used longest ago goes first.
  kept.delete(key);
  kept.set(key, plate);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return plate.replaceAll(idToCome, id);
}

function drawAfresh(subject: PlateSubject, options: PlateOptions): string {
  return subject.kind === 'roller'
    ? drawRoller(subject, options)
    : drawAccessory(subject, options.view === 'front' ? 'front' : 'three-quarter', {
        ...options,
        sheet: frames[options.view === 'thumb' ? 'thumb' : 'three-quarter'],
      });
}

/** The facts of a plate as sentences, the same numbers that it draws: its text twin. */
export function plateWords(subject: PlateSubject, view: Exclude<PlateView, 'thumb'>): string[] {
  if (subject.kind !== 'roller') return accessoryWords(subject, view === 'front' ? 'front' : 'three-quarter');
  const { needleCount, rows, headWidthMm, handle, material } = subject;
  const length = formatNeedleLength(subject.needleLengthMm);
  const head = `${formatNumber(headWidthMm)}\u202fmm`;
  const words = {
    'three-quarter': [
      `The whole roller, from above and to one side: a drum with ${material} needles between two ${handle} discs, held by a steel bow on a ${handle} handle.`,
      `On the handle is engraved the nominal needle length in millimetres, ${length.replace(/\u202f.*/, '')}.`,
    ],
    front: [
      `The head from the front, to scale: ${head} wide, with ${formatCount(needleCount)} needles in ${rows} rows.`,
      `Each needle is ${length} long (nominal length), drawn to the same scale as the head.`,
    ],
    head: [
      `The head close up: ${head} wide, ${formatCount(needleCount)} ${material} needles in ${rows} rows, of which you see the half that faces you.`,
      `The circle shows one needle ${lensPerMm / headCamera.unitsPerMm} times larger than the head, beside a rule in millimetres: ${length} (nominal length).`,
      'The diameters of drum and needle are drawn by eye; we hold no figure for them.',
    ],
  };
  return words[view];
}

const frontCamera: Camera = { x: 250, y: 150, unitsPerMm: frontUnitsPerMm, yaw: 0, pitch: 0, roll: 0 };
const headCamera: Camera = {
  x: 152,
  y: 196,
  unitsPerMm: 6.25,
  yaw: wholeCamera.yaw,
  pitch: wholeCamera.pitch,
  roll: wholeCamera.roll,
};
const lensPerMm = 60;

const frames: Record<PlateView, Frame> = {
  'three-quarter': [0, 0, 480, 384],
  front: [0, 0, 480, 384],
  head: [0, 0, 480, 384],
  thumb: [22, 8, 418, 378],
};
// The close-up is the whole roller enlarged, so that its numbers are the same text twice and weigh little on the wire.
const zoom = headCamera.unitsPerMm / wholeCamera.unitsPerMm;
const closer = `translate(${at(headCamera.x - wholeCamera.x * zoom)} ${at(headCamera.y - wholeCamera.y * zoom)}) scale(${zoom.toFixed(4)})`;

/** An instrument plate of a roller: one model, one light, the camera that the view names. */
export function drawRoller(spec: RollerSpec, { id, view, name }: PlateOptions): string {
  const model = drawModel(spec, project(view === 'front' ? frontCamera : wholeCamera), id);
  const parts = [view === 'head' ? `<g transform="${closer}">${model}</g>` : model];
  if (view === 'front') parts.push(dimensions(spec));
  if (view === 'head') parts.push(lens(spec, id));
  if (view === 'three-quarter' || view === 'thumb')
    return `${openSvg(frames[view], 'plate', name)}${parts.join('')}</svg>`;
  // What reaches beyond the plate is cut off at its edge.
  const [x, y, width, height] = frames[view];
  const clip = `<clipPath id="${id}-sheet"><rect x="${x}" y="${y}" width="${width}" height="${height}"/></clipPath>`;
  return `${openSvg(frames[view], 'plate', name)}${clip}<g clip-path="url(#${id}-sheet)">${parts.join('')}</g></svg>`;
}

/** Head width above the drum, needle length at its upper edge, the needles and rows by a leader. */
function dimensions(spec: RollerSpec): string {
  const { x: cx, y: cy, unitsPerMm: s } = frontCamera;
  const { half } = headPlaces(spec);
  const [left, right] = [cx - half * s, cx + half * s];
  const surface = cy - body.drumRadius * s;
  const tip = surface - spec.needleLengthMm * s;
  const above = surface - 40;
  const foot = cx + Math.min(half * s + 12, 150);
  const leader = cx - (half - spec.headWidthMm / spec.rows / 2) * s;
  const row = cy - body.drumRadius * 0.62 * s;
  const aside = left - body.flange * s - 12;
  return [
    `<path class="d-guide" d="M${at(left)} ${at(above - 6)}V${at(surface - 8)}M${at(right)} ${at(above - 6)}V${at(surface - 8)}"/>`,
    dimension(left, above, right, above),
    label(cx, above - 9, `head ${formatNumber(spec.headWidthMm)}\u202fmm`, 'd-strong', 'middle'),
    // Too short for a line between its ends: the strokes meet it from outside, as on a workshop drawing.
    `<path class="d-hair" d="M${at(right - 6)} ${at(tip)}H${at(foot + 14)}M${at(right - 6)} ${at(surface)}H${at(foot + 14)}"/>`,
    `<path class="d-dimension" d="M${at(foot + 8)} ${at(tip - 16)}V${at(tip)}m-3 -6l3 6l3 -6M${at(foot + 8)} ${at(surface + 16)}V${at(surface)}m-3 6l3 -6l3 6"/>`,
    label(foot + 18, tip - 8, 'needle', 'd-text'),
    label(foot + 18, surface + 18, formatNeedleLength(spec.needleLengthMm), 'd-strong'),
    `<path class="d-dimension" d="M${at(leader)} ${at(row)}H${at(aside + 4)}"/><circle class="d-dot" cx="${at(leader)}" cy="${at(row)}" r="2"/>`,
    label(aside, row - 4, `${formatCount(spec.needleCount)} needles`, 'd-strong', 'end'),
    label(aside, row + 14, `in ${spec.rows} rows`, 'd-text', 'end'),
  ].join('');
}

/** The circle: needles at the edge of the drum, as far apart as its rows are, beside a rule of 1.5 mm. */
function lens(spec: RollerSpec, id: string): string {
  const [cx, cy, r] = [384, 96, 88];
  const longest = Math.max(1.5, Math.ceil(spec.needleLengthMm * 2) / 2);
  const perMm = lensPerMm * Math.min(1, 1.5 / longest);
  const foot = cy + 50;
  const length = spec.needleLengthMm * perMm;
  const material = spec.material === 'titanium' ? 'titanium' : 'steel';
  const needle = (x: number) => {
    const [base, shoulder] = [6, 4.6];
    const waist = foot - Math.max(0, length - Math.min(length, 34));
    return `<path fill="url(#${id}-needle-${at(x)})" d="M${at(x - base)} ${at(foot)}Q${at(x - shoulder)} ${at(foot - 3)} ${at(x - shoulder)} ${at(Math.min(foot - 1, waist))}L${at(x)} ${at(foot - length)}L${at(x + shoulder)} ${at(Math.min(foot - 1, waist))}Q${at(x + shoulder)} ${at(foot - 3)} ${at(x + base)} ${at(foot)}z"/>`;
  };
  const pitch = (spec.headWidthMm / spec.rows) * perMm;
  const mid = cx + 8;
  const places = [-2, -1, 0, 1, 2].map((n) => mid + n * pitch).filter((x) => Math.abs(x - cx) < r + 8);
  const shades = places.map((x) =>
    gradient(`${id}-needle-${at(x)}`, { x: x - 5, y: 0 }, { x: x + 5, y: 0 }, metal(material)),
  );
  const ruleX = cx - 44;
  const y = (mm: number) => at(foot - mm * perMm);
  let minor = '';
  let major = '';
  const numbers: string[] = [];
  for (let tenth = 0; tenth <= longest * 10; tenth += 1) {
    const isMajor = tenth % 5 === 0;
    const tick = `M${ruleX} ${y(tenth / 10)}h${isMajor ? 11 : 6}`;
    if (isMajor) {
      major += tick;
      if (tenth > 0)
        numbers.push(label(ruleX - 4, Number(y(tenth / 10)) + 4, (tenth / 10).toFixed(1), 'd-number', 'end'));
    } else minor += tick;
  }
  const head = project(headCamera).spot({
    u: spec.headWidthMm * 0.2,
    v: body.drumRadius * 0.62,
    w: body.drumRadius * 0.78,
  });
  return [
    `<defs>${shades.join('')}${gradient(`${id}-floor`, { x: 0, y: foot }, { x: 0, y: foot + 44 }, [
      [0, `${material}-light`],
      [0.2, `${material}-mid`],
      [1, `${material}-dark`],
    ])}<clipPath id="${id}-lens"><circle cx="${cx}" cy="${cy}" r="${r}"/></clipPath></defs>`,
    `<path class="d-hair" d="M${at(head.x)} ${at(head.y)}L${at(cx - r * 0.94)} ${at(cy + r * 0.34)}"/><circle class="d-dot" cx="${at(head.x)}" cy="${at(head.y)}" r="2"/>`,
    `<circle class="d-lens" cx="${cx}" cy="${cy}" r="${r}"/><g clip-path="url(#${id}-lens)">`,
    places
      .map((x) => `<path class="d-cast" d="M${at(x - 5)} ${at(foot)}h10l${at(length * 0.5)} 16h-10z"/>`)
      .join(''),
    `<rect fill="url(#${id}-floor)" x="${cx - r}" y="${at(foot)}" width="${r * 2}" height="60"/>`,
    places.map(needle).join(''),
    '</g>',
    `<path class="d-hair" d="${minor}"/><path class="d-line" d="M${ruleX} ${y(0)}V${y(longest)}${major}"/>${numbers.join('')}`,
    `<path class="d-guide" d="M${ruleX} ${at(foot - length)}H${at(mid)}"/><path class="d-bar" d="M${ruleX - 1} ${at(foot)}h4v${at(-length)}h-4z"/>`,
    `<circle class="d-lens-edge" cx="${cx}" cy="${cy}" r="${r}"/>`,
    label(cx, cy + r + 20, `needle ${formatNeedleLength(spec.needleLengthMm)}`, 'd-strong', 'middle'),
    label(cx, cy + r + 40, `${formatCount(spec.needleCount)} in ${spec.rows} rows`, 'd-text', 'middle'),
    label(cx, cy + r + 60, `head ${formatNumber(spec.headWidthMm)}\u202fmm`, 'd-text', 'middle'),
  ].join('');
}

/** “1,080”, as the words of a product say it. */
function formatCount(value: number): string {
  return value.toLocaleString('en-GB');
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
