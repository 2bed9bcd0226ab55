import {
  glow,
  gradient,
  type HandleColour,
  matt,
  metal,
  shadowAlong,
  softShadow,
  tokensOf,
} from './light.ts';
import {
  arc,
  type Camera,
  facing,
  litEdge,
  onRing,
  outline,
  type Projection,
  plus,
  type Ring,
  ring,
  type Spot,
  times,
  tube,
  xy,
} from './roller-camera.ts';
import { at, escapeXml } from './svg.ts';

export interface RollerSpec {
  needleLengthMm: number;
  needleCount: number;
  /** Rings of needles side by side on the drum. */
  rows: number;
  headWidthMm: number;
  /** What the needles and their drum are of. */
  material: 'steel' | 'titanium' | 'plastic';
  /** What the handle and the discs are of: steel is for professional instruments alone. */
  handle: HandleColour;
}

/**
 * Measures of the model in mm that the content does not hold. Rollers of this kind have drums of some 20 mm; no
 * dimension is ever written on any of these.
 */
export const body = {
  drumRadius: 10,
  flange: 1.7,
  flangeRadius: 10.5,
  arm: 1.55,
  neck: 29,
  collar: [29, 40],
  handle: [40, 108],
} as const;

/** The camera that sees a whole roller, lying with its handle to the lower right. */
export const wholeCamera: Camera = { x: 116, y: 116, unitsPerMm: 3.8, yaw: 34, pitch: -28, roll: -50 };

/** Drawing units for one mm where a head is seen from the front. */
export const frontUnitsPerMm = 5.4;

/** Where the drum of a roller begins and ends on the axle, and where its arms stand, in mm from its middle. */
export function headPlaces({ headWidthMm }: Pick<RollerSpec, 'headWidthMm'>) {
  const half = headWidthMm / 2;
  return { half, disc: half + body.flange, arm: half + body.flange + 0.7 + body.arm };
}

/**
 * The instrument as one camera sees it: definitions first, then its parts from back to front. Without `isEngraved` the
 * handle bears no length.
 */
export function drawModel(spec: RollerSpec, view: Projection, id: string, isEngraved = true): string {
  const { half, disc, arm } = headPlaces(spec);
  const s = view.unitsPerMm;
  const metalOf = spec.material === 'titanium' ? 'titanium' : 'steel';
  const colour = spec.handle;
  // The end of the axle that is nearer to the reader is drawn last; seen straight from the front both are the same.
  const nearSide = view.direction({ u: 1 }).z > 0 ? 1 : -1;

  const near = ring(view, 'u', half * nearSide, body.drumRadius);
  const far = ring(view, 'u', -half * nearSide, body.drumRadius);
  const axis = view.direction({ u: nearSide });
  const edge = litEdge(near, axis);
  const defs = [
    gradient(`${id}-drum`, onRing(near, edge), onRing(near, edge + Math.PI), metal(metalOf)),
    gradient(`${id}-disc`, onRing(near, edge), onRing(near, edge + Math.PI), matt(colour)),
    glow(`${id}-shadow`, softShadow),
  ];
  const parts: string[] = [];

  // Shadows on the sheet: the lamp stands upper left
  const cast = { x: 2.2 * s, y: 4.4 * s, z: 0 };
  const neck = plus(view.spot({ v: body.neck - 12 }), cast);
  parts.push(
    shadowAlong(`${id}-shadow`, neck, plus(view.spot({ v: body.handle[1] + 3 }), cast), 16 * s),
    shadowAlong(
      `${id}-shadow`,
      plus(view.spot({ u: -disc - 9, v: 4 }), cast),
      plus(view.spot({ u: disc + 9, v: 4 }), cast),
      33 * s,
    ),
  );

  parts.push(bow(view, arm, -nearSide));
  // Drum between its two discs
  const discs = (side: 1 | -1) => [
    ring(view, 'u', half * side, body.flangeRadius),
    ring(view, 'u', disc * side, body.flangeRadius),
  ];
  const [farInner, farOuter] = discs(nearSide === 1 ? -1 : 1);
  const [nearInner, nearOuter] = discs(nearSide);
  if (farInner && farOuter) parts.push(`<path fill="url(#${id}-disc)" d="${tube(farInner, farOuter)}"/>`);
  parts.push(`<path fill="url(#${id}-drum)" d="${tube(near, far)}"/>`);
  parts.push(needles(spec, view, id, nearSide, defs));
  if (nearInner && nearOuter)
    parts.push(endDisc(view, id, nearInner, nearOuter, nearSide * disc, colour, defs));
  parts.push(bow(view, arm, nearSide));
  parts.push(handle(isEngraved ? markOf(spec.needleLengthMm) : '', view, id, colour, defs));
  return `<defs>${defs.join('')}</defs>${parts.join('')}`;
}

