import { type FigureFact, scarEvidence } from './figure-facts.ts';
import {
  type FigureFrame,
  fibres,
  fibreTile,
  figureWidth,
  lines,
  lobuleTile,
  openFigure,
  skinTones,
  steadyNumbers,
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

/**
 * A sunken scar in section, before and after clinical needling, with both outcomes side by side: where it helps and
 * where it does not. A schematic without numbers; the dashed line is the level of the skin around it.
 */
export function drawScarSection({ layout, id, mark }: FigureFrame): string {
  const isWide = layout === 'wide';
  const width = figureWidth[layout];
  const gap = isWide ? 18 : 0;
  const block = { width: isWide ? (width - 2 * gap) / 3 : width, height: isWide ? 190 : 138 };
  const top = isWide ? 106 : 92;
  const parts: string[] = [
    lines(0, 16, ['A schematic, not a promise'], { look: 'd-title' }),
    lines(
      0,
      38,
      [
        isWide
          ? 'Clinical needling of a sunken scar. Results vary, and some people see little.'
          : 'Clinical needling of a sunken scar. Results vary.',
      ],
      { mark: mark(['S2', 'S41']) },
    ),
    `<defs>${surroundings(block, id)}</defs>`,
  ];
  states.forEach((state, index) => {
    const x = isWide ? index * (block.width + gap) : 0;
    const y = isWide ? top : top + index * (block.height + 58);
    parts.push(
      lines(x, y - 27, [state.words[0]], { look: 'd-strong' }),
      lines(x, y - 11, [state.words[1]]),
      `<g transform="translate(${at(x)} ${at(y)})">${section(block, state, id, index)}</g>`,
    );
  });
  const end = (isWide ? top : top + 2 * (block.height + 58)) + block.height;
  const description = scarSectionFacts()
    .map(({ words }) => words)
    .join(' ');
  return `${openFigure(id, [0, 0, width, end + 4], 'scar-section', 'A sunken scar in section, before and after clinical needling', description)}${parts.join('')}</svg>`;
}

interface Block {
  width: number;
  height: number;
}

/** Measures that all three states share, from the upper left corner of a block. */
function measuresOf({ width, height }: Block) {
  const half = Math.min(width * 0.2, 52);
  return {
    surface: 12,
    deepest: height * 0.24,
    thick: height * 0.1,
    dermisEnd: height * 0.84,
    centre: width / 2,
    half,
    scarLeft: width / 2 - half * 0.95,
    scarWidth: half * 1.9,
  };
}

/** What the scar does not change, drawn once: the weave around it, the fat below, six tones of skin. */
function surroundings(block: Block, id: string): string {
  const { surface, dermisEnd, scarLeft, scarWidth } = measuresOf(block);
  const whole = `M0 ${surface}h${at(block.width)}V${at(dermisEnd)}H0z`;
  const stop = (x: number, opacity: number) =>
    `<stop class="stop-dermis" offset="${Math.round((x / block.width) * 100) / 100}" stop-opacity="${opacity}"/>`;
  const right = scarLeft + scarWidth;
  return (
    fibreTile(
      { id: `${id}-weave`, width: 58, height: 66, look: 'd-bundle' },
      { count: 12, length: 40, swing: 5, slopes: [0.42, -0.38, 0.1], seed: 8 },
    ) +
    fibreTile(
      { id: `${id}-fine`, width: 46, height: 40, look: 'd-fibre' },
      { count: 8, length: 26, swing: 3, slopes: [-0.45, 0.4], seed: 4 },
    ) +
    lobuleTile(`${id}-lobules`) +
    `<linearGradient id="${id}-thin">${stop(scarLeft - 14, 0)}${stop(scarLeft + 22, 1)}${stop(right - 22, 1)}${stop(right + 14, 0)}</linearGradient>` +
    `<g id="${id}-around"><path fill="url(#${id}-weave)" d="${whole}"/><path fill="url(#${id}-fine)" d="${whole}"/></g>` +
    `<path id="${id}-wash" fill="url(#${id}-thin)" d="${whole}"/>` +
    `<g id="${id}-under"><path class="d-fat" d="M0 ${at(dermisEnd)}h${at(block.width)}V${block.height}H0z"/><path fill="url(#${id}-lobules)" d="M0 ${at(dermisEnd)}h${at(block.width)}V${block.height}H0z"/></g>` +
    `<g id="${id}-tones">${skinTones(0, 0, block.width, block.height)}</g>`
  );
}

function section(block: Block, { dip, weave }: State, figure: string, index: number): string {
  const { width, height } = block;
  const { surface, deepest, thick, dermisEnd, centre, half, scarLeft, scarWidth } = measuresOf(block);
  const id = `${figure}-${index}`;
  const depth = dip * deepest;
  const dipAt = (x: number) => depth * Math.exp(-(((x - centre) / half) ** 2));
  // The surface: the same bell as two curves, so that the figure stays light
  const upper = `M0 ${surface}H${at(centre - 2 * half)}C${at(centre - 1.1 * half)} ${surface} ${at(centre - 0.62 * half)} ${at(surface + depth)} ${at(centre)} ${at(surface + depth)}S${at(centre + 1.1 * half)} ${surface} ${at(centre + 2 * half)} ${surface}H${at(width)}`;
  // The lower edge of the epidermis: pegs along the bell
  const pegs = Math.round(width / 10);
  let lower = '';
  for (let peg = pegs - 1; peg >= 0; peg -= 1) {
    const [x, control] = [(peg / pegs) * width, ((peg + 0.5) / pegs) * width];
    const swing = peg % 2 === 0 ? 4.5 : -4.5;
    lower += `Q${at(control)} ${at(surface + dipAt(control) + thick + swing)} ${at(x)} ${at(surface + dipAt(x) + thick)}`;
  }
  const scarTop = surface + depth + thick + 5;
  const scar = { x: scarLeft, y: scarTop, width: scarWidth, height: dermisEnd - scarTop - 4 };
  const next = steadyNumbers(31);
  const names =
    index === 0
      ? lines(8, dermisEnd - 8, ['collagen'], { look: 'd-on-skin' }) +
        lines(8, height - 9, ['fat'], { look: 'd-on-skin d-on-fat' })
      : '';
  return (
    `<defs><path id="${id}-skin" d="${upper}V${at(surface + thick)}${lower}z"/>` +
    `<clipPath id="${id}-epidermis"><use href="#${id}-skin"/></clipPath>` +
    `<path id="${id}-below" d="${upper}V${at(dermisEnd)}H0z"/>` +
    `<clipPath id="${id}-dermis"><use href="#${id}-below"/></clipPath></defs>` +
    `<use href="#${figure}-under"/><use class="d-dermis" href="#${id}-below"/><g clip-path="url(#${id}-dermis)"><use href="#${figure}-around"/><use class="d-wash" href="#${figure}-wash" opacity="${1 - weave}"/>` +
    `<path class="d-fibre-fine" d="${fibres({ ...scar, count: 16, length: scarWidth * 0.5, swing: 2, slopes: [0.04, -0.04], next })}"/></g>` +
    `<g clip-path="url(#${id}-epidermis)"><use href="#${figure}-tones"/></g><use class="d-line" href="#${id}-skin"/>` +
    `<path class="d-line" d="M0 ${at(surface)}V${at(height)}M${at(width)} ${at(surface)}V${at(height)}M0 ${at(dermisEnd)}h${at(width)}"/>` +
    `<path class="d-level" d="M0 ${at(surface)}h${at(width)}"/>${names}`
  );
}
