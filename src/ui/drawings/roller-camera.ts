import { at } from './svg.ts';

/** A place or direction in the instrument, in mm: `u` along the axle, `v` down the handle, `w` towards its front. */
export interface Place {
  u: number;
  v: number;
  w: number;
}

/** A place on the sheet in drawing units; `z` grows towards the reader. */
export interface Spot {
  x: number;
  y: number;
  z: number;
}

/** Parallel projection, so that one millimetre is as long at the far end of a drum as at the near one. */
export interface Camera {
  /** Where the middle of the axle stands, in drawing units. */
  x: number;
  y: number;
  /** Drawing units for one mm that lies flat in the picture. */
  unitsPerMm: number;
  /** Degrees: turn about the handle, tilt of the handle away from the reader, turn of the sheet. */
  yaw: number;
  pitch: number;
  roll: number;
}

export interface Projection {
  readonly unitsPerMm: number;
  spot(place: Partial<Place>): Spot;
  /** A direction of one mm. */
  direction(place: Partial<Place>): Spot;
}

export function project(camera: Camera): Projection {
  const [yaw, pitch, roll] = [camera.yaw, camera.pitch, camera.roll].map(
    (degrees) => (degrees * Math.PI) / 180,
  );
  const direction = ({ u = 0, v = 0, w = 0 }: Partial<Place>): Spot => {
    const turned = { x: u * cos(yaw) + w * sin(yaw), y: v, z: w * cos(yaw) - u * sin(yaw) };
    const tilted = {
      x: turned.x,
      y: turned.y * cos(pitch) - turned.z * sin(pitch),
      z: turned.y * sin(pitch) + turned.z * cos(pitch),
    };
    return {
      x: (tilted.x * cos(roll) - tilted.y * sin(roll)) * camera.unitsPerMm,
      y: (tilted.x * sin(roll) + tilted.y * cos(roll)) * camera.unitsPerMm,
      z: tilted.z * camera.unitsPerMm,
    };
  };
  return {
    unitsPerMm: camera.unitsPerMm,
    direction,
    spot: (place) => plus(direction(place), { x: camera.x, y: camera.y, z: 0 }),
  };
}

/** A circle somewhere in the instrument, as the sheet shows it: `a` and `b` are its projected radii at 0° and 90°. */
export interface Ring {
  centre: Spot;
  a: Spot;
  b: Spot;
}

/** A circle about the axle (`around: 'u'`) or about the handle (`around: 'v'`), radius in mm. */
export function ring(view: Projection, around: 'u' | 'v', place: number, radiusMm: number): Ring {
  return {
    centre: view.spot({ [around]: place }),
    a: view.direction(around === 'u' ? { v: radiusMm } : { u: radiusMm }),
    b: view.direction({ w: radiusMm }),
  };
}

/** The spot at an angle (radians) on a ring; `out` goes that much further than the radius. */
export function onRing({ centre, a, b }: Ring, angle: number, out = 1): Spot {
  return plus(centre, plus(times(a, cos(angle) * out), times(b, sin(angle) * out)));
}

/** The angle on a ring that faces the reader most. */
export function facing({ a, b }: Ring): number {
  return Math.atan2(b.z, a.z);
}

/** The angle where the ring's cylinder turns out of sight: the silhouette, on the side that the light meets first. */
export function litEdge(ringOfCylinder: Ring, axis: Spot): number {
  const across = (radius: Spot) => axis.x * radius.y - axis.y * radius.x;
  const edge = Math.atan2(across(ringOfCylinder.b), across(ringOfCylinder.a));
  const lit = (angle: number) => {
    const spot = onRing(ringOfCylinder, angle);
    return spot.x + spot.y * 1.4;
  };
  return lit(edge) < lit(edge + Math.PI) ? edge : edge + Math.PI;
}

/** An arc of a ring as path segments that go on from its first spot. */
export function arc(of: Ring, from: number, to: number): string {
  const pieces = Math.max(1, Math.ceil(Math.abs(to - from) / (Math.PI / 2) - 1e-9));
  const step = (to - from) / pieces;
  const reach = (4 / 3) * Math.tan(step / 4);
  const slope = (angle: number) => plus(times(of.a, -sin(angle)), times(of.b, cos(angle)));
  let path = '';
  for (let piece = 0; piece < pieces; piece += 1) {
    const start = from + piece * step;
    const end = start + step;
    const first = plus(onRing(of, start), times(slope(start), reach));
    const second = plus(onRing(of, end), times(slope(end), -reach));
    path += `C${xy(first)} ${xy(second)} ${xy(onRing(of, end))}`;
  }
  return path;
}

/** A whole ring as a path. */
export function outline(of: Ring): string {
  return `M${xy(onRing(of, 0))}${arc(of, 0, 2 * Math.PI)}z`;
}

/** The outline of a cylinder between two rings of one size: the near ring's outer half, the far ring's, two straight lines. */
export function tube(near: Ring, far: Ring): string {
  const axis = plus(near.centre, times(far.centre, -1));
  const edge = litEdge(near, axis);
  const outer = onRing(near, edge + Math.PI / 2);
  const isOuter = (outer.x - near.centre.x) * axis.x + (outer.y - near.centre.y) * axis.y >= 0;
  const turn = isOuter ? Math.PI : -Math.PI;
  return `M${xy(onRing(near, edge))}${arc(near, edge, edge + turn)}L${xy(onRing(far, edge + turn))}${arc(far, edge + turn, edge + 2 * turn)}z`;
}

export function xy({ x, y }: { x: number; y: number }): string {
  return `${at(x)} ${at(y)}`;
}

export function plus(one: Spot, other: Spot): Spot {
  return { x: one.x + other.x, y: one.y + other.y, z: one.z + other.z };
}

export function times(spot: Spot, factor: number): Spot {
  return { x: spot.x * factor, y: spot.y * factor, z: spot.z * factor };
}

const { cos, sin } = {
  cos: (angle = 0) => Math.cos(angle),
  sin: (angle = 0) => Math.sin(angle),
};