/** The disc that closes the near end of the drum, with its hub. */
function endDisc(
  view: Projection,
  id: string,
  inner: Ring,
  outer: Ring,
  place: number,
  colour: HandleColour,
  defs: string[],
): string {
  const side = `<path fill="url(#${id}-disc)" d="${tube(outer, inner)}"/>`;
  // Seen from the front the disc has no face.
  if (Math.abs(outer.a.x * outer.b.y - outer.a.y * outer.b.x) < 1) return side;
  const edge = litEdge(outer, plus(outer.centre, times(inner.centre, -1)));
  const token = tokensOf(colour);
  defs.push(
    gradient(`${id}-face`, onRing(outer, edge), onRing(outer, edge + Math.PI), [
      [0, `${token}-light`],
      [0.3, `${token}-mid`],
      [1, `${token}-dark`],
    ]),
  );
  const dish = ring(view, 'u', place, body.flangeRadius * 0.74);
  return [
    side,
    `<path fill="url(#${id}-face)" d="${outline(outer)}"/>`,
    `<path class="d-rim" d="M${xy(onRing(outer, edge - 1.1))}${arc(outer, edge - 1.1, edge + 1.1)}"/>`,
    `<path class="d-dish" d="${outline(dish)}"/>`,
    `<path class="d-rim" d="M${xy(onRing(dish, edge + Math.PI - 1))}${arc(dish, edge + Math.PI - 1, edge + Math.PI + 1)}"/>`,
  ].join('');
}

/** One arm of the steel bow that holds the axle: a bent rod, drawn as layers of light, with the axle's nut. */
function bow(view: Projection, arm: number, side: number): string {
  const p = (u: number, v: number) => xy(view.spot({ u: u * side, v }));
  const d = `M${p(arm, 0)}L${p(arm, 10)}C${p(arm, 23)} ${p(0.8, 17)} ${p(0.8, body.neck + 4)}`;
  const s = view.unitsPerMm;
  const width = body.arm * 2 * s;
  const layer = (look: string, part: number, shift: number) =>
    `<path class="${look}" stroke-width="${at(width * part)}" d="${d}"${shift ? ` transform="translate(${at(-width * shift)} ${at(-width * shift)})"` : ''}/>`;
  const nut = ring(view, 'u', (arm + body.arm + 0.4) * side, 1.5);
  const root = ring(view, 'u', (arm + body.arm - 0.8) * side, 1.5);
  return [
    layer('d-rod d-rod-dark', 1, 0),
    layer('d-rod d-rod-steel', 0.86, 0.03),
    layer('d-rod d-rod-mid', 0.62, 0.08),
    layer('d-rod d-rod-light', 0.22, 0.14),
    `<path class="d-nut" d="${tube(nut, root)}"/><path class="d-nut-face" d="${outline(nut)}"/>`,
  ].join('');
}

