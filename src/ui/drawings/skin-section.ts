import { formatNeedleLength } from '#lib/needle-length.ts';
import {
  type FigureFact,
  lengthIsNotDepth,
  type SkinColumn,
  type SkinSiteName,
  skinSites,
  type Thickness,
} from './figure-facts.ts';
import {
  type FigureFrame,
  fibreTile,
  figureWidth,
  lines,
  lobuleTile,
  openFigure,
  type SourceMark,
  skinTones,
} from './figure-frame.ts';
import { at, label } from './svg.ts';

export interface SkinSection extends FigureFrame {
  /** Nominal needle lengths in mm, one to six, each at most 3. */
  lengthsMm: readonly number[];
  /** A place on the body that `skinSites` has figures for. */
  site: SkinSiteName;
  /** Also the uppermost third of a millimetre, enlarged, with the needles that fit into it. */
  detail: boolean;
  /** Title of the picture. */
  name: string;
}

/** The enlarged detail: where it ends in mm, and its scale. */
const close = { floorMm: 0.35, unitsPerMm: 560, longestMm: 0.3 } as const;

const range = ({ fromMm, toMm }: Thickness, dash = '–') =>
  fromMm === toMm ? String(fromMm) : `${fromMm}${dash}${toMm}`;
const rangeWords = (thickness: Thickness) =>
  thickness.fromMm === thickness.toMm
    ? formatNeedleLength(thickness.fromMm)
    : `${thickness.fromMm} to ${formatNeedleLength(thickness.toMm)}`;
const methodWords: Record<Thickness['method'], string> = {
  'Raman spectroscopy': 'Raman spectroscopy',
  'tissue sections': 'on tissue sections',
  ultrasound: 'by ultrasound',
};

/** Where the dermis of a column ends, in mm below the surface: the sums of both thicknesses. */
export function dermisEndsAt({ epidermis, dermis }: SkinColumn): { fromMm: number; toMm: number } {
  const sum = (a: number, b: number) => Math.round((a + b) * 1000) / 1000;
  return {
    fromMm: sum(epidermis.fromMm, dermis.fromMm),
    toMm: sum(epidermis.toMm, dermis.toMm),
  };
}

/** The facts of the figure as sentences, each with its sources. `lengthsMm`: nominal needle lengths. */
export function skinSectionFacts(lengthsMm: readonly number[], site: SkinSiteName = 'face'): FigureFact[] {
  const { deadLayer, columns, notes, name } = skinSites[site];
  const layer = (what: string, thickness: Thickness): FigureFact => ({
    words: `${what}: ${rangeWords(thickness)} ${methodWords[thickness.method]} (${[thickness.kind, thickness.where, thickness.sample].filter(Boolean).join('; ')}).`,
    sources: thickness.sources,
  });
  return [
    ...deadLayer.map((each) => ({
      words: `Dead outer layer, ${each.where}: about ${rangeWords(each)}, measured by ${methodWords[each.method]} in ${each.sample}.`,
      sources: each.sources,
    })),
    ...columns.map(({ epidermis }) => layer('Whole epidermis', epidermis)),
    ...columns.map(({ dermis }) => layer(`Dermis of ${name}`, dermis)),
    ...notes,
    {
      words: `Needles beside the skin, to the same scale: ${lengthsMm.map(formatNeedleLength).join(', ')}. Their thickness is not to scale.`,
      sources: [],
    },
    lengthIsNotDepth,
  ];
}

/** The facts of the figure as plain sentences, for pages that show their sources elsewhere. */
export function skinSectionWords(lengthsMm: readonly number[], site: SkinSiteName = 'face'): string[] {
  return skinSectionFacts(lengthsMm, site).map(({ words }) => words);
}

interface Panel {
  /** Id of the figure, which holds the patterns. */
  figure: string;
  /** Begins the ids of this panel. */
  id: string;
  /** The enlarged detail, with its needles enlarged too. */
  isClose: boolean;
  isWide: boolean;
  mark: SourceMark;
  left: number;
  right: number;
  y: (mm: number) => number;
  floorMm: number;
}

/**
 * A section of skin with needles beside it, all lengths to one scale, one column for each method of measuring.
 * Needles hang beside the skin and not in it: their length is known, the depth they reach is not.
 * Throws a RangeError for no needle, more than six, or one above 3 mm. Texture is decoration; borders are data: the
 * wavy lower edge of the epidermis swings from its smallest to its largest figure, the hatched band is where the
 * dermis ends.
 */
