/**
 * The skin and the needles beside it, for the figures that draw them. What is known of clinical needling is in
 * `clinical-facts.ts`, of its schedules in `session-facts.ts`: apart, so that a browser gets what its figure needs.
 *
 * Every number and finding that the explanatory figures show is in one of the three, with the ids of the sources
 * (`content/sources.yaml`) it rests on. The drawings and their text twins take their numbers from there and from
 * nowhere else. Where articles cite the same number it stands in `content/facts.yaml` too: each number names its entry
 * there (`fact`), and `tests/content/figure-facts.test.ts` compares them.
 */

/** A sentence of a text twin and the sources its numbers rest on. */
export interface FigureFact {
  words: string;
  /** Ids of `content/sources.yaml`; empty for what is said about the drawing itself. */
  sources: readonly string[];
}

/** How a thickness was measured. The same skin differs by method, so no thickness stands without one. */
export type Method = 'Raman spectroscopy' | 'tissue sections' | 'ultrasound';

/** A thickness in mm as one study, or several pooled, report it. One value has `fromMm` equal to `toMm`. */
export interface Thickness {
  fromMm: number;
  toMm: number;
  method: Method;
  /** Where on the body, e.g. “six places on the face”. */
  where: string;
  /** What was measured, e.g. “180 people”. */
  sample: string;
  /** What kind of number it is, where it is neither a value nor a range of places. */
  kind?: string;
  sources: readonly string[];
  /** Entries of `content/facts.yaml` with the thickness and with the sample. */
  fact: string;
  sampleFact: string;
}

/** Epidermis and dermis as one method shows them, from the surface down. */
export interface SkinColumn {
  epidermis: Thickness;
  dermis: Thickness;
}

export interface SkinSite {
  /** As in “Skin of the face”. */
  name: string;
  deadLayer: readonly Thickness[];
  columns: readonly SkinColumn[];
  /** Drawing units for one mm and the depth in mm where the drawing ends: body skin needs a smaller scale. */
  unitsPerMm: number;
  floorMm: number;
  /** Set after “Length is not depth” below the picture. */
  caution?: string;
  /** Gaps and cautions that belong to this place. */
  notes: readonly FigureFact[];
}

const raman = (where: string, mm: number, fact: string): Thickness => ({
  fromMm: mm,
  toMm: mm,
  method: 'Raman spectroscopy',
  where,
  sample: '15 adults',
  sources: ['S9'],
  fact,
  sampleFact: 'dead-layer-people',
});

const faceByUltrasound = {
  epidermis: {
    fromMm: 0.17,
    toMm: 0.22,
    method: 'ultrasound',
    where: 'eight places on the face and neck',
    sample: '118 people',
    sources: ['S11'],
    fact: 'epidermis-face-ultrasound',
    sampleFact: 'face-ultrasound-people',
  },
  dermis: {
    fromMm: 0.58,
    toMm: 1.17,
    method: 'ultrasound',
    where: 'from a woman’s eyelid to a man’s forehead',
    sample: '118 people',
    sources: ['S11'],
    fact: 'dermis-face-ultrasound',
    sampleFact: 'face-ultrasound-people',
  },
} as const satisfies SkinColumn;

const bodyInTissue = {
  epidermis: {
    fromMm: 0.083,
    toMm: 0.116,
    method: 'tissue sections',
    where: 'all places pooled',
    sample: '56 studies',
    kind: 'the range that fits the pooled average of about 0.1 mm',
    sources: ['S13b'],
    fact: 'epidermis-pooled-range',
    sampleFact: 'epidermis-studies',
  },
  dermis: {
    fromMm: 2.1,
    toMm: 5.9,
    method: 'tissue sections',
    where: 'six places: scalp, belly, back, foot, hand and breast',
    sample: '180 samples',
    kind: 'averages',
    sources: ['S12'],
    fact: 'dermis-body',
    sampleFact: 'dermis-body-samples',
  },
} as const satisfies SkinColumn;

const thickerThanOthers: FigureFact = {
  words: 'The authors of the dermis figures note that they measured more than other groups did.',
  sources: ['S12'],
};

/** The places an editor may name, in the order of the back office’s list. */
export const skinSiteNames = ['face', 'eyelid', 'scalp', 'body'] as const;
export type SkinSiteName = (typeof skinSiteNames)[number];

export const skinSites: Readonly<Record<SkinSiteName, SkinSite>> = {
  face: {
    name: 'the face',
    deadLayer: [raman('cheek', 0.017, 'dead-layer-cheek')],
    columns: [
      {
        epidermis: {
          fromMm: 0.066,
          toMm: 0.123,
          method: 'tissue sections',
          where: 'six places on the face',
          sample: '180 people',
          sources: ['S10'],
          fact: 'epidermis-face-tissue',
          sampleFact: 'face-tissue-people',
        },
        dermis: {
          fromMm: 1.1,
          toMm: 1.9,
          method: 'tissue sections',
          where: 'six places on the face',
          sample: '180 people',
          sources: ['S10'],
          fact: 'dermis-face-tissue',
          sampleFact: 'face-tissue-people',
        },
      },
      faceByUltrasound,
    ],
    unitsPerMm: 190,
    floorMm: 2.2,
    notes: [],
  },
  eyelid: {
    name: 'the eyelid',
    deadLayer: [],
    columns: [
      {
        epidermis: faceByUltrasound.epidermis,
        dermis: {
          ...faceByUltrasound.dermis,
          toMm: 0.58,
          where: 'a woman’s eyelid',
          fact: 'dermis-eyelid',
        },
      },
    ],
    unitsPerMm: 300,
    floorMm: 1,
    caution: 'Not a place to roll.',
    notes: [
      {
        words:
          'For the dead outer layer of the eyelid, and for the eyelid on tissue sections, we have no figure.',
        sources: [],
      },
      { words: 'The needles are here to compare. The eyelid is not a place to roll.', sources: [] },
    ],
  },
  scalp: {
    name: 'the scalp',
    deadLayer: [],
    columns: [bodyInTissue],
    unitsPerMm: 76,
    floorMm: 6.3,
    notes: [
      thickerThanOthers,
      {
        words:
          'The scalp is one of the six places; we have no figure for it alone, nor for its dead outer layer, nor by ultrasound.',
        sources: [],
      },
    ],
  },
  body: {
    name: 'the body',
    deadLayer: [
      raman('forearm', 0.023, 'dead-layer-forearm'),
      raman('back of the hand', 0.029, 'dead-layer-hand'),
      raman('palm', 0.173, 'dead-layer-palm'),
    ],
    columns: [bodyInTissue],
    unitsPerMm: 76,
    floorMm: 6.3,
    notes: [thickerThanOthers],
  },
};

/** Why a needle’s length says little about where its tip comes to rest. */
export const lengthIsNotDepth: FigureFact = {
  words:
    'Length is not depth: a needle does not go in to its full length, and how far it goes depends on pressure, passes and place.',
  sources: ['S7', 'S5', 'S56'],
};

/**
 * What was measured of how far needles go and how long the skin stays open: one study in rats, one on human faces.
 * Lengths in mm.
 */
export const depthEvidence = {
  rat: {
    needleMm: 0.77,
    channelMm: 0.15,
    sources: ['S7'],
    facts: { needleMm: 'rat-needle', channelMm: 'rat-channel' },
  },
  barrier: {
    shorterMm: 0.15,
    longerMm: 0.25,
    hours: 72,
    sources: ['S8'],
    facts: {
      shorterMm: 'barrier-shorter-needle',
      longerMm: 'barrier-longer-needle',
      hours: 'barrier-recovery',
    },
  },
} as const;
