import { z } from 'zod';
import { isIsoDate } from '#lib/dates.ts';
import type { NeedleTier } from '#lib/needle-length.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/** A problem before it is known which file it is in. */
export interface Finding {
  path: string;
  message: string;
  example: string;
}

const text = z.string().trim().min(1);
const date = z.string().refine(isIsoDate, 'is not a date');
// Every word must exist in every language the check ships in. English is the only one so far, so the reading keeps
// just that.
const words = z.strictObject({ en: text }).transform(({ en }) => en);
const wordList = z.strictObject({ en: z.array(text).min(1) }).transform(({ en }) => en);
const kebab = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'is not a word in kebab-case');
const snake = z.string().regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, 'is not a word in snake_case');
const length = z
  .number()
  .positive()
  .max(0.5, 'is longer than any needle that may be sold for use at home (0.5 mm)');
const confidence = z.enum(['H', 'M', 'L']);
const version = z.string().regex(/^\d{4}\.\d{1,4}\.\d{1,4}$/, 'is not a version');
const pausable = z
  .string()
  .refine(
    (text) => isPausableTier(text) || /^[A-Z0-9]+(-[A-Z0-9]+)*$/.test(text),
    'is neither a needle tier nor a SKU',
  );

/** Whether a pause may name this as a needle tier. */
export function isPausableTier(text: string): boolean {
  return Object.hasOwn(pausableTiers, text);
}

/** What a pause may name besides SKUs: the tiers of `needle-length.ts` that a market can sell. */
const pausableTiers: Record<Exclude<NeedleTier, 'clinical'>, true> = {
  surface: true,
  homeMax: true,
  professional: true,
};

const source = z.strictObject({
  title: text,
  year: z.int().min(1900).nullable(),
  url: z.url(),
  read: z.enum(['whole', 'opening', 'abstract', 'copy', 'passage']),
  confidence,
});

const answer = z.strictObject({
  id: kebab,
  text: words,
  hint: words.optional(),
  safe: z.literal(true).optional(),
  asks: kebab.optional(),
});

const question = z.strictObject({
  id: kebab,
  about: z.enum(['person', 'health']),
  kind: z.enum(['radio', 'checkbox', 'date']),
  name: words,
  text: words,
  why: words,
  counts: wordList.optional(),
  missing: words,
  passed: words.optional(),
  answers: z.array(answer).min(1),
});

const rule = z.strictObject({
  id: snake,
  when: z
    .strictObject({ question: kebab, is: kebab.optional(), within_months: z.int().min(1).max(24).optional() })
    .refine((when) => (when.is === undefined) !== (when.within_months === undefined), {
      message: 'must test exactly one thing: “is” or “within_months”',
    }),
  gives: z.strictObject({
    state: z.enum(['clear', 'wait', 'clinician', 'do-not-use', 'not-run']),
    max_length_mm: length.optional(),
    until: z
      .union([z.literal('healed'), z.strictObject({ add_months: z.int().min(1).max(24), to: kebab })])
      .optional(),
  }),
  say: words,
  do: words.optional(),
  care: z
    .strictObject({ level: z.enum(['non-urgent', 'urgent', 'emergency']), title: words, items: wordList })
    .optional(),
  cites: z.array(text).min(1).optional(),
  basis: z.literal('policy').optional(),
  conflict: text.optional(),
  confidence,
});

const outcome = z.strictObject({ title: words, lead: words, instead: wordList });

/** What a merchant's overlay may hold: additions, and what it makes stricter. It has no word for anything else. */
const overlay = z.strictObject({
  schema: z.literal(1),
  overlay: kebab,
  from_version: version,
  to_version: version.optional(),
  author: text,
  reason: text,
  since: date,
  reviewed_by: text.nullable(),
  limits: z
    .strictObject({
      max_length_mm: length.optional(),
      clearance_hours: z.number().positive().max(24).optional(),
    })
    .default({}),
  sale_paused: z.array(pausable).default([]),
  sources: z.record(text, source).default({}),
  questions: z.array(question).default([]),
  rules: z.array(rule).default([]),
  stricter: z
    .array(
      z.strictObject({
        id: snake,
        state: z.enum(['clinician', 'do-not-use']).optional(),
        max_length_mm: length.optional(),
      }),
    )
    .default([]),
});

const ruleset = z.strictObject({
  schema: z.literal(1),
  ruleset: z.literal('needling-selfcheck'),
  version,
  status: z.enum(['draft', 'in-review', 'published', 'withdrawn']),
  effective_from: date,
  review: z.strictObject({
    author: text,
    reviewed_by: text.nullable(),
    reviewed_on: date.nullable(),
    review_due: date.nullable(),
    second_approver: text.nullable(),
  }),
  accepts_clearances_from: z.array(version).default([]),
  sale_paused: z.array(pausable).default([]),
  limits: z.strictObject({ max_length_mm: length, clearance_hours: z.number().positive().max(24) }),
  floor: z.array(snake),
  sources: z.record(text, source),
  questions: z.array(question).min(1),
  rules: z.array(rule).min(1),
  outcomes: z.strictObject({
    clear: outcome,
    'wait-date': outcome,
    'wait-healed': outcome,
    'wait-both': outcome,
    clinician: outcome,
    'do-not-use': outcome,
    'not-run': outcome,
  }),
});

/** A ruleset file whose shape is right, with its own names; its laws are not checked yet. */
export type ParsedRuleset = z.output<typeof ruleset>;

/** An overlay file whose shape is right; what it may do to a version is not checked yet. */
export type ParsedOverlay = z.output<typeof overlay>;

