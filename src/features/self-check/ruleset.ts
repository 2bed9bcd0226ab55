import { createHash } from 'node:crypto';
import type { RulesetFile } from '#content-pipeline/content.ts';
import { type IsoDate, isIsoDate } from '#lib/dates.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import { brokenLaws } from './ruleset-laws.ts';
import { type ParsedRuleset, parseShape } from './ruleset-shape.ts';

/** From the mildest to the strictest; the strictest that any rule gives is the outcome. */
export const states = ['clear', 'wait', 'clinician', 'do-not-use', 'not-run'] as const;
export type State = (typeof states)[number];

export interface Choice {
  id: string;
  text: string;
  hint: string | null;
  /** The one answer of its question that no rule names. */
  safe: boolean;
  /** The question that this answer opens. */
  asks: string | null;
}

export interface Question {
  id: string;
  about: 'person' | 'health';
  kind: 'radio' | 'checkbox' | 'date';
  /** Two or three words for the list of answers. */
  name: string;
  text: string;
  why: string;
  /** “What counts?”, one paragraph each. */
  counts: string[];
  /** What to say when it is left unanswered. */
  missing: string;
  /** What to say when a date lies so far back that it stops nothing. */
  passed: string | null;
  choices: Choice[];
}

export interface CareCard {
  level: 'non-urgent' | 'urgent' | 'emergency';
  title: string;
  items: string[];
}

export interface Rule {
  id: string;
  /** Tests only that something IS there: that is what makes more answers never milder. */
  when: { question: string; is: string } | { question: string; withinMonths: number };
  state: State;
  maxLengthMm: number | null;
  until: 'healed' | { addMonths: number; to: string } | null;
  say: string;
  do: string | null;
  care: CareCard | null;
  /** Ids of `sources`. */
  cites: string[];
  basis: 'policy' | null;
  conflict: string | null;
  confidence: 'H' | 'M' | 'L';
}

export interface RuleSource {
  title: string;
  year: number | null;
  url: string;
  read: 'whole' | 'opening' | 'abstract' | 'copy' | 'passage';
  confidence: 'H' | 'M' | 'L';
}

export const outcomeKinds = [
  'clear',
  'wait-date',
  'wait-healed',
  'wait-both',
  'clinician',
  'do-not-use',
  'not-run',
] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

export interface OutcomeWords {
  title: string;
  lead: string;
  instead: string[];
}

export type RulesetStatus = 'draft' | 'in-review' | 'published' | 'withdrawn';

/** One version of the check, whole and lawful. Words are in English. */
export interface Ruleset {
  file: string;
  version: string;
  /** SHA-256 of the file's content, hex; a clearance is bound to it. */
  hash: string;
  status: RulesetStatus;
  effectiveFrom: IsoDate;
  review: {
    author: string;
    reviewedBy: string | null;
    reviewedOn: IsoDate | null;
    reviewDue: IsoDate | null;
    secondApprover: string | null;
  };
  limits: { maxLengthMm: number; clearanceHours: number };
  floor: string[];
  sources: Record<string, RuleSource>;
  questions: Question[];
  rules: Rule[];
  outcomes: Record<OutcomeKind, OutcomeWords>;
}

/** One thing that is wrong with a ruleset file; `path` names the question or rule by its id. */
export interface RulesetProblem {
  file: string;
  path: string;
  message: string;
  /** How a right one looks. */
  example: string;
}

// A ruleset is read on every page of the check; a file object never changes, so its reading is kept with it.
const readings = new WeakMap<RulesetFile, Result<Ruleset, RulesetProblem[]>>();

/**
 * A parsed YAML file as a lawful ruleset, or every problem at once. The shape is checked first, then the laws
 * of self-check.md section 6; nothing is ever filled in or guessed.
 */
export function readRuleset(file: RulesetFile): Result<Ruleset, RulesetProblem[]> {
  const known = readings.get(file);
  if (known) return known;
  const reading = readAfresh(file);
  readings.set(file, reading);
  return reading;
}

function readAfresh(file: RulesetFile): Result<Ruleset, RulesetProblem[]> {
  const shape = parseShape(file.data);
  const problems = shape.ok ? brokenLaws(shape.value) : shape.error;
  if (shape.ok && shape.value.version !== file.version) {
    problems.push({
      path: 'version',
      message: `says ${shape.value.version}, but the file is that of ${file.version}`,
      example: `version: ${file.version}`,
    });
  }
  if (!shape.ok || problems.length > 0) {
    return refuse(problems.map((problem) => ({ file: file.file, ...problem })));
  }
  return ok(toRuleset(file, shape.value));
}

