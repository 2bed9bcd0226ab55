import { shadowAlong } from './light.ts';
import { type Projection, plus, type Spot, xy } from './roller-camera.ts';
import { drawModel } from './roller-model.ts';

/**
 * The solids that accessories are drawn of. They stand on a table: `u` goes from left to right, `w` towards the
 * reader, `v` down, so that what stands 10 mm above the table has `v: -10`.
 */

/** A flat piece with rounded corners, parallel to the table. Measures in mm. */
export interface Slab {
  /** Half its width and half its depth. */
  length: number;
  depth: number;
  corner: number;
  /** Above the table. */
  height: number;
}

/** The outline of a slab at its height, from corner to corner. */
export function rim(view: Projection, { length, depth, corner, height }: Slab): Spot[] {
  const spots: Spot[] = [];
  const parts = corner > 20 ? 10 : 4;
  for (const [su, sw, from] of [
    [1, 1, 0],
    [-1, 1, 1],
    [-1, -1, 2],
    [1, -1, 3],
  ] as const) {
    for (let part = 0; part <= parts; part += 1) {
      const angle = ((from + part / parts) * Math.PI) / 2;
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

/** A circle parallel to the table as a slab: as deep as it is wide. */
export function round(radius: number, height: number): Slab {
  return { length: radius, depth: radius, corner: radius, height };
}

/** A piece that narrows or widens from one slab to another: its silhouette. */
export function block(view: Projection, bottom: Slab, top: Slab): string {
  return hull([...rim(view, bottom), ...rim(view, top)]);
}

/** The convex hull of spots as a path: the silhouette of what they bound. */
export function hull(spots: readonly Spot[]): string {
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

export function closed(spots: readonly Spot[]): string {
  return `M${spots.map(xy).join('L')}z`;
}

export function line(...spots: Spot[]): string {
  return `M${spots.map(xy).join('L')}`;
}

/** The shadow of something that stands on the table; half its width and half its depth in mm. */
export function shadowOf(view: Projection, id: string, length: number, depth: number): string {
  const drop = { x: 5, y: 5, z: 0 };
  const from = plus(view.spot({ u: -length * 1.12, w: 4 }), drop);
  const to = plus(view.spot({ u: length * 1.12, w: 4 }), drop);
  const front = view.direction({ w: depth * 2 });
  // Less wide where the table is seen from above
  const reach = Math.hypot(front.x, front.y);
  const breadth = Math.abs(front.z) < 1 ? reach * 1.25 : reach * 1.6;
  return shadowAlong(`${id}-shadow`, from, to, Math.max(40, breadth));
}

/**
 * A roller lying along the table with its head to the left, the axle at `u` and `height` mm, as the same camera sees
 * it. Its needles are too small to be drawn; it tells what the accessory is for, and stays pale beside it.
 */
export function lyingRoller(
  view: Projection,
  id: string,
  { u, height, headWidthMm }: { u: number; height: number; headWidthMm: number },
): string {
  const along: Projection = {
    unitsPerMm: view.unitsPerMm,
    direction: (place) => view.direction({ u: place.v ?? 0, v: -(place.w ?? 0), w: place.u ?? 0 }),
    spot: (place) => view.spot({ u: u + (place.v ?? 0), v: -height - (place.w ?? 0), w: place.u ?? 0 }),
  };
  return drawModel(
    { needleLengthMm: 0.2, needleCount: 4, rows: 4, headWidthMm, material: 'steel', handle: 'green' },
    along,
    id,
    false,
  );
}
