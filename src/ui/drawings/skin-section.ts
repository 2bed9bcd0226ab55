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
  across,
  type FigureFrame,
  fibreTile,
  figureNote,
  figureTitle,
  inset,
  lobuleTile,
  picture,
  type SourceMark,
  skinTones,
  stroke,
  written,
} from './figure-frame.ts';
import { at } from './svg.ts';

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

const range = ({ fromMm, toMm }: Thickness) => (fromMm === toMm ? String(fromMm) : `${fromMm}–${toMm}`);
const rangeWords = (thickness: Thickness) =>
  thickness.fromMm === thickness.toMm
    ? formatNeedleLength(thickness.fromMm)
    : `${thickness.fromMm} to ${formatNeedleLength(thickness.toMm)}`;
const methodWords: Record<Thickness['method'], string> = {
  'Raman spectroscopy': 'Raman spectroscopy',
  'tissue sections': 'on tissue sections',
  ultrasound: 'by ultrasound',
};
const methodHeads: Record<Thickness['method'], string> = {
  'Raman spectroscopy': 'Raman',
  'tissue sections': 'Tissue',
  ultrasound: 'Ultrasound',
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
  /** The enlarged detail, with its needles enlarged too. */
  isClose: boolean;
  mark: SourceMark;
  site: SkinSiteName;
  lengthsMm: readonly number[];
  /** Where the surface lies in px, and what a millimetre measures. */
  top: number;
  unitsPerMm: number;
  floorMm: number;
}

/** Shares of the width: the depth rule, then the columns of skin, then the needles. */
const ruleEnds = 0.105;
const gap = 0.015;
const needlesFrom = (site: SkinSiteName) => (skinSites[site].deadLayer.length > 1 ? 0.825 : 0.805);

const y = ({ top, unitsPerMm }: Panel, mm: number) => top + mm * unitsPerMm;

/**
 * A section of skin with needles beside it, all lengths to one scale, one column for each method of measuring.
 * Needles hang beside the skin and not in it: their length is known, the depth they reach is not.
 * Throws a RangeError for no needle, more than six, or one above 3 mm. Texture is decoration; borders are data: the
 * wavy lower edge of the epidermis swings from its smallest to its largest figure, the hatched band is where the
 * dermis ends.
 */
export function drawSkinSection(section: SkinSection): string {
  return redrawSkinSection(section, skinTextures(section.id));
}

/**
 * The same with the textures of an earlier drawing of the same id, as HTML: a browser that draws anew has them already,
 * and need not fetch how they are made.
 */
export function redrawSkinSection(
  { lengthsMm, site, detail, id, name, mark }: SkinSection,
  textures: string,
): string {
  if (
    lengthsMm.length === 0 ||
    lengthsMm.length > 6 ||
    lengthsMm.some((length) => length <= 0 || length > 3)
  ) {
    throw new RangeError(`One to six needle lengths up to 3 mm, not ${lengthsMm.join(', ')}`);
  }
  const place = skinSites[site];
  const panel: Panel = {
    figure: id,
    isClose: false,
    mark,
    site,
    lengthsMm,
    top: place.columns.some(({ epidermis, dermis }) => epidermis.sample !== dermis.sample) ? 62 : 47,
    unitsPerMm: place.unitsPerMm,
    floorMm: Math.max(place.floorMm, Math.max(...lengthsMm) + 0.2),
  };
  const caution = place.caution ? ` ${place.caution}` : '';
  const html =
    figureTitle(`Skin of ${place.name}, to scale`) +
    picture(id, y(panel, panel.floorMm) + 4, 'skin-section', name, textures + drawPanel(panel)) +
    figureNote(
      `Length is not depth: a needle does not go in to its full length.${caution}`,
      '',
      'figure-strong',
    );

  const shortOnes = lengthsMm.filter((length) => length <= close.longestMm);
  if (!detail || shortOnes.length === 0 || place.unitsPerMm > close.unitsPerMm / 2) return html;
  const near: Panel = { ...panel, isClose: true, lengthsMm: shortOnes, top: 26, ...close };
  return (
    html +
    figureTitle(`The top ${formatNeedleLength(close.floorMm)}, enlarged`) +
    picture(
      `${id}-near`,
      y(near, near.floorMm) + 4,
      'skin-section',
      `${name}, the top enlarged`,
      drawPanel(near),
    ) +
    (shortOnes.length < lengthsMm.length ? figureNote('Longer needles: above.') : '')
  );
}

