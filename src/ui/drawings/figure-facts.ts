/**
 * Every number and finding that the explanatory figures show, with the ids of the sources (`content/sources.yaml`)
 * it rests on. The drawings and their text twins take their numbers from here and from nowhere else.
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
  /** Set below “Length is not depth” in the drawing itself. */
  caution?: readonly string[];
  /** Gaps and cautions that belong to this place. */
  notes: readonly FigureFact[];
}

const raman = (where: string, mm: number): Thickness => ({
  fromMm: mm,
  toMm: mm,
  method: 'Raman spectroscopy',
  where,
  sample: '15 adults',
  sources: ['S9'],
});

const faceByUltrasound = {
  epidermis: {
    fromMm: 0.17,
    toMm: 0.22,
    method: 'ultrasound',
    where: 'eight places on the face and neck',
    sample: '118 people',
    sources: ['S11'],
  },
  dermis: {
    fromMm: 0.58,
    toMm: 1.17,
    method: 'ultrasound',
    where: 'from a woman’s eyelid to a man’s forehead',
    sample: '118 people',
    sources: ['S11'],
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
  },
  dermis: {
    fromMm: 2.1,
    toMm: 5.9,
    method: 'tissue sections',
    where: 'six places: scalp, belly, back, foot, hand and breast',
    sample: '180 samples',
    kind: 'averages',
    sources: ['S12'],
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
    deadLayer: [raman('cheek', 0.017)],
    columns: [
      {
        epidermis: {
          fromMm: 0.066,
          toMm: 0.123,
          method: 'tissue sections',
          where: 'six places on the face',
          sample: '180 people',
          sources: ['S10'],
        },
        dermis: {
          fromMm: 1.1,
          toMm: 1.9,
          method: 'tissue sections',
          where: 'six places on the face',
          sample: '180 people',
          sources: ['S10'],
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
        dermis: { ...faceByUltrasound.dermis, toMm: 0.58, where: 'a woman’s eyelid' },
      },
    ],
    unitsPerMm: 300,
    floorMm: 1,
    caution: ['Not a place to roll.'],
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
    deadLayer: [raman('forearm', 0.023), raman('back of the hand', 0.029), raman('palm', 0.173)],
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

/** A moment after the first clinical session. Exactly one of the two, as the source puts it. */
export type Moment = { weeks: number; months?: never } | { months: number; weeks?: never };

export interface HealingEvent {
  at: Moment;
  /** In the drawing, after the moment. */
  short: string;
  /** In the text twin, as a whole sentence. */
  words: string;
}

export interface HealingReport {
  /** Heads the column, in one or two lines. */
  who: readonly [string, string];
  sources: readonly string[];
  /** `span`: until the moment; `points`: at each moment. */
  shape: 'span' | 'points';
  events: readonly HealingEvent[];
  /** What to know about the source, in the text twin. */
  design: string;
}

/** Overlapping phases of healing. No source we read puts days to them, so they have an order and no scale. */
export const healingPhases = {
  names: ['Inflammation', 'Proliferation', 'Remodelling'],
  sources: ['S0', 'S4', 'S5', 'S54'],
} as const;

/** Who describes a change after clinical needling, and when. Times count from treatment. */
export const healingReports: readonly HealingReport[] = [
  {
    who: ['A paper on', 'acne scars'],
    sources: ['S0'],
    shape: 'points',
    events: [
      {
        at: { weeks: 6 },
        short: 'first visible change',
        words: 'A first visible change is described at about 6 weeks.',
      },
      {
        at: { months: 3 },
        short: 'full effect, at the earliest',
        words: 'The full effect takes at least 3 months.',
      },
      {
        at: { months: 12 },
        short: 'texture may still be improving',
        words: 'Texture may go on improving up to 12 months.',
      },
    ],
    design: 'A passage in a review of acne scars.',
  },
  {
    who: ['An NHS hospital’s', 'leaflet on scars'],
    sources: ['S41'],
    shape: 'span',
    events: [
      {
        at: { months: 3 },
        short: 'until a change is noticed, or more than one session; it may not work',
        words:
          'It can take up to 3 months, or more than one session, before a change is noticed. It may not work, and the scar will not vanish.',
      },
    ],
    design: 'Written for patients.',
  },
  {
    who: ['A trial with', 'blinded raters'],
    sources: ['S2'],
    shape: 'points',
    events: [
      {
        at: { months: 3 },
        short: 'scar score not clearly better',
        words: 'At 3 months the scar score was not clearly better than at the start.',
      },
      {
        at: { months: 6 },
        short: 'scar score better',
        words: 'At 6 months it was better than at the start.',
      },
    ],
    design: 'Two halves of the same face were compared.',
  },
  {
    who: ['Tissue samples', 'from patients'],
    sources: ['S3'],
    shape: 'points',
    events: [
      {
        at: { months: 6 },
        short: 'more collagen and elastin',
        words: 'At 6 months, samples from 20 of 480 patients held more collagen and elastin.',
      },
      {
        at: { months: 12 },
        short: 'thicker epidermis',
        words: 'At 12 months the epidermis was thicker.',
      },
    ],
    design: 'The study looked back, and a developer of rollers is among its authors.',
  },
];

/** The roller most papers describe, and what the clinical procedure is said to be. */
export const clinicalRolling = {
  needles: 192,
  rows: 8,
  rollerSources: ['S5', 'S6', 'S15', 'S56'],
  sources: ['S0'],
  depthSources: ['S5', 'S56'],
} as const;

/** What is known about scars after clinical needling: enough to draw a possibility, not a result. */
export const scarEvidence = {
  /** Mean change of the scar score and the range that fits the data. */
  trial: {
    finished: 15,
    enrolled: 20,
    points: 3.4,
    fromPoints: 0.2,
    toPoints: 6.5,
    months: 6,
    sources: ['S2'],
  },
  tissue: { sampled: 20, patients: 480, months: 6, sources: ['S3'] },
} as const;
