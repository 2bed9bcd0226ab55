import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clinicalRolling,
  type FigureFact,
  healingPhases,
  healingReports,
  scarEvidence,
  skinSiteNames,
  skinSites,
} from './figure-facts.ts';
import {
  type FigureFrame,
  type FigureLayout,
  fibres,
  figureWidth,
  noMarks,
  steadyNumbers,
  wrap,
} from './figure-frame.ts';
import { drawHealingTimeline, healingTimelineFacts, monthsOf } from './healing-timeline.ts';
import { drawRollingPattern, rollingPatternFacts } from './rolling-pattern.ts';
import { drawScarSection, scarSectionFacts } from './scar-section.ts';
import { dermisEndsAt, drawSkinSection, skinSectionFacts, skinSectionWords } from './skin-section.ts';

const layouts = ['wide', 'narrow'] as const satisfies readonly FigureLayout[];
const lengthMm = fc.integer({ min: 1, max: 300 }).map((hundredths) => hundredths / 100);
const lengthsMm = fc
  .uniqueArray(lengthMm, { minLength: 1, maxLength: 6 })
  .map((lengths) => lengths.toSorted((a, b) => a - b));
const frame = (layout: FigureLayout, id = 'figure-1'): FigureFrame => ({ id, layout, mark: noMarks });

/** Every figure that content can place, in each of its forms. */
const figures: [name: string, draw: (frame: FigureFrame) => string, facts: FigureFact[], data: unknown][] = [
  ...skinSiteNames.map((site): (typeof figures)[number] => [
    `the skin of ${site}`,
    (own) =>
      drawSkinSection({ ...own, lengthsMm: [0.2, 0.25, 1.5], site, detail: true, name: 'Skin & needles' }),
    skinSectionFacts([0.2, 0.25, 1.5], site),
    [skinSites[site].deadLayer, skinSites[site].columns, 0.2, 0.25, 1.5],
  ]),
  [
    'the healing timeline',
    drawHealingTimeline,
    healingTimelineFacts(),
    [healingPhases.names, healingReports],
  ],
  ['the rolling pattern', drawRollingPattern, rollingPatternFacts(), clinicalRolling],
  ['the scar section', drawScarSection, scarSectionFacts(), scarEvidence],
];

const namedEntities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const plain = (text: string) => text.replace(/&(\w+);/g, (_, name: string) => namedEntities[name] ?? '?');
const numbersIn = (text: string) => (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);

/** The words that stand in a drawing, without the small numbers of sources. */
function wordsOf(svg: string): string[] {
  return [...svg.matchAll(/<text class="([^"]*)"[^>]*>(.*?)<\/text>/g)].map(([, look = '', inner = '']) => {
    const words = plain(
      inner.replace(/<tspan class="d-mark".*?<\/tspan>/g, '').replace(/<[^>]+>/g, ' '),
    ).trim();
    return `${look}: ${words}`;
  });
}

/** All numbers that some data hold, wherever they are in it, words included; ids of sources are none. */
function numbersOf(data: unknown): number[] {
  if (typeof data === 'number') return [data];
  if (typeof data === 'string') return numbersIn(data);
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => (/sources$/i.test(key) ? [] : numbersOf(value)));
}