/** Hatching, steel, fibres, fat and six tones of skin, to be drawn with by every panel of a figure. */
function skinTextures(id: string): string {
  return (
    `<defs><pattern id="${id}-range" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="d-hatch" d="M0 0v7"/></pattern>` +
    `<linearGradient id="${id}-steel"><stop class="stop-steel-mid"/><stop class="stop-steel-light" offset=".4"/><stop class="stop-steel-dark" offset="1"/></linearGradient>` +
    fibreTile(
      { id: `${id}-fibres`, width: 74, height: 62, look: 'd-fibre' },
      { count: 10, length: 44, swing: 5, slopes: [0.24, -0.28, 0.05], seed: 5 },
    ) +
    `${lobuleTile(`${id}-fat`)}<g id="${id}-tones">${skinTones()}</g></defs>`
  );
}

function drawPanel(panel: Panel): string {
  const { site } = panel;
  const { deadLayer, columns } = skinSites[site];
  const right = needlesFrom(site);
  const deadShare = deadLayer.length > 1 ? 0.65 : deadLayer.length > 0 ? 0.23 : 0;
  const count = columns.length + (deadLayer.length > 0 ? 1 : 0);
  const room = right - 0.025 - ruleEnds - gap * (count - 1);
  const each = (room * (1 - deadShare)) / columns.length;
  const parts = [rule(panel), stroke('d-guide', across(right - 0.025), panel.top, '100%', panel.top)];
  let x = ruleEnds;
  if (deadLayer.length > 0) {
    parts.push(inset(x, room * deadShare, deadLayerColumn(panel, deadLayer)));
    x += room * deadShare + gap;
  }
  for (const column of columns) {
    parts.push(inset(x, each, skinColumn(panel, column, each)));
    x += each + gap;
  }
  parts.push(inset(right, 1 - right, needles(panel)));
  return parts.join('');
}

/** The depth rule: a vertical scale from the surface, with a stroke each tenth of a millimetre or half of that. */
function rule(panel: Panel): string {
  const { isClose, unitsPerMm, floorMm } = panel;
  const tickMm = isClose ? 0.05 : 0.1;
  const every = isClose ? 2 : unitsPerMm < 120 ? 10 : 5;
  let ticks = '';
  let numbers = '';
  for (let index = 0; index <= Math.floor(floorMm / tickMm + 1e-9); index += 1) {
    const numbered = index % every === 0;
    ticks += `M-4 ${at(y(panel, index * tickMm))}h${numbered ? -5 : -3}`;
    if (numbered)
      numbers += written(-11, y(panel, index * tickMm) + 4, [(index * tickMm).toFixed(1)], {
        look: 'd-number',
        anchor: 'end',
      });
  }
  const unit = written(-8, y(panel, 0) - 11, ['mm'], { look: 'd-number', anchor: 'end' });
  return inset(
    ruleEnds,
    null,
    `<path class="d-line" d="M-4 ${at(y(panel, 0))}V${at(y(panel, floorMm))}${ticks}"/>${numbers}${unit}`,
  );
}

const box = (look: string, from: number, to: number) =>
  `<rect ${look} y="${at(from)}" width="100%" height="${at(Math.max(0, to - from))}"/>`;

/** What Raman spectroscopy measured, and nothing below it: the rest of this skin was not measured that way. */
function deadLayerColumn(panel: Panel, readings: readonly Thickness[]): string {
  const [first] = readings;
  if (!first) return '';
  const { isClose, mark, top, floorMm } = panel;
  const deepest = y(panel, Math.max(...readings.map(({ toMm }) => toMm)));
  const heads = isClose
    ? ''
    : written(0, top - 25, ['Raman'], { look: 'd-strong' }) + written(0, top - 9, [first.sample]);
  const each = readings.map((reading, index) => {
    const below = y(panel, reading.toMm) + 17;
    const place = readings.length > 1 ? reading.where.split(' of the ') : ['dead', 'layer,', reading.where];
    return inset(
      index / readings.length,
      1 / readings.length - (readings.length > 1 ? 0.02 : 0),
      box('class="d-dead"', top, y(panel, reading.toMm)) +
        written(2, below, [range(reading)], { look: 'd-strong' }) +
        written(2, below + 15, place, { mark: index === readings.length - 1 ? mark(reading.sources) : '' }),
    );
  });
  return (
    heads +
    box('class="d-frame"', top, Math.min(y(panel, floorMm), deepest + 72)) +
    each.join('') +
    stroke('d-line', 0, top, '100%', top)
  );
}

