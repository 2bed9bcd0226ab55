import type { Area, CompiledBody, Material, Product, Variant } from '#content-pipeline/content.ts';

// A catalogue of any size for measuring, the same with every run: never in the shop, and no claim about a real roller.

const lengths = [0.2, 0.25, 0.3, 0.5, 0.75, 1, 1.5];
const needleCounts = [64, 120, 192, 240, 400, 540, 720, 1080];
const materials: readonly Material[] = ['steel', 'titanium', 'plastic'];
const areaSets: readonly Area[][] = [['face'], ['face', 'body'], ['body'], ['scalp']];
const accessories = ['storage-case', 'cleaning-tray', 'travel-cap', 'disposal-tub', 'gauze'] as const;

/**
 * `count` published products: seven in ten rollers, with one to three lengths, the rest what goes with them; one SKU in
 * twenty is sold out from the start. The first ones are the same whatever the count. `body` is the body of each.
 */
export function generatedCatalogue(count: number, body: CompiledBody): Product[] {
  return Array.from({ length: count }, (_, place) => generatedProduct(place, body));
}

function generatedProduct(place: number, body: CompiledBody): Product {
  const next = randomNumbers(place);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] as T;
  const number = String(place + 1).padStart(5, '0');
  const isRoller = next() < 0.7;
  const kind = isRoller ? 'roller' : pick(accessories);
  const first = Math.floor(next() * lengths.length);
  const own = isRoller ? lengths.slice(first, first + 1 + Math.floor(next() * 3)) : [null];
  const priceMinor = 400 + Math.floor(next() * 120) * 50;
  return {
    slug: `${kind}-${number}`,
    file: `content/products/${kind}-${number}.mdx`,
    title: `${isRoller ? 'Roller' : 'Accessory'} ${number}`,
    summary:
      'A product made up for measuring, with a summary as long as those that a real product has on its card.',
    kind,
    areas: isRoller ? pick(areaSets) : [],
    status: 'published',
    publishAt: next() < 0.05 ? '2026-01-05T09:00' : null,
    unpublishAt: null,
    intendedUse: 'For measuring.',
    vatClass: 'standard',
    besideNeedledSkin: false,
    position: place + 1,
    needles: isRoller
      ? {
          count: pick(needleCounts),
          rows: 8,
          material: pick(materials),
          headWidthMm: 20,
        }
      : null,
    variants: own.map(
      (length, each): Variant => ({
        sku: `GEN-${number}-${each}`,
        label: length === null ? 'One size' : `${length} mm`,
        needleLengthMm: length,
        colour: null,
        priceMinor: priceMinor + each * 100,
        openingStock: next() < 0.05 ? 0 : 1 + Math.floor(next() * 40),
      }),
    ),
    warnings: ['For one person only. Never share a roller.'],
    notFor: ['Anyone under 18.'],
    inTheBox: ['One of it'],
    care: 'Follow the leaflet.',
    sterility: 'Not sterile.',
    shelfLife: 'See the pouch.',
    usesPerRoller: null,
    sizeMm: null,
    origin: 'Nowhere',
    weightGrams: 50,
    updatedOn: '2026-11-22',
    readFirst: [],
    goesWith: [],
    body,
  };
}

/** Numbers from 0 to below 1, always the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
