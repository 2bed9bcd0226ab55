import type { Fact, FactUnit } from '#content-pipeline/content.ts';

/** `full`: with the unit. `number`: the number alone, for a sentence that names the unit itself. */
export const factForms = ['full', 'number'] as const;
export type FactForm = (typeof factForms)[number];

/** The part of a fact that its words are made of, also as it stands in `facts.yaml`. */
export type FactFigure = { [Part in 'from' | 'to' | 'unit' | 'words']?: Fact[Part] | undefined };

const one: Record<Exclude<FactUnit, 'mm' | 'percent' | 'none'>, string> = {
  needles: 'needle',
  rows: 'row',
  people: 'person',
  months: 'month',
  years: 'year',
  weeks: 'week',
  days: 'day',
  studies: 'study',
  places: 'place',
  samples: 'sample',
  hours: 'hour',
  sessions: 'session',
  points: 'point',
  cases: 'case',
  minutes: 'minute',
  times: 'time',
  uses: 'use',
  articles: 'article',
};

/**
 * A figure in words: “0.5 to 1.5 mm”, “192 needles”, “1 month”, “83 per cent”. No line breaks between number and unit:
 * a narrow space before mm, a no-break space elsewhere. What has `words` of its own reads the same in both forms.
 */
export function factWords({ from, to, unit, words }: FactFigure, form: FactForm = 'full'): string {
  if (words !== null && words !== undefined) return words;
  if (from === null || from === undefined) return '';
  const number = to === null || to === undefined ? digits(from) : `${digits(from)} to ${digits(to)}`;
  if (form === 'number' || unit === null || unit === undefined || unit === 'none') return number;
  if (unit === 'mm') return `${number}\u202fmm`;
  if (unit === 'percent') return `${number}\u00a0per cent`;
  return `${number}\u00a0${number === '1' ? one[unit] : unit}`;
}

const format = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 20 });

/** The number as it was written, with a comma at each thousand. */
function digits(value: number): string {
  return format.format(value);
}
