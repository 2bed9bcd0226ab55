import { clinicalRolling, type FigureFact } from './figure-facts.ts';
import { type FigureFrame, figureWidth, lines, openFigure, skinTones, wrap } from './figure-frame.ts';
import { at } from './svg.ts';

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
    {
      words:
        'The directions drawn are one example. Which ones, how many times and how hard: nothing we read settles it.',
      sources: [],
    },
    {
      words: 'Pressure, the number of passes and the place change how deep needles go.',
      sources: depthSources,
    },
    { words: 'How close together the punctures lie is drawn freely, and not to scale.', sources: [] },
  ];
}

/** Angles of the tracks in degrees, each square adding one to those before it. An example, not a finding. */
const directions = [
  { turn: 0, words: 'In one direction' },
  { turn: 90, words: 'then across it' },
  { turn: 45, words: 'then slantwise' },
] as const;

/**
 * How punctures gather when skin is rolled in several directions: a patch of skin from above, in a family of tones,
 * three times, with the roller on its way. Says no number of passes, because no source we read does.
 */
export function drawRollingPattern({ layout, id, mark }: FigureFrame): string {
  const isWide = layout === 'wide';
  const width = figureWidth[layout];
  const gap = isWide ? 21 : 12;
  const side = (width - 2 * gap) / directions.length;
  const top = isWide ? 62 : 80;
  const pitch = isWide ? 11 : 9.5;
  const { rollerSources, sources } = clinicalRolling;
  const parts: string[] = [
    lines(0, 16, ['In a clinic: a description, not an instruction'], { look: 'd-title' }),
    lines(
      0,
      38,
      isWide
        ? ['Rolled in several directions, with some pressure']
        : ['Rolled in several directions,', 'with some pressure'],
      {
        mark: mark(sources),
      },
    ),
    `<defs>${directions
      .map(
        ({ turn }, index) =>
          `<pattern id="${id}-pricks-${index}" width="${pitch}" height="${at(pitch * 1.5)}" patternUnits="userSpaceOnUse" patternTransform="translate(${3 + index * 2.5} ${2 + index * 3.5}) rotate(${turn})"><circle class="d-prick" cx="${at(pitch * 0.25)}" cy="${at(pitch * 0.35)}" r="${isWide ? 1.25 : 1.05}"/><circle class="d-prick" cx="${at(pitch * 0.75)}" cy="${at(pitch * 1.1)}" r="${isWide ? 1.25 : 1.05}"/></pattern>`,
      )
      .join(
        '',
      )}<linearGradient id="${id}-drum"><stop class="stop-steel-mid" offset="0"/><stop class="stop-steel-light" offset=".5"/><stop class="stop-steel-mid" offset="1"/></linearGradient></defs>`,
  ];
  directions.forEach(({ turn, words }, index) => {
    const x = index * (side + gap);
    parts.push(skinTones(x, top, side, side));
    for (let each = 0; each <= index; each += 1) {
      parts.push(
        `<rect fill="url(#${id}-pricks-${each})" x="${at(x)}" y="${at(top)}" width="${at(side)}" height="${at(side)}"/>`,
      );
    }
    parts.push(
      `<rect class="d-line" x="${at(x)}" y="${at(top)}" width="${at(side)}" height="${at(side)}"/>`,
      roller(x + side / 2, top + side / 2, side, turn, id),
      lines(x, top + side + 20, [words], { look: 'd-strong' }),
    );
  });
  let end = top + side + 46;
  const foot = [
    ...(isWide
      ? wrap(
          'The directions drawn are one example. Which ones, how many times and how hard: nothing we read settles it.',
          84,
        )
      : wrap(
          'The directions drawn are one example. Which ones, how many times and how hard: nothing we read settles it.',
          50,
        )),
  ];
  parts.push(lines(0, end, foot));
  end += foot.length * 15 + 4;
  const about = wrap(
    `Roller: ${clinicalRolling.needles} needles in ${clinicalRolling.rows} rows, a typical medical one. Spacing not to scale.`,
    isWide ? 90 : 50,
  );
  parts.push(lines(0, end, about, { mark: mark(rollerSources) }));
  end += about.length * 15;
  const description = rollingPatternFacts()
    .map(({ words }) => words)
    .join(' ');
  return `${openFigure(id, [0, 0, width, end], 'rolling-pattern', 'The rolling pattern of the clinical procedure', description)}${parts.join('')}</svg>`;
}

/** A roller from above, moving down before it is turned, with its eight rows and an arrow ahead of it. */
function roller(x: number, y: number, side: number, turn: number, id: string): string {
  const half = side * 0.24;
  const thick = side * 0.15;
  const headY = -side * 0.12;
  const { rows } = clinicalRolling;
  let rowLines = '';
  for (let row = 0; row < rows; row += 1) {
    const rowX = -half + ((row + 0.5) / rows) * half * 2;
    rowLines += `M${at(rowX)} ${at(headY - thick / 2 + 1.5)}v${at(thick - 3)}`;
  }
  const ahead = headY + thick / 2 + side * 0.06;
  const arrow = `M0 ${at(ahead)}V${at(side * 0.4)}m-5 -6l5 6l5 -6`;
  const yoke = `M${at(-half - 3)} ${at(headY)}v${at(-thick * 0.95)}H${at(half + 3)}v${at(thick * 0.95)}`;
  const yokeY = headY - thick * 0.95;
  const grip = side * 0.035;
  return (
    `<g transform="translate(${at(x)} ${at(y)}) rotate(${-turn})">` +
    `<path class="d-track-ground" d="${arrow}"/><path class="d-track" d="${arrow}"/>` +
    `<path class="d-grip" d="M${at(-grip)} ${at(yokeY)}L${at(-grip * 1.5)} ${at(-side * 0.46)}h${at(grip * 3)}L${at(grip)} ${at(yokeY)}z"/>` +
    `<path class="d-yoke" d="${yoke}"/>` +
    `<rect class="d-head" fill="url(#${id}-drum)" x="${at(-half)}" y="${at(headY - thick / 2)}" width="${at(half * 2)}" height="${at(thick)}" rx="2.5"/>` +
    `<path class="d-row" data-rows="${rows}" d="${rowLines}"/></g>`
  );
}
