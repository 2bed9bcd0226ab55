import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Product } from '#content-pipeline/content.ts';
import { plateSubject } from '#features/catalogue/plate-subject.ts';
import { tierOf } from '#lib/needle-length.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { drawPlate, plateWords, viewsOf } from '#ui/drawings/roller.ts';

// The range that this repository sells, as its files state it. The content check holds each field to the model; what
// follows holds the numbers to one another, which no field can tell alone.

const folder = path.join(projectRoot, 'content/products');
const range = readdirSync(folder).map((file) => {
  const text = readFileSync(path.join(folder, file), 'utf8');
  const [, front = '', body = ''] = text.split(/^---$/m);
  const data: Product = parse(front);
  return { ...data, slug: file.replace('.mdx', ''), text: body };
});
const rollers = range.filter(({ kind }) => kind === 'roller');
const accessories = range.filter(({ kind }) => kind !== 'roller');
const longest = ({ variants }: Product) =>
  Math.max(...variants.map(({ needleLengthMm }) => needleLengthMm ?? 0));
const tier = (product: Product) => tierOf(longest(product));
const bySlug = new Map(range.map((product) => [product.slug, product]));
// What the drawings make of a head: two discs and the arms of the bow stand beside the drum.
const overAll = (product: Product) => (product.needles?.headWidthMm ?? 0) + 14;

test('it is broad enough to choose from', () => {
  expect(range.length).toBeGreaterThanOrEqual(24);
  expect(new Set(range.map(({ kind }) => kind)).size).toBe(6);
  for (const area of ['face', 'body', 'scalp'] as const)
    expect(rollers.filter(({ areas }) => areas.includes(area)).length).toBeGreaterThanOrEqual(3);
  for (const material of ['steel', 'titanium'])
    expect(rollers.some(({ needles }) => needles?.material === material)).toBe(true);
  const lengths = rollers.flatMap(({ variants }) => variants.map(({ needleLengthMm }) => needleLengthMm));
  for (const length of [0.2, 0.25, 0.3, 0.5, 0.75, 1, 1.5]) expect(lengths).toContain(length);
  const colours = rollers.flatMap(({ variants }) => variants.map(({ colour }) => colour));
  for (const colour of ['green', 'graphite', 'sand']) expect(colours).toContain(colour);
  expect(range.some(({ status }) => status === 'withdrawn')).toBe(true);
  expect(range.some(({ variants }) => variants.every(({ openingStock }) => openingStock === 0))).toBe(true);
});

describe.each(rollers.map((roller) => [roller.slug, roller] as const))('%s', (_slug, roller) => {
  const { needles, variants, text } = roller;

  test('every row has as many needles as the next, and they have room', () => {
    const { count = 0, rows = 1, headWidthMm = 0 } = needles ?? {};
    expect(count % rows).toBe(0);
    // The drum is 20 mm across: its rows are 63 mm long.
    expect(63 / (count / rows)).toBeGreaterThan(1);
    expect(headWidthMm / rows).toBeGreaterThan(1);
  });

  test('its words state the count and the lengths that its data hold', () => {
    if (roller.status === 'withdrawn' || tier(roller) !== 'surface') return;
    const said = text.slice(0, text.indexOf('\n## ', 6)) + roller.summary;
    expect(said).toContain((needles?.count ?? 0).toLocaleString('en-GB'));
    expect(said).toContain(`${needles?.headWidthMm} mm`);
    for (const { needleLengthMm } of variants) expect(said).toContain(String(needleLengthMm));
  });

  test('nothing of the name of treatment or number of uses', () => {
    expect(roller.usesPerRoller ?? null).toBeNull();
    expect(roller.intendedUse).toMatch(/no medical purpose|trained professionals|We sell no roller/);
  });

  test('what is not for the home never looks or reads as if it were', () => {
    if (tier(roller) === 'surface') {
      expect(plateSubject(roller)).not.toMatchObject({ handle: 'steel' });
      return;
    }
    expect(roller.goesWith).toEqual([]);
    expect(roller.inTheBox.join(' ')).not.toMatch(/check again/);
    expect(roller.notFor.join(' ')).toMatch(/home/);
    expect(roller.intendedUse).not.toMatch(/at home/);
    if (tier(roller) === 'professional') {
      expect(roller.title).toMatch(/^Professional/);
      for (const variant of variants)
        expect(plateSubject(roller, variant)).toMatchObject({ handle: 'steel' });
    }
  });

  test('what is offered beside it fits it', () => {
    const slugs = roller.goesWith;
    for (const slug of slugs) expect(bySlug.get(slug)?.status).toBe('published');
    const caseSlug = slugs.find((slug) => slug.endsWith('storage-case'));
    if (caseSlug) {
      const depth = bySlug.get(caseSlug)?.sizeMm?.depth ?? 0;
      expect(depth).toBeGreaterThan(overAll(roller));
    }
    const head = needles?.headWidthMm ?? 0;
    if (slugs.includes('travel-cap')) expect(head).toSatisfy((mm: number) => mm >= 20 && mm <= 24);
    if (slugs.includes('disposal-tub')) expect(head).toBeLessThanOrEqual(30);
  });
});

describe.each(accessories.map((each) => [each.slug, each] as const))('%s', (_slug, accessory) => {
  test('only gauze may touch skin', () => {
    expect(accessory.besideNeedledSkin).toBe(accessory.kind === 'gauze');
    expect(accessory.areas).toEqual([]);
  });

  test('its measures are those of its words, and stand on its plate', () => {
    const { sizeMm, text } = accessory;
    expect(sizeMm).toBeTruthy();
    const subject = plateSubject(accessory);
    const twin = plateWords(subject, 'front').join(' ');
    const front = drawPlate(subject, { id: 'p', view: 'front', name: null });
    expect(front).toContain(`>${sizeMm?.width}\u202fmm<`);
    for (const value of Object.values(sizeMm ?? {})) expect(twin).toContain(`${value}\u202fmm`);
    // A stack of pouches has no height that anybody would ask for.
    const stated = accessory.kind === 'gauze' ? [sizeMm?.width, sizeMm?.depth] : Object.values(sizeMm ?? {});
    for (const value of stated) expect(text).toMatch(new RegExp(`\\b${value}(?= mm| by)`));
  });

  test('it has a picture for every view and every colour', () => {
    for (const variant of accessory.variants) {
      const subject = plateSubject(accessory, variant);
      for (const view of viewsOf(subject))
        expect(drawPlate(subject, { id: 'p', view, name: null })).toMatch(/^<svg /);
    }
  });
});