export function drawSkinSection({ lengthsMm, site, detail, layout, id, name, mark }: SkinSection): string {
  if (
    lengthsMm.length === 0 ||
    lengthsMm.length > 6 ||
    lengthsMm.some((length) => length <= 0 || length > 3)
  ) {
    throw new RangeError(`One to six needle lengths up to 3 mm, not ${lengthsMm.join(', ')}`);
  }
  const place = skinSites[site];
  const isWide = layout === 'wide';
  const width = figureWidth[layout];
  const floorMm = Math.max(place.floorMm, Math.max(...lengthsMm) + 0.2);
  const top = 74;
  const left = isWide ? 48 : 38;
  const needlesWidth = isWide ? 164 : place.deadLayer.length > 1 ? 76 : 84;
  const right = width - needlesWidth;
  const y = (mm: number) => top + mm * place.unitsPerMm;
  const bottom = y(floorMm);
  const shortOnes = lengthsMm.filter((length) => length <= close.longestMm);
  const parts: string[] = [
    `<defs><pattern id="${id}-range" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="d-hatch" d="M0 0v7"/></pattern>` +
      `<linearGradient id="${id}-steel"><stop class="stop-steel-mid" offset="0"/><stop class="stop-steel-light" offset=".4"/><stop class="stop-steel-dark" offset="1"/></linearGradient>${fibreTile({ id: `${id}-fibres`, width: 74, height: 62, look: 'd-fibre' }, { count: 11, length: 44, swing: 4.5, slopes: [0.24, -0.28, 0.04], seed: 5 })}${lobuleTile(`${id}-fat`)}</defs>`,
    lines(left, 16, [`Skin of ${place.name}, to scale`], { look: 'd-title' }),
  ];
  const panel: Panel = { figure: id, id, isClose: false, isWide, mark, left, right, y, floorMm };
  parts.push(
    rule(panel, 0.1, place.unitsPerMm < 120 ? 1 : 0.5, 'mm'),
    ...columnsOf(panel, site),
    ...needles(panel, lengthsMm, width),
  );

  let end = bottom;
  const caution = place.caution ?? [];
  const note = isWide
    ? ['Length is not depth:', 'a needle does not go', 'in to its full length.', ...caution]
    : ['Length is not depth: a needle does not', 'go in to its full length.', ...caution];
  if (isWide) {
    parts.push(
      lines(right + 24, bottom - 4 - (note.length - 1) * 17, note, { look: 'd-strong', leading: 17 }),
    );
  } else {
    parts.push(lines(left, end + 22, note, { look: 'd-strong', leading: 17 }));
    end += 8 + note.length * 17;
  }

  if (detail && shortOnes.length > 0 && place.unitsPerMm < close.unitsPerMm / 2) {
    const detailTop = end + 72;
    const near: Panel = {
      ...panel,
      id: `${id}-near`,
      isClose: true,
      y: (mm: number) => detailTop + mm * close.unitsPerMm,
      floorMm: close.floorMm,
    };
    parts.push(
      isWide ? `<path class="d-guide" d="M${left} ${at(y(close.floorMm))}H4V${at(end + 24)}"/>` : '',
      lines(left, detailTop - 36, [`The top ${formatNeedleLength(close.floorMm)}, enlarged`], {
        look: 'd-title',
      }),
      rule(near, 0.05, 0.1, 'mm'),
      ...columnsOf(near, site),
      ...needles(near, shortOnes, width),
    );
    end = near.y(close.floorMm);
    if (shortOnes.length < lengthsMm.length) {
      parts.push(
        isWide
          ? lines(right + 24, detailTop - 16, ['Longer needles: above'])
          : lines(width - 2, detailTop - 16, ['longer: above'], { anchor: 'end' }),
      );
    }
  }
  const description = skinSectionWords(lengthsMm, site).join(' ');
  return `${openFigure(id, [0, 0, width, end + 10], 'skin-section', name, description)}${parts.join('')}</svg>`;
}

/** The depth rule: a vertical scale from the surface, ticks every `tickMm`, numbers every `numberMm`. */
function rule({ left, y, floorMm }: Panel, tickMm: number, numberMm: number, unit: string): string {
  const x = left - 8;
  let ticks = '';
  let numbers = '';
  const every = Math.round(numberMm / tickMm);
  for (let index = 0; index <= Math.floor(floorMm / tickMm + 1e-9); index += 1) {
    const numbered = index % every === 0;
    ticks += `M${x} ${at(y(index * tickMm))}h${numbered ? -8 : -4}`;
    if (numbered)
      numbers += label(x - 11, y(index * tickMm) + 4, (index * tickMm).toFixed(1), 'd-number', 'end');
  }
  return `<path class="d-line" d="M${x} ${at(y(0))}V${at(y(floorMm))}${ticks}"/>${numbers}${label(x - 8, y(0) - 12, unit, 'd-number', 'end')}`;
}

