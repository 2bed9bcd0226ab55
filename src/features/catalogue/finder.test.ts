import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Market, Product } from '#content-pipeline/content.ts';
import { type FinderResult, findRollers, rulings, shortlistLimit } from '#features/catalogue/finder.ts';
import {
  experiences,
  type FinderAnswers,
  goals,
  isWithoutRoller,
  places,
  readFinder,
  wantsRoller,
  writeFinder,
} from '#features/catalogue/finder-questions.ts';
import {
  answersGiven,
  answerWords,
  heldBackWords,
  notAskedHere,
  partsOf,
  pickReasons,
  rulingLine,
  rulingTitle,
} from '#features/catalogue/finder-words.ts';
import { aRoller, aThing, marketOff, type Sku, ukMarket } from '#features/catalogue/product-fixture.ts';
import { isListed, purchasable } from '#lib/purchasable.ts';

const now = new Date('2026-11-22T12:00:00Z');

const onePaused: Market & { paused: ReadonlySet<string> } = { ...ukMarket, paused: new Set(['BOTH-30']) };
const marketOfLonger: Market = { ...ukMarket, tiers: { ...ukMarket.tiers, homeMax: 'self-check' } };

/** A range with one product for each way to be in or out. */
const range: readonly Product[] = [
  aRoller(
    'plain',
    [
      ['PLAIN-25', 0.25, 1800],
      ['PLAIN-20', 0.2, 1900],
      ['PLAIN-20G', 0.2, 1950],
    ],
    { position: 1, goesWith: ['case'] },
  ),
  aRoller('fine', [['FINE-20', 0.2, 2600]], { position: 2, needles: needles(540, 24) }),
  aRoller('narrow', [['NARROW-20', 0.2, 1950]], { position: 3, needles: needles(64, 10) }),
  aRoller('fourth', [['FOURTH-20', 0.2, 2700]], { position: 4 }),
  aRoller('scalp', [['SCALP-20', 0.2, 2200]], { position: 5, areas: ['scalp'], needles: needles(180, 16) }),
  aRoller(
    'body',
    [
      ['BODY-25', 0.25, 2900],
      ['BODY-30', 0.3, 2900],
    ],
    { position: 6, areas: ['body'] },
  ),
  aRoller('both', [['BOTH-30', 0.3, 1500]], { position: 7, areas: ['face', 'body'] }),
  aRoller('gone-out', [['OUT-20', 0.2, 1000]], { position: 8 }),
  aRoller('over-home', [['HOME-50', 0.5, 1200]], { position: 9 }),
  aRoller('clinic', [['PRO-150', 1.5, 3400]], { position: 10, areas: ['face', 'body'] }),
  aRoller('hospital', [['HOSP-250', 2.5, 3400]], { position: 11 }),
  aRoller('mystery', [['MYST', null, 500]], { position: 12 }),
  aThing('case', 'storage-case', [['CASE', null, 950]], { position: 13, notFor: ['The body roller.'] }),
  aThing('wide-case', 'storage-case', [['WIDE-CASE', null, 1250]], { position: 14 }),
  aThing('tray', 'cleaning-tray', [['TRAY', null, 700]], { position: 15 }),
  aThing('cap', 'travel-cap', [['CAP', null, 300]], { position: 16 }),
  aThing('tub', 'disposal-tub', [['TUB', null, 600]], { position: 17 }),
  aThing('gauze', 'gauze', [['GAUZE', null, 400]], { position: 18, besideNeedledSkin: true }),
  aThing('needled-tray', 'cleaning-tray', [['NEEDLED', 0.2, 100]], { position: 19 }),
  aRoller('draft', [['DRAFT-20', 0.2, 100]], { status: 'draft' }),
  aRoller('withdrawn', [['WITH-20', 0.2, 100]], { status: 'withdrawn' }),
  aRoller('tomorrow', [['SOON-20', 0.2, 100]], { publishAt: '2026-11-23T00:00' }),
  aRoller('yesterday', [['LATE-20', 0.2, 100]], { unpublishAt: '2026-11-22T00:00' }),
];

function needles(count: number, headWidthMm: number): Product['needles'] {
  return { count, rows: 4, material: 'steel', headWidthMm };
}

