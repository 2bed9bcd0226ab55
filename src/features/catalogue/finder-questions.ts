/** What somebody may hope for. Only the first three can end with something to buy; for the others we would choose none. */
export const goals = [
  'smoother',
  'curious',
  'keeping',
  'acne-scars',
  'raised-scars',
  'lines',
  'dark-marks',
  'hair',
  'creams',
] as const;
export type FinderGoal = (typeof goals)[number];

/** Where somebody would roll. For the last two we would choose none. */
export const places = ['face', 'neck', 'body', 'scalp', 'eyes', 'lips'] as const;
export type FinderPlace = (typeof places)[number];

export const experiences = ['first', 'have-one'] as const;
export type FinderExperience = (typeof experiences)[number];

/** What the finder goes by. Nothing here is about health: that is the self-check's, and stays there. */
export interface FinderAnswers {
  goal: FinderGoal;
  /** Null: not said, which only goals that end without a roller allow. */
  place: FinderPlace | null;
  experience: FinderExperience | null;
  /** The most that one product may cost, in minor units with VAT; null: no limit. */
  priceToMinor: number | null;
  needsCase: boolean;
}

/** A field of the form: its name in the address, and the id that an error summary leads to. */
export type FinderField = 'goal' | 'area' | 'experience' | 'price-to' | 'case';

/** What the address of the finder asks. */
export interface FinderRequest {
  /** Null on an empty start, and where something must be mended first. */
  answers: FinderAnswers | null;
  /** What the form is filled in with, as it was given. */
  given: { goal: string; area: string; experience: string; priceTo: string; needsCase: boolean };
  errors: readonly { field: FinderField; text: string }[];
  /** Names in the address that the finder does not know, fit to be shown; at most five. */
  leftAside: readonly string[];
}

const askFor = {
  goal: 'Choose what you hope for',
  area: 'Choose where you would use it',
  experience: 'Choose whether it would be your first',
} as const;

const fields = ['goal', 'area', 'experience', 'price-to', 'case'] as const satisfies readonly FinderField[];

/** Whether a goal can end with a roller; only then do place and experience matter. */
export function wantsRoller(goal: FinderGoal): boolean {
  return goal === 'smoother' || goal === 'curious';
}

/** Reads the address of the finder. What it does not know is named in `leftAside` or among the errors, never guessed. */
export function readFinder(params: URLSearchParams): FinderRequest {
  const value = (name: FinderField) => (params.get(name) ?? '').trim();
  const given = {
    goal: value('goal'),
    area: value('area'),
    experience: value('experience'),
    priceTo: shown(value('price-to')),
    needsCase: value('case') === 'yes',
  };
  const leftAside = [...new Set(params.keys())]
    .filter((name) => !isField(name))
    .map(shown)
    .filter((name) => name !== '')
    .slice(0, 5);
  if (!fields.some((name) => params.has(name))) return { answers: null, given, errors: [], leftAside };

  const errors: { field: FinderField; text: string }[] = [];
  const oneOf = <T extends string>(
    field: keyof typeof askFor,
    all: readonly T[],
    isNeeded: boolean,
  ): T | null => {
    const text = value(field);
    if (new Set(params.getAll(field)).size > 1) {
      errors.push({ field, text: `${askFor[field]}: the address gives more than one answer` });
      return null;
    }
    const found = all.find((each) => each === text);
    if (found) return found;
    if (text !== '') {
      errors.push({ field, text: `${askFor[field]}: “${shown(text)}” is not among the choices` });
    } else if (isNeeded) errors.push({ field, text: askFor[field] });
    return null;
  };
  const goal = oneOf('goal', goals, true);
  const isRollerGoal = goal !== null && wantsRoller(goal);
  const place = oneOf('area', places, isRollerGoal);
  // A place that no roller belongs to is an answer by itself.
  const experience = oneOf(
    'experience',
    experiences,
    isRollerGoal && (place === null || !isWithoutRoller(place)),
  );
  const priceToMinor = readPrice(value('price-to'));
  if (priceToMinor === 'unreadable') {
    errors.push({
      field: 'price-to',
      text: 'Enter a price above zero, such as 25 or 25.50, or leave it empty',
    });
  }
  const box = value('case');
  if (box !== '' && box !== 'yes') {
    errors.push({
      field: 'case',
      text: `Tick the box for a case, or leave it: “${shown(box)}” is not among the choices`,
    });
  }
  return {
    answers:
      errors.length > 0 || goal === null || priceToMinor === 'unreadable'
        ? null
        : { goal, place, experience, priceToMinor, needsCase: given.needsCase },
    given,
    errors,
    leftAside,
  };
}

/** The query of these answers, without the question mark; `readFinder` reads the same answers from it. */
export function writeFinder({ goal, place, experience, priceToMinor, needsCase }: FinderAnswers): string {
  return new URLSearchParams({
    goal,
    ...(place && { area: place }),
    ...(experience && { experience }),
    ...(priceToMinor !== null && {
      'price-to': priceToMinor % 100 === 0 ? String(priceToMinor / 100) : (priceToMinor / 100).toFixed(2),
    }),
    ...(needsCase && { case: 'yes' }),
  }).toString();
}

/** Whether no roller belongs there. */
export function isWithoutRoller(place: FinderPlace): place is 'eyes' | 'lips' {
  return place === 'eyes' || place === 'lips';
}

/** “25”, “25.50”, “25,5” and “£25” as minor units; null where nothing is said. */
function readPrice(text: string): number | 'unreadable' | null {
  if (text === '') return null;
  const match = /^\p{Sc}?\s*(\d{1,5})(?:[.,](\d{1,2}))?$/u.exec(text);
  if (!match) return 'unreadable';
  const minor = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return minor > 0 ? minor : 'unreadable';
}

function isField(name: string): name is FinderField {
  return fields.some((each) => each === name);
}

/** Somebody else's text, fit to stand in a sentence of ours: short, and without characters that disorder it. */
function shown(text: string): string {
  const clean = text
    .slice(0, 200)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ')
    .trim();
  const characters = [...clean];
  return characters.length > 40 ? `${characters.slice(0, 40).join('')}…` : clean;
}