/** Every needle on the half of the drum that faces the reader, ring by ring, to scale; and the seams between rows. */
function needles(spec: RollerSpec, view: Projection, id: string, nearSide: number, defs: string[]): string {
  const s = view.unitsPerMm;
  const perRing = Math.max(1, Math.round(spec.needleCount / spec.rows));
  const step = (2 * Math.PI) / perRing;
  const home = { ...ring(view, 'u', 0, body.drumRadius), centre: { x: 0, y: 0, z: 0 } };
  const out = 1 + spec.needleLengthMm / body.drumRadius;
  const front = facing(home);
  const look = spec.material === 'titanium' ? 'titanium' : 'steel';
  // One path for every needle of a ring, stroked three times: socket, needle, light. The first is a dash of no length.
  const strokes = [
    `class="d-foot" stroke-width="${at(Math.max(1.1, 0.42 * s))}" stroke-dasharray="0 99"`,
    `class="d-pin pin-${look}-dark" stroke-width="${at(Math.max(1, 0.26 * s))}"`,
    `class="d-pin pin-${look}-light" stroke-width="${at(Math.max(0.5, 0.11 * s))}" transform="translate(${at(-0.06 * s)} ${at(-0.06 * s)})"`,
  ];
  const pitch = spec.headWidthMm / spec.rows;
  const middle = view.direction({ u: (pitch / 2) * nearSide });
  const ringOf = (kind: 0 | 1, offset: number) => {
    let pins = '';
    for (let place = 0; place < perRing; place += 1) {
      const angle = place * step + offset;
      // How far it is turned away from the reader, −π to π
      const away = Math.atan2(Math.sin(angle - front), Math.cos(angle - front));
      if (Math.abs(away) > Math.PI / 2 + 1e-9) continue;
      const foot = onRing(home, angle);
      const tip = onRing(home, angle, out);
      pins += `M${xy(foot)}l${fine({ x: tip.x - foot.x, y: tip.y - foot.y })}`;
    }
    const used = strokes.map((stroke) => `<use href="#${id}-pins-${kind}" ${stroke}/>`).join('');
    // A row: the seam where it begins, its needles half a row further on.
    return `<path id="${id}-pins-${kind}" d="${pins}"/><g id="${id}-row-${kind}"><use href="#${id}-seam"/><g transform="translate(${at(middle.x)} ${at(middle.y)})">${used}</g></g>`;
  };
  const turned = front - Math.PI / 2;
  defs.push(
    ringOf(0, turned + step / 4),
    ringOf(1, turned + (3 * step) / 4),
    `<path id="${id}-seam" class="d-seam" d="M${xy(onRing(home, turned))}${arc(home, turned, turned + Math.PI)}"/>`,
  );
  let rows = '';
  for (let row = 0; row < spec.rows; row += 1) {
    const { x, y } = view.spot({ u: (row * pitch - spec.headWidthMm / 2) * nearSide });
    rows += `<use href="#${id}-row-${row % 2}" x="${at(x)}" y="${at(y)}"/>`;
  }
  return rows;
}