function skinColumn(panel: Panel, column: SkinColumn, share: number): string {
  const { figure, isClose, mark, top, floorMm } = panel;
  const { epidermis, dermis } = column;
  const ends = dermisEndsAt(column);
  const bottom = y(panel, floorMm);
  const sure = Math.min(y(panel, ends.fromMm), bottom);
  const most = Math.min(y(panel, ends.toMm), bottom);
  const high = y(panel, epidermis.fromMm);
  const low = y(panel, epidermis.toMm);
  const paint = (tile: string, from: number, to: number) =>
    to - from < 4 ? '' : box(`fill="url(#${figure}-${tile})"`, from, to);
  const parts = [
    box('class="d-fat"', sure, bottom),
    box('class="d-dermis"', top, sure),
    most > sure ? box('class="d-dermis d-half"', sure, most) : '',
    paint('fibres', top, sure),
    paint('range', sure, most),
    paint('fat', most, bottom),
    epidermisOf(figure, top, high, low, Math.round(share * (isClose ? 15 : 32))),
    ...[0, '100%'].map((x) => stroke('d-line', x, top, x, bottom)),
    ...(most < bottom ? [top, sure, most] : [top]).map((at) => stroke('d-line', 0, at, '100%', at)),
  ];

  const on = (base: number, words: string[], roomy = '') =>
    written(5, base, words, { look: 'd-on-skin', roomy });
  const unit = '\u202fmm';
  parts.push(on(low + 17, [range(epidermis), 'epidermis'], unit));
  if (isClose) {
    if (bottom - low > 60) parts.push(on(bottom - 10, ['dermis']));
    return parts.join('');
  }
  const samples = [...new Set([epidermis.sample, dermis.sample])];
  const sources = [...new Set([...epidermis.sources, ...dermis.sources])];
  parts.push(
    written(0, top - 10 - samples.length * 15, [methodHeads[epidermis.method]], {
      look: 'd-strong',
      mark: mark(sources),
    }),
    written(0, top + 6 - samples.length * 15, samples),
  );
  const isAverage = dermis.kind === 'averages';
  const names = isAverage ? ['dermis,', 'averages'] : ['dermis'];
  parts.push(
    on(sure - low > 90 ? low + 36 + (sure - low - 32) / 2 : low + 50, [range(dermis), ...names], unit),
  );
  // Where the dermis is known to end at no single depth, a band says so.
  parts.push(
    most - sure > 60
      ? on((sure + most) / 2 - 10, ['the dermis', 'ends', 'in here'])
      : on(sure - 24, ['the dermis', 'ends in the band']),
  );
  return parts.join('');
}

/**
 * The epidermis in six tones, with a lower edge of pegs that swings from its smallest figure to its largest. The pegs
 * stretch with the column; they are drawn over the tones in the colour of the dermis.
 */
function epidermisOf(figure: string, top: number, high: number, low: number, pegs: number): string {
  const [from, swing] = [at(high - top), low - high];
  const [down, up] = [`c4 0 4 ${at(swing)} 10 ${at(swing)}`, `s6 ${at(-swing)} 10 ${at(-swing)}`];
  const width = pegs * 20;
  const height = at(low - top);
  return (
    `<svg class="d-epidermis" y="${at(top)}" width="100%" height="${height}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">` +
    `<use href="#${figure}-tones"/><path class="d-pegs" d="M0 ${from}${(down + up).repeat(pegs)}V${at(low - top + 9)}H0z"/></svg>`
  );
}

/** The needles, hanging from the drum at the level of the surface, beside the skin. */
function needles(panel: Panel): string {
  const { figure, isClose, lengthsMm, top } = panel;
  const count = lengthsMm.length;
  const upright = count < 4;
  const half = isClose ? (upright ? 6 : 4) : 3.4;
  const shoulder = half * 0.18;
  const drawn = lengthsMm.map((length, index) => {
    const tip = y(panel, length);
    const [long, point] = [(tip - top) * 0.55, (tip - top) * 0.45];
    const number = Number.isInteger(length) ? length.toFixed(1) : String(length);
    const side = half - shoulder;
    return inset(
      (index + 0.5) / count,
      null,
      `<path class="d-steel-needle" data-length="${length}" fill="url(#${figure}-steel)" d="M${at(-half)} ${at(top)}l${at(shoulder)} ${at(long)}l${at(side)} ${at(point)}l${at(side)} ${at(-point)}l${at(shoulder)} ${at(-long)}z"/>` +
        (upright
          ? written(0, tip + 16, [number], { look: 'd-strong', anchor: 'middle' })
          : `<text class="d-strong" transform="translate(-4 ${at(tip + 5)}) rotate(90)">${number}</text>`),
    );
  });
  return (
    (isClose ? '' : written(0, top - 25, [count === 1 ? 'Needle' : 'Needles'], { look: 'd-strong' })) +
    `<rect class="d-drum" y="${at(top - 8)}" width="100%" height="8" rx="2"/>` +
    drawn.join('')
  );
}
