import { formatNeedleLength, tierOf } from '#lib/needle-length.ts';
import {
  depthEvidence,
  type FigureFact,
  lengthIsNotDepth,
  type SkinColumn,
  type SkinSiteName,
  skinSites,
} from '#ui/drawings/figure-facts.ts';
import { dermisEndsAt } from '#ui/drawings/skin-section.ts';

/** Needle lengths by custom, in mm; they are marked on the slider. */
export const nominalLengthsMm = [0.2, 0.25, 0.3, 0.5, 1, 1.5, 2, 3] as const;

/** The slider, in mm. */
export const lengthRange = { from: 0.1, to: 3, step: 0.05 } as const;

/** What can be said of a needle length at a place, in the order to say it. `layers`: one entry for each measure. */
export interface DepthWords {
  /** E.g. “A needle of 0.5 mm beside the skin of the face”. */
  head: string;
  /** What must not be overlooked: not sold, not a place to roll. */
  cautions: string[];
  layers: FigureFact[];
  /** What was measured of real depth, and that length is not depth. */
  measured: FigureFact[];
}

const methods: Record<string, string> = {
  'tissue sections': 'On tissue sections',
  ultrasound: 'By ultrasound',
};

/** The layer in which the length ends, by one way of measuring: where figures are ranges, it may be one of two. */
function layerAt(lengthMm: number, { epidermis, dermis }: SkinColumn): string {
  const ends = dermisEndsAt({ epidermis, dermis });
  if (lengthMm < epidermis.fromMm) return 'in the epidermis';
  if (lengthMm <= epidermis.toMm) return 'at the lower edge of the epidermis or in the dermis';
  if (lengthMm < ends.fromMm) return 'in the dermis';
  if (lengthMm <= ends.toMm) return 'in the dermis or in the fat below it';
  return 'in the fat below the dermis';
}

/**
 * Words for a nominal length in mm at a place. Says where the length would end, never how far a needle gets: nobody
 * has measured that in living human skin for each length (facts of the project, 4 and 13).
 */
export function depthWords(lengthMm: number, site: SkinSiteName): DepthWords {
  const { name, deadLayer, columns } = skinSites[site];
  const length = formatNeedleLength(lengthMm);
  const { rat, barrier } = depthEvidence;
  const cautions = [
    ...(site === 'eyelid' ? ['The eyelid is not a place to roll.'] : []),
    ...(tierOf(lengthMm) === 'surface' ? [] : ['We do not sell needles of this length.']),
  ];
  const layers = [
    ...deadLayer.map(({ toMm, where, sources }) => ({
      words: `Dead outer layer of the ${where}, by Raman spectroscopy: ${lengthMm > toMm ? 'the length passes it' : 'the length ends in it'}.`,
      sources,
    })),
    ...columns.map((column) => ({
      words: `${methods[column.epidermis.method]}: the length ends ${layerAt(lengthMm, column)}.`,
      sources: [...new Set([...column.epidermis.sources, ...column.dermis.sources])],
    })),
  ];
  return {
    head: `A needle of ${length} beside the skin of ${name}`,
    cautions,
    layers,
    measured: [
      lengthIsNotDepth,
      {
        words: `In hairless rats, needles of ${formatNeedleLength(rat.needleMm)} left channels ${formatNeedleLength(rat.channelMm)} deep on average.`,
        sources: rat.sources,
      },
      {
        words: `On human faces, needles of ${formatNeedleLength(barrier.shorterMm)} and ${formatNeedleLength(barrier.longerMm)} disturbed the skin’s barrier; it recovered within ${barrier.hours}\u00a0hours.`,
        sources: barrier.sources,
      },
      {
        words: 'How deep needles of each length get in living human skin: we found no measurement.',
        sources: [],
      },
    ],
  };
}
