import { brotliCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clinicalRolling, healingPhases, healingReports, scarEvidence } from './clinical-facts.ts';
import { type FigureFact, skinSiteNames, skinSites } from './figure-facts.ts';
import { type FigureFrame, fibreTile, noMarks, steadyNumbers } from './figure-frame.ts';
import {
  drawHealingTimeline,
  healingTimelineFacts,
  lastMonth,
  monthsOf,
  shareOfMonth,
} from './healing-timeline.ts';
import { drawRollingPattern, rollingPatternFacts } from './rolling-pattern.ts';
import { drawScarSection, scarSectionFacts } from './scar-section.ts';
import { sessionSchedules } from './session-facts.ts';
import { drawSessionSchedules, scheduleWords, sessionScheduleFacts, weeksOf } from './session-schedules.ts';
import { dermisEndsAt, drawSkinSection, skinSectionFacts, skinSectionWords } from './skin-section.ts';

const lengthMm = fc.integer({ min: 1, max: 300 }).map((hundredths) => hundredths / 100);
const lengthsMm = fc
  .uniqueArray(lengthMm, { minLength: 1, maxLength: 6 })
  .map((lengths) => lengths.toSorted((a, b) => a - b));
const frame = (id = 'figure-1'): FigureFrame => ({ id, mark: noMarks });

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
  ['the session schedules', drawSessionSchedules, sessionScheduleFacts(), sessionSchedules],
];

const namedEntities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const plain = (text: string) => text.replace(/&(\w+);/g, (_, name: string) => namedEntities[name] ?? '?');
const numbersIn = (text: string) => (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);

/** The words of a figure, in its pictures and around them, after their look; without the small numbers of sources. */
function wordsOf(html: string): string[] {
  const marked = html.replaceAll(/<g class="d-numbers">.*?<\/g>/g, (group) =>
    group.replaceAll('<text ', '<text class="d-number" '),
  );
  return [...marked.matchAll(/<(text|p)(?=[ >])(?: class="([^"]*)")?[^>]*>(.*?)<\/\1>/g)].map(
    ([, , look = 'd-text', inner = '']) => {
      const words = plain(
        inner.replace(/<(tspan|sup) class="(?:d|figure)-mark".*?<\/\1>/g, '').replace(/<[^>]+>/g, ' '),
      );
      return `${look}: ${words.replace(/ +/g, ' ').trim()}`;
    },
  );
}

/** All numbers that some data hold, wherever they are in it, words included; ids of sources are none. */
function numbersOf(data: unknown): number[] {
  if (typeof data === 'number') return [data];
  if (typeof data === 'string') return numbersIn(data);
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => (/sources$/i.test(key) ? [] : numbersOf(value)));
}

