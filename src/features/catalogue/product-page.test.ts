import { describe, expect, test } from 'vitest';
import type { Market, Product, Variant } from '#content-pipeline/content.ts';
import { saleOf, stockedBut } from '#features/catalogue/catalogue.ts';
import { gateView, marketLines } from '#features/catalogue/gate-view.ts';
import { alternativeWords, type Instead, insteadOf, mostAlternatives } from '#features/catalogue/instead.ts';
import { deliveryFacts, deliveryWords, vatWords } from '#features/catalogue/price-words.ts';
import {
  aRoller,
  aShop,
  aThing,
  aVariant,
  marketOff,
  ukMarket,
} from '#features/catalogue/product-fixture.ts';
import { variantAxes } from '#features/catalogue/variant-choice.ts';
import { tierOf } from '#lib/needle-length.ts';
import { placeWords } from '#lib/purchasable.ts';

const now = new Date('2026-11-22T12:00:00Z');
const first = ({ variants: [variant] }: Product): Variant => {
  if (!variant) throw new Error('no variant');
  return variant;
};

const face = aRoller('face', [
  ['F-20', 0.2, 1700],
  ['F-25', 0.25, 1800],
]);
const half = aRoller('half', [['H-50', 0.5, 2400]]);
const clinic = aRoller('clinic', [['P-150', 1.5, 3400]], { areas: ['face', 'body'] });
const hospital = aRoller('hospital', [['P-250', 2.5, 3400]]);
const gone = aRoller('gone', [['G-25', 0.25, 2100]], { status: 'withdrawn' });
const ended = aRoller('ended', [['E-25', 0.25, 2100]], { unpublishAt: '2026-11-22T12:00' });
const box = aThing('box', 'storage-case', [['BOX', null, 950]]);
const wideBox = aThing('wide-box', 'storage-case', [['WIDE', null, 1250]]);
const scalp = aRoller('scalp', [['S-20', 0.2, 2200]], { areas: ['scalp'] });
const range = [face, half, clinic, hospital, gone, ended, box, wideBox, scalp];

describe('what the gate says', () => {
  const gate = (product: Product, units = 9, market: Market = ukMarket) => {
    const variant = first(product);
    const sale = saleOf(product, variant, market, new Map([[variant.sku, units]]), now);
    return gateView(variant, sale, market);
  };

  test.each([
    [face, 'self-check', 'Needs the self-check'],
    [box, 'no-check', 'No needles, no self-check'],
    [clinic, 'professional', 'For professionals'],
    [half, 'elsewhere', 'Not sold where you are'],
    [hospital, 'elsewhere', 'Not sold where you are'],
    [gone, 'ended', 'No longer sold'],
    [ended, 'ended', 'No longer sold'],
    [aRoller('mystery', [['M', null, 1]]), 'closed', 'Not for sale now'],
  ])('$slug: %2$s', (product, state, title) => {
    expect(gate(product)).toMatchObject({ state, title });
    // The stock has its own words: the gate says the same of what is sold out.
    expect(gate(product, 0).state).toBe(state);
  });

  test('where nothing is sold, everything says so, with the reason of that market', () => {
    for (const product of [face, box, half, clinic])
      expect(gate(product, 9, marketOff)).toMatchObject({ state: 'elsewhere', lines: [marketOff.reason] });
    expect(gate(gone, 9, marketOff).state).toBe('ended');
  });

  test('what is paused says so, whatever is left of it', () => {
    const market: Market & { paused: ReadonlySet<string> } = { ...ukMarket, paused: new Set(['F-20']) };
    for (const units of [0, 9])
      expect(gate(face, units, market)).toMatchObject({
        state: 'closed',
        title: 'Sale paused',
        lines: ['We have paused the sale of this for now.'],
      });
  });

  test('a length that is not sold: which, where, and the most that is', () => {
    const words = gate(half).lines.join(' ');
    expect(words).toContain(
      'We sell in the United Kingdom, and we do not sell needles of 0.5\u202fmm there.',
    );
    expect(words).toContain('The longest needles that we sell are 0.3\u202fmm.');
  });

  test('the limit that it names is the end of a tier', () => {
    for (const [tier, limit] of [
      ['surface', 0.3],
      ['homeMax', 0.5],
      ['professional', 1.5],
    ] as const) {
      expect(tierOf(limit)).toBe(tier);
      expect(tierOf(limit + 0.001)).not.toBe(tier);
      const tiers = { surface: 'off', homeMax: 'off', professional: 'off', [tier]: 'self-check' } as const;
      expect(marketLines([{ ...ukMarket, tiers }], ukMarket)[0]?.words).toContain(`up to ${limit}\u202fmm`);
    }
  });

  test('the list of markets: the one that is served first, each other with its reason', () => {
    const eu: Market = { ...ukMarket, id: 'eu', name: 'European Union' };
    const lines = marketLines([marketOff, eu, ukMarket], ukMarket);
    expect(lines.map(({ name, isServed }) => [name, isServed])).toEqual([
      ['United Kingdom', true],
      ['United States', false],
      ['European Union', false],
    ]);
    expect(lines[1]).toMatchObject({ words: 'We hold no clearance.', sources: ['S25'] });
    expect(lines[2]?.words).toContain('This shop does not deliver there.');
    const tiers = { surface: 'off', homeMax: 'off', professional: 'show' } as const;
    expect(marketLines([{ ...ukMarket, tiers }], ukMarket)[0]?.words).toContain('no roller');
    expect(['United Kingdom', 'Canada', 'European Union'].map((name) => placeWords({ name }))).toEqual([
      'the United Kingdom',
      'Canada',
      'the European Union',
    ]);
  });
});

