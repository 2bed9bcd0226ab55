import { formatNeedleLength } from '#lib/needle-length.ts';
import { at, label, openSvg } from './svg.ts';

/**
 * Facial skin as measured, in mm. Numbers differ by method, so each keeps its own: cheek dead layer by Raman
 * spectroscopy in 15 adults (S9); epidermis on tissue and by ultrasound (S10, S11); dermis the same two ways.
 */
const facialSkin = {
  deadLayerMm: 0.02,
  epidermisMm: { thinnest: 0.07, thickest: 0.2 },
  dermisMm: { thinnest: 0.6, thickest: 1.9 },
} as const;

/** The deepest point drawn, in mm. */
const floorMm = 2.1;
const unitsPerMm = 190;
const skin = { left: 46, right: 196, top: 40 };
const tones = 6;

/** The facts of the figure as sentences: its text twin. `lengthsMm`: nominal needle lengths. */
export function skinSectionWords(lengthsMm: readonly number[]): string[] {
  const mm = formatNeedleLength;
  const { deadLayerMm, epidermisMm, dermisMm } = facialSkin;
  return [
    `Dead outer layer: about ${mm(deadLayerMm)} thick on the cheek, measured by Raman spectroscopy.`,
    `Whole epidermis of the face: ${mm(epidermisMm.thinnest)} to ${mm(epidermisMm.thickest)} from the surface; tissue sections give the smaller figures, ultrasound the larger.`,
    `Dermis of the face: another ${mm(dermisMm.thinnest)} to ${mm(dermisMm.thickest)}, thinnest at the eyelids; by ultrasound and on tissue sections.`,
    `Needles drawn beside it, to the same scale: ${lengthsMm.map(mm).join(', ')}. Their thickness is not to scale.`,
    'Length is not depth: a needle does not go in to its full length, and how far it goes depends on pressure, passes and place.',
  ];
}

/**
 * A section of facial skin with needles beside it, all lengths to one scale (190 units to the mm).
 * Needles hang beside the skin and not in it: their length is known, the depth they reach is not.
 * `lengthsMm`: one to six, each at most 2 mm; others throw a RangeError. `id` must be unique on the page.
 */
export function drawSkinSection(lengthsMm: readonly number[], id: string, name: string): string {
  if (
    lengthsMm.length === 0 ||
    lengthsMm.length > 6 ||
    lengthsMm.some((length) => length <= 0 || length > 3)
  ) {
    throw new RangeError(`One to six needle lengths up to 3 mm, not ${lengthsMm.join(', ')}`);
  }
  const deepest = Math.max(floorMm, ...lengthsMm.map((length) => length + 0.1));
  const y = (mm: number) => skin.top + mm * unitsPerMm;
  const { deadLayerMm, epidermisMm, dermisMm } = facialSkin;
  const width = skin.right - skin.left;
  const parts: string[] = [
    `<defs><pattern id="${id}-range" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="d-hatch" d="M0 0v7"/></pattern></defs>`,
  ];

  // The rule
  let minor = '';
  for (let tenth = 0; tenth <= Math.floor(deepest * 10); tenth += 1) {
    const half = tenth % 5 === 0;
    minor += `M${skin.left - 8} ${at(y(tenth / 10))}h${half ? -10 : -5}`;
    if (half)
      parts.push(label(skin.left - 22, y(tenth / 10) + 4, (tenth / 10).toFixed(1), 'd-number', 'end'));
  }
  parts.push(
    label(2, skin.top - 18, 'mm', 'd-number'),
    `<path class="d-line" d="M${skin.left - 8} ${at(y(0))}V${at(y(deepest))}${minor}"/>`,
  );

  // Fat, dermis, epidermis in six tones from deep to fair, dead layer: from below, so that each covers the last
  const rect = (className: string, from: number, to: number, x: number = skin.left, w: number = width) =>
    `<rect class="${className}" x="${at(x)}" y="${at(y(from))}" width="${at(w)}" height="${at(y(to) - y(from))}"/>`;
  const dermisSurely = epidermisMm.thinnest + dermisMm.thinnest;
  const dermisAtMost = epidermisMm.thickest + dermisMm.thickest;
  parts.push(
    rect('d-fat', dermisSurely, deepest),
    rect('d-dermis', epidermisMm.thinnest, dermisSurely),
    rect('d-dermis d-half', dermisSurely, Math.min(dermisAtMost, deepest)),
    `<rect fill="url(#${id}-range)" x="${skin.left}" y="${at(y(dermisSurely))}" width="${width}" height="${at(y(Math.min(dermisAtMost, deepest)) - y(dermisSurely))}"/>`,
  );
  for (let tone = 0; tone < tones; tone += 1) {
    const x = skin.left + (tone * width) / tones;
    const next = width / tones;
    parts.push(
      `<path class="d-skin-${tone + 1}" d="M${at(x)} ${at(y(0))}h${at(next)}V${at(y(0.13))}q${at(-next / 4)} ${at(0.07 * unitsPerMm)} ${at(-next / 2)} 0t${at(-next / 2)} 0z"/>`,
    );
  }
  parts.push(
    `<rect fill="url(#${id}-range)" x="${skin.left}" y="${at(y(epidermisMm.thinnest))}" width="${width}" height="${at(y(epidermisMm.thickest) - y(epidermisMm.thinnest))}"/>`,
    rect('d-dead', 0, deadLayerMm),
    `<path class="d-line" d="M${skin.left} ${at(y(0))}h${width}"/>`,
    `<path class="d-line" d="M${skin.left} ${at(y(0))}V${at(y(deepest))}M${skin.right} ${at(y(0))}V${at(y(deepest))}"/>`,
    label(skin.left + 10, y(0.3), '\u2191 epidermis', 'd-on-skin'),
    label(skin.left + 10, y(0.52), 'dermis', 'd-on-skin'),
    label(skin.left + 10, y(1.0), 'the dermis ends', 'd-on-skin'),
    label(skin.left + 10, y(1.0) + 16, 'somewhere', 'd-on-skin'),
    label(skin.left + 10, y(1.0) + 32, 'in here', 'd-on-skin'),
    label(skin.left, skin.top - 18, 'Skin of the face', 'd-strong'),
  );

  // The needles
  const right = skin.right + 24;
  const gap = Math.min(60, 240 / lengthsMm.length);
  parts.push(
    label(
      right,
      skin.top - 18,
      lengthsMm.length === 1 ? 'Needle beside it' : 'Needles beside it',
      'd-strong',
    ),
  );
  const end = right + 6 + lengthsMm.length * gap;
  parts.push(`<path class="d-line" d="M${skin.right + 12} ${at(y(0))}H${at(Math.max(end, right + 96))}"/>`);
  parts.push(
    `<path class="d-guide" d="M${skin.right} ${at(y(epidermisMm.thickest))}H${at(Math.max(end, right + 96))}"/>`,
  );
  lengthsMm.forEach((length, index) => {
    const x = right + 10 + index * gap;
    parts.push(
      `<path class="d-bar" d="M${at(x - 4)} ${at(y(0))}h8l-3.2 ${at(length * unitsPerMm * 0.8)}L${at(x)} ${at(y(length))}l-.8 ${at(-length * unitsPerMm * 0.2)}z"/>`,
      label(
        x,
        y(length) + 16,
        Number.isInteger(length) ? length.toFixed(1) : String(length),
        'd-strong',
        'middle',
      ),
    );
  });

  return `${openSvg([0, 0, Math.max(end, right + 110) + 14, y(deepest) + 8], 'skin-section', name)}${parts.join('')}</svg>`;
}
