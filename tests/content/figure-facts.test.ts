import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '#lib/project-root.server.ts';
import { clinicalRolling, healingReports, scarEvidence } from '#ui/drawings/clinical-facts.ts';
import { depthEvidence, skinSites } from '#ui/drawings/figure-facts.ts';
import { sessionSchedules } from '#ui/drawings/session-facts.ts';

interface Entry {
  id: string;
  from?: number;
  to?: number;
  unit?: string;
  sources: string[];
}

const { facts }: { facts: Entry[] } = parse(
  readFileSync(path.join(projectRoot, 'content/facts.yaml'), 'utf8'),
);
const entries = new Map(facts.map((fact) => [fact.id, fact]));

/** A number of a figure beside the entry that it names: from, to, unit, and the sources that the figure gives. */
type Row = [where: string, id: string, from: number, to: number, unit: string, sources: readonly string[]];

const one = (where: string, id: string, value: number, unit: string, sources: readonly string[]): Row => [
  where,
  id,
  value,
  value,
  unit,
  sources,
];

const thicknesses = Object.entries(skinSites).flatMap(([site, { deadLayer, columns }]) =>
  [...deadLayer, ...columns.flatMap(({ epidermis, dermis }) => [epidermis, dermis])].map(
    (each) => [site, each] as const,
  ),
);
const { trial, tissue } = scarEvidence;
const { rat, barrier } = depthEvidence;

const rows: Row[] = [
  ...thicknesses.flatMap(([site, { fromMm, toMm, sample, sources, fact, sampleFact }]): Row[] => {
    const [count = '', what = ''] = sample.split(' ');
    const unit = what === 'adults' ? 'people' : what;
    return [
      [`${site}, thickness`, fact, fromMm, toMm, 'mm', sources],
      one(`${site}, sample`, sampleFact, Number(count), unit, sources),
    ];
  }),
  ...healingReports.flatMap(({ who, sources, events }) =>
    events.map(({ at, fact }): Row => {
      const [unit, value] = at.weeks === undefined ? ['months', at.months] : ['weeks', at.weeks];
      return one(who, fact, value, unit, sources);
    }),
  ),
  ...sessionSchedules.flatMap(({ who, sources, sessions, gap, facts: ids }): Row[] => {
    const [unit, value] = gap?.weeks === undefined ? ['days', gap?.days] : ['weeks', gap.weeks];
    const apart =
      ids.gap === undefined ? [] : [one(`${who}, gap`, ids.gap, value ?? Number.NaN, unit, sources)];
    return [[`${who}, sessions`, ids.sessions, sessions.from, sessions.to, 'sessions', sources], ...apart];
  }),
  one(
    'rolling',
    clinicalRolling.facts.needles,
    clinicalRolling.needles,
    'needles',
    clinicalRolling.rollerSources,
  ),
  one('rolling', clinicalRolling.facts.rows, clinicalRolling.rows, 'rows', clinicalRolling.rollerSources),
  one('trial', trial.facts.finished, trial.finished, 'people', trial.sources),
  one('trial', trial.facts.enrolled, trial.enrolled, 'people', trial.sources),
  one('trial', trial.facts.points, trial.points, 'points', trial.sources),
  ['trial', trial.facts.range, trial.fromPoints, trial.toPoints, 'points', trial.sources],
  one('trial', trial.facts.months, trial.months, 'months', trial.sources),
  one('tissue', tissue.facts.sampled, tissue.sampled, 'people', tissue.sources),
  one('tissue', tissue.facts.patients, tissue.patients, 'people', tissue.sources),
  one('tissue', tissue.facts.months, tissue.months, 'months', tissue.sources),
  one('rat', rat.facts.needleMm, rat.needleMm, 'mm', rat.sources),
  one('rat', rat.facts.channelMm, rat.channelMm, 'mm', rat.sources),
  one('barrier', barrier.facts.shorterMm, barrier.shorterMm, 'mm', barrier.sources),
  one('barrier', barrier.facts.longerMm, barrier.longerMm, 'mm', barrier.sources),
  one('barrier', barrier.facts.hours, barrier.hours, 'hours', barrier.sources),
];

test.each(rows)('%s: %s is the number that articles cite', (_where, id, from, to, unit, sources) => {
  const entry = entries.get(id);
  expect(entry, `content/facts.yaml has ${id}`).toBeDefined();
  // A figure counts a year in months, as its scale does; the sentence may count in years.
  const scale = entry?.unit === 'years' && unit === 'months' ? 12 : 1;
  if (scale === 1) expect(entry?.unit).toBe(unit);
  expect((entry?.from ?? Number.NaN) * scale).toBe(from);
  expect((entry?.to ?? entry?.from ?? Number.NaN) * scale).toBe(to);
  for (const source of sources) expect(entry?.sources).toContain(source);
});

test('every number among the data of the figures names its entry', () => {
  const named = new Set(rows.map(([, id]) => id));
  const found: string[] = [];
  const collect = (data: unknown): void => {
    if (typeof data !== 'object' || data === null) return;
    for (const [key, value] of Object.entries(data)) {
      if (/^(fact|sampleFact)$/.test(key)) found.push(String(value));
      else if (key === 'facts') found.push(...Object.values(value as Record<string, string>));
      else collect(value);
    }
  };
  collect([skinSites, healingReports, sessionSchedules, clinicalRolling, scarEvidence, depthEvidence]);
  expect(found.length).toBeGreaterThan(40);
  for (const id of found) expect(named).toContain(id);
});

test('words that hold a number of people agree with the list too', () => {
  const people = (id: string) => String(entries.get(id)?.from);
  const words = JSON.stringify(healingReports);
  expect(words).toContain(`${people('histology-samples')} of ${people('histology-patients')} patients`);
  const pooled = skinSites.body.columns[0]?.epidermis.kind;
  expect(pooled).toContain(`${people('epidermis-pooled')} mm`);
});
