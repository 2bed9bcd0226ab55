import {
  type AccessoryModel,
  cleaningTray,
  disposalTub,
  gauze,
  type SizeMm,
  storageCase,
  travelCap,
} from './accessory-models.ts';
import type { HandleColour } from './light.ts';
import { type Camera, project } from './roller-camera.ts';
import { frontUnitsPerMm, wholeCamera } from './roller-model.ts';
import { dimension, type Frame, label, openSvg } from './svg.ts';

export type AccessoryKind = 'storage-case' | 'cleaning-tray' | 'travel-cap' | 'disposal-tub' | 'gauze';
export type AccessoryView = 'three-quarter' | 'front';

/** An accessory to draw: what the content holds of it. */
export interface AccessorySubject {
  kind: AccessoryKind;
  colour?: HandleColour;
  /** Outer measures in mm; without them it is drawn in its usual size, and no measure is written. */
  sizeMm?: SizeMm | null;
}

export interface AccessoryOptions {
  /** Unique on the page. */
  id: string;
  name: string | null;
  /** What of the three-quarter view is shown: the same as of a roller, or the scale would be another. */
  sheet: Frame;
}

// Degrees, as for `Camera`: the table is seen from above and from the side that the rollers turn away.
const [yaw, pitch] = [34, 28];
// Left of the middle, so that a measure has room to the right.
const frontMiddle = 208;

interface Kind {
  draw(model: AccessoryModel): string;
  usualSize: SizeMm;
  colour: HandleColour;
  /** Its scale against that of a roller in the same view. */
  scale: Record<AccessoryView, Share>;
  words: Record<AccessoryView, string>;
  /** What is measured in the front view, downwards. */
  upright: 'height' | 'depth';
}

type Share = 1 | 'half' | 'third';

/** What the scale of a roller is divided by, and what the plate says of it. */
const shares: Record<Share, { by: number; words: string }> = {
  1: { by: 1, words: 'Drawn at the scale of our rollers.' },
  half: { by: 2, words: 'Drawn at half the scale of our rollers.' },
  third: { by: 3, words: 'Drawn at a third of the scale of a roller’s head from the front.' },
};

// What holds whole rollers would not fit on a plate at their scale: all of it, and gauze with it, has half of that, and
// a third where there are dimension lines. The cap sits on a roller and has the roller’s own.
const kinds: Record<AccessoryKind, Kind> = {
  'storage-case': {
    draw: storageCase,
    usualSize: { width: 175, depth: 60, height: 44 },
    colour: 'green',
    scale: { 'three-quarter': 'half', front: 'third' },
    upright: 'height',
    words: {
      'three-quarter':
        'The closed case from above and to one side: a coloured base, a clear lid with a catch in front, slots for air near both ends. A roller lies in it.',
      front:
        'The closed case from the front: the catch in the middle, the line where lid and base meet, slots for air.',
    },
  },
  'cleaning-tray': {
    draw: cleaningTray,
    usualSize: { width: 160, depth: 92, height: 28 },
    colour: 'green',
    scale: { 'three-quarter': 'half', front: 'third' },
    upright: 'height',
    words: {
      'three-quarter':
        'The tray from above and to one side, without its lid: a shallow basin with a rib across it. A roller rests on the rib and in a notch of the rim, so that its head hangs free.',
      front: 'The tray from the front: shallow, its rim wider than its foot.',
    },
  },
  'travel-cap': {
    draw: travelCap,
    usualSize: { width: 42, depth: 28, height: 32 },
    colour: 'green',
    scale: { 'three-quarter': 1, front: 1 },
    upright: 'height',
    words: {
      'three-quarter':
        'The cap closed about the head of a roller: a coloured shell behind, a clear one before it, a clip at its end. The handle stays outside.',
      front: 'The closed cap from the front, with the head of a roller in it.',
    },
  },
  'disposal-tub': {
    draw: disposalTub,
    usualSize: { width: 84, depth: 84, height: 150 },
    colour: 'sand',
    scale: { 'three-quarter': 'half', front: 'third' },
    upright: 'height',
    words: {
      'three-quarter':
        'The tub from above and to one side: round and upright, with a ribbed lid, an opening of flaps in the middle of it, a label, and a line to fill it to.',
      front: 'The tub from the front: the lid above, the line to fill it to, the label below.',
    },
  },
  gauze: {
    draw: gauze,
    usualSize: { width: 95, depth: 110, height: 24 },
    colour: 'green',
    scale: { 'three-quarter': 'half', front: 'third' },
    upright: 'depth',
    words: {
      'three-quarter':
        'A stack of sealed pouches from above and to one side. Through the film of the uppermost one sees a folded piece of gauze.',
      front: 'One sealed pouch from above: the gauze in it, the seal all round, the edge to open it by.',
    },
  },
};

/** What a drawing of an accessory shows, in words: its scale too, and the measures where the content holds them. */
export function accessoryWords(subject: AccessorySubject, view: AccessoryView): string[] {
  const { kind, sizeMm } = subject;
  const { words, upright } = kinds[kind];
  const scale = scaleWords(subject, view);
  if (view === 'three-quarter' || !sizeMm) return [words[view], scale];
  const { width, depth, height } = sizeMm;
  const measures =
    upright === 'height'
      ? `${mm(width)} wide and ${mm(height)} high on the outside, and ${mm(depth)} deep.`
      : `${mm(width)} wide and ${mm(depth)} long; the stack is ${mm(height)} high.`;
  return [words[view], measures, scale];
}