describe('what there is to choose', () => {
  const axesOf = (product: Product, sku: string, available: ReadonlyMap<string, number> = new Map()) => {
    const chosen = product.variants.find((variant) => variant.sku === sku) ?? first(product);
    return variantAxes(product, chosen, available, () => true);
  };
  const links = (product: Product, sku: string) =>
    axesOf(product, sku).map(({ title, choices }) => [
      title,
      ...choices.map(({ words, sku: to, isChosen }) => `${isChosen ? '*' : ''}${words} ${to}`),
    ]);
  const both = aRoller('both', [
    aVariant('25-S', { needleLengthMm: 0.25, colour: 'sand' }),
    aVariant('20-S', { needleLengthMm: 0.2, colour: 'sand' }),
    aVariant('20-G', { needleLengthMm: 0.2, colour: 'green' }),
  ]);

  test('one variant: nothing', () => {
    expect(axesOf(half, 'H-50')).toEqual([]);
  });

  test('lengths are lengths, shortest first; colours are colours', () => {
    expect(links(face, 'F-25')).toEqual([['Needle length', '0.2\u202fmm F-20', '*0.25\u202fmm F-25']]);
    const cap = aThing('cap', 'travel-cap', [
      aVariant('CAP-G', { colour: 'green' }),
      aVariant('CAP-S', { colour: 'sand' }),
    ]);
    expect(links(cap, 'CAP-S')).toEqual([['Colour', 'Green CAP-G', '*Sand CAP-S']]);
    expect(axesOf(cap, 'CAP-S')[0]?.choices.map(({ colour }) => colour)).toEqual(['green', 'sand']);
  });

  test('both: the other half of the choice stays, or the nearest that there is', () => {
    expect(links(both, '20-S')).toEqual([
      ['Needle length', '*0.2\u202fmm 20-S', '0.25\u202fmm 25-S'],
      ['Colour', '*Sand 20-S', 'Green 20-G'],
    ]);
    // There is no green one of 0.25 mm.
    expect(links(both, '20-G')).toEqual([
      ['Needle length', '*0.2\u202fmm 20-G', '0.25\u202fmm 25-S'],
      ['Colour', 'Sand 20-S', '*Green 20-G'],
    ]);
    expect(links(both, '25-S')[1]).toEqual(['Colour', '*Sand 25-S', 'Green 20-G']);
  });

  test('where neither tells them apart, their labels do', () => {
    const sizes = aThing('pack', 'gauze', [
      aVariant('A', { label: 'Ten' }),
      aVariant('B', { label: 'Fifty' }),
    ]);
    expect(links(sizes, 'B')).toEqual([['Which one', 'Ten A', '*Fifty B']]);
    const some = aThing('some', 'gauze', [
      aVariant('A', { label: 'Plain' }),
      aVariant('B', { colour: 'sand' }),
    ]);
    expect(links(some, 'A')[0]?.[0]).toBe('Which one');
    const mixed = aRoller('mixed', [['A', null, 1], aVariant('B', { needleLengthMm: 0.2 })]);
    expect(links(mixed, 'A')[0]?.[0]).toBe('Which one');
  });

  test('what is sold out says so; what is not sold at all does not', () => {
    const isOut = (isOffered: boolean) =>
      variantAxes(face, first(face), new Map([['F-20', 1]]), () => isOffered)[0]?.choices.map(
        ({ isSoldOut }) => isSoldOut,
      );
    expect(isOut(true)).toEqual([false, true]);
    expect(isOut(false)).toEqual([false, false]);
  });
});

