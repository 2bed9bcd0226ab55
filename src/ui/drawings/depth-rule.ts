import { formatNeedleLength } from '#lib/needle-length.ts';
import { at, label, openSvg } from './svg.ts';

/** The scale every small depth rule shares, so that bars on different cards may be compared by eye. */
export const smallRule = { maxMm: 1.5, unitsPerMm: 44 } as const;

export interface DepthRule {
  /** Nominal needle lengths in mm to mark. */
  lengthsMm: readonly number[];
  /** Where the scale ends, in mm. */
  maxMm: number;
  /** Drawing units for one mm. */
  unitsPerMm: number;
  /** Numbers beside the half millimetres, and lengths beside their marks. */
  labelled: boolean;
  /** What a screen reader says; null where words beside the rule say the same. */
  name: string | null;
}

/** The words of a depth rule, e.g. “Depth rule to 1.5 mm: needles of 0.2 mm and 0.25 mm”. Lengths in mm. */
export function depthRuleWords(lengthsMm: readonly number[], maxMm: number): string {
  const words = lengthsMm.map(formatNeedleLength);
  const last = words.pop();
  const list = words.length > 0 ? `${words.join(', ')} and ${last}` : (last ?? 'no needles');
  return `Depth rule to ${formatNeedleLength(maxMm)}: ${list}`;
}

/**
 * The shop's signature: a vertical millimetre scale, to scale, with a bar for each needle length.
 * Throws a RangeError when a length lies beyond the scale: a bar that is cut off would lie.
 */
export function drawDepthRule({ lengthsMm, maxMm, unitsPerMm, labelled, name }: DepthRule): string {
  const beyond = lengthsMm.find((length) => length > maxMm || length <= 0);
  if (beyond !== undefined) throw new RangeError(`${beyond} mm does not fit a rule of ${maxMm} mm`);
  const top = labelled ? 10 : 1;
  const left = labelled ? 30 : 1;
  const y = (mm: number) => top + mm * unitsPerMm;
  const parts: string[] = [];

  let minor = '';
  let major = '';
  for (let tenth = 0; tenth <= Math.round(maxMm * 10); tenth += 1) {
    const isMajor = tenth % 5 === 0;
    const stroke = `M${at(left)} ${at(y(tenth / 10))}h${isMajor ? 12 : 7}`;
    if (isMajor) major += stroke;
    else minor += stroke;
    if (isMajor && labelled)
      parts.push(label(left - 6, y(tenth / 10) + 4, (tenth / 10).toFixed(1), 'd-number', 'end'));
  }
  parts.push(
    `<path class="d-hair" d="${minor}"/>`,
    `<path class="d-line" d="M${at(left)} ${at(y(0))}V${at(y(maxMm))}${major}"/>`,
  );

  const barGap = labelled ? 74 : 8;
  lengthsMm.forEach((length, index) => {
    const x = left + 18 + index * barGap;
    parts.push(
      `<path class="d-bar" d="M${at(x)} ${at(y(0))}h4v${at(length * unitsPerMm)}l-2 3l-2-3z"/>`,
      labelled ? label(x + 9, y(length) + 4, formatNeedleLength(length), 'd-strong') : '',
    );
  });

  const width = left + 18 + Math.max(lengthsMm.length, 1) * barGap + (labelled ? 6 : -2);
  const height = y(maxMm) + (labelled ? 10 : 5);
  return `${openSvg([0, 0, width, height], labelled ? 'depth-rule' : 'depth-rule-small', name)}${parts.join('')}</svg>`;
}