describe.each(figures)('%s', (_name, draw, facts, data) => {
  test.each(layouts)('is a sound picture with a title and a description (%s)', (layout) => {
    const svg = draw(frame(layout));
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(svg).not.toMatch(/style=|<script|<style| on\w+=|rgb\(|hsl\(|(?:fill|stroke)="#/);
    expect(svg).toMatch(
      /^<svg [^>]*role="img" aria-labelledby="figure-1-title" aria-describedby="figure-1-desc"/,
    );
    const title = /<title id="figure-1-title">(.+?)<\/title>/.exec(svg)?.[1] ?? '';
    const description = /<desc id="figure-1-desc">(.+?)<\/desc>/.exec(svg)?.[1] ?? '';
    expect(title.length).toBeGreaterThan(10);
    expect(plain(description)).toBe(facts.map(({ words }) => words).join(' '));
    expect(svg).toContain(`viewBox="0 0 ${figureWidth[layout]} `);
    expectWellFormed(svg);
  });

  test('every id is there once, is found by what refers to it, and begins with the figure’s own', () => {
    const page = layouts.map((layout) => draw(frame(layout, `f-${layout}`))).join('');
    const referred = [...page.matchAll(/url\(#([^)]+)\)|href="#([^"]+)"/g)].map(
      ([, url, href]) => url ?? href,
    );
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^f-(wide|narrow)-/);
    for (const id of referred) expect(ids).toContain(id);
  });

  test.each(layouts)('every number in the drawing is in its data (%s)', (layout) => {
    const allowed = new Set(numbersOf(data));
    const words = wordsOf(draw(frame(layout))).filter((line) => !line.startsWith('d-number'));
    // The heading of the enlarged detail names where the drawing ends, which is no fact about skin.
    const facts = words.filter((line) => !/^d-title: The top 0\.35\u202fmm, enlarged$/.test(line));
    for (const line of facts)
      for (const number of numbersIn(line.replace(/^[\w -]+:/, ''))) expect(allowed, line).toContain(number);
    expect(words.length).toBeGreaterThan(3);
  });

  test('every number in the text twin is in its data, and stands beside its source', () => {
    const allowed = new Set(numbersOf(data));
    for (const { words, sources } of facts) {
      for (const number of numbersIn(words)) expect(allowed, words).toContain(number);
      const isAboutTheDrawing = /^Needles beside the skin/.test(words);
      if (numbersIn(words).length > 0 && !isAboutTheDrawing) expect(sources.length, words).toBeGreaterThan(0);
    }
  });

  test('every number of the drawing is in the text twin too', () => {
    const twin = new Set(facts.flatMap(({ words }) => numbersIn(words)));
    for (const layout of layouts) {
      const words = wordsOf(draw(frame(layout))).filter((line) => !/^d-number|enlarged$/.test(line));
      for (const line of words)
        for (const number of numbersIn(line.replace(/^[\w -]+:/, ''))) expect(twin, line).toContain(number);
    }
  });

  test('sources are marked with the numbers of the page', () => {
    const marked = draw({ ...frame('wide'), mark: (sources) => `(${sources.join(' ')})` });
    const shown = [...marked.matchAll(/class="d-mark"[^>]*>\(([^<]*)\)/g)].flatMap(([, ids = '']) =>
      ids.split(' '),
    );
    expect(shown.length).toBeGreaterThan(0);
    for (const id of shown) expect(facts.flatMap(({ sources }) => sources)).toContain(id);
    expect(draw(frame('wide'))).not.toContain('d-mark');
  });

  test('is the same at every rendering', () => {
    expect(draw(frame('wide'))).toBe(draw(frame('wide')));
  });
});

describe('the skin section', () => {
  const draw = (lengths: readonly number[], more: Partial<Parameters<typeof drawSkinSection>[0]> = {}) =>
    drawSkinSection({
      ...frame('wide'),
      lengthsMm: lengths,
      site: 'face',
      detail: true,
      name: 'Skin',
      ...more,
    });

  /** Where the panel’s surface lies and how many units a millimetre has, as its own rule draws them. */
  function scaleOf(svg: string, panel: number, tickMm: number) {
    const path = [...svg.matchAll(/<path class="d-line" d="M\d+ ([\d.]+)V[\d.]+((?:M\d+ [\d.]+h-[48])+)"/g)][
      panel
    ];
    const ticks = [...(path?.[2] ?? '').matchAll(/M\d+ ([\d.]+)h/g)].map((match) => Number(match[1]));
    const [surface = 0] = ticks;
    return { surface, unitsPerMm: ((ticks.at(-1) ?? 0) - surface) / ((ticks.length - 1) * tickMm) };
  }
  const needlesOf = (svg: string) =>
    [
      ...svg.matchAll(
        /data-length="([\d.]+)" fill="[^"]+" d="M[\d.]+ ([\d.]+)L[\d.]+ [\d.]+L[\d.]+ ([\d.]+)L/g,
      ),
    ].map(([, length, from, tip]) => ({ length: Number(length), from: Number(from), tip: Number(tip) }));

  test('every needle is as long as its length on the rule beside it, at every place and in both layouts', () => {
    fc.assert(
      fc.property(
        lengthsMm,
        fc.constantFrom(...skinSiteNames),
        fc.constantFrom(...layouts),
        (lengths, site, layout) => {
          const svg = draw(lengths, { site, layout, detail: false });
          const { surface, unitsPerMm } = scaleOf(svg, 0, 0.1);
          const needles = needlesOf(svg);
          expect(needles.map(({ length }) => length)).toEqual(lengths);
          for (const { length, from, tip } of needles) {
            expect(from).toBeCloseTo(surface, 0);
            expect(Math.abs(tip - surface - length * unitsPerMm)).toBeLessThan(0.6);
          }
        },
      ),
    );
  });

  test('the enlarged detail has one scale too, and leaves out what would be cut off', () => {
    const svg = draw([0.2, 0.25, 0.3, 1.5]);
    const near = needlesOf(svg).slice(4);
    const { surface, unitsPerMm } = scaleOf(svg, 1, 0.05);
    expect(near.map(({ length }) => length)).toEqual([0.2, 0.25, 0.3]);
    for (const { length, tip } of near) expect(tip - surface).toBeCloseTo(length * unitsPerMm, 0);
    expect(svg).toContain('Longer needles: above');
    expect(draw([1, 1.5])).not.toContain('enlarged');
  });

  test.each(skinSiteNames)('layers of %s end where their figures say', (site) => {
    const svg = draw([0.2], { site, detail: false });
    const { surface, unitsPerMm } = scaleOf(svg, 0, 0.1);
    const y = (mm: number) => surface + mm * unitsPerMm;
    skinSites[site].columns.forEach((column, index) => {
      const outline = new RegExp(
        `id="figure-1-${index}-epidermis"><path d="M[\\d.]+ [\\d.]+h[\\d.]+V([\\d.]+)c[-\\d.]+ 0 [-\\d.]+ ([\\d.]+)`,
      ).exec(svg);
      expect(Number(outline?.[1])).toBeCloseTo(y(column.epidermis.fromMm), 0);
      expect(Number(outline?.[1]) + Number(outline?.[2])).toBeCloseTo(y(column.epidermis.toMm), 0);
      const ends = dermisEndsAt(column);
      const bands = [
        ...svg.matchAll(/class="d-dermis d-half" x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g),
      ];
      expect(Number(bands[index]?.[1])).toBeCloseTo(y(ends.fromMm), 0);
      expect(Number(bands[index]?.[1]) + Number(bands[index]?.[2])).toBeCloseTo(y(ends.toMm), 0);
    });
    const dead = [...svg.matchAll(/class="d-dead"[^>]*height="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(dead).toHaveLength(skinSites[site].deadLayer.length);
    skinSites[site].deadLayer.forEach(({ toMm }, index) => {
      expect(Math.abs((dead[index] ?? 0) - toMm * unitsPerMm)).toBeLessThan(0.1);
    });
  });

  test.each(skinSiteNames)(
    'the words for %s name the method of every figure, and that length is not depth',
    (site) => {
      const words = skinSectionWords([0.2, 1.5], site);
      const { deadLayer, columns } = skinSites[site];
      const thicknesses = [...deadLayer, ...columns.flatMap(({ epidermis, dermis }) => [epidermis, dermis])];
      expect(thicknesses.length).toBeGreaterThan(1);
      for (const { fromMm, toMm, method, sample } of thicknesses) {
        const line = words.find(
          (each) => each.includes(method) && each.includes(sample) && each.includes(`${toMm}\u202fmm`),
        );
        expect(line, `${fromMm} by ${method}`).toContain(String(fromMm));
      }
      expect(words.join(' ')).toContain('Length is not depth');
      expect(words.join(' ')).toContain('0.2\u202fmm, 1.5\u202fmm');
    },
  );

  test('every column says its method and sample in the drawing', () => {
    for (const layout of layouts) {
      const words = wordsOf(draw([0.2], { layout })).join('\n');
      for (const method of [
        'Raman',
        'Tissue',
        'Ultrasound',
        '15 adults',
        '180 people',
        '118 people',
        'Length is not depth',
      ])
        expect(words).toContain(method);
    }
  });

  test('the eyelid is no place to roll, in the drawing and in the words', () => {
    expect(wordsOf(draw([0.2], { site: 'eyelid' })).join(' ')).toContain('Not a place to roll');
    expect(skinSectionWords([0.2], 'eyelid').join(' ')).toContain('not a place to roll');
  });

  test.each([[[]], [[0]], [[3.1]], [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]]])('refuses %j', (lengths) => {
    expect(() => draw(lengths)).toThrow(RangeError);
  });
});

describe('the healing timeline', () => {
  test.each(layouts)('marks stand at their month, to scale (%s)', (layout) => {
    const svg = drawHealingTimeline(frame(layout));
    const rule = /<path class="d-line" d="M34 ([\d.]+)V([\d.]+)M/.exec(svg);
    const [top, bottom] = [Number(rule?.[1]), Number(rule?.[2])];
    const marks = [...svg.matchAll(/class="d-event" data-months="([\d.]+)" cx="[\d.]+" cy="([\d.]+)"/g)];
    expect(marks.length).toBeGreaterThanOrEqual(4);
    for (const [, months, cy] of marks)
      expect(Math.abs(Number(cy) - top - (Number(months) / 12) * (bottom - top))).toBeLessThan(1.5);
    const drawn = new Set(marks.map(([, months]) => Number(months)));
    for (const { shape, events } of healingReports)
      if (shape === 'points')
        for (const { at } of events) expect([...drawn]).toContain(Math.round(monthsOf(at) * 10) / 10);
  });

  test('six weeks are not two months, and twelve months are a year', () => {
    expect(monthsOf({ weeks: 52 })).toBeCloseTo(12, 9);
    expect(monthsOf({ weeks: 6 })).toBeCloseTo(1.385, 3);
    expect(monthsOf({ months: 3 })).toBe(3);
  });

  test('is headed “After clinical needling”, puts no days to phases and promises nothing', () => {
    for (const layout of layouts) {
      const words = wordsOf(drawHealingTimeline(frame(layout)));
      expect(words[0]).toBe('d-title: After clinical needling');
      for (const mark of ['6 weeks', '3 months', '12 months', ...healingPhases.names])
        expect(words.join('\n')).toContain(mark);
      expect(words.join(' ')).not.toMatch(/\bdays?\b|hours?\b/);
      expect(words.join(' ')).toContain('without a scale');
    }
    expect(healingTimelineFacts()[0]?.words).toMatch(/after clinical needling.*None of it.*at home/);
  });
});

describe('the rolling pattern', () => {
  test('is a description and no instruction, and says no number of passes', () => {
    for (const layout of layouts) {
      const words = wordsOf(drawRollingPattern(frame(layout))).join(' ');
      expect(words).toContain('not an instruction');
      expect(words).not.toMatch(/\d+ (times|passes)|\b(two|three|four|five|ten) (times|passes)/i);
    }
    expect(
      rollingPatternFacts()
        .map(({ words }) => words)
        .join(' '),
    ).not.toMatch(/\d+ (times|passes)/);
  });

  test('its roller has as many rows as the data say', () => {
    const rows = /data-rows="(\d+)" d="([^"]+)"/.exec(drawRollingPattern(frame('wide')));
    expect(Number(rows?.[1])).toBe(clinicalRolling.rows);
    expect((rows?.[2] ?? '').split('M').length - 1).toBe(clinicalRolling.rows);
  });
});

describe('the scar section', () => {
  test('shows both outcomes and promises neither', () => {
    for (const layout of layouts) {
      const svg = drawScarSection(frame(layout));
      const words = wordsOf(svg).join(' ');
      for (const said of [
        'schematic, not a promise',
        'Before',
        'where it helps',
        'where it does not',
        'Results vary',
        'still a scar',
      ])
        expect(words).toContain(said);
      expect(words).not.toMatch(/\d/);
      const faded = [...svg.matchAll(/class="d-wash"[^>]*opacity="([\d.]+)"/g)].map((match) =>
        Number(match[1]),
      );
      expect(faded).toHaveLength(3);
      const [before = 0, helped = 0, not = 0] = faded;
      expect(helped).toBeLessThan(before);
      expect(not).toBeGreaterThan(helped);
      expect(helped, 'still a scar').toBeGreaterThan(0);
    }
  });
});

describe('engraving', () => {
  test('fibres keep within their box from left to right', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 400 }),
        fc.integer({ min: 10, max: 300 }),
        fc.integer({ min: 1, max: 200 }),
        (width, height, count) => {
          const path = fibres({
            x: 5,
            y: 5,
            width,
            height,
            count,
            length: 30,
            swing: 3,
            slopes: [0.2, -0.2],
            next: steadyNumbers(count),
          });
          for (const [, x, run] of path.matchAll(
            /M([-\d.]+) [-\d.]+q[-\d.]+ [-\d.]+ [-\d.]+ [-\d.]+t([-\d.]+) /g,
          )) {
            expect(Number(x)).toBeGreaterThanOrEqual(4.9);
            expect(Number(x) + 2 * Number(run)).toBeLessThanOrEqual(5 + width + 0.3);
          }
        },
      ),
    );
  });

  test('steady numbers are the same for a seed and lie between 0 and 1', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const [one, other] = [steadyNumbers(seed), steadyNumbers(seed)];
        for (let index = 0; index < 20; index += 1) {
          const number = one();
          expect(number).toBe(other());
          expect(number).toBeGreaterThanOrEqual(0);
          expect(number).toBeLessThan(1);
        }
      }),
    );
  });

  test('wrapping keeps every word in order, and lines within their measure', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
        fc.integer({ min: 12, max: 60 }),
        (words, most) => {
          const wrapped = wrap(words.join(' '), most);
          expect(wrapped.join(' ')).toBe(words.join(' '));
          for (const line of wrapped) expect(line.length).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});

/** Tags nest and close, attributes are quoted and not repeated, and no stray `<` or `&` is left in words. */
function expectWellFormed(svg: string): void {
  const open: string[] = [];
  const rest = svg.replace(
    /<(\/?)([a-zA-Z]+)((?: [\w-]+="[^"<]*")*)(\/?)>/g,
    (_tag, closing: string, name: string, attributes: string, alone: string) => {
      const names = [...attributes.matchAll(/ ([\w-]+)="/g)].map((match) => match[1]);
      expect(new Set(names).size, name).toBe(names.length);
      if (closing) expect(open.pop()).toBe(name);
      else if (!alone) open.push(name);
      return '';
    },
  );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/);
}
