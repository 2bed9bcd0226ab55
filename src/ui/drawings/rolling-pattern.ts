import { clinicalRolling } from './clinical-facts.ts';
import type { FigureFact } from './figure-facts.ts';
import {
  type FigureFrame,
  figureNote,
  figureTitle,
  inset,
  picture,
  skinTones,
  written,
} from './figure-frame.ts';
import { at } from './svg.ts';

const unsettled =
  'The directions drawn are one example. Which ones, how many times and how hard: nothing we read settles it.';

/** The facts of the figure as sentences, each with its sources. */
export function rollingPatternFacts(): FigureFact[] {
  const { needles, rows, rollerSources, sources, depthSources } = clinicalRolling;
  return [
    { words: 'This describes a procedure in clinics. It is not an instruction for home.', sources: [] },
    {
      words: 'The area is rolled in several directions with some pressure.',
      sources,
    },
    {
      words: `A typical medical roller has ${needles} needles in ${rows} rows. Each leaves tiny punctures and pinpoint bleeding, which soon stops.`,
      sources: [...rollerSources, 'S0', 'S54'].filter((id, index, all) => all.indexOf(id) === index),
    },
    { words: unsettled, sources: [] },
    {
      words: 'Pressure, the number of passes and the place change how deep needles go.',
      sources: depthSources,
    },
    { words: 'How close together the punctures lie is drawn freely, and not to scale.', sources: [] },
  ];
}

/** Angles of the tracks in degrees, each patch adding one to those before it. An example, not a finding. */
const directions = [
  { turn: 0, words: ['In one', 'direction'] },
  { turn: 90, words: ['then', 'across it'] },
  { turn: 45, words: ['then', 'slantwise'] },
] as const;

/**
 * How punctures gather when skin is rolled in several directions: a patch of skin from above, in a family of tones,
 * three times, with the roller on its way. Says no number of passes, because no source we read does.
 */
export function drawRollingPattern({ id, mark }: FigureFrame): string {
  const { needles, rows, rollerSources, sources } = clinicalRolling;
  const gap = 0.035;
  const share = (1 - 2 * gap) / directions.length;
  const high = 124;
  const patterns = directions.map(
    ({ turn }, index) =>
      `<pattern id="${id}-pricks-${index}" width="10" height="15" patternUnits="userSpaceOnUse" patternTransform="translate(${3 + index * 2} ${2 + index * 4}) rotate(${turn})"><path class="d-pricks d-pricks-ground" d="M3 4h0M8 11h0"/><path class="d-pricks" d="M3 4h0M8 11h0"/></pattern>`,
  );
  const defs =
    `<defs>${patterns.join('')}<linearGradient id="${id}-drum"><stop class="stop-steel-mid"/><stop class="stop-steel-light" offset=".5"/><stop class="stop-steel-mid" offset="1"/></linearGradient>` +
    `<g id="${id}-tones">${skinTones()}</g><g id="${id}-roller">${roller(id)}</g></defs>`;
  const patches = directions.map(({ turn, words }, index) => {
    const box = (look: string) => `<rect ${look} width="100%" height="${high}"/>`;
    const pricks = directions.slice(0, index + 1).map((_, each) => box(`fill="url(#${id}-pricks-${each})"`));
    return inset(
      index * (share + gap),
      share,
      `<svg width="100%" height="${high}"><use href="#${id}-tones"/></svg>` +
        pricks.join('') +
        box('class="d-line"') +
        `<svg x="50%"><use href="#${id}-roller" transform="translate(0 ${high / 2}) rotate(${-turn})"/></svg>` +
        written(0, high + 19, words, { look: 'd-strong' }),
    );
  });
  return (
    figureTitle('In a clinic: a description, not an instruction') +
    figureNote('Rolled in several directions, with some pressure', mark(sources)) +
    picture(
      id,
      high + 40,
      'rolling-pattern',
      'The rolling pattern of the clinical procedure, seen from above. The same in words follows.',
      defs + patches.join(''),
    ) +
    figureNote(unsettled) +
    figureNote(
      `Roller: ${needles} needles in ${rows} rows, a typical medical one. Spacing not to scale.`,
      mark(rollerSources),
    )
  );
}

/** A roller from above around its middle, moving down before it is turned, with its rows and an arrow ahead of it. */
function roller(id: string): string {
  const { rows } = clinicalRolling;
  const [half, thick, head] = [26, 16, -13];
  let rowLines = '';
  for (let row = 0; row < rows; row += 1)
    rowLines += `M${at(-half + ((row + 0.5) / rows) * half * 2)} ${head - thick / 2 + 1}v${thick - 2}`;
  const arrow = 'M0 2V42m-5-6l5 6l5-6';
  const yoke = `M${-half - 3} ${head}v-15H${half + 3}v15`;
  return (
    `<path class="d-track-ground" d="${arrow}"/><path class="d-track" d="${arrow}"/>` +
    `<path class="d-grip" d="M-4 ${head - 15}l-2-22h12l-2 22z"/><path class="d-yoke" d="${yoke}"/>` +
    `<rect class="d-head" fill="url(#${id}-drum)" x="${-half}" y="${head - thick / 2}" width="${half * 2}" height="${thick}" rx="2.5"/>` +
    `<path class="d-row" data-rows="${rows}" d="${rowLines}"/>`
  );
}