describe('what to do instead', () => {
  const find = (product: Product, soldOut: string[] = [], { products = range, market = ukMarket } = {}) =>
    insteadOf(product, first(product), products, { market, available: stockedBut(new Set(soldOut)), now });
  const named = (instead: Instead | null) => instead?.others.map(({ variant }) => variant.sku);

  test('nothing where it can be bought', () => {
    expect(find(face)).toBeNull();
  });

  test('sold out: the same in another length or colour first, nearest first, then others', () => {
    const many = aRoller('many', [
      aVariant('M-20-S', { needleLengthMm: 0.2, colour: 'sand' }),
      aVariant('M-25-S', { needleLengthMm: 0.25, colour: 'sand' }),
      aVariant('M-25-G', { needleLengthMm: 0.25, colour: 'green' }),
      aVariant('M-20-G', { needleLengthMm: 0.2, colour: 'green' }),
      aVariant('M-30-G', { needleLengthMm: 0.3, colour: 'green' }),
    ]);
    const all = find(many, ['M-20-S'], { products: [...range, many] });
    expect(all?.siblings.map(({ sku }) => sku)).toEqual(['M-20-G', 'M-25-S', 'M-25-G']);
    expect(all?.others).toEqual([]);
    const few = find(many, ['M-20-S', 'M-25-S', 'M-25-G', 'M-30-G'], { products: [...range, many] });
    expect(few?.siblings.map(({ sku }) => sku)).toEqual(['M-20-G']);
    expect(named(few)).toEqual(['F-20']);
    expect(few?.words).toContain('There is no waiting list yet.');
  });

  test('others are of the same kind and place, in stock, and never longer', () => {
    const longer = aRoller('longer', [['L-30', 0.3, 100]]);
    const other = aRoller('other', [['O-25', 0.25, 900]], {
      needles: { count: 60, rows: 3, material: 'titanium', headWidthMm: 9 },
    });
    const products = [...range, longer, other];
    // Withdrawn at 0.25 mm: nearest in length, then in width; not the 0.3 mm, the scalp or the case.
    expect(named(find(gone, [], { products }))).toEqual(['F-25', 'O-25']);
    expect(named(find(gone, ['F-25'], { products }))).toEqual(['O-25', 'F-20']);
    expect(named(find(gone, ['F-25', 'F-20', 'O-25'], { products }))).toEqual([]);
    expect(find(gone, ['F-25', 'F-20', 'O-25'], { products })?.words).toContain('nothing like it to sell');
    expect(named(find(box, ['BOX']))).toEqual(['WIDE']);
    const [nearest] = find(gone, ['F-25'], { products })?.others ?? [];
    expect(nearest && alternativeWords(nearest, 'GBP')).toBe(
      '0.25\u202fmm, titanium, head 9\u202fmm wide, £9.00',
    );
  });

  test('a length that we do not sell leads to the shortest, a professional one to none', () => {
    expect(named(find(half))).toEqual(['F-20']);
    const shown = find(clinic);
    expect(named(shown)).toEqual([]);
    expect(shown?.words).toContain('no smaller one of these');
    expect(shown?.reading).toContain('acne-scars-clinic-and-home');
    expect(shown?.list?.href).toBe('/rollers?area=face&area=body&kind=roller&availability=in-stock');
    expect(shown?.list?.words).toBe('All rollers for the face and the body that we have in stock');
  });

  test('where nothing is sold there is reading, and nothing to buy', () => {
    for (const product of [face, gone, clinic, box]) {
      const instead = find(product, [], { market: marketOff });
      expect(instead).toMatchObject({ siblings: [], others: [], list: null });
      expect(instead?.reading.length).toBeGreaterThan(0);
    }
  });

  test('never more than there is room for', () => {
    const many = Array.from({ length: 9 }, (_, place) =>
      aRoller(`r${place}`, [[`R-${place}`, 0.25, 1000 + place]]),
    );
    expect(named(find(gone, [], { products: many }))).toEqual(['R-0', 'R-1', 'R-2']);
    expect(mostAlternatives).toBe(3);
  });
});

describe('price, delivery and returns in words', () => {
  test('the rate is that of the VAT class', () => {
    expect(['standard', 'reduced', 'zero'].map((each) => vatWords(each as 'zero', ukMarket))).toEqual([
      '20% VAT included',
      '5% VAT included',
      'no VAT on it',
    ]);
  });

  test('delivery by what one unit costs', () => {
    const { delivery } = aShop;
    expect(deliveryWords(3999, aShop)).toBe('delivery £3.95, free from £40.00');
    expect(deliveryWords(4000, aShop)).toBe('delivery free');
    expect(deliveryWords(9999, { ...aShop, delivery: { ...delivery, freeFromMinor: null } })).toBe(
      'delivery £3.95',
    );
    expect(deliveryWords(1, { ...aShop, delivery: { ...delivery, priceMinor: 0 } })).toBe('delivery free');
  });

  test('time, price, free from, days, and the rule for opened needles', () => {
    const facts = (product: Product, shop = aShop) =>
      new Map(deliveryFacts(product, shop).map(({ label, words }) => [label, words]));
    const roller = facts(face);
    expect([...roller.keys()]).toEqual([
      'Time',
      'Price',
      'Free from',
      'Changing your mind',
      'Opened needles',
    ]);
    expect(roller.get('Time')).toContain('2 to 4 working days');
    expect(roller.get('Price')).toContain('£3.95');
    expect(roller.get('Free from')).toContain('£40.00');
    expect(roller.get('Changing your mind')).toContain('14 days');
    expect(roller.get('Opened needles')).toContain('cannot come back');
    expect([...facts(box).keys()]).not.toContain('Opened needles');
    const dear = { ...aShop, delivery: { ...aShop.delivery, freeFromMinor: null } };
    expect([...facts(face, dear).keys()]).not.toContain('Free from');
  });
});
