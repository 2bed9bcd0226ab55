import {
  type HealingEvent,
  type HealingReport,
  healingPhases,
  healingReports,
  type Moment,
} from './clinical-facts.ts';
import type { FigureFact } from './figure-facts.ts';
import {
  across,
  type FigureFrame,
  figureNote,
  figureTitle,
  inset,
  picture,
  scaleAcross,
  steadyNumbers,
  stroke,
  written,
} from './figure-frame.ts';
import { at, escapeXml } from './svg.ts';

/** Where the scale of months ends. */
export const lastMonth = 12;
const weeksPerMonth = 52 / 12;

/** A moment in months after treatment: six weeks are 1.4 of them, twelve to the year. */
export function monthsOf(moment: Moment): number {
  return moment.weeks === undefined ? moment.months : moment.weeks / weeksPerMonth;
}

/** “6 weeks” or “3 months”, as the source counts. */
export function momentWords(moment: Moment): string {
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
      words: `${who}: ${events.map(({ words }) => words).join(' ')} ${design}`,
      sources,
    })),
    { words: 'Results vary, and some people see little.', sources: ['S2', 'S41'] },
  ];
}

/** A month on the scale, as a share of the width; a mark at either end is drawn whole. */
export const shareOfMonth = (months: number) => 0.025 + (months / lastMonth) * 0.95;

/**
 * What is thought to happen after clinical needling: three overlapping phases in their order, without days, and below
 * them, to scale, who describes a change and when.
 */
export function drawHealingTimeline({ id, mark }: FigureFrame): string {
  const top = 30;
  let end = top + 8;
  const rows = healingReports.map((report) => {
    const [row, height] = reportRow(report, end, mark(report.sources));
    end += height;
    return row;
  });
  return (
    figureTitle('After clinical needling') +
    figureNote('What the skin is thought to do: in order, without a scale', mark(healingPhases.sources)) +
    picture(
      `${id}-phases`,
      164,
      'healing-phases',
      `Three phases that overlap, in this order: ${healingPhases.names.join(', ').toLowerCase()}`,
      phases(id),
    ) +
    figureTitle('When a change is described, if there is one') +
    figureNote('Months after treatment, to scale') +
    picture(
      id,
      end,
      'healing-timeline',
      'Who describes a change after clinical needling, and at which month. The same in words follows.',
      scaleAcross({ last: lastMonth, every: 1, numberedEvery: 3 }, shareOfMonth, top, end) + rows.join(''),
    )
  );
}

/** One report: who, a line through the year with a mark at each moment, and the words of each moment below it. */
function reportRow({ who, shape, events }: HealingReport, y: number, mark: string): [string, number] {
  const line = y + 32;
  let drawn =
    written(0, y + 16, [who], { look: 'd-strong d-ground', mark }) +
    stroke('d-hair', across(shareOfMonth(0)), line, across(shareOfMonth(lastMonth)), line);
  let end = line;
  for (const event of events) {
    const months = monthsOf(event.at);
    const x = across(shareOfMonth(months));
    drawn += eventWords(event, shape, end + 18, months);
    end += 3 + event.short.length * 15;
    drawn +=
      shape === 'span'
        ? `<rect class="d-span" data-months="${at(months)}" x="${across(shareOfMonth(0))}" y="${line - 4}" width="${across((months / lastMonth) * 0.95)}" height="8"/>`
        : `<circle class="d-event" data-months="${at(months)}" cx="${x}" cy="${line}" r="4.5"/>`;
  }
  return [drawn, end - y + 24];
}

/** Words that stand at a moment without leaving the picture: to its right, on both sides or to its left. */
function eventWords(event: HealingEvent, shape: HealingReport['shape'], y: number, months: number): string {
  const isSpan = shape === 'span';
  const share = isSpan ? shareOfMonth(0) : shareOfMonth(months);
  const look = share > 0.7 ? 'd-ground d-end' : share > 0.4 ? 'd-ground d-middle' : 'd-ground';
  const [first, ...rest] = event.short.map(escapeXml);
  const moment = `<tspan class="d-strong">${isSpan ? 'up to ' : ''}${momentWords(event.at)}</tspan>`;
  const others = rest.map((words) => `<tspan x="${across(share)}" dy="15">${words}</tspan>`).join('');
  return `<text class="${look}" x="${across(share)}" y="${at(y)}">${moment} ${first}${others}</text>`;
}

