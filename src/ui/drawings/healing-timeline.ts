import {
  type FigureFact,
  type HealingEvent,
  healingPhases,
  healingReports,
  type Moment,
} from './figure-facts.ts';
import {
  type FigureFrame,
  fibres,
  figureWidth,
  lines,
  openFigure,
  steadyNumbers,
  wrap,
} from './figure-frame.ts';
import { at, label } from './svg.ts';

const lastMonth = 12;
const weeksPerMonth = 52 / 12;

/** A moment in months after treatment: six weeks are 1.4 of them, twelve to the year. */
export function monthsOf(moment: Moment): number {
  return moment.weeks === undefined ? moment.months : moment.weeks / weeksPerMonth;
}

/** “6 weeks” or “3 months”, as the source counts. */
function momentWords(moment: Moment): string {
  return moment.weeks === undefined ? `${moment.months} months` : `${moment.weeks} weeks`;
}

/** The facts of the figure as sentences, each with its sources. */
export function healingTimelineFacts(): FigureFact[] {
  const [first, second, third] = healingPhases.names;
  return [
    {
      words: 'All of this is after clinical needling. None of it describes a roller used at home.',
      sources: [],
    },
    {
      words: `The punctures are thought to start three phases of healing that overlap: ${first.toLowerCase()}, ${second.toLowerCase()} and ${third.toLowerCase()}. Growth factors take part, small vessels form, and fibroblasts lay down collagen and elastin.`,
      sources: healingPhases.sources,
    },
    {
      words: 'The phases are drawn in their order, without a scale: nothing we read puts days to them.',
      sources: [],
    },
    ...healingReports.map(({ who, sources, events, design }) => ({
      words: `${who.join(' ')}: ${events.map(({ words }) => words).join(' ')} ${design}`,
      sources,
    })),
    { words: 'Results vary, and some people see little.', sources: ['S2', 'S41'] },
  ];
}

/**
 * What is thought to happen after clinical needling: three overlapping phases in their order, without days, and below
 * them, to scale, who describes a change and when. The scale of months runs down, like the shop’s depth rule.
 */
export function drawHealingTimeline({ layout, id, mark }: FigureFrame): string {
  const isWide = layout === 'wide';
  const width = figureWidth[layout];
  const parts: string[] = [
    lines(0, 16, ['After clinical needling'], { look: 'd-title' }),
    lines(
      0,
      37,
      isWide
        ? ['What the skin is thought to do: in order, without a scale']
        : ['What the skin is thought to do:', 'in order, without a scale'],
      { mark: mark(healingPhases.sources) },
    ),
    phases(width, isWide, id),
  ];
  const scaleTop = isWide ? 298 : 252;
  parts.push(
    lines(0, scaleTop, ['When a change is described, if there is one'], { look: 'd-title' }),
    lines(0, scaleTop + 21, ['Months after treatment, to scale']),
  );
  const top = scaleTop + (isWide ? 76 : 48);
  const perMonth = isWide ? 31 : 47;
  const y = (months: number) => top + months * perMonth;
  parts.push(timeRule(y));
  let end = y(lastMonth);
  if (isWide) {
    parts.push(reportColumns(y, width, mark));
    end += 48;
  } else {
    end = reportList(parts, y, width, mark);
  }
  return `${openFigure(
    id,
    [0, 0, width, end + 6],
    'healing-timeline',
    'The healing timeline after clinical needling',
    healingTimelineFacts()
      .map(({ words }) => words)
      .join(' '),
  )}${parts.join('')}</svg>`;
}

const rulesX = 34;

function timeRule(y: (months: number) => number): string {
  let ticks = '';
  let numbers = '';
  for (let month = 0; month <= lastMonth; month += 1) {
    const numbered = month % 3 === 0;
    ticks += `M${rulesX} ${at(y(month))}h${numbered ? -9 : -5}`;
    if (numbered) numbers += label(rulesX - 13, y(month) + 4, String(month), 'd-number', 'end');
  }
  return `<path class="d-line" d="M${rulesX} ${at(y(0))}V${at(y(lastMonth))}${ticks}"/>${numbers}`;
}

/** The distinct moments of all reports, earliest first. */
function moments(): Moment[] {
  const all = new Map(
    healingReports.flatMap(({ events }) =>
      events.map(({ at: moment }) => [monthsOf(moment), moment] as const),
    ),
  );
  return [...all].sort(([a], [b]) => a - b).map(([, moment]) => moment);
}