export interface RulesetRefusal {
  reason: 'unreadable' | 'none-in-force' | 'withdrawn' | 'review-overdue';
  problems: RulesetProblem[];
}

/**
 * The version in force on `today`: the latest effective date, then the highest number. Drafts and versions in
 * review count only with `allowDraft`. Fails closed: one unreadable file, a withdrawn latest version or an
 * overdue review refuses, and no older version steps in (a roll-back is a new version).
 */
export function currentRuleset(
  files: readonly RulesetFile[],
  today: IsoDate,
  { allowDraft }: { allowDraft: boolean },
): Result<Ruleset, RulesetRefusal> {
  if (!isIsoDate(today)) throw new RangeError(`Not a date: ${today}`);
  const readRulesets: Ruleset[] = [];
  const problems: RulesetProblem[] = [];
  for (const file of files) {
    const reading = readRuleset(file);
    if (reading.ok) readRulesets.push(reading.value);
    else problems.push(...reading.error);
  }
  for (const [index, ruleset] of readRulesets.entries()) {
    const twin = readRulesets.slice(0, index).find((other) => other.version === ruleset.version);
    if (twin) {
      problems.push({
        file: ruleset.file,
        path: 'version',
        message: `${ruleset.version} is already that of ${twin.file}`,
        example: 'version: 2026.2.0',
      });
    }
  }
  if (problems.length > 0) return refuse({ reason: 'unreadable', problems });

  const inForce = readRulesets
    .filter((ruleset) => ruleset.effectiveFrom <= today)
    .filter((ruleset) => allowDraft || ruleset.status === 'published' || ruleset.status === 'withdrawn')
    .sort((a, b) => compareText(a.effectiveFrom, b.effectiveFrom) || compareVersions(a.version, b.version))
    .at(-1);
  if (!inForce) return refuse({ reason: 'none-in-force', problems: [] });
  if (inForce.status === 'withdrawn') return refuse({ reason: 'withdrawn', problems: [] });
  if (inForce.review.reviewDue !== null && inForce.review.reviewDue <= today) {
    return refuse({ reason: 'review-overdue', problems: [] });
  }
  return ok(inForce);
}

function toRuleset(file: RulesetFile, parsed: ParsedRuleset): Ruleset {
  return {
    file: file.file,
    version: parsed.version,
    hash: createHash('sha256').update(canonicalJson(file.data)).digest('hex'),
    status: parsed.status,
    effectiveFrom: parsed.effective_from,
    review: {
      author: parsed.review.author,
      reviewedBy: parsed.review.reviewed_by,
      reviewedOn: parsed.review.reviewed_on,
      reviewDue: parsed.review.review_due,
      secondApprover: parsed.review.second_approver,
    },
    limits: { maxLengthMm: parsed.limits.max_length_mm, clearanceHours: parsed.limits.clearance_hours },
    floor: parsed.floor,
    sources: parsed.sources,
    questions: parsed.questions.map(({ answers, counts, passed, ...question }) => ({
      ...question,
      counts: counts ?? [],
      passed: passed ?? null,
      choices: answers.map((answer) => ({
        id: answer.id,
        text: answer.text,
        hint: answer.hint ?? null,
        safe: answer.safe ?? false,
        asks: answer.asks ?? null,
      })),
    })),
    rules: parsed.rules.map((rule) => ({
      id: rule.id,
      when:
        rule.when.is === undefined
          ? { question: rule.when.question, withinMonths: rule.when.within_months ?? 0 }
          : { question: rule.when.question, is: rule.when.is },
      state: rule.gives.state,
      maxLengthMm: rule.gives.max_length_mm ?? null,
      until: untilOf(rule.gives.until),
      say: rule.say,
      do: rule.do ?? null,
      care: rule.care ?? null,
      cites: rule.cites ?? [],
      basis: rule.basis ?? null,
      conflict: rule.conflict ?? null,
      confidence: rule.confidence,
    })),
    outcomes: parsed.outcomes,
  };
}

function untilOf(until: ParsedRuleset['rules'][number]['gives']['until']): Rule['until'] {
  if (until === undefined) return null;
  return until === 'healed' ? 'healed' : { addMonths: until.add_months, to: until.to };
}

/** JSON with sorted keys, so that the hash speaks of the content and not of its order. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b)))
      : inner,
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  const index = left.findIndex((part, at) => part !== right[at]);
  return index === -1 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}
