import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { colourOf } from './look.server.ts';
import { drawPng, standAlone } from './raster.server.ts';
import { drawPlate, type PlateSubject, type PlateView, plateWords, viewsOf } from './roller.ts';
import { wholeCamera } from './roller-model.ts';

const views = ['three-quarter', 'front', 'head', 'thumb'] as const;
const accessories = ['storage-case', 'cleaning-tray', 'travel-cap', 'disposal-tub', 'gauze'] as const;

const aRoller = {
  kind: 'roller',
  needleLengthMm: 0.25,
  needleCount: 192,
  rows: 8,
  headWidthMm: 20,
  material: 'steel',
  handle: 'green',
} as const satisfies PlateSubject;

const draw = (subject: PlateSubject, view: PlateView, name: string | null = null) =>
  drawPlate(subject, { id: 'p', view, name });

/** Rows of needles whose number is the same in each row, as in every roller that we draw. */
const anyRoller = fc
  .record({
    rows: fc.integer({ min: 1, max: 24 }),
    perRow: fc.integer({ min: 4, max: 60 }),
    needleLengthMm: fc.integer({ min: 5, max: 150 }).map((hundredths) => hundredths / 100),
    headWidthMm: fc.integer({ min: 8, max: 50 }),
    material: fc.constantFrom('steel', 'titanium', 'plastic'),
    handle: fc.constantFrom('green', 'graphite', 'sand', 'steel'),
  })
  .map(({ perRow, ...rest }) => ({ kind: 'roller' as const, needleCount: perRow * rest.rows, ...rest }));

/** No number went wrong, no colour of its own, nothing that the page's policy would refuse, every reference answered. */
function expectSound(svg: string) {
  expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
  expect(svg).not.toMatch(/(fill|stroke|stop-color)="(?!url\(#)/);
  expect(svg).not.toMatch(/\sstyle=|<script|<style|\son\w+=/);
  const ids = [...svg.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, id] of svg.matchAll(/(?:url\(#|href="#)([\w.-]+)/g)) expect(ids).toContain(id);
}

/** The needles of the two kinds of ring, each as its vector from foot to tip, and how often each ring is used. */
function needlesOf(svg: string) {
  return [0, 1].map((kind) => {
    const pins = new RegExp(`id="p-pins-${kind}" d="([^"]+)"`).exec(svg)?.[1] ?? '';
    const vectors = [...pins.matchAll(/l(-?[\d.]+) ?(-?[\d.]+)/g)].map(
      ([, x, y]) => [Number(x), Number(y)] as const,
    );
    return { vectors, used: svg.split(`href="#p-row-${kind}"`).length - 1 };
  });
}

describe('a roller', () => {
  test.each(views)('%s: sound, whatever its numbers', (view) => {
    fc.assert(
      fc.property(anyRoller, (roller) => expectSound(draw(roller, view))),
      { numRuns: 40 },
    );
  });

  test.each(views)('%s: one ring for each row, half of the needles in sight', (view) => {
    fc.assert(
      fc.property(anyRoller, (roller) => {
        const rings = needlesOf(draw(roller, view));
        expect(rings.reduce((sum, { used }) => sum + used, 0)).toBe(roller.rows);
        const shown = rings.reduce((sum, { used, vectors }) => sum + used * vectors.length, 0);
        expect(Math.abs(shown - roller.needleCount / 2)).toBeLessThanOrEqual(roller.rows);
      }),
      { numRuns: 40 },
    );
  });

  test.each(views)('%s: needles are as long as their millimetres', (view) => {
    const lengthsOf = (needleLengthMm: number) =>
      needlesOf(draw({ ...aRoller, needleLengthMm }, view))
        .flatMap(({ vectors }) => vectors)
        .map(([x, y]) => Math.hypot(x, y));
    const oneMm = lengthsOf(1);
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 150 }), (hundredths) => {
        lengthsOf(hundredths / 100).forEach((length, needle) => {
          expect(length).toBeCloseTo(((oneMm[needle] ?? 0) * hundredths) / 100, 1);
        });
      }),
      { numRuns: 30 },
    );
  });

  test('the enlarged needle stands on its rule to scale: 60 units to the millimetre', () => {
    for (const needleLengthMm of [0.2, 0.25, 0.3, 1, 1.5]) {
      const svg = draw({ ...aRoller, needleLengthMm }, 'head');
      const bar = /class="d-bar" d="M[-\d.]+ [-\d.]+h4v(-[\d.]+)/.exec(svg)?.[1];
      expect(Number(bar)).toBeCloseTo(-60 * needleLengthMm, 1);
    }
  });

  test('the head is as wide as its millimetres, from the front', () => {
    const width = (headWidthMm: number) => {
      const [, left, right] =
        /d-dimension" d="M([\d.]+) [\d.]+L([\d.]+)/.exec(draw({ ...aRoller, headWidthMm }, 'front')) ?? [];
      return Number(right) - Number(left);
    };
    expect(width(45) / width(20)).toBeCloseTo(2.25, 2);
    expect(width(10) / width(20)).toBeCloseTo(0.5, 2);
  });

  test('the numbers of the data stand on the plate and in the words', () => {
    fc.assert(
      fc.property(anyRoller, (roller) => {
        const length = formatNeedleLength(roller.needleLengthMm);
        const mark = length.replace('\u202fmm', '');
        const [head, count, rows] = [
          `${roller.headWidthMm}\u202fmm`,
          roller.needleCount.toLocaleString('en-GB'),
          `${roller.rows} rows`,
        ];
        const [whole, front, closeUp] = [
          draw(roller, 'three-quarter'),
          draw(roller, 'front'),
          draw(roller, 'head'),
        ];
        expect(whole).toContain(`>${mark}<`);
        for (const fact of [`head ${head}`, length, `${count} needles`, rows]) expect(front).toContain(fact);
        for (const fact of [`head ${head}`, `needle ${length}`, `${count} in ${rows}`])
          expect(closeUp).toContain(fact);
        expect(plateWords(roller, 'three-quarter').join(' ')).toContain(mark);
        for (const view of ['front', 'head'] as const) {
          const words = plateWords(roller, view).join(' ');
          for (const fact of [head, `${count} `, rows, length]) expect(words).toContain(fact);
        }
        expect(plateWords(roller, 'head').join(' ')).toContain(roller.material);
        expect(plateWords(roller, 'three-quarter').join(' ')).toContain(roller.handle);
      }),
      { numRuns: 40 },
    );
  });

  test('the length is engraved light on dark handles and dark on bright ones', () => {
    for (const handle of ['green', 'graphite'] as const)
      expect(draw({ ...aRoller, handle }, 'thumb')).toContain('class="d-engraved"');
    for (const handle of ['sand', 'steel'] as const)
      expect(draw({ ...aRoller, handle }, 'thumb')).toContain('class="d-inked"');
  });

  test('titanium and every colour are drawn otherwise than steel and green', () => {
    const plain = draw(aRoller, 'thumb');
    expect(plain).toContain('pin-steel-dark');
    expect(draw({ ...aRoller, material: 'titanium' }, 'thumb')).toContain('pin-titanium-dark');
    expect(plain).toContain('stop-handle-dark');
    for (const handle of ['graphite', 'sand', 'steel'] as const) {
      const other = draw({ ...aRoller, handle }, 'thumb');
      expect(other).not.toContain('stop-handle-dark');
      expect(other).toContain(`stop-${handle}-dark`);
    }
  });

  test('a name is escaped; without one it is decoration', () => {
    expect(draw(aRoller, 'front', 'A “roller” & <more>')).toContain(
      'aria-label="A “roller” &amp; &lt;more&gt;"',
    );
    expect(draw(aRoller, 'front')).toContain('aria-hidden="true"');
  });
});