function reportColumns(y: (months: number) => number, width: number, mark: FigureFrame['mark']): string {
  const left = rulesX + 14;
  const step = (width - left) / healingReports.length;
  let drawn = moments()
    .map((moment) => `<path class="d-guide" d="M${rulesX} ${at(y(monthsOf(moment)))}H${width}"/>`)
    .join('');
  healingReports.forEach(({ who, sources, shape, events }, index) => {
    const x = left + index * step + 5;
    drawn +=
      lines(x - 5, y(0) - 27, who, { look: 'd-strong', mark: mark(sources) }) +
      `<path class="d-hair" d="M${at(x)} ${at(y(0))}V${at(y(lastMonth))}"/>`;
    for (const event of events) {
      const eventY = y(monthsOf(event.at));
      if (shape === 'span') {
        drawn += `<rect class="d-span" x="${at(x - 4)}" y="${at(y(0))}" width="8" height="${at(eventY - y(0))}"/>`;
        drawn += eventWords(x + 12, y(0) + 13, event, 'up to ', 18);
      } else {
        drawn += `<circle class="d-event" data-months="${at(monthsOf(event.at))}" cx="${at(x)}" cy="${at(eventY)}" r="4.5"/>`;
        drawn += eventWords(x + 12, eventY + 13, event, '', 18);
      }
    }
  });
  return drawn;
}

function eventWords(x: number, y: number, event: HealingEvent, before: string, most: number): string {
  return (
    lines(x, y, [`${before}${momentWords(event.at)}`], { look: 'd-strong d-ground' }) +
    lines(x, y + 14.5, wrap(event.short, most), { look: 'd-text d-ground', leading: 14.5 })
  );
}

/** One list beside the rule: on a phone four columns would not hold words. Answers where it ends. */
function reportList(
  parts: string[],
  y: (months: number) => number,
  width: number,
  mark: FigureFrame['mark'],
): number {
  let cursor = 0;
  for (const moment of moments()) {
    const markY = y(monthsOf(moment));
    cursor = Math.max(markY + 4, cursor);
    parts.push(
      `<path class="d-guide" d="M${rulesX} ${at(markY)}H${rulesX + 14}L${rulesX + 22} ${at(cursor - 4)}H${width}"/>`,
      `<circle class="d-event" data-months="${at(monthsOf(moment))}" cx="${rulesX}" cy="${at(markY)}" r="4.5"/>`,
      lines(rulesX + 26, cursor + 12, [momentWords(moment)], { look: 'd-strong' }),
    );
    cursor += 28;
    for (const { who, sources, events, shape } of healingReports) {
      for (const event of events) {
        if (monthsOf(event.at) !== monthsOf(moment)) continue;
        const said = wrap(`${who.join(' ')}: ${shape === 'span' ? 'up to now ' : ''}${event.short}`, 44);
        parts.push(lines(rulesX + 26, cursor, said, { mark: mark(sources), leading: 15 }));
        cursor += said.length * 15 + 5;
      }
    }
    cursor += 10;
  }
  return Math.max(cursor - 16, y(lastMonth));
}

/** Three ridges that overlap, each with a window into the tissue. Pictures stand for the phase; they show no data. */
function phases(width: number, isWide: boolean, id: string): string {
  const base = isWide ? 222 : 188;
  const height = isWide ? 162 : 112;
  const radius = isWide ? 45 : 32;
  const peak = base - height;
  const rise = (from: number, top: number) =>
    `M${at(from)} ${base}C${at(from + (top - from) * 0.5)} ${base} ${at(from + (top - from) * 0.45)} ${peak} ${at(top)} ${peak}`;
  const fall = (top: number, to: number) =>
    `C${at(top + (to - top) * 0.55)} ${peak} ${at(top + (to - top) * 0.5)} ${base} ${at(to)} ${base}`;
  const spots = [
    { from: 0, to: 0.48 },
    { from: 0.2, to: 0.78 },
    { from: 0.52, to: 1 },
  ].map(({ from, to }) => ({ from: from * width, to: to * width }));
  // The last phase has no end in the drawing: it thins out towards the right
  const last = spots[2] ?? { from: 0, to: width };
  const lastTop = last.from + (width - last.from) * 0.48;
  const tail = `C${at(lastTop + (width - lastTop) * 0.6)} ${peak} ${at(width * 0.94)} ${at(base - height * 0.66)} ${width} ${at(base - height * 0.6)}`;
  let drawn =
    `<defs><linearGradient id="${id}-thin"><stop class="stop-phase-3" offset=".55"/><stop class="stop-phase-3" stop-opacity="0" offset="1"/></linearGradient><linearGradient id="${id}-line"><stop class="stop-ink" offset=".6"/><stop class="stop-ink" stop-opacity="0" offset="1"/></linearGradient></defs>` +
    spots
      .slice(0, 2)
      .map(({ from, to }, index) => {
        const top = (from + to) / 2;
        return `<path class="d-ridge d-phase-${index + 1}" d="${rise(from, top)}${fall(top, to)}z"/>`;
      })
      .join('') +
    `<path fill="url(#${id}-thin)" fill-opacity=".85" d="${rise(last.from, lastTop)}${tail}V${base}z"/><path fill="none" stroke="url(#${id}-line)" d="${rise(last.from, lastTop)}${tail}"/>`;
  drawn += `<path class="d-line" d="M0 ${base}H${width - 2}m-7 -4l7 4l-7 4"/>`;
  spots.forEach(({ from, to }, index) => {
    const x = (from + to) / 2;
    const y = base - height * 0.46;
    drawn +=
      `<clipPath id="${id}-window-${index}"><circle cx="${at(x)}" cy="${at(y)}" r="${radius}"/></clipPath>` +
      `<circle class="d-dermis" cx="${at(x)}" cy="${at(y)}" r="${radius}"/><g clip-path="url(#${id}-window-${index})">${windows[index]?.(x, y, radius) ?? ''}</g>` +
      `<circle class="d-ring" cx="${at(x)}" cy="${at(y)}" r="${radius}"/>` +
      lines(x, base + 20, [healingPhases.names[index] ?? ''], { look: 'd-strong', anchor: 'middle' });
  });
  return drawn;
}

