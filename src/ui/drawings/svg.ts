/** Escapes text for SVG content and double-quoted attributes. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A coordinate with at most one decimal: a tenth of a unit is below what a screen shows. */
export function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The part of a drawing that shows: x, y, width, height in drawing units. */
export type Frame = readonly [number, number, number, number];

/** The opening of a drawing that a screen reader reads as one picture, or skips when it has no name. */
export function openSvg([x, y, width, height]: Frame, className: string, name: string | null): string {
  const role = name === null ? 'aria-hidden="true"' : `role="img" aria-label="${escapeXml(name)}"`;
  return `<svg class="drawing ${className}" viewBox="${at(x)} ${at(y)} ${at(width)} ${at(height)}" width="${at(width)}" height="${at(height)}" ${role} focusable="false">`;
}

/** Words at a point, in the drawing's sans. `look`: a class of figures.css. */
export function label(
  x: number,
  y: number,
  text: string,
  look = 'd-text',
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  return `<text class="${look}" x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${escapeXml(text)}</text>`;
}

/** A dimension line with end strokes, horizontal or vertical. */
export function dimension(x1: number, y1: number, x2: number, y2: number): string {
  const end = (x: number, y: number) => (y1 === y2 ? `M${at(x)} ${at(y - 4)}v8` : `M${at(x - 4)} ${at(y)}h8`);
  return `<path class="d-dimension" d="M${at(x1)} ${at(y1)}L${at(x2)} ${at(y2)}${end(x1, y1)}${end(x2, y2)}"/>`;
}
