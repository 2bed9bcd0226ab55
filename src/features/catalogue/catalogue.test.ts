import { describe, expect, test } from 'vitest';
import type { Product } from '#content-pipeline/content.ts';
import { dataBlock } from '#lib/structured-data.ts';
import { chooseVariant, lengthsOf, offerOf, rollerWords, servedMarket, stockWord } from './catalogue.ts';
import { plateSubject } from './plate-subject.ts';
import { aRoller, aShop, aThing, aVariant, ukMarket as market } from './product-fixture.ts';
import { productData } from './structured-data.ts';

const face = aRoller(
  'face',
  [
    ['F25', 0.25, 1800],
    ['F20', 0.2, 1700],
  ],
  { summary: 'Words </script><script>' },
);
const clinic = aRoller('clinic', [['P15', 1.5, 3400]], {
  needles: { count: 192, rows: 8, material: 'titanium', headWidthMm: 20 },
});
const box = aThing('box', 'storage-case', [['BOX', null, 950]]);
const gone = aRoller('gone', [['G20', 0.2, 100]], { status: 'withdrawn' });
const now = new Date('2026-11-22T12:00:00Z');

describe('one product', () => {
  test('the variant in the address, or the first one and what was asked for', () => {
    expect(chooseVariant(face, 'F20')).toMatchObject({ variant: { sku: 'F20' }, unknownSku: null });
    expect(chooseVariant(face, null)).toMatchObject({ variant: { sku: 'F25' }, unknownSku: null });
    expect(chooseVariant(face, 'NOPE')).toMatchObject({ variant: { sku: 'F25' }, unknownSku: 'NOPE' });
    expect(chooseVariant(face, 'N'.repeat(500)).unknownSku).toHaveLength(40);
  });

  test.each([
    [undefined, 'sold-out'],
    [-1, 'sold-out'],
    [0, 'sold-out'],
    [1, 'low'],
    [5, 'low'],
    [6, 'in-stock'],
  ])('%s units: %s', (available, state) => {
    expect(stockWord(available).state).toBe(state);
  });

  test('stock words hold no number that hurries', () => {
    for (const available of [0, 1, 5, 99]) expect(stockWord(available).text).not.toMatch(/\d/);
  });

  test('an offer covers all variants', () => {
    const stock = new Map([
      ['F20', 9],
      ['P15', 9],
      ['BOX', 1],
    ]);
    expect(offerOf(face, market, stock, now)).toMatchObject({
      isForSale: true,
      needsSelfCheck: true,
      lowestPriceMinor: 1700,
      pricesDiffer: true,
      stock: { state: 'in-stock' },
    });
    expect(offerOf(clinic, market, stock, now)).toMatchObject({
      isForSale: false,
      saleWords: expect.stringContaining('on show'),
    });
    expect(offerOf(box, market, stock, now)).toMatchObject({
      isForSale: true,
      needsSelfCheck: false,
      stock: { state: 'low' },
    });
    expect(offerOf(face, market, new Map(), now)).toMatchObject({
      isForSale: true,
      stock: { state: 'sold-out' },
    });
    expect(offerOf(face, { ...market, sells: false, reason: 'Not here.' }, stock, now)).toMatchObject({
      isForSale: false,
      saleWords: 'Not sold in the United Kingdom',
    });
  });

  test('in an article: price and stock where it is sold, nothing where it is not', () => {
    expect(rollerWords(face, market, 'GBP', new Map([['F20', 9]]), now)).toMatchObject({
      priceText: 'from £17.00',
      stockText: 'in stock',
      price: { amount: '£17.00', isFrom: true },
      lengthsMm: [0.2, 0.25],
      plate: { kind: 'roller', needleLengthMm: 0.25 },
      saleWords: 'Needs the self-check',
      stock: { state: 'in-stock', text: 'In stock' },
    });
    expect(rollerWords(clinic, market, 'GBP', new Map([['P15', 9]]), now)).toMatchObject({
      priceText: '',
      stockText: '',
      price: null,
      stock: null,
    });
  });

  test('lengths without repeats, shortest first; none for an accessory', () => {
    expect(lengthsOf(face)).toEqual([0.2, 0.25]);
    expect(lengthsOf(box)).toEqual([]);
  });

  test('its plate: the chosen length, else the longest; bare steel for what is on show', () => {
    expect(plateSubject(face)).toMatchObject({ kind: 'roller', needleLengthMm: 0.25, handle: 'green' });
    expect(plateSubject(face, face.variants[1])).toMatchObject({ needleLengthMm: 0.2 });
    expect(plateSubject(clinic)).toMatchObject({ handle: 'steel' });
    expect(plateSubject(box)).toEqual({ kind: 'storage-case' });
    expect(() => plateSubject({ ...face, needles: null })).toThrow('without needles');
  });

  test('structured data: an offer only where it is sold, siblings named, no way out of the script element', () => {
    const around = { siteUrl: 'https://shop.test', shop: aShop, market };
    const dataOf = (each: Product, available: ReadonlyMap<string, number>) =>
      productData(each, chooseVariant(each, null).variant, { ...around, available, now });
    const data = dataOf(face, new Map([['F20', 2]]));
    expect(dataBlock(data)).not.toContain('<');
    expect(JSON.parse(dataBlock(data))).toEqual(data);
    expect(data).toMatchObject({
      name: 'face, F25',
      description: 'Words </script><script>',
      url: 'https://shop.test/rollers/face?sku=F25',
      offers: { price: '18.00', priceCurrency: 'GBP', availability: 'https://schema.org/OutOfStock' },
      isVariantOf: {
        url: 'https://shop.test/rollers/face',
        hasVariant: [{ sku: 'F20', offers: { price: '17.00', availability: 'https://schema.org/InStock' } }],
      },
    });
    for (const notSold of [clinic, gone])
      expect(dataBlock(dataOf(notSold, new Map([['P15', 9]])))).not.toContain('Offer');
    expect(dataOf(box, new Map())).not.toHaveProperty('isVariantOf');
  });

  test('structured data: delivery and returns once, by the price; colours are colours', () => {
    const around = { siteUrl: 'https://shop.test', shop: aShop, market, available: new Map(), now };
    const cap = aThing('cap', 'travel-cap', [
      aVariant('CAP-G', { colour: 'green', priceMinor: 3999 }),
      aVariant('CAP-S', { colour: 'sand', priceMinor: 4000 }),
    ]);
    const [green, sand] = cap.variants.map((variant) => productData(cap, variant, around));
    expect(green).toMatchObject({
      color: 'green',
      isVariantOf: { variesBy: ['https://schema.org/color'], hasVariant: [{ color: 'sand' }] },
      offers: {
        shippingDetails: { shippingRate: { value: '3.95', currency: 'GBP' } },
        hasMerchantReturnPolicy: {
          merchantReturnDays: 14,
          merchantReturnLink: 'https://shop.test/legal/returns',
          applicableCountry: ['GB'],
        },
      },
    });
    expect(JSON.stringify(green).match(/hasMerchantReturnPolicy/g)).toHaveLength(1);
    expect(sand).toMatchObject({ offers: { shippingDetails: { shippingRate: { value: '0.00' } } } });
    expect(productData(face, aVariant('F25', { needleLengthMm: 0.25 }), around)).toMatchObject({
      isVariantOf: { variesBy: ['https://schema.org/size'] },
    });
  });
});

test('the served market must exist', () => {
  expect(servedMarket({ shop: { market: 'uk' }, market: () => market })).toBe(market);
  expect(() => servedMarket({ shop: { market: 'xx' }, market: () => undefined })).toThrow('xx');
});
