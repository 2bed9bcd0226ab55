/** A moment after the first clinical session. Exactly one of the two, as the source puts it. */
export type Moment = { weeks: number; months?: never } | { months: number; weeks?: never };

export interface HealingEvent {
  at: Moment;
  /** In the drawing, after the moment; each line short enough for a phone. */
  short: readonly string[];
  /** In the text twin, as a whole sentence. */
  words: string;
  fact: string;
}

export interface HealingReport {
  /** As in “A trial with blinded raters: …”. */
  who: string;
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
    who: 'A paper on acne scars',
    sources: ['S0'],
    shape: 'points',
    events: [
      {
        at: { weeks: 6 },
        short: ['first visible change'],
        words: 'A first visible change is described at about 6 weeks.',
        fact: 'first-change',
      },
      {
        at: { months: 3 },
        short: ['full effect,', 'at the earliest'],
        words: 'The full effect takes at least 3 months.',
        fact: 'full-effect',
      },
      {
        at: { months: 12 },
        short: ['texture may', 'still be improving'],
        words: 'Texture may go on improving up to 12 months.',
        fact: 'texture-until',
      },
    ],
    design: 'A passage in a review of acne scars.',
  },
  {
    who: 'An NHS hospital’s leaflet on scars',
    sources: ['S41'],
    shape: 'span',
    events: [
      {
        at: { months: 3 },
        short: ['until a change is noticed,', 'or more than one session; it may not work'],
        words:
          'It can take up to 3 months, or more than one session, before a change is noticed. It may not work, and the scar will not vanish.',
        fact: 'nhs-change',
      },
    ],
    design: 'Written for patients.',
  },
  {
    who: 'A trial with blinded raters',
    sources: ['S2'],
    shape: 'points',
    events: [
      {
        at: { months: 3 },
        short: ['scar score', 'not clearly better'],
        words: 'At 3 months the scar score was not clearly better than at the start.',
        fact: 'trial-unclear',
      },
      {
        at: { months: 6 },
        short: ['scar score better'],
        words: 'At 6 months it was better than at the start.',
        fact: 'trial-better',
      },
    ],
    design: 'Two halves of the same face were compared.',
  },
  {
    who: 'Tissue samples from patients',
    sources: ['S3'],
    shape: 'points',
    events: [
      {
        at: { months: 6 },
        short: ['more collagen', 'and elastin'],
        words: 'At 6 months, samples from 20 of 480 patients held more collagen and elastin.',
        fact: 'histology-collagen-months',
      },
      {
        at: { months: 12 },
        short: ['thicker epidermis'],
        words: 'At 12 months the epidermis was thicker.',
        fact: 'histology-epidermis-years',
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
  facts: { needles: 'roller-needles', rows: 'roller-rows' },
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
    facts: {
      finished: 'trial-finished',
      enrolled: 'trial-enrolled',
      points: 'trial-points',
      range: 'trial-points-range',
      months: 'trial-better',
    },
  },
  tissue: {
    sampled: 20,
    patients: 480,
    months: 6,
    sources: ['S3'],
    facts: {
      sampled: 'histology-samples',
      patients: 'histology-patients',
      months: 'histology-collagen-months',
    },
  },
} as const;