const inStock: ReadonlyMap<string, number> = new Map(
  range.flatMap(({ slug, variants }) =>
    variants.map(({ sku }) => [sku, slug === 'gone-out' ? 0 : 3] as const),
  ),
);
const withoutShortOnes: ReadonlyMap<string, number> = new Map(
  [...inStock].map(([sku, units]) => [sku, /-20/.test(sku) ? 0 : units] as const),
);
const nothingLeft: ReadonlyMap<string, number> = new Map();

const prices = [null, 1, 950, 1800, 1900, 1999, 2600, 2900, 999_999];

/** Every way to answer. */
const everyAnswer: FinderAnswers[] = goals.flatMap((goal) =>
  [null, ...places].flatMap((place) =>
    [null, ...experiences].flatMap((experience) =>
      prices.flatMap((priceToMinor) =>
        [false, true].map((needsCase) => ({ goal, place, experience, priceToMinor, needsCase })),
      ),
    ),
  ),
);

const find = (answers: Partial<FinderAnswers>, available = inStock, market = ukMarket) =>
  findRollers({ ...plainAnswers, ...answers }, range, { market, available, now });
const plainAnswers: FinderAnswers = {
  goal: 'smoother',
  place: 'face',
  experience: 'first',
  priceToMinor: null,
  needsCase: false,
};
const slugs = (picks: readonly { product: Product }[]) => picks.map(({ product: { slug } }) => slug);
const outOf = (result: FinderResult, ruling: string) =>
  slugs(result.ruledOut.find((group) => group.ruling === ruling)?.products ?? []);

/** What is wrong with the answer to these answers, whatever the range; empty where all is well. */
function faultsOf(
  answers: FinderAnswers,
  products: readonly Product[],
  around: Parameters<typeof findRollers>[2],
): string[] {
  const { market, available } = around;
  const result = findRollers(answers, products, around);
  const { shortlist, alsoFits, ruledOut, none, enoughMinor } = result;
  const { goal, place, priceToMinor } = answers;
  const faults: string[] = [];
  const need = (isSo: boolean, fault: string) => {
    if (!isSo) faults.push(`${fault}: ${JSON.stringify(answers)} in ${market.id}`);
  };

  const fits = [...shortlist, ...alsoFits];
  const placed = [...slugs(fits), ...slugs(ruledOut.flatMap((group) => group.products))].sort();
  const shown = products.filter((each) => isListed(each, { now: around.now, zone: market.zone }));
  const expected = shown.map(({ slug }) => slug).sort();
  need(placed.join() === expected.join(), `each public product once, and no other; found ${placed}`);
  need(shortlist.length <= shortlistLimit, 'too long a shortlist');
  need(shortlist.length > 0 || alsoFits.length === 0, 'held back behind an empty shortlist');
  need(
    ruledOut.every(({ products: ruled }) => ruled.length > 0),
    'an empty group',
  );
  const order = ruledOut.map(({ ruling }) => rulings.indexOf(ruling));
  need(
    order.every((each, index) => index === 0 || each > (order[index - 1] ?? 0)),
    'groups out of order',
  );

  for (const { product: each, variant } of fits) {
    const sale = purchasable(each, variant, market, available.get(variant.sku), around.now);
    need(sale.ok && each.variants.includes(variant), `${variant.sku} cannot be bought`);
    need(priceToMinor === null || variant.priceMinor <= priceToMinor, `${variant.sku} is too dear`);
    if (each.kind !== 'roller' && variant.needleLengthMm === null) continue;
    need(wantsRoller(goal), `${variant.sku} has needles that nobody asked for`);
    const isForIt =
      place === 'neck'
        ? each.areas.includes('body') && each.intendedUse.includes('neck')
        : each.areas.some((area) => area === place);
    need(place === null || isForIt, `${variant.sku} is not for that place`);
  }
  // One length on the shortlist, and nothing shorter held back.
  const lengths = new Set(shortlist.flatMap(({ variant }) => variant.needleLengthMm ?? []));
  need(lengths.size <= 1, 'several lengths on the shortlist');
  const [shortest = 0] = lengths;
  for (const { variant, why } of alsoFits) {
    const length = variant.needleLengthMm ?? 0;
    need(length === 0 || length >= shortest, `${variant.sku} is shorter`);
    need((why === 'longer') === length > shortest, `${variant.sku} is held back for a wrong reason`);
  }

  const hasNone = goal !== 'keeping' && (!wantsRoller(goal) || (place !== null && isWithoutRoller(place)));
  need(none.length > 0 === hasNone, 'none, or not');
  need(!hasNone || fits.length === 0, 'a product where we would choose none');
  if (enoughMinor !== null) {
    const at = (limit: number) =>
      findRollers({ ...answers, priceToMinor: limit }, products, around).shortlist;
    need(at(enoughMinor).length > 0, 'nothing at the price named');
    need(at(enoughMinor - 1).length === 0, 'something below the price named');
  }
  return faults;
}