describe.each(figures)('%s', (_name, draw, facts, data) => {
  test('is made of sound pictures, each with a title of its own', () => {
    const html = draw(frame());
    expect(html).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(html).not.toMatch(/style=|<script|<style| on\w+=|rgb\(|hsl\(|(?:fill|stroke)="#/);
    const pictures = [
      ...html.matchAll(
        /<svg class="drawing [^>]*width="100%" height="[\d.]+" role="img" aria-labelledby="([^"]+)" focusable="false"><title id="([^"]+)">(.+?)<\/title>/g,
      ),
    ];
    expect(pictures.length).toBe(html.match(/<svg class="drawing/g)?.length);
    for (const [, named, id, title = ''] of pictures) {
      expect(named).toBe(id);
      expect(title.length).toBeGreaterThan(10);
    }
    expectWellFormed(html);
  });

  test('every id is there once, is found by what refers to it, and begins with the figure’s own', () => {
    const page = ['f-1', 'f-2'].map((id) => draw(frame(id))).join('');
    const referred = [...page.matchAll(/url\(#([^)]+)\)|href="#([^"]+)"/g)].map(
      ([, url, href]) => url ?? href,
    );
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^f-[12]-/);
    for (const id of referred) expect(ids).toContain(id);
  });

  test('suits any width: nothing across is beyond the whole, or in px outside of a part that begins at a share', () => {
    const html = draw(frame());
    const shares = [...html.matchAll(/ (?:x|x1|x2|cx|width)="([-\d.]+)%"/g)].map(([, share]) =>
      Number(share),
    );
    expect(shares.length).toBeGreaterThan(5);
    for (const share of shares) expect(share).toBeLessThanOrEqual(100);
    for (const share of shares) expect(share).toBeGreaterThanOrEqual(0);
    expect(html).not.toMatch(/<svg class="drawing[^>]*viewBox/);
    // What is drawn in px keeps within the 48 px that the narrowest part has, on either side of where it begins.
    const px = [
      ...html
        .replaceAll(/<svg[^>]*viewBox.*?<\/svg>|<pattern.*?<\/pattern>/g, '')
        .matchAll(/ (?:x|cx|x1|x2|width)="(-?[\d.]+)"/g),
    ];
    for (const [, value] of px) expect(Math.abs(Number(value))).toBeLessThanOrEqual(52);
  });

  test('every number in the drawing is in its data', () => {
    const allowed = new Set(numbersOf(data));
    const words = wordsOf(draw(frame())).filter((line) => !/^d-number/.test(line));
    // The heading of the enlarged detail names where the drawing ends, which is no fact about skin.
    const own = words.filter((line) => !/^figure-title: The top 0\.35\u202fmm, enlarged$/.test(line));
    for (const line of own)
      for (const number of numbersIn(line.replace(/^[\w -]+:/, ''))) expect(allowed, line).toContain(number);
    expect(words.length).toBeGreaterThan(3);
  });

  test('every number of the text twin is in the data, and every number rests on a source', () => {
    const allowed = new Set(numbersOf(data));
    for (const { words, sources } of facts) {
      for (const number of numbersIn(words)) expect(allowed, words).toContain(number);
      const isAboutTheDrawing = /^Needles beside the skin/.test(words);
      if (numbersIn(words).length > 0 && !isAboutTheDrawing) expect(sources.length, words).toBeGreaterThan(0);
    }
  });

  test('every number of the drawing is in the text twin too', () => {
    const twin = new Set(facts.flatMap(({ words }) => numbersIn(words)));
    const words = wordsOf(draw(frame())).filter((line) => !/^d-number|enlarged$/.test(line));
    for (const line of words)
      for (const number of numbersIn(line.replace(/^[\w -]+:/, ''))) expect(twin, line).toContain(number);
  });

  test('sources are marked with the numbers of the page', () => {
    const marked = draw({ ...frame(), mark: (sources) => `(${sources.join(' ')})` });
    const shown = [...marked.matchAll(/class="(?:d|figure)-mark"[^>]*>\(([^<]*)\)/g)].flatMap(
      ([, ids = '']) => ids.split(' '),
    );
    expect(shown.length).toBeGreaterThan(0);
    for (const id of shown) expect(facts.flatMap(({ sources }) => sources)).toContain(id);
    expect(draw(frame())).not.toMatch(/[df]-mark/);
  });

  test('is the same at every rendering, and light', () => {
    expect(draw(frame())).toBe(draw(frame()));
    expect(brotliCompressSync(draw(frame())).length).toBeLessThan(2000);
  });
});

describe('the skin section', () => {
  const draw = (lengths: readonly number[], more: Partial<Parameters<typeof drawSkinSection>[0]> = {}) =>
    drawSkinSection({ ...frame(), lengthsMm: lengths, site: 'face', detail: true, name: 'Skin', ...more });

  /** Where the panel’s surface lies and how many px a millimetre has, as its own rule draws them. */
  function scaleOf(svg: string, panel: number, tickMm: number) {
    const path = [...svg.matchAll(/<path class="d-line" d="M-4 [\d.]+V[\d.]+((?:M-4 [\d.]+h-[35])+)"/g)][
      panel
    ];
    const ticks = [...(path?.[1] ?? '').matchAll(/M-4 ([\d.]+)h/g)].map((match) => Number(match[1]));
    const [surface = 0] = ticks;
    return { surface, unitsPerMm: ((ticks.at(-1) ?? 0) - surface) / ((ticks.length - 1) * tickMm) };
  }
  const needlesOf = (svg: string) =>
    [
      ...svg.matchAll(
        /data-length="([\d.]+)" fill="[^"]+" d="M[-\d.]+ ([\d.]+)l[\d.]+ ([\d.]+)l[\d.]+ ([\d.]+)l/g,
      ),
    ].map(([, length, from, long, point]) => ({
      length: Number(length),
      from: Number(from),
      tip: Number(from) + Number(long) + Number(point),
    }));

  test('every needle is as long as its length on the rule beside it, at every place', () => {
    fc.assert(
      fc.property(lengthsMm, fc.constantFrom(...skinSiteNames), (lengths, site) => {
        const svg = draw(lengths, { site, detail: false });
        const { surface, unitsPerMm } = scaleOf(svg, 0, 0.1);
        const needles = needlesOf(svg);
        expect(needles.map(({ length }) => length)).toEqual(lengths);
        for (const { length, from, tip } of needles) {
          expect(from).toBeCloseTo(surface, 0);
          expect(Math.abs(tip - surface - length * unitsPerMm)).toBeLessThan(0.6);
        }
      }),
    );
  });

  test('the enlarged detail has one scale too, and leaves out what would be cut off', () => {
    const svg = draw([0.2, 0.25, 0.3, 1.5]);
    const near = needlesOf(svg).slice(4);
    const { surface, unitsPerMm } = scaleOf(svg, 1, 0.05);
    expect(near.map(({ length }) => length)).toEqual([0.2, 0.25, 0.3]);
    for (const { length, tip } of near)
      expect(Math.abs(tip - surface - length * unitsPerMm)).toBeLessThan(0.6);
    expect(svg).toContain('Longer needles: above');
    expect(draw([1, 1.5])).not.toContain('enlarged');
  });

  test.each(skinSiteNames)('layers of %s end where their figures say', (site) => {
    const svg = draw([0.2], { site, detail: false });
    const { surface, unitsPerMm } = scaleOf(svg, 0, 0.1);
    const y = (mm: number) => surface + mm * unitsPerMm;
    const edges = [
      ...svg.matchAll(
        /class="d-epidermis" y="([\d.]+)" width="100%" height="([\d.]+)" viewBox="0 0 \d+ ([\d.]+)".*?class="d-pegs" d="M0 ([\d.]+)c4 0 4 ([\d.]+) /g,
      ),
    ];
    const near = (found: number, expected: number) => expect(Math.abs(found - expected)).toBeLessThan(0.3);
    skinSites[site].columns.forEach((column, index) => {
      const [top = 0, height = 0, box, high = 0, swing = 0] = (edges[index] ?? []).slice(1).map(Number);
      expect(box, 'down the picture nothing is stretched').toBe(height);
      near(top, surface);
      near(top + high, y(column.epidermis.fromMm));
      near(top + high + swing, y(column.epidermis.toMm));
      near(top + height, y(column.epidermis.toMm));
      const ends = dermisEndsAt(column);
      const bands = [...svg.matchAll(/class="d-dermis d-half" y="([\d.]+)" width="100%" height="([\d.]+)"/g)];
      near(Number(bands[index]?.[1]), y(ends.fromMm));
      near(Number(bands[index]?.[1]) + Number(bands[index]?.[2]), y(ends.toMm));
    });
    const dead = [...svg.matchAll(/class="d-dead"[^>]*height="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(dead).toHaveLength(skinSites[site].deadLayer.length);
    skinSites[site].deadLayer.forEach(({ toMm }, index) => {
      near(dead[index] ?? 0, toMm * unitsPerMm);
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
    const words = wordsOf(draw([0.2])).join('\n');
    for (const said of [
      'Raman',
      'Tissue',
      'Ultrasound',
      '15 adults',
      '180 people',
      '118 people',
      'Length is not depth',
    ])
      expect(words).toContain(said);
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
  test('marks stand at their month, to scale, and every moment has one', () => {
    const html = drawHealingTimeline(frame());
    const dots = [...html.matchAll(/class="d-event" data-months="([\d.]+)" cx="([\d.]+)%"/g)];
    for (const [, months, cx] of dots)
      expect(Math.abs(Number(cx) / 100 - shareOfMonth(Number(months)))).toBeLessThan(0.005);
    const spans = [
      ...html.matchAll(/class="d-span" data-months="([\d.]+)" x="([\d.]+)%"[^>]*width="([\d.]+)%"/g),
    ];
    for (const [, months, x, width] of spans)
      expect(Math.abs((Number(x) + Number(width)) / 100 - shareOfMonth(Number(months)))).toBeLessThan(0.005);
    const drawn = [...dots, ...spans].map(([, months]) => Number(months)).toSorted((a, b) => a - b);
    const known = healingReports.flatMap(({ events }) =>
      events.map(({ at }) => Math.round(monthsOf(at) * 10) / 10),
    );
    expect(drawn).toEqual(known.toSorted((a, b) => a - b));
  });

  test('the scale is even, and whole at both ends', () => {
    expect(shareOfMonth(0)).toBeCloseTo(1 - shareOfMonth(lastMonth), 9);
    expect(shareOfMonth(6)).toBeCloseTo(0.5, 9);
  });

  test('six weeks are not two months, and twelve months are a year', () => {
    expect(monthsOf({ weeks: 52 })).toBeCloseTo(12, 9);
    expect(monthsOf({ weeks: 6 })).toBeCloseTo(1.385, 3);
    expect(monthsOf({ months: 3 })).toBe(3);
  });

  test('is headed “After clinical needling”, puts no days to phases and promises nothing', () => {
    const words = wordsOf(drawHealingTimeline(frame()));
    expect(words[0]).toBe('figure-title: After clinical needling');
    for (const mark of ['6 weeks', '3 months', '12 months', ...healingPhases.names])
      expect(words.join('\n')).toContain(mark);
    expect(words.join(' ')).not.toMatch(/\bdays?\b|hours?\b/);
    expect(words.join(' ')).toContain('without a scale');
    expect(healingTimelineFacts()[0]?.words).toMatch(/after clinical needling.*None of it.*at home/);
  });
});

describe('the session schedules', () => {
  test('each course has its dots, as far apart as published, the perhaps ones broken', () => {
    const html = drawSessionSchedules(frame());
    const dots = [
      ...html.matchAll(/class="(d-session[^"]*)" data-week="([\d.]+)" cx="([\d.]+)%" cy="([\d.]+)"/g),
    ];
    const rows = [...Map.groupBy(dots, ([, , , , cy]) => cy).values()];
    expect(rows).toHaveLength(sessionSchedules.length);
    sessionSchedules.forEach(({ sessions, gap }, index) => {
      const row = rows[index] ?? [];
      expect(row).toHaveLength(gap === null ? 1 : sessions.to);
      const broken = row.filter(([, look]) => look?.includes('d-perhaps'));
      expect(broken).toHaveLength(sessions.to - sessions.from);
      row.forEach(([, , week, cx], session) => {
        const weeks = session * (gap === null ? 0 : weeksOf(gap));
        expect(Number(week)).toBeCloseTo(weeks, 1);
        expect(Math.abs(Number(cx) / 100 - (0.025 + (weeks / 30) * 0.95))).toBeLessThan(0.001);
      });
    });
  });

  test('says what is not published, and that no schedule is for home', () => {
    const words = sessionScheduleFacts().map((fact) => fact.words);
    expect(words[0]).toMatch(/in clinics.*None of it.*at home/);
    expect(words.join(' ')).toContain('2 sessions; time between them not given');
    expect(words.join(' ')).toContain('no schedule that all');
    expect(sessionSchedules.map(scheduleWords)).toEqual([
      'about 3 sessions, about 4 weeks apart',
      '3 sessions, 2 weeks apart',
      '4 sessions, 30 days apart',
      '4 to 6 sessions, at least 6 weeks apart',
      '2 sessions; time between them not given',
    ]);
  });
});

describe('the rolling pattern', () => {
  test('is a description and no instruction, and says no number of passes', () => {
    const words = wordsOf(drawRollingPattern(frame())).join(' ');
    expect(words).toContain('not an instruction');
    expect(words).not.toMatch(/\d+ (times|passes)|\b(two|three|four|five|ten) (times|passes)/i);
    expect(
      rollingPatternFacts()
        .map((fact) => fact.words)
        .join(' '),
    ).not.toMatch(/\d+ (times|passes)/);
  });

  test('its roller has as many rows as the data say', () => {
    const rows = /data-rows="(\d+)" d="([^"]+)"/.exec(drawRollingPattern(frame()));
    expect(Number(rows?.[1])).toBe(clinicalRolling.rows);
    expect((rows?.[2] ?? '').split('M').length - 1).toBe(clinicalRolling.rows);
  });
});

describe('the scar section', () => {
  test('shows both outcomes and promises neither', () => {
    const svg = drawScarSection(frame());
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
  });
});

describe('engraving', () => {
  test('a tile has no seam: what leaves it comes in on the other side', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 120 }),
        fc.integer({ min: 20, max: 80 }),
        fc.nat(),
        (width, height, seed) => {
          const tile = fibreTile(
            { id: 't', width, height, look: 'd' },
            { count: 9, length: 30, swing: 4, slopes: [0.2, -0.3], seed },
          );
          const begun = [...tile.matchAll(/M(-?\d+) (-?\d+)q\d+ -?\d+ (\d+) -?\d+t(\d+) -?\d+/g)].map(
            ([, x, y, half, again]) => ({
              x: Number(x),
              y: Number(y),
              end: Number(x) + Number(half) + Number(again),
            }),
          );
          expect(begun.length).toBeGreaterThanOrEqual(9);
          for (const { x, y, end } of begun)
            if (end > width) expect(begun.some((other) => other.x === x - width && other.y === y)).toBe(true);
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
