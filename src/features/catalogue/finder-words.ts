import type { Market, Product } from '#content-pipeline/content.ts';
import {
  type FinderPick,
  type FinderResult,
  type HeldBack,
  isMadeFor,
  type NoneReason,
  type RuledOut,
  type Ruling,
} from '#features/catalogue/finder.ts';
import {
  type FinderAnswers,
  type FinderExperience,
  type FinderGoal,
  type FinderPlace,
  isWithoutRoller,
  wantsRoller,
} from '#features/catalogue/finder-questions.ts';
import { formatMoney } from '#lib/money.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';

/**
 * A paragraph as it is written here: `[S1]` cites that source, and `{home-custom}` stands for that figure of
 * `facts.yaml`. What needling does to skin or people is never said without its source.
 */
export type Saying = string;

export type SayingPart = { text: string } | { source: string } | { fact: string };

/** The parts of a saying, in order. */
export function partsOf(saying: Saying): SayingPart[] {
  return [...saying.matchAll(/\[([A-Za-z0-9]+)\]|\{([a-z0-9-]+)\}|[^[{]+|[[{]/g)].map(
    ([text, source, fact]) => (source !== undefined ? { source } : fact !== undefined ? { fact } : { text }),
  );
}

/** The ids of the sources that these sayings cite, each once, in the order of reading. */
export function sourcesIn(sayings: readonly Saying[]): string[] {
  return [...new Set(sayings.flatMap(partsOf).flatMap((part) => ('source' in part ? [part.source] : [])))];
}

/** What can be chosen in the form, in words. */
export const goalWords: Record<FinderGoal, string> = {
  smoother: 'A smoother look for a while',
  curious: 'Nothing in particular: I have read and am curious',
  keeping: 'To keep, clean or throw away a roller that I have',
  'acne-scars': 'Softer acne scars',
  'raised-scars': 'Flatter raised scars',
  lines: 'Fewer lines',
  'dark-marks': 'Fainter dark marks',
  hair: 'Thicker hair',
  creams: 'More from a cream or serum',
};

/** The order of the form: what most people come for first, not what we would like to sell. */
export const goalOrder: readonly FinderGoal[] = [
  'smoother',
  'acne-scars',
  'raised-scars',
  'lines',
  'dark-marks',
  'hair',
  'creams',
  'curious',
  'keeping',
];

export const placeWords: Record<FinderPlace, string> = {
  face: 'The face',
  eyes: 'Around the eyes',
  lips: 'The lips',
  neck: 'The neck',
  body: 'The body',
  scalp: 'The scalp',
};

/** From the top down. */
export const placeOrder: readonly FinderPlace[] = ['face', 'eyes', 'lips', 'neck', 'body', 'scalp'];

export const experienceWords: Record<FinderExperience, string> = {
  first: 'Yes, it would be my first',
  'have-one': 'No, I have one, or had one',
};

interface NoneWords {
  heading: string;
  why: readonly Saying[];
  /** Who can say more than a shop. */
  ask: string;
  /** Slugs of articles, the first one to read first. */
  reading: readonly string[];
}

/** What we say where we would choose none. */
export const noneWords: Record<NoneReason, NoneWords> = {
  'acne-scars': {
    heading: 'For acne scars we would choose none',
    why: [
      'The research on acne scars was done in clinics, and the median length of its needles is {acne-scar-median}.[S1] At {home-custom}, the length of home rollers, no meaningful effect on scars is expected,[S46][S60] and we found no trial that says otherwise.',
      'Longer needles at home are not the way round. Too long a needle for the place is tied to rows of small scars that last.[S14][S44]',
    ],
    ask: 'A GP or a dermatologist. They can feel whether a scar is sunken or raised, and can tell you what there is, with needles and without.',
    reading: ['acne-scars-clinic-and-home', 'what-results-to-expect', 'how-derma-rollers-work'],
  },
  'raised-scars': {
    heading: 'For raised scars we would choose none',
    why: [
      'A raised scar is itself a reason not to roll at home, anywhere on the skin and with any length. The paper behind our self-check rules needling out for people who form such scars, or whose close family does.[S0]',
      'Specialists have used needles together with silicone on raised scars.[S73] That is care by people trained for it, and a different thing from a roller at home.',
    ],
    ask: 'A GP or a dermatologist. They can say what kind of scar it is, and what can be done about it without a roller.',
    reading: ['who-should-not-use-one', 'acne-scars-clinic-and-home'],
  },
  lines: {
    heading: 'For lines we would choose none',
    why: [
      'We found no trial in which a home roller made lines fewer or shallower.',
      'The US regulator has authorised certain needling devices for wrinkles of the face, in people of {fda-age} and over, and it advises a trained provider.[S25][S31] Home rollers are not among them.',
    ],
    ask: 'A dermatologist, who can tell you what there is, with needles and without. A pharmacist knows about sunscreen and creams.',
    reading: ['what-results-to-expect', 'how-derma-rollers-work'],
  },
  'dark-marks': {
    heading: 'For dark marks we would choose none',
    why: [
      'Needling can leave dark marks of its own on any skin, and on brown and black skin they are more likely.[S14] Rolling over a mark risks more of what you would like less of.',
    ],
    ask: 'A pharmacist can say what there is without needles. Show any mark that changes, grows or bleeds to a GP, whether or not you ever touch a roller.',
    reading: ['dark-marks-on-brown-and-black-skin', 'side-effects-and-when-to-get-help'],
  },
  hair: {
    heading: 'For hair we would choose none',
    why: [
      'We did not study whether needles do anything for hair, and will not hint at an answer. Nothing that we sell is meant for that.',
    ],
    ask: 'A pharmacist or a GP is the better first visit.',
    reading: ['choosing-a-roller', 'how-we-check-facts'],
  },
  creams: {
    heading: 'For creams and serums we would choose none',
    why: [
      'Put nothing on the skin that you roll. Lumps that last have followed products driven into the skin with needles,[S16][S17] and they are hard to treat.[S14] We found no product that anybody has shown to be safe for it.',
      'The US rule for needling devices leaves out those that are sold to deliver products through the skin.[S28]',
    ],
    ask: 'A pharmacist can look at the cream itself. If it was prescribed for you, ask whoever prescribed it.',
    reading: ['serums-never-to-roll-in', 'side-effects-and-when-to-get-help'],
  },
  eyes: {
    heading: 'Around the eyes we would choose none',
    why: [
      'No roller belongs on the eyelids or inside the eye socket. In one ultrasound study the eyelid had the thinnest skin of the face,[S11] and the first needling pen authorised in the United States was not to be used there.[S22]',
    ],
    ask: 'A pharmacist or a GP. For skin so near the eye, somebody has to look at it.',
    reading: ['who-should-not-use-one', 'skin-layer-by-layer'],
  },
  lips: {
    heading: 'For the lips we would choose none',
    why: [
      'None of our rollers is made for lips, and each says to keep off them. Needling can bring cold sores back.[S18][S22b]',
    ],
    ask: 'A pharmacist. If you get cold sores, say so.',
    reading: ['who-should-not-use-one', 'before-you-roll'],
  },
};

const opening: Partial<Record<FinderGoal, readonly Saying[]>> = {
  smoother: [
    'People speak of “glow” and “texture” at these lengths. The talk comes from magazines, shops and a teaching deck,[S46][S60] and we could not find a trial behind it. If you leave it alone, you miss nothing that anybody has shown.',
  ],
  curious: [
    'You need none. From a short roller used at home, expect nothing that anybody has shown. If you would like one all the same, this is what fits. It says nothing about whether a roller suits you.',
  ],
  keeping: [
    'Clean a roller as its maker’s leaflet says. We name no liquid: the pages that we read contradict one another. A home can clean a roller and cannot make it sterile again.[S65][S66]',
  ],
};

const aboutRollers: readonly Saying[] = [
  'Longer is not stronger in any way that we could find evidence for, and shorter is not harmless: needles of {barrier-shorter-needle} and {barrier-longer-needle} disturbed the skin barrier of human faces, which recovered within {barrier-recovery}.[S8]',
  'A head should lie flat. One that rests on its edge puts its pressure on a few needles, and pressing over bone is tied to tram-track scars, rows of small scars that last.[S14][S44] Whether more needles on a head are better, worse or neither, we found no study to say.',
];

const aboutPlace: Record<Exclude<FinderPlace, 'eyes' | 'lips'>, Saying> = {
  face: 'Keep off the lips, off the eyelids and out of the eye sockets.',
  neck: 'Hardly any of what we read about short needles concerns the neck. We name only what is made for it by its own intended use, which says for which part of it. Keep off the front and the sides of the throat.',
  body: 'Hardly any of what we read about short needles concerns the body. Keep off the front and the sides of the throat.',
  scalp:
    'Hair hides sores, spots and moles: part it and look first. We make no claim that a roller does anything for hair.',
};

const aboutExperience: Record<FinderExperience, Saying> = {
  first:
    'Soreness, swelling, dryness and flaking are expected after needling, and have mostly gone within {effects-gone}.[S14][S15] Read what to look for before the first time.',
  'have-one':
    'A longer needle is not the next step after a shorter one: too long a needle for the place is tied to scars that last.[S14][S44] If yours is whole and only you have used it, you may not need a second. Replace it when a needle is bent or blunt, when it has been dropped, or when it scratches.',
};

/** What the self-check asks and this page does not; each stops every roller, whatever its length. */
export const notAskedHere: readonly Saying[] = [
  'a medicine that thins the blood, which you should go on taking;[S0]',
  'skin there that is infected, broken or sunburnt;[S0][S22]',
  'filler there in the last {filler-wait};[S0]',
  'a raised or keloid scar, ever, on you or on a parent, brother, sister or child;[S0]',
  'an allergy to steel, nickel or another metal. Titanium is no way round it.[S14][S22]',
];

/** An answer in words. */
export interface AnswerWords {
  heading: string;
  /** Below the heading, before any product. */
  opening: readonly Saying[];
  /** Who can say more, where we would choose none; else null. */
  ask: string | null;
  /** What holds for every product of the shortlist; empty where there is none. */
  holds: readonly Saying[];
  /** Slugs of articles to read. */
  reading: readonly string[];
}

/** What to say about a result. Amounts are in `currency`. */
export function answerWords(
  answers: FinderAnswers,
  result: FinderResult,
  { market, currency }: { market: Market; currency: string },
): AnswerWords {
  const [first, ...more] = result.none.map((reason) => noneWords[reason]);
  if (first) {
    return {
      heading: first.heading,
      opening: [...first.why, ...more.flatMap(({ why }) => why)],
      ask: first.ask,
      holds: [],
      reading: unique([...first.reading, ...more.flatMap(({ reading }) => reading)]).slice(0, 4),
    };
  }
  const { goal, place, experience } = answers;
  const isRoller = wantsRoller(goal);
  const reading = isRoller
    ? experience === 'have-one'
      ? ['cleaning-sharing-replacing', 'needle-length-and-real-depth', 'choosing-a-roller']
      : ['before-you-roll', 'after-care-hour-by-hour', 'choosing-a-roller']
    : ['cleaning-sharing-replacing', 'before-you-roll'];
  const caution = goal === 'keeping' && (place === 'eyes' || place === 'lips') ? noneWords[place].why : [];
  if (result.shortlist.length === 0) {
    return {
      ...emptyWords(answers, result, { market, currency }),
      ask: null,
      holds: [],
      reading,
    };
  }
  return {
    heading: headingOf(result.shortlist, isRoller),
    opening: [...(opening[goal] ?? []), ...caution],
    ask: null,
    holds: isRoller
      ? [
          ...aboutRollers,
          ...(place && !isWithoutRoller(place) ? [aboutPlace[place]] : []),
          ...(experience ? [aboutExperience[experience]] : []),
        ]
      : [],
    reading,
  };
}

function headingOf(shortlist: readonly FinderPick[], isRoller: boolean): string {
  const rollers = shortlist.filter(({ product }) => product.kind === 'roller').length;
  if (!isRoller)
    return `${capital(numberWords(shortlist.length))} ${shortlist.length === 1 ? 'thing' : 'things'} for a roller that you have`;
  const fit = `${capital(numberWords(rollers))} ${rollers === 1 ? 'roller' : 'rollers'}`;
  if (rollers < shortlist.length) return `${fit} and a case would fit`;
  return `${fit} would fit`;
}

function emptyWords(
  { priceToMinor, place, goal }: FinderAnswers,
  { ruledOut, enoughMinor }: FinderResult,
  { market, currency }: { market: Market; currency: string },
): { heading: string; opening: Saying[] } {
  if (!market.sells) {
    return {
      heading: `We sell nothing here (${market.name})`,
      opening: [`${market.reason ?? ''}${market.sources.map((id) => `[${id}]`).join('')}`],
    };
  }
  if (enoughMinor !== null && priceToMinor !== null) {
    return {
      heading: `Nothing that fits costs ${formatMoney(priceToMinor, currency)} or less`,
      opening: [`The lowest price of what fits otherwise is ${formatMoney(enoughMinor, currency)}.`],
    };
  }
  const isSoldOut = ruledOut.some(({ ruling }) => ruling === 'sold-out');
  const forPlace = wantsRoller(goal) && place ? ` for ${withArticle(place)}` : '';
  return isSoldOut
    ? {
        heading: `What we have${forPlace} is sold out for now`,
        opening: ['There is no waiting list yet. Nothing is lost by waiting.'],
      }
    : {
        heading: `We have nothing${forPlace} at the moment`,
        opening: ['Nothing in our range fits these answers.'],
      };
}

/** A word for two, and one for more. */
type Comparison = readonly [ofTwo: string, ofMore: string];

/** Why a roller or a thing to keep it in is on the shortlist, from what we know of it and of its neighbours there. */
export function pickReasons(
  pick: FinderPick,
  shortlist: readonly FinderPick[],
  answers: FinderAnswers,
  currency: string,
): string[] {
  const { product, variant } = pick;
  const peers = shortlist.filter(({ product: { kind } }) => kind === product.kind);
  const others = peers.filter((peer) => peer !== pick);
  // “Narrower than the other”, “the narrowest of the three”; nothing where it is no different from another.
  const compared = (value: (each: FinderPick) => number, less: Comparison, more: Comparison) => {
    const isLeast = others.every((other) => value(pick) < value(other));
    const isMost = others.every((other) => value(pick) > value(other));
    if (others.length === 0 || !(isLeast || isMost)) return '';
    const [ofTwo, ofMore] = isLeast ? less : more;
    return others.length === 1 ? `, ${ofTwo}` : `, the ${ofMore} of the ${numberWords(peers.length)}`;
  };
  const { priceToMinor } = answers;
  const limit =
    priceToMinor === null ? [] : [`It costs no more than ${formatMoney(priceToMinor, currency)}.`];

  const { needles } = product;
  if (product.kind === 'roller' && needles && variant.needleLengthMm !== null) {
    const width = compared(
      ({ product: each }) => each.needles?.headWidthMm ?? 0,
      ['narrower than the other', 'narrowest'],
      ['wider than the other', 'widest'],
    );
    const count = compared(
      ({ product: each }) => each.needles?.count ?? 0,
      ['fewer than on the other', 'fewest'],
      ['more than on the other', 'most'],
    );
    return [
      ...(isMadeFor(product, 'neck')
        ? [`Its intended use: ${product.intendedUse}`]
        : [`Made for ${areaWords(product)}.`]),
      `Needles of ${formatNeedleLength(variant.needleLengthMm)}. Nothing that fits your answers has shorter ones.`,
      `${needles.count.toLocaleString('en-GB')} ${needles.material} needles in ${needles.rows} rows${count}.`,
      `A head ${needles.headWidthMm}\u202fmm wide${width}.`,
      ...limit,
    ];
  }
  const rollers = shortlist.filter(({ product: { kind } }) => kind === 'roller');
  const matching = rollers.filter(({ product: roller }) => roller.goesWith.includes(product.slug));
  return [
    ...(matching.length > 0
      ? [`Goes with: ${matching.map(({ product: { title } }) => title).join('; ')}.`]
      : []),
    'It has no needles, so it needs no self-check.',
    ...product.notFor.map((line) => `Not for: ${lower(line)}`),
    ...limit,
  ];
}

/** Why a product is held back. */
export function heldBackWords({ variant, why }: HeldBack): string {
  if (why === 'enough') return `It fits as well. ${capital(numberWords(3))} are enough to choose among.`;
  const length = variant.needleLengthMm === null ? '' : `, ${formatNeedleLength(variant.needleLengthMm)},`;
  return `Its shortest needles that fit${length} are longer than those above, and we found nothing that speaks for longer.`;
}

/** The heading of a group of what was ruled out. */
export function rulingTitle(
  ruling: Ruling,
  { goal, place, priceToMinor }: FinderAnswers,
  { market, currency }: { market: Market; currency: string },
): string {
  switch (ruling) {
    case 'purpose':
      return wantsRoller(goal) && place ? `Not for ${withArticle(place)}` : 'Not for what you hope';
    case 'elsewhere':
      return `Not for sale here (${market.name})`;
    case 'paused':
      return 'Not sold for now';
    case 'professional':
      return 'For professionals';
    case 'length':
      return 'Longer than we sell';
    case 'length-unknown':
      return 'Needle length not known';
    case 'place':
      return `Not for ${place ? withArticle(place) : 'that place'}`;
    case 'case':
      return 'A case for another roller';
    case 'kind':
      return wantsRoller(goal) ? 'Not a roller' : 'Not for keeping or cleaning a roller';
    case 'sold-out':
      return 'Sold out for now';
    case 'price':
      return priceToMinor === null ? 'Over the price' : `Over ${formatMoney(priceToMinor, currency)}`;
  }
}

/** What stands beside one product that was ruled out; empty where the heading of its group says all. */
export function rulingLine(ruling: Ruling, { product, lowestMinor }: RuledOut, currency: string): string {
  if (ruling === 'place')
    return product.areas.length > 0 ? `made for ${areaWords(product)}` : 'made for no place that it names';
  if (ruling === 'price' && lowestMinor !== null) return `from ${formatMoney(lowestMinor, currency)}`;
  return '';
}

/** The answers in one line each, to be read again above the answer to them. */
export function answersGiven(
  { goal, place, experience, priceToMinor, needsCase }: FinderAnswers,
  currency: string,
): string[] {
  return [
    goalWords[goal],
    ...(place ? [placeWords[place]] : []),
    ...(experience ? [experience === 'first' ? 'My first' : 'Not my first'] : []),
    ...(priceToMinor === null ? [] : [`At most ${formatMoney(priceToMinor, currency)}`]),
    ...(needsCase ? ['With a case'] : []),
  ];
}

/** “the face and the body”. */
function areaWords({ areas }: Product): string {
  const named = areas.map((area) => `the ${area}`);
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

/** A place inside a sentence: “the face”. */
function withArticle(place: FinderPlace): string {
  if (place === 'eyes') return 'the skin around the eyes';
  return lower(placeWords[place]);
}

function numberWords(count: number): string {
  return ['no', 'one', 'two', 'three'][count] ?? String(count);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