/** The file's data in its right shape, or every fault of shape at once. Unknown keys are faults. */
export function parseShape(data: unknown): Result<ParsedRuleset, Finding[]> {
  return parseAs(ruleset, data, messageFor);
}

/** The same for a merchant's overlay. */
export function parseOverlayShape(data: unknown): Result<ParsedOverlay, Finding[]> {
  return parseAs(overlay, data, overlayMessageFor);
}

type MessageFor = (unknownKeys: readonly string[], message: string, path: readonly PropertyKey[]) => string;

function parseAs<T>(shape: z.ZodType<T>, data: unknown, say: MessageFor): Result<T, Finding[]> {
  const parsed = shape.safeParse(data);
  if (parsed.success) return ok(parsed.data);
  return refuse(
    parsed.error.issues.map((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
      const path = [...issue.path, ...keys.slice(0, 1)];
      return {
        path: pathInWords(data, path),
        message: isTest(path) ? noExceptions(keys, issue.message) : say(keys, issue.message, issue.path),
        example: exampleFor(path.map(String)),
      };
    }),
  );
}

function isTest(path: readonly PropertyKey[]): boolean {
  return path[0] === 'rules' && path[2] === 'when';
}

function noExceptions(unknownKeys: readonly string[], message: string): string {
  // Law 1: without “not”, “unless” and “else” no answer can ever soften what another one gives.
  return unknownKeys.length > 0
    ? `a rule may only test that an answer is there; “${unknownKeys.join('”, “')}” is not such a test`
    : message;
}

function messageFor(unknownKeys: readonly string[], message: string): string {
  return unknownKeys.length > 0 ? `is not a field of a ruleset: “${unknownKeys.join('”, “')}”` : message;
}

function overlayMessageFor(
  unknownKeys: readonly string[],
  message: string,
  path: readonly PropertyKey[],
): string {
  if (path.length > 0) return messageFor(unknownKeys, message);
  if (unknownKeys.includes('floor')) return 'an overlay never touches the floor';
  return unknownKeys.length > 0
    ? `an overlay only adds and tightens; it has no “${unknownKeys.join('”, “')}”`
    : message;
}

/** `rules.3.say.en` as `rules[keloid_self].say.en`: people look for ids, not for positions. */
function pathInWords(data: unknown, path: readonly PropertyKey[]): string {
  let place: unknown = data;
  let words = '';
  for (const key of path) {
    const inner: unknown = typeof place === 'object' && place !== null ? Reflect.get(place, key) : undefined;
    if (typeof key === 'number') {
      const id: unknown = typeof inner === 'object' && inner !== null ? Reflect.get(inner, 'id') : undefined;
      words += typeof id === 'string' ? `[${id}]` : `[${key}]`;
    } else {
      words += words ? `.${String(key)}` : String(key);
    }
    place = inner;
  }
  return words || '(the file)';
}

const examples: Record<string, string> = {
  schema: 'schema: 1',
  ruleset: 'ruleset: needling-selfcheck',
  version: 'version: 2026.1.0',
  status: 'status: draft',
  effective_from: 'effective_from: "2026-11-01"',
  review:
    'review: {author: A Name, reviewed_by: null, reviewed_on: null, review_due: null, second_approver: null}',
  accepts_clearances_from: 'accepts_clearances_from: ["2026.1.0"]',
  sale_paused: 'sale_paused: [surface, FACE-025]',
  limits: 'limits: {max_length_mm: 0.3, clearance_hours: 24}',
  max_length_mm: 'max_length_mm: 0.3',
  clearance_hours: 'clearance_hours: 24',
  floor: 'floor: [anticoagulant, skin_infection, filler_6m, keloid_self, keloid_family]',
  sources: 'S0: {title: "…", year: 2010, url: "https://…", read: passage, confidence: M}',
  questions: '- {id: age, about: person, kind: radio, …}',
  answers: 'answers: [{id: unsure, text: {en: I am not sure}}]',
  rules: '- {id: diabetes, when: {question: conditions, is: diabetes}, gives: {state: clinician}, …}',
  when: 'when: {question: skin, is: infection}',
  gives: 'gives: {state: wait, until: healed}',
  state: 'state: clinician',
  until: 'until: healed',
  kind: 'kind: radio',
  about: 'about: health',
  id: 'id: cold-sores',
  basis: 'basis: policy',
  cites: 'cites: [S0]',
  confidence: 'confidence: M',
  read: 'read: abstract',
  url: 'url: https://www.hindawi.com/journals/drp/2010/893080/',
  year: 'year: 2010',
  say: 'say: {en: "You have diabetes. …"}',
  care: 'care: {level: non-urgent, title: {en: "Speak to a GP if you have:"}, items: {en: ["…"]}}',
  overlay: 'overlay: high-street',
  from_version: 'from_version: 2026.1.0',
  to_version: 'to_version: 2026.4.0',
  author: 'author: A Name',
  reason: 'reason: Our insurer asks for it.',
  since: 'since: "2026-11-01"',
  reviewed_by: 'reviewed_by: null',
  stricter: 'stricter: [{id: diabetes, state: do-not-use}]',
  outcomes: 'clear: {title: {en: "…"}, lead: {en: "…"}, instead: {en: ["…"]}}',
};

function exampleFor(path: readonly string[]): string {
  const key = path.findLast((part) => part in examples);
  const last = path.at(-1);
  if (
    last === 'en' ||
    (last && ['text', 'why', 'name', 'missing', 'title', 'lead', 'do', 'hint'].includes(last))
  ) {
    return `${path.findLast((part) => part !== 'en') ?? 'text'}: {en: "…"}`;
  }
  return (key && examples[key]) || 'see content/self-check/2026.1.0.yaml';
}
