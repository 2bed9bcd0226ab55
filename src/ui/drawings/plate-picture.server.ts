import { drawPng } from './raster.server.ts';
import { drawPlate, type PlateSubject, type PlateView } from './roller.ts';

const drawn = new Map<string, Promise<Buffer>>();
const keepAtMost = 200;

/**
 * A plate as a PNG in the light scheme, `widthPx` wide, for where SVG does not reach (mails). The same plate is drawn
 * once and kept: it depends on nothing but the numbers of its subject.
 */
export function platePicture(subject: PlateSubject, view: PlateView, widthPx: number): Promise<Buffer> {
  const key = JSON.stringify([subject, view, widthPx]);
  const known = drawn.get(key);
  if (known) return known;
  const picture = drawPng(drawPlate(subject, { id: 'plate', view, name: null }), widthPx);
  const [oldest] = drawn.keys();
  if (drawn.size >= keepAtMost && oldest !== undefined) drawn.delete(oldest);
  drawn.set(key, picture);
  // What failed is drawn again the next time.
  picture.catch(() => drawn.delete(key));
  return picture;
}