describe('every combination of answers', () => {
  const surroundings = [
    { name: 'in stock', market: ukMarket, available: inStock },
    { name: 'short ones sold out', market: ukMarket, available: withoutShortOnes },
    { name: 'sold out', market: ukMarket, available: nothingLeft },
    { name: 'a market without sales', market: marketOff, available: inStock },
    { name: 'one of them paused', market: onePaused, available: inStock },
    { name: 'a market of longer needles', market: marketOfLonger, available: inStock },
  ];

  test('there are as many as we think', () => {
    expect(everyAnswer).toHaveLength(9 * 7 * 3 * 9 * 2);
  });

  test.each(surroundings)('$name: each public product once, and nothing that may not be there', (around) => {
    expect(everyAnswer.flatMap((answers) => faultsOf(answers, range, { ...around, now }))).toEqual([]);
  });

  test.each(surroundings)('$name: has words for everything', ({ market, available }) => {
    for (const answers of everyAnswer) {
      const result = findRollers(answers, range, { market, available, now });
      const words = answerWords(answers, result, { market, currency: 'GBP' });
      const all = [
        words.heading,
        ...words.opening,
        ...words.holds,
        ...words.reading,
        ...answersGiven(answers, 'GBP'),
        ...result.shortlist.flatMap((pick) => pickReasons(pick, result.shortlist, answers, 'GBP')),
        ...result.alsoFits.map(heldBackWords),
        ...result.ruledOut.map(({ ruling }) => rulingTitle(ruling, answers, { market, currency: 'GBP' })),
      ];
      expect(words.opening.length).toBeGreaterThan(0);
      expect(words.reading.length).toBeGreaterThan(0);
      expect(words.ask === null).toBe(result.none.length === 0);
      const lines = result.ruledOut.flatMap(({ ruling, products }) =>
        products.map((ruled) => rulingLine(ruling, ruled, 'GBP')),
      );
      const wrong = (text: string) => /undefined|null|NaN|^\s|\s$/.test(text);
      expect([...all.filter((text) => text === ''), ...[...all, ...lines].filter(wrong)]).toEqual([]);
    }
  });

  test('every ruling is met', () => {
    const met = new Set(
      surroundings.flatMap(({ market, available }) =>
        everyAnswer.flatMap((answers) =>
          findRollers(answers, range, { market, available, now }).ruledOut.map(({ ruling }) => ruling),
        ),
      ),
    );
    expect([...met].sort()).toEqual([...rulings].sort());
  });

  test('other ranges too', () => {
    const anyVariant = fc.tuple(
      fc.constantFrom(null, 0.2, 0.25, 0.3, 0.5, 1.5, 2.5),
      fc.integer({ min: 1, max: 60 }).map((pounds) => pounds * 100),
      fc.constantFrom(undefined, 0, 1, 9),
    );
    const anyProduct = fc.record({
      kind: fc.constantFrom(
        'roller' as const,
        'roller' as const,
        'storage-case' as const,
        'cleaning-tray' as const,
        'gauze' as const,
      ),
      areas: fc.subarray(['face', 'body', 'scalp'] as const),
      status: fc.constantFrom(
        'published' as const,
        'published' as const,
        'draft' as const,
        'withdrawn' as const,
      ),
      variants: fc.array(anyVariant, { minLength: 1, maxLength: 4 }),
      goesWith: fc.subarray(['p0', 'p1', 'p2', 'p3']),
      intendedUse: fc.constantFrom('Rolling of the body.', 'Rolling of the sides and back of the neck.'),
    });
    fc.assert(
      fc.property(
        fc.array(anyProduct, { maxLength: 12 }),
        fc.constantFrom(...everyAnswer),
        fc.constantFrom(ukMarket, marketOff, marketOfLonger),
        (drawn, answers, market) => {
          const available = new Map<string, number>();
          const products = drawn.map(({ kind, areas, status, variants, goesWith, intendedUse }, place) =>
            aRoller(
              `p${place}`,
              variants.map(([length, price, units], index): Sku => {
                const sku = `P${place}-${index}`;
                if (units !== undefined) available.set(sku, units);
                return [sku, length, price];
              }),
              {
                kind,
                areas: [...areas],
                status,
                goesWith: [...goesWith],
                intendedUse,
                position: 1 + (place % 3),
              },
            ),
          );
          expect(faultsOf(answers, products, { market, available, now })).toEqual([]);
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe('what it chooses', () => {
  test('for the neck only what names it, and it says so in its own words; a body roller is none', () => {
    const neck = aRoller('neck', [['NECK-20', 0.2, 2100]], {
      areas: ['body'],
      intendedUse: 'Rolling of the sides and back of the neck.',
    });
    const answers: FinderAnswers = { ...plainAnswers, place: 'neck' };
    const around = { market: ukMarket, available: new Map([...inStock, ['NECK-20', 1]]), now };
    const result = findRollers(answers, [...range, neck], around);
    expect(slugs(result.shortlist)).toEqual(['neck']);
    expect(outOf(result, 'place')).toContain('body');
    const [pick] = result.shortlist;
    expect(pick && pickReasons(pick, result.shortlist, answers, 'GBP')[0]).toBe(
      'Its intended use: Rolling of the sides and back of the neck.',
    );
    // Nothing that says “body” alone is given to somebody who asks for the neck.
    expect(find({ place: 'neck' }).shortlist).toEqual([]);
    // On the body it fits too, and does not claim more of the body than it is made for.
    const body = findRollers({ ...answers, place: 'body' }, [...range, neck], around);
    expect(slugs(body.shortlist)).toEqual(['neck']);
    const [same] = body.shortlist;
    expect(same && pickReasons(same, body.shortlist, answers, 'GBP')[0]).toContain(
      'sides and back of the neck',
    );
  });

  test('the shortest, then the cheaper; the fourth and the longer are held back and say so', () => {
    const result = find({});
    expect(slugs(result.shortlist)).toEqual(['plain', 'narrow', 'fine']);
    expect(result.shortlist[0]?.variant.sku).toBe('PLAIN-20');
    expect(result.alsoFits.map(({ product: { slug }, why }) => [slug, why])).toEqual([
      ['fourth', 'enough'],
      ['both', 'longer'],
    ]);
    expect(outOf(result, 'place')).toEqual(['scalp', 'body']);
    expect(outOf(result, 'professional')).toEqual(['clinic']);
    expect(outOf(result, 'length')).toEqual(['over-home', 'hospital']);
    expect(outOf(result, 'length-unknown')).toEqual(['mystery']);
    expect(outOf(result, 'sold-out')).toEqual(['gone-out']);
    expect(outOf(result, 'kind')).toEqual([
      'case',
      'wide-case',
      'tray',
      'cap',
      'tub',
      'gauze',
      'needled-tray',
    ]);
  });

  test('experience changes the words and never the length', () => {
    for (const place of places) {
      const [first, again] = experiences.map((experience) => find({ place, experience }));
      expect(first).toEqual(again);
    }
  });

  test('what is longer comes in only where nothing shorter can be bought', () => {
    expect(find({ priceToMinor: 1500 }).shortlist.map(({ variant }) => variant.sku)).toEqual(['BOTH-30']);
    expect(find({}, withoutShortOnes).shortlist.map(({ variant }) => variant.sku)).toEqual(['PLAIN-25']);
  });

  test('a case that is made for the first of them, and no other', () => {
    const result = find({ needsCase: true });
    expect(slugs(result.shortlist)).toEqual(['plain', 'narrow', 'case']);
    expect(outOf(result, 'case')).toEqual(['wide-case']);
    expect(slugs(find({ needsCase: true, place: 'body' }).shortlist)).toEqual(['body']);
    expect(outOf(find({ needsCase: true, place: 'body' }), 'case')).toEqual(['case', 'wide-case']);
    // No roller, no case.
    expect(find({ needsCase: true, priceToMinor: 950 }).shortlist).toEqual([]);
  });

  test('for keeping: one of each kind first, a case before all where one is asked for, never a needle', () => {
    expect(slugs(find({ goal: 'keeping' }).shortlist)).toEqual(['tray', 'case', 'cap']);
    expect(slugs(find({ goal: 'keeping', needsCase: true }).shortlist)).toEqual(['case', 'tray', 'cap']);
    expect(slugs(find({ goal: 'keeping' }).alsoFits)).toEqual(['wide-case', 'tub']);
    expect(outOf(find({ goal: 'keeping' }), 'kind')).toContain('gauze');
    expect(outOf(find({ goal: 'keeping' }), 'kind')).toContain('needled-tray');
    expect(find({ goal: 'keeping', place: 'eyes' }).none).toEqual([]);
  });

  test('none: the goal before the place, and both are named', () => {
    expect(find({ goal: 'lines', place: 'eyes' }).none).toEqual(['lines', 'eyes']);
    expect(find({ goal: 'smoother', place: 'lips' }).none).toEqual(['lips']);
    expect(find({ goal: 'hair', place: 'scalp' }).none).toEqual(['hair']);
    expect(outOf(find({ goal: 'hair', place: 'scalp' }), 'professional')).toEqual(['clinic']);
  });

  test('a limit that leaves nothing names the price that would leave something', () => {
    const result = find({ priceToMinor: 1000 });
    expect(result).toMatchObject({ shortlist: [], enoughMinor: 1500 });
    expect(
      answerWords({ ...plainAnswers, priceToMinor: 1000 }, result, { market: ukMarket, currency: 'GBP' }),
    ).toMatchObject({
      heading: 'Nothing that fits costs £10.00 or less',
      opening: ['The lowest price of what fits otherwise is £15.00.'],
    });
    expect(find({}, nothingLeft).enoughMinor).toBeNull();
  });

  test('the words for an empty answer name its reason', () => {
    const heading = (
      available: ReadonlyMap<string, number>,
      market: Market,
      answers: Partial<FinderAnswers> = {},
    ) =>
      answerWords({ ...plainAnswers, ...answers }, find(answers, available, market), {
        market,
        currency: 'GBP',
      });
    expect(heading(nothingLeft, ukMarket).heading).toBe('What we have for the face is sold out for now');
    expect(heading(inStock, marketOff)).toMatchObject({
      heading: 'We sell nothing here (United States)',
      opening: ['We hold no clearance.[S25]'],
    });
    expect(
      answerWords(
        plainAnswers,
        findRollers(plainAnswers, [], { market: ukMarket, available: inStock, now }),
        {
          market: ukMarket,
          currency: 'GBP',
        },
      ).heading,
    ).toBe('We have nothing for the face at the moment');
  });
});

describe('reasons', () => {
  test('come from the data of the product and of its neighbours on the list', () => {
    const answers = { ...plainAnswers, priceToMinor: 2700, needsCase: true };
    const { shortlist } = find(answers);
    expect(shortlist.map((pick) => pickReasons(pick, shortlist, answers, 'GBP'))).toEqual([
      [
        'Made for the face.',
        'Needles of 0.2\u202fmm. Nothing that fits your answers has shorter ones.',
        '192 steel needles in 8 rows, more than on the other.',
        'A head 20\u202fmm wide, wider than the other.',
        'It costs no more than £27.00.',
      ],
      [
        'Made for the face.',
        'Needles of 0.2\u202fmm. Nothing that fits your answers has shorter ones.',
        '64 steel needles in 4 rows, fewer than on the other.',
        'A head 10\u202fmm wide, narrower than the other.',
        'It costs no more than £27.00.',
      ],
      [
        'Goes with: plain.',
        'It has no needles, so it needs no self-check.',
        'Not for: the body roller.',
        'It costs no more than £27.00.',
      ],
    ]);
  });

  test('never praise a length', () => {
    for (const answers of everyAnswer) {
      const { shortlist, alsoFits } = findRollers(answers, range, {
        market: ukMarket,
        available: withoutShortOnes,
        now,
      });
      const said = [
        ...shortlist.flatMap((pick) => pickReasons(pick, shortlist, answers, 'GBP')),
        ...alsoFits.map(heldBackWords),
      ].join(' ');
      expect(said).not.toMatch(/strong|effective|deeper|better|powerful|result/i);
    }
  });
});

test('a saying is cut into words, sources and figures, and loses nothing', () => {
  expect(partsOf('So {home-wait}.[S8] [ {')).toEqual([
    { text: 'So ' },
    { fact: 'home-wait' },
    { text: '.' },
    { source: 'S8' },
    { text: ' ' },
    { text: '[' },
    { text: ' ' },
    { text: '{' },
  ]);
  expect(notAskedHere.every((line) => partsOf(line).some((part) => 'source' in part))).toBe(true);
});

describe('the address', () => {
  const read = (query: string) => readFinder(new URLSearchParams(query));
  const faults = (query: string) => read(query).errors.map(({ field }) => field);

  test('says each combination of answers, and reads it back', () => {
    for (const answers of everyAnswer) {
      const { answers: again, errors } = read(writeFinder(answers));
      const { goal, place, experience } = answers;
      const lacks = wantsRoller(goal) && (place === null || (experience === null && !isWithoutRoller(place)));
      if (lacks) expect(errors).not.toEqual([]);
      else expect(again).toEqual(answers);
    }
  });

  test('an empty start asks nothing and blames nobody', () => {
    expect(read('')).toEqual({
      answers: null,
      given: { goal: '', area: '', experience: '', priceTo: '', needsCase: false },
      errors: [],
      leftAside: [],
    });
  });

  test.each([
    ['goal=', ['goal']],
    ['goal=&area=&experience=&price-to=', ['goal']],
    ['goal=smoother', ['area', 'experience']],
    ['goal=smoother&area=face', ['experience']],
    ['goal=smoother&area=eyes', []],
    ['goal=hair', []],
    ['goal=keeping&price-to=', []],
    ['goal=moon', ['goal']],
    ['goal=hair&area=moon', ['area']],
    ['goal=hair&goal=lines', ['goal']],
    ['goal=hair&goal=hair', []],
    ['goal=hair&price-to=cheap', ['price-to']],
    ['goal=hair&price-to=-5', ['price-to']],
    ['goal=hair&price-to=0', ['price-to']],
    ['goal=hair&price-to=1e3', ['price-to']],
    ['goal=hair&price-to=1234567', ['price-to']],
    ['goal=hair&case=maybe', ['case']],
    ['area=face', ['goal']],
  ])('?%s', (query, expected) => {
    expect(faults(query)).toEqual(expected);
    expect(read(query).answers === null).toBe(expected.length > 0);
  });

  test.each([
    ['25', 2500],
    ['25.5', 2550],
    ['25,50', 2550],
    ['£25', 2500],
    [' £ 25.05 ', 2505],
    ['', null],
  ])('a price of “%s”', (text, minor) => {
    expect(read(`goal=hair&price-to=${encodeURIComponent(text)}`).answers?.priceToMinor).toBe(minor);
  });

  test('what it does not know is named, cut short and made harmless', () => {
    const { leftAside, errors } = read('utm_source=x&a%E2%80%AEb=1&goal=%E2%80%AEmoon&b=1&c=1&d=1&e=1');
    expect(leftAside).toEqual(['utm_source', 'a b', 'b', 'c', 'd']);
    expect(errors[0]?.text).toBe('Choose what you hope for: “moon” is not among the choices');
    expect(read(`goal=${'m'.repeat(500)}`).errors[0]?.text.length).toBeLessThan(100);
  });

  test('no text can make it throw', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom('goal', 'area', 'experience', 'price-to', 'case', 'x'),
            fc.string({ unit: 'binary' }),
          ),
        ),
        (pairs) => {
          const { answers, errors } = readFinder(new URLSearchParams(pairs));
          if (answers) expect(errors).toEqual([]);
        },
      ),
    );
  });
});