describe.each(accessories)('%s', (kind) => {
  test('without measures: sound, with words for each view, and no number anywhere', () => {
    for (const view of views) expectSound(draw({ kind }, view));
    expect(draw({ kind }, 'front')).not.toBe(draw({ kind }, 'three-quarter'));
    expect(draw({ kind }, 'front')).not.toContain('<text');
    for (const view of viewsOf({ kind })) {
      expect(plateWords({ kind }, view).length).toBeGreaterThan(0);
      expect(plateWords({ kind }, view).join(' ')).not.toMatch(/\d/);
    }
  });

  const anySize = fc.record({
    width: fc.integer({ min: 40, max: 175 }),
    depth: fc.integer({ min: 28, max: 100 }),
    height: fc.integer({ min: 22, max: 132 }),
  });

  test('with measures: sound, the numbers on its plate and in its words', () => {
    fc.assert(
      fc.property(anySize, (sizeMm) => {
        const subject = { kind, sizeMm };
        for (const view of views) expectSound(draw(subject, view));
        const front = draw(subject, 'front');
        const said = plateWords(subject, 'front').join(' ');
        const drawn = kind === 'gauze' ? [sizeMm.width, sizeMm.depth] : [sizeMm.width, sizeMm.height];
        for (const value of drawn) expect(front).toContain(`>${value}\u202fmm<`);
        for (const value of Object.values(sizeMm)) expect(said).toContain(`${value}\u202fmm`);
      }),
      { numRuns: 20 },
    );
  });

  test('its words state the scale that it is drawn at', () => {
    const front = { 1: 'at the scale of our rollers', 3: 'at a third of the scale of a roller’s head' };
    fc.assert(
      fc.property(anySize, (sizeMm) => {
        const [, from, to] =
          /d-dimension" d="M(-?[\d.]+) -?[\d.]+L(-?[\d.]+) /.exec(draw({ kind, sizeMm }, 'front')) ?? [];
        const share = kind === 'travel-cap' ? 1 : 3;
        const drawn = Number(to) - Number(from);
        const said = plateWords({ kind, sizeMm }, 'front').join(' ');
        if (said.includes('not to their scale')) expect(drawn).toBeLessThan((sizeMm.width * 5.4) / share);
        else {
          expect(said).toContain(front[share]);
          expect(drawn).toBeCloseTo((sizeMm.width * 5.4) / share, 0);
        }
      }),
      { numRuns: 20 },
    );
    const tooLarge = { width: 400, depth: 300, height: 300 };
    for (const view of ['three-quarter', 'front'] as const)
      expect(plateWords({ kind, sizeMm: tooLarge }, view).join(' ')).toContain('not to their scale');
  });

  test('its dimension lines are to scale with one another', () => {
    fc.assert(
      fc.property(anySize, (sizeMm) => {
        const [across, down] = [
          ...draw({ kind, sizeMm }, 'front').matchAll(
            /d-dimension" d="M(-?[\d.]+) (-?[\d.]+)L(-?[\d.]+) (-?[\d.]+)M/g,
          ),
        ].map(([, x1, y1, x2, y2]) => Math.hypot(Number(x2) - Number(x1), Number(y2) - Number(y1)));
        const upright = kind === 'gauze' ? sizeMm.depth : sizeMm.height;
        expect((across ?? 0) / (down ?? 0)).toBeCloseTo(sizeMm.width / upright, 1);
      }),
      { numRuns: 20 },
    );
  });

  test('whatever its size, its measures stand on the sheet', () => {
    fc.assert(
      fc.property(anySize, (sizeMm) => {
        const front = draw({ kind, sizeMm }, 'front');
        const places = [...front.matchAll(/class="d-strong" x="(-?[\d.]+)" y="(-?[\d.]+)"/g)];
        expect(places).toHaveLength(2);
        for (const [, x, y] of places) {
          expect(Number(x)).toBeGreaterThan(40);
          // “175 mm” takes less than 50 units.
          expect(Number(x)).toBeLessThan(432);
          expect(Number(y)).toBeGreaterThan(12);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('colours tell variants apart', () => {
    const colours = ['green', 'graphite', 'sand'] as const;
    const drawn = colours.map((colour) => draw({ kind, colour }, 'three-quarter'));
    // A pouch of gauze has no colour of its own.
    expect(new Set(drawn).size).toBe(kind === 'gauze' ? 1 : 3);
  });
});

describe('as a picture', () => {
  const all = [aRoller, ...accessories.map((kind) => ({ kind }))].flatMap((subject) =>
    views.map((view) => [subject.kind, view, draw(subject, view, 'A “roller” & <more>')] as const),
  );

  test.each(all)(
    '%s, %s: well formed; every class has its look; no font is asked for',
    async (_kind, _view, svg) => {
      for (const scheme of ['light', 'dark'] as const) {
        const alone = standAlone(svg, scheme);
        expect(alone).not.toMatch(/\sclass=|<text|var\(/);
        for (const [tag] of alone.matchAll(/<stop [^>]*>/g)) expect(tag).toMatch(/stop-color="#[0-9a-f]{6}"/);
      }
      const png = await drawPng(svg, 96);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect(png.readUInt32BE(16)).toBe(96);
    },
  );

  test('malformed XML is refused, so the test above says something', async () => {
    await expect(drawPng('<svg width="9" height="9"><g></svg>', 9)).rejects.toThrow();
  });

  test('the scheme decides the colours', () => {
    const svg = draw(aRoller, 'thumb');
    expect(standAlone(svg, 'light')).toContain(colourOf('handle-dark', 'light'));
    expect(standAlone(svg, 'dark')).toContain(colourOf('handle-dark', 'dark'));
    expect(standAlone(svg, 'dark')).not.toContain(colourOf('handle-dark', 'light'));
    expect(() => colourOf('no-such')).toThrow('no-such');
  });
});

test('what holds a roller is drawn at half the scale of one', () => {
  const sizeMm = { width: 84, depth: 84, height: 150 };
  for (const view of ['three-quarter', 'thumb'] as const) {
    const svg = draw({ kind: 'disposal-tub', sizeMm }, view);
    const [, skirt = ''] = /url\(#p-skirt\)" d="([^"]+)"/.exec(svg) ?? [];
    const across = [...skirt.matchAll(/[ML](-?[\d.]+) /g)].map(([, x]) => Number(x));
    const drawn = Math.max(...across) - Math.min(...across);
    expect(drawn / ((84 * wholeCamera.unitsPerMm) / 2)).toBeCloseTo(1, 1);
    // Drawn on the same sheet as a roller, so that cards of one width show the same share.
    expect(svg.match(/viewBox="[^"]+"/)?.[0]).toBe(draw(aRoller, view).match(/viewBox="[^"]+"/)?.[0]);
  }
  expect(plateWords({ kind: 'disposal-tub', sizeMm }, 'three-quarter').join(' ')).toContain('half the scale');
});