/** How large it is drawn beside the rollers, as a sentence. */
function scaleWords({ kind, sizeMm }: AccessorySubject, view: AccessoryView): string {
  if (!sizeMm) return 'Drawn in a usual size: we hold no measures of it.';
  const share = kinds[kind].scale[view];
  return unitsPerMmOf(kind, view, sizeMm) < scaleOf(share, view)
    ? 'Drawn smaller than the others, because it is larger: not to their scale.'
    : shares[share].words;
}

function scaleOf(share: Share, view: AccessoryView): number {
  return (view === 'front' ? frontUnitsPerMm : wholeCamera.unitsPerMm) / shares[share].by;
}

/** Drawing units for one mm. A larger one than we know is drawn smaller rather than cut off. */
function unitsPerMmOf(kind: AccessoryKind, view: AccessoryView, size: SizeMm): number {
  const { scale, upright } = kinds[kind];
  const { width, depth, height } = size;
  const room =
    view === 'front'
      ? Math.min(402 / width, 360 / size[upright])
      : Math.min(
          400 / (width * cos(yaw) + depth * sin(yaw)),
          360 / (height * cos(pitch) + (width * sin(yaw) + depth * cos(yaw)) * sin(pitch)),
        );
  return Math.min(scaleOf(scale[view], view), room);
}

/** What stands before a gallery's picture of this view. */
export function accessoryTitle(kind: AccessoryKind, view: AccessoryView): string {
  if (view === 'three-quarter') return 'The whole of it';
  return kinds[kind].upright === 'depth' ? 'From above' : 'From the front';
}

/** An accessory without needles, drawn in the manner and the light of the rollers, on a sheet of `sheet` units. */
export function drawAccessory(
  { kind, colour, sizeMm }: AccessorySubject,
  view: AccessoryView,
  { id, name, sheet }: AccessoryOptions,
): string {
  const { draw, usualSize, colour: usual, upright } = kinds[kind];
  const size = sizeMm ?? usualSize;
  const isFront = view === 'front';
  const unitsPerMm = unitsPerMmOf(kind, view, size);
  const down = size[upright] * unitsPerMm;
  // The front view leaves room for the dimension lines: above it, and to its right.
  const frame: Frame = isFront ? [0, 0, 480, Math.max(down, 90) + 130] : sheet;
  const camera = cameraOf(kind, view, unitsPerMm, size, frame);
  const model = draw({ view: project(camera), id, size, colour: colour ?? usual, isFront });
  const [left, top, width, height] = frame;
  const clip = `<clipPath id="${id}-sheet"><rect x="${left}" y="${top}" width="${width}" height="${Math.round(height)}"/></clipPath>`;
  const lines =
    isFront && sizeMm
      ? dimensions(size.width * unitsPerMm, down, { x: frontMiddle, y: height / 2 + 10 }, sizeMm, upright)
      : '';
  return `${openSvg(frame, 'plate', name)}${clip}<g clip-path="url(#${id}-sheet)">${model}</g>${lines}</svg>`;
}

function cameraOf(
  kind: AccessoryKind,
  view: AccessoryView,
  unitsPerMm: number,
  size: SizeMm,
  [, , , frameHeight]: Frame,
): Camera {
  if (kind === 'travel-cap') {
    if (view === 'three-quarter') return wholeCamera;
    const middle = (size.height - size.depth) / 2;
    const y = frameHeight / 2 + 10 - middle * unitsPerMm;
    return { x: frontMiddle, y, unitsPerMm, yaw: 0, pitch: 0, roll: 0 };
  }
  if (view === 'front') {
    const isAbove = kinds[kind].upright === 'depth';
    const y = frameHeight / 2 + 10 + (isAbove ? 0 : (size.height * unitsPerMm) / 2);
    return { x: frontMiddle, y, unitsPerMm, yaw: 0, pitch: isAbove ? -90 : 0, roll: 0 };
  }
  const y = 186 + (size.height / 2) * unitsPerMm * cos(pitch);
  return { x: 240, y, unitsPerMm, yaw: -yaw, pitch: -pitch, roll: 0 };
}

/** Its width above it and what is upright to its right, with the real numbers. */
function dimensions(
  across: number,
  down: number,
  middle: { x: number; y: number },
  sizeMm: SizeMm,
  upright: 'height' | 'depth',
): string {
  const [left, right] = [middle.x - across / 2, middle.x + across / 2];
  const [top, foot] = [middle.y - down / 2, middle.y + down / 2];
  const [above, beside] = [top - 24, right + 14];
  return [
    `<path class="d-guide" d="M${left} ${above - 6}V${top - 6}M${right} ${above - 6}V${top - 6}M${right + 6} ${top}H${beside + 6}M${right + 6} ${foot}H${beside + 6}"/>`,
    dimension(left, above, right, above),
    dimension(beside, top, beside, foot),
    label(middle.x, above - 9, mm(sizeMm.width), 'd-strong', 'middle'),
    label(beside + 8, (top + foot) / 2 + 4, mm(sizeMm[upright]), 'd-strong'),
  ].join('');
}

function cos(degrees: number): number {
  return Math.cos((degrees * Math.PI) / 180);
}

function sin(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180);
}

function mm(value: number): string {
  return `${Number.isInteger(value) ? value : value.toFixed(1)}\u202fmm`;
}