const windows: readonly ((x: number, y: number, radius: number) => string)[] = [
  // A puncture, and round cells and signals gathering at it
  (x, y, r) => {
    const next = steadyNumbers(3);
    let dots = '';
    let cells = '';
    for (let index = 0; index < 24; index += 1) {
      const angle = next() * Math.PI * 2;
      const far = r * (0.16 + next() * 0.8);
      dots += `<circle class="d-signal" cx="${at(x + Math.cos(angle) * far)}" cy="${at(y + Math.sin(angle) * far)}" r="${at(0.9 + next() * 0.7)}"/>`;
    }
    for (let index = 0; index < 9; index += 1) {
      const angle = (index / 9) * Math.PI * 2 + next() * 0.4;
      const far = r * (0.5 + next() * 0.35);
      const cx = x + Math.cos(angle) * far;
      const cy = y + Math.sin(angle) * far;
      cells += `<circle class="d-cell" cx="${at(cx)}" cy="${at(cy)}" r="${at(r * 0.09)}"/>`;
    }
    return `<path class="d-puncture" d="M${at(x - r * 0.13)} ${at(y - r)}L${at(x - r * 0.06)} ${at(y + r * 0.1)}L${at(x)} ${at(y + r * 0.5)}L${at(x + r * 0.06)} ${at(y + r * 0.1)}L${at(x + r * 0.13)} ${at(y - r)}z"/>${dots}${cells}`;
  },
  // A vessel that sprouts, spindle-shaped cells, the first fine fibres
  (x, y, r) => {
    const next = steadyNumbers(8);
    let cells = '';
    for (const [dx, dy, turn] of [
      [-0.45, -0.35, 20],
      [0.35, -0.5, -25],
      [0.5, 0.15, 15],
      [-0.15, 0.15, -12],
      [-0.55, 0.5, 8],
    ] as const) {
      const cx = at(x + dx * r);
      const cy = at(y + dy * r);
      const l = r * 0.3;
      cells += `<g transform="translate(${cx} ${cy}) rotate(${turn})"><path class="d-cell" d="M${at(-l)} 0Q${at(-l * 0.2)} ${at(-l * 0.34)} ${at(l)} 0Q${at(l * 0.2)} ${at(l * 0.34)} ${at(-l)} 0z"/></g>`;
    }
    return `<path class="d-fibre-fine" d="${fibres({ x: x - r, y: y - r, width: 2 * r, height: 2 * r, count: 14, length: r * 0.5, swing: 3, slopes: [0.3, -0.3], next })}"/><path class="d-vessel" d="M${at(x - r)} ${at(y + r * 0.75)}C${at(x - r * 0.3)} ${at(y + r * 0.45)} ${at(x + r * 0.2)} ${at(y + r * 0.9)} ${at(x + r)} ${at(y + r * 0.5)}M${at(x - r * 0.1)} ${at(y + r * 0.66)}C${at(x + r * 0.05)} ${at(y + r * 0.2)} ${at(x + r * 0.2)} ${at(y + r * 0.1)} ${at(x + r * 0.08)} ${at(y - r * 0.3)}M${at(x + r * 0.12)} ${at(y + r * 0.12)}C${at(x + r * 0.3)} ${at(y)} ${at(x + r * 0.4)} ${at(y - r * 0.1)} ${at(x + r * 0.42)} ${at(y - r * 0.28)}"/>${cells}`;
  },
  // Woven fibres
  (x, y, r) => {
    const next = steadyNumbers(21);
    return `<path class="d-bundle" d="${fibres({ x: x - r, y: y - r * 1.1, width: 2 * r, height: 2.2 * r, count: 24, length: r * 1.1, swing: r * 0.1, slopes: [0.55, -0.5], next })}"/>`;
  },
];
