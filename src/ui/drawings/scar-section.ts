import { scarEvidence } from './clinical-facts.ts';
import type { FigureFact } from './figure-facts.ts';
import {
  type FigureFrame,
  fibreTile,
  figureNote,
  figureTitle,
  lobuleTile,
  picture,
  skinTones,
  stroke,
  written,
} from './figure-frame.ts';
import { at } from './svg.ts';

/** The facts of the figure as sentences, each with its sources. */
export function scarSectionFacts(): FigureFact[] {
  const { trial, tissue } = scarEvidence;
  return [
    { words: 'A schematic, not a promise: nobody’s skin, not to scale, and not measured.', sources: [] },
    {
      words:
        'Before: a sunken scar lies lower than the skin around it. Below it the fibres of collagen are drawn fewer and finer.',
      sources: ['S0'],
    },
    {
      words: `After clinical needling, where it helps: shallower, with more collagen, and still a scar. Samples from ${tissue.sampled} of ${tissue.patients} patients held more collagen and elastin at ${tissue.months} months, in a study that looked back.`,
      sources: tissue.sources,
    },
    {
      words:
        'After clinical needling, where it does not: much as before. A hospital tells its patients that it may not work and that the scar will not vanish.',
      sources: ['S41'],
    },
    {
      words: `Results vary. In a trial, ${trial.finished} of ${trial.enrolled} people finished; on average their scar score was ${trial.points} points better at ${trial.months} months, and the range that fits the data is ${trial.fromPoints} to ${trial.toPoints}.`,
      sources: trial.sources,
    },
    { words: 'None of this describes the short needles of a roller used at home.', sources: [] },
  ];
}

interface State {
  words: readonly [string, string];
  /** Depth of the dip as a share of the deepest drawn. */
  dip: number;
  /** How much of the weave around it shows under the scar, from 0 to 1. */
  weave: number;
}

const states: readonly State[] = [
  { words: ['Before', 'a sunken scar'], dip: 1, weave: 0.08 },
  { words: ['After, where it helps', 'shallower, and still a scar'], dip: 0.5, weave: 0.62 },
  { words: ['After, where it does not', 'much as before'], dip: 0.93, weave: 0.16 },
];

/** Down, in px: the surface, how far the deepest scar sinks, the epidermis, where dermis and picture end. */
const surface = 12;
const deepest = 38;
const thick = 16;
const dermisEnd = 136;
const height = 160;

/**
 * A sunken scar in section, before and after clinical needling, with both outcomes: where it helps and where it does
 * not. Side by side where there is room, else one above the other. A schematic without numbers; the dashed line is the
 * level of the skin around it.
 */
export function drawScarSection({ id, mark }: FigureFrame): string {
  const pictures = states.map((state, index) => {
    const [head, what] = state.words;
    const own = index === 0 ? id : `${id}-${index}`;
    const textures = index === 0 ? `<defs>${surroundings(id)}</defs>` : '';
    return (
      `<div>${figureNote(head, '', 'figure-strong')}${figureNote(what)}` +
      `${picture(own, height, 'scar-section', `A scar in section. ${head}: ${what}`, textures + section(state, id, index))}</div>`
    );
  });
  return (
    figureTitle('A schematic, not a promise') +
    figureNote(
      'Clinical needling of a sunken scar. Results vary, and some people see little.',
      mark(['S2', 'S41']),
    ) +
    `<div class="figure-row">${pictures.join('')}</div>`
  );
}

/** What the scar does not change, drawn once: the weave around it, what thins it, six tones of skin. */
function surroundings(id: string): string {
  const stop = (offset: number, opacity: number) =>
    `<stop class="stop-dermis" offset="${offset}" stop-opacity="${opacity}"/>`;
  return (
    fibreTile(
      { id: `${id}-weave`, width: 58, height: 66, look: 'd-bundle' },
      { count: 11, length: 40, swing: 5, slopes: [0.42, -0.38, 0.1], seed: 8 },
    ) +
    lobuleTile(`${id}-lobules`) +
    `<linearGradient id="${id}-thin">${stop(0.24, 0)}${stop(0.4, 1)}${stop(0.6, 1)}${stop(0.76, 0)}</linearGradient>` +
    `<g id="${id}-tones">${skinTones()}</g>`
  );
}

function section({ dip, weave }: State, id: string, index: number): string {
  // Across, a unit is a percent: the whole stretches with the room there is
  const depth = Math.round(dip * deepest);
  const bell = (y: number) => `C28 ${y} 38 ${y + depth} 50 ${y + depth}S72 ${y} 85 ${y}`;
  const lower = surface + thick;
  const under = surface + depth + thick;
  const wide = (look: string, y: number, down: number) =>
    `<rect ${look} y="${y}" width="100%" height="${down}"/>`;
  const fine = [0.2, 0.4, 0.6, 0.8]
    .map((share) => `M36 ${Math.round(under + 8 + share * (dermisEnd - under - 14))}q4-2 9 0t9 0t9 0`)
    .join('');
  const stretched = `width="100%" height="${height}" viewBox="0 0 100 ${height}" preserveAspectRatio="none"`;
  return (
    wide('class="d-dermis"', surface, dermisEnd - surface) +
    wide(`fill="url(#${id}-weave)"`, surface, dermisEnd - surface) +
    wide(`class="d-wash" fill="url(#${id}-thin)" opacity="${at(1 - weave)}"`, surface, dermisEnd - surface) +
    wide('class="d-fat"', dermisEnd, height - dermisEnd) +
    wide(`fill="url(#${id}-lobules)"`, dermisEnd, height - dermisEnd) +
    `<svg ${stretched}><clipPath id="${id}-skin-${index}"><path d="M0 ${surface}H15${bell(surface)}H100V${lower}H85C72 ${lower} 62 ${under} 50 ${under}S28 ${lower} 15 ${lower}H0z"/></clipPath>` +
    `<path class="d-fibre-fine d-edge" d="${fine}"/><g clip-path="url(#${id}-skin-${index})"><use href="#${id}-tones"/></g>` +
    `<path class="d-air" d="M0 0V${surface}H15${bell(surface)}H100V0z"/>` +
    `<path class="d-line d-edge" d="M0 ${surface}H15${bell(surface)}H100M0 ${lower}H15${bell(lower)}H100M0 ${dermisEnd}H100"/></svg>` +
    stroke('d-level', 0, surface, '100%', surface) +
    [0, '100%'].map((x) => stroke('d-line', x, surface, x, height)).join('') +
    (index === 0
      ? written(8, dermisEnd - 8, ['collagen'], { look: 'd-on-skin' }) +
        written(8, height - 8, ['fat'], { look: 'd-on-skin d-on-fat' })
      : '')
  );
}