function columnsOf(panel: Panel, site: SkinSiteName): string[] {
  const { deadLayer, columns } = skinSites[site];
  const { isWide } = panel;
  const gap = isWide ? 10 : 5;
  const deadWeight = deadLayer.length > 1 ? (isWide ? 1.05 : 1.6) : isWide ? 0.68 : 0.67;
  const count = columns.length + (deadLayer.length > 0 ? 1 : 0);
  const weight = columns.length + (deadLayer.length > 0 ? deadWeight : 0);
  const unit = (panel.right - panel.left - gap * (count - 1)) / weight;
  const parts: string[] = [];
  let x = panel.left;
  if (deadLayer.length > 0) {
    parts.push(deadLayerColumn(panel, deadLayer, x, unit * deadWeight));
    x += unit * deadWeight + gap;
  }
  columns.forEach((column, index) => {
    parts.push(skinColumn(panel, column, x, unit, index));
    x += unit + gap;
  });
  return parts;
}

/** What Raman spectroscopy measured, and nothing below it: the rest of this skin was not measured that way. */
function deadLayerColumn(
  { y, floorMm, isWide, isClose, mark }: Panel,
  readings: readonly Thickness[],
  x: number,
  width: number,
): string {
  const [first] = readings;
  if (!first) return '';
  const frame = Math.min(
    y(floorMm) - y(0),
    y(Math.max(...readings.map(({ toMm }) => toMm))) - y(0) + (isWide ? 58 : 72),
  );
  const step = width / readings.length;
  const heads = isClose
    ? ''
    : lines(x, y(0) - 26, ['Raman'], { look: 'd-strong', mark: mark(first.sources) }) +
      lines(x, y(0) - 10, [first.sample]);
  return (
    heads +
    `<path class="d-frame" d="M${at(x)} ${at(y(0))}v${at(frame)}h${at(width)}V${at(y(0))}"/>` +
    readings
      .map((reading, index) => {
        const left = x + index * step;
        const below = y(reading.toMm) + (isClose ? 17 : 16);
        const words =
          readings.length > 1
            ? reading.where.split(' of the ')
            : isWide
              ? ['dead outer', 'layer, cheek']
              : ['dead', 'layer,', 'cheek'];
        return (
          `<rect class="d-dead" x="${at(left)}" y="${at(y(0))}" width="${at(step - (readings.length > 1 ? 2 : 0))}" height="${at(y(reading.toMm) - y(0))}"/>` +
          lines(left + 3, below, [range(reading)], { look: 'd-strong' }) +
          (isClose && readings.length === 1 && !isWide ? '' : lines(left + 3, below + 15, words))
        );
      })
      .join('') +
    `<path class="d-line" d="M${at(x)} ${at(y(0))}h${at(width)}"/>`
  );
}