/** Three ridges that overlap, the last one fading out, each with a window onto what happens. */
function phases(id: string): string {
  const radius = 36;
  const base = 136;
  const [first, second, third] = [0.19, 0.5, 0.8];
  const hill = (from: number, to: number) => {
    const half = (to - from) / 2;
    const [near, far] = [Math.round(half * 0.45), Math.round(half * 0.55)];
    return `M${from} 120c${near} 0 ${far - 20} -115 ${half} -115s${half - near + 5} 115 ${half} 115`;
  };
  const cut = `<clipPath id="${id}-window"><circle r="${radius}"/></clipPath>`;
  const fade = (name: string, look: string, from: number) =>
    `<linearGradient id="${id}-${name}"><stop class="${look}" offset="${from}"/><stop class="${look}" stop-opacity="0" offset="1"/></linearGradient>`;
  // The last phase has no end that a source names: it rises, and fades while it sinks.
  const last = 'M372 120c40 0 60-115 106-115s76 60 122 75';
  const ridges =
    `<svg y="${base - 120}" width="100%" height="120" viewBox="0 0 600 120" preserveAspectRatio="none">` +
    `<path class="d-ridge d-phase-1" d="${hill(0, 240)}z"/><path class="d-ridge d-phase-2" d="${hill(170, 430)}z"/>` +
    `<path fill="url(#${id}-thin)" fill-opacity=".85" d="${last}V120z"/><path class="d-edge" stroke="url(#${id}-line)" d="${last}"/></svg>`;
  const seen = windows().map((window, index) => {
    const share = [first, second, third][index] ?? 0;
    return inset(
      share,
      null,
      `<g transform="translate(0 ${base - 56})"><circle class="d-dermis" r="${radius}"/><g clip-path="url(#${id}-window)">${window}</g><circle class="d-ring" r="${radius}"/></g>` +
        written(0, base + 20, [healingPhases.names[index] ?? ''], { look: 'd-strong', anchor: 'middle' }),
    );
  });
  return (
    `<defs>${cut}${fade('thin', 'stop-phase-3', 0.55)}${fade('line', 'stop-ink', 0.6)}</defs>${ridges}` +
    stroke('d-line', 0, base, '100%', base) +
    inset(1, null, `<path class="d-line" d="M-7 ${base - 4}l7 4l-7 4"/>`) +
    seen.join('')
  );
}

/** What each phase is thought to do, around the middle of its window. */
function windows(): string[] {
  const next = steadyNumbers(3);
  const ring = (count: number, from: number, to: number) => {
    let path = '';
    for (let index = 0; index < count; index += 1) {
      const angle = ((index + next() * 0.7) / count) * Math.PI * 2;
      const far = from + next() * (to - from);
      path += `M${Math.round(Math.cos(angle) * far)} ${Math.round(Math.sin(angle) * far)}h0`;
    }
    return path;
  };
  const spindle = (x: number, y: number, turn: number) =>
    `<path class="d-cell" transform="translate(${x} ${y}) rotate(${turn})" d="M-11 0Q-2-4 11 0Q2 4-11 0z"/>`;
  const weave = (slope: number) => {
    let path = '';
    for (let row = -4; row <= 4; row += 1)
      path += `M-38 ${row * 10 - slope * 19}q9 ${slope * 5 - 4} 19 ${slope * 10}t19 ${slope * 10}t19 ${slope * 10}t19 ${slope * 10}`;
    return path;
  };
  return [
    // A puncture, and round cells and signals gathering at it
    `<path class="d-puncture" d="M-5-36L-2 4L0 18L2 4L5-36z"/><path class="d-signals" d="${ring(20, 9, 34)}"/><path class="d-cells" d="${ring(9, 18, 30)}"/>`,
    // A vessel that sprouts, spindle-shaped cells, the first fine fibres
    `<path class="d-fibre-fine" d="${weave(0.4)}"/><path class="d-vessel" d="M-36 27C-11 16 7 32 36 18M-4 24C2 7 7 4 3-11M4 4C11 0 14-4 15-10"/>` +
      spindle(-16, -13, 20) +
      spindle(13, -18, -25) +
      spindle(18, 5, 15) +
      spindle(-6, 6, -12) +
      spindle(-20, 18, 8),
    // Woven fibres
    `<path class="d-bundle" d="${weave(0.5)}${weave(-0.5)}"/>`,
  ];
}