/** The collar and the handle: a turned body with a soft waist, three grip grooves and the engraved length. */
function handle(mark: string, view: Projection, id: string, colour: HandleColour, defs: string[]): string {
  const s = view.unitsPerMm;
  const along = view.direction({ v: 1 });
  const stretch = Math.hypot(along.x, along.y) || 1;
  const across = { x: -along.y / stretch, y: along.x / stretch };
  // Towards the lamp
  const sign = across.x + across.y * 1.4 < 0 ? 1 : -1;
  const side = (v: number, r: number): Spot => {
    const middle = view.spot({ v });
    return { x: middle.x + across.x * r * s * sign, y: middle.y + across.y * r * s * sign, z: 0 };
  };
  const [top, end] = body.handle;
  const widest = 7.4;
  defs.push(
    gradient(`${id}-grip`, side(80, widest), side(80, -widest), matt(colour)),
    gradient(`${id}-collar`, side(34, 4.6), side(34, -4.6), metal('steel')),
  );
  const one = (v: number, radius: number) => xy(side(v, radius));
  const two = (v: number, radius: number) => xy(side(v, -radius));
  const grip = `M${one(top, 4.7)}C${one(top + 4, 6.1)} ${one(top + 10, 6.6)} ${one(top + 16, 6.3)}S${one(top + 36, 5.2)} ${one(top + 48, 6.2)}S${one(end - 8, 7.6)} ${one(end - 5, 7.2)}S${one(end + 2.6, 4)} ${one(end + 2.6, 0)}S${two(end - 2, 6.6)} ${two(end - 5, 7.2)}S${two(top + 58, 7)} ${two(top + 48, 6.2)}S${two(top + 26, 5.7)} ${two(top + 16, 6.3)}S${two(top + 4, 6.1)} ${two(top, 4.7)}z`;
  const band = (v: number, r: number) => {
    const around = ring(view, 'v', v, r);
    const from = facing(around) - Math.PI / 2;
    return `M${xy(onRing(around, from))}${arc(around, from, from + Math.PI)}`;
  };
  const grooves = [6.05, 6.3, 6.4, 6.35, 6.25].map((radius, n) => band(top + 6.5 + n * 3, radius)).join('');
  const place = view.spot({ v: top + 42 });
  const angle = (Math.atan2(along.y, along.x) * 180) / Math.PI;
  const text = (look: string, shift: number) =>
    `<text class="${look}" font-size="${at(6.2 * s)}" text-anchor="middle" transform="translate(${at(place.x + shift)} ${at(place.y + shift)}) rotate(${at(angle)})" y="${at(2.2 * s)}">${escapeXml(mark)}</text>`;
  // On a bright handle the engraving is filled with dark.
  const engraving = colour === 'sand' || colour === 'steel' ? 'd-inked' : 'd-engraved';
  const shine = `M${one(top + 22, 2.6)}C${one(top + 40, 2)} ${one(end - 22, 3)} ${one(end - 8, 3.6)}`;
  return [
    `<path fill="url(#${id}-collar)" d="M${xy(side(body.collar[0], 3.4))}L${xy(side(body.collar[0] + 5, 4.4))}L${xy(side(body.collar[1] + 1, 4.6))}L${xy(side(body.collar[1] + 1, -4.6))}L${xy(side(body.collar[0] + 5, -4.4))}L${xy(side(body.collar[0], -3.4))}z"/>`,
    `<path class="d-seam" d="${band(body.collar[0] + 5, 4.4)}${band(body.collar[1] - 2, 4.5)}"/>`,
    `<path fill="url(#${id}-grip)" d="${grip}"/>`,
    `<path class="d-groove-dark" stroke-width="${at(0.75 * s)}" d="${grooves}"/>`,
    `<path class="d-groove-light" stroke-width="${at(0.3 * s)}" transform="translate(${at((along.x / stretch) * 0.5 * s)} ${at((along.y / stretch) * 0.5 * s)})" d="${grooves}"/>`,
    `<path class="d-shine" stroke-width="${at(0.8 * s)}" d="${shine}"/>`,
    mark && text(`${engraving}-edge`, -0.12 * s) + text(engraving, 0),
  ].join('');
}

/** What is engraved on a handle: the length in mm without its unit, at least one decimal. */
function markOf(needleLengthMm: number): string {
  return needleLengthMm.toFixed(2).replace(/0$/, '');
}

/** A way for needles, where a tenth of a unit would round a short one away; as few letters as SVG allows. */
function fine({ x, y }: { x: number; y: number }): string {
  const hundredth = (value: number) => String(Math.round(value * 100) / 100).replace(/^(-?)0\./, '$1.');
  const down = hundredth(y);
  return `${hundredth(x)}${down.startsWith('-') ? '' : ' '}${down}`;
}
