/** A course of clinical sessions as somebody published it. */
export interface SessionSchedule {
  /** As in “A trial with blinded raters: …”. */
  who: string;
  sources: readonly string[];
  /** From and to are the same where one number is published. */
  sessions: { from: number; to: number };
  /** Time between two sessions; null where what we read does not say. */
  gap: Gap | null;
  /** `about`: the source rounds; `least`: it may be longer. */
  gapIs?: 'about' | 'least';
  /** What to know about the source, as a sentence. */
  design?: string;
  /** Ids of `content/facts.yaml` that hold the same numbers. */
  facts: { sessions: string; gap?: string };
}

export type Gap = { weeks: number; days?: never } | { days: number; weeks?: never };

/** Published courses of clinical needling. They differ, and we found none that all agree on. */
export const sessionSchedules: readonly SessionSchedule[] = [
  {
    who: 'Papers on acne scars',
    sources: ['S0', 'S1'],
    sessions: { from: 3, to: 3 },
    gap: { weeks: 4 },
    gapIs: 'about',
    design: 'One of them gives the middle values of the studies it reviews.',
    facts: { sessions: 'sessions-usual', gap: 'sessions-usual-gap' },
  },
  {
    who: 'A trial with blinded raters',
    sources: ['S2'],
    sessions: { from: 3, to: 3 },
    gap: { weeks: 2 },
    facts: { sessions: 'sessions-trial', gap: 'sessions-trial-gap' },
  },
  {
    who: 'A study of a motorised pen',
    sources: ['S58'],
    sessions: { from: 4, to: 4 },
    gap: { days: 30 },
    design: 'A pen is another device than a roller.',
    facts: { sessions: 'sessions-pen', gap: 'sessions-pen-gap' },
  },
  {
    who: 'An NHS scar service',
    sources: ['S41'],
    sessions: { from: 4, to: 6 },
    gap: { weeks: 6 },
    gapIs: 'least',
    facts: { sessions: 'sessions-nhs', gap: 'sessions-nhs-gap' },
  },
  {
    who: 'A series of people with acne scars',
    sources: ['S61'],
    sessions: { from: 2, to: 2 },
    gap: null,
    facts: { sessions: 'sessions-two' },
  },
];