function skinColumn(
  { figure, id, isClose, isWide, mark, y, floorMm }: Panel,
  column: SkinColumn,
  x: number,
  width: number,
  index: number,
): string {
  const { epidermis, dermis } = column;
  const ends = dermisEndsAt(column);
  const own = `${id}-${index}`;
  const top = y(0);
  const bottom = y(floorMm);
  const upto = (mm: number) => Math.min(y(mm), bottom);
  const rect = (className: string, from: number, to: number) =>
    `<rect class="${className}" x="${at(x)}" y="${at(from)}" width="${at(width)}" height="${at(Math.max(0, to - from))}"/>`;

  // The lower edge of the epidermis: pegs that swing from its smallest figure to its largest
  const high = y(epidermis.fromMm);
  const low = y(epidermis.toMm);
  const pegs = isClose ? Math.max(3, Math.round(width / 34)) : Math.max(5, Math.round(width / 15));
  const peg = width / pegs;
  let edge = '';
  for (let each = 0; each < pegs; each += 1) {
    const swing = low - high;
    edge += `c${at(-peg * 0.22)} 0 ${at(-peg * 0.22)} ${at(swing)} ${at(-peg / 2)} ${at(swing)}s${at(-peg * 0.28)} ${at(-swing)} ${at(-peg / 2)} ${at(-swing)}`;
  }
  const outline = `M${at(x)} ${at(top)}h${at(width)}V${at(high)}${edge}z`;

  const sure = upto(ends.fromMm);
  const most = upto(ends.toMm);
  const paint = (tile: string, from: number, to: number) =>
    to - from < 4
      ? ''
      : `<rect fill="url(#${figure}-${tile})" x="${at(x)}" y="${at(from)}" width="${at(width)}" height="${at(to - from)}"/>`;

  const parts = [
    `<clipPath id="${own}-epidermis"><path d="${outline}"/></clipPath>`,
    rect('d-fat', most, bottom),
    rect('d-dermis', top, sure),
    rect('d-fat', sure, most),
    rect('d-dermis d-half', sure, most),
    paint('fibres', top, sure),
    paint('range', sure, most),
    paint('fat', most, bottom),
    `<g clip-path="url(#${own}-epidermis)">${skinTones(x, top, width, low - top)}</g>`,
    `<path class="d-line" d="${outline}"/>`,
    most < bottom
      ? `<path class="d-line" d="M${at(x)} ${at(sure)}h${at(width)}M${at(x)} ${at(most)}h${at(width)}"/>`
      : '',
    `<path class="d-line" d="M${at(x)} ${at(top)}V${at(bottom)}M${at(x + width)} ${at(top)}V${at(bottom)}"/>`,
  ];

  const unit = isWide ? '\u202fmm' : '';
  const inside = x + (isWide ? 9 : 5);
  const on = (yAt: number, words: string[]) => lines(inside, yAt, words, { look: 'd-on-skin' });
  if (isClose) {
    parts.push(on(low + 18, [`${range(epidermis)}${unit}`, 'epidermis']));
    const dermisAt = bottom - 10;
    if (dermisAt - (low + 33) > 18) parts.push(on(dermisAt, ['dermis']));
    return parts.join('');
  }
  const deepEnough = sure - low;
  const samples =
    epidermis.sample === dermis.sample
      ? [dermis.sample]
      : isWide
        ? [`${epidermis.sample}, ${dermis.sample}`]
        : [epidermis.sample, dermis.sample];
  parts.push(
    lines(
      x,
      samples.length > 1 ? top - 38 : top - 26,
      [epidermis.method === 'ultrasound' ? 'Ultrasound' : isWide ? 'Tissue sections' : 'Tissue'],
      { look: 'd-strong', mark: mark([...new Set([...epidermis.sources, ...dermis.sources])]) },
    ),
    lines(x, top - 10 - (samples.length - 1) * 14, samples, { leading: 14 }),
    on(low + 17, [`${range(epidermis)}${unit}`, 'epidermis']),
  );
  if (deepEnough > 90) {
    const middle = low + 32 + (sure - low - 32) / 2;
    parts.push(
      on(middle + 4, [
        `${range(dermis)}${unit}`,
        ...(dermis.kind === 'averages'
          ? isWide
            ? ['dermis, averages']
            : ['dermis,', 'averages']
          : ['dermis']),
      ]),
    );
  } else {
    parts.push(on(low + 50, [`${range(dermis)}${unit}`, 'dermis']));
  }
  if (most - sure > 44)
    parts.push(
      on((sure + most) / 2 - 2, isWide ? ['the dermis ends', 'somewhere in here'] : ['ends', 'in here']),
    );
  else if (most > sure) parts.push(on(sure - 24, ['the dermis ends', 'in the band']));
  return parts.join('');
}

/** The needles, hanging from the drum at the level of the surface, beside the skin. */
function needles(
  { figure, y, right, isClose, isWide }: Panel,
  lengthsMm: readonly number[],
  width: number,
): string[] {
  const from = right + (isWide ? 24 : 12);
  const room = width - 6 - from;
  const gap = Math.min(isClose ? 46 : 44, room / lengthsMm.length);
  const upright = gap >= 26;
  const half = isClose ? Math.min(6, gap / 3.4) : 3.4;
  const parts: string[] = [`<path class="d-guide" d="M${at(right)} ${at(y(0))}H${width}"/>`];
  if (!isClose) {
    parts.push(
      lines(from, y(0) - 26, [lengthsMm.length === 1 ? 'Needle' : 'Needles'], {
        look: 'd-strong',
      }),
    );
  }
  parts.push(
    `<rect class="d-drum" x="${at(from - 2)}" y="${at(y(0) - 8)}" width="${at(lengthsMm.length * gap + 2)}" height="8" rx="2"/>`,
  );
  lengthsMm.forEach((length, index) => {
    const x = from + gap * (index + 0.5);
    const tip = y(length);
    const span = tip - y(0);
    const number = Number.isInteger(length) ? length.toFixed(1) : String(length);
    parts.push(
      `<path class="d-steel-needle" data-length="${length}" fill="url(#${figure}-steel)" d="M${at(x - half)} ${at(y(0))}L${at(x - half * 0.82)} ${at(y(0) + span * 0.55)}L${at(x)} ${at(tip)}L${at(x + half * 0.82)} ${at(y(0) + span * 0.55)}L${at(x + half)} ${at(y(0))}z"/>`,
      upright
        ? label(x, tip + 16, number, 'd-strong', 'middle')
        : `<text class="d-strong" text-anchor="start" transform="translate(${at(x - 4.2)} ${at(tip + 5)}) rotate(90)">${number}</text>`,
    );
  });
  return parts;
}
