import { createHash } from 'node:crypto';
import type { RulesetFile } from '#content-pipeline/content.ts';
import { type IsoDate, isIsoDate } from '#lib/dates.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import { overlayFindings, withAdditions, withRaises } from './overlay.ts';
import { brokenAcceptances, haveSameEffects } from './ruleset-acceptance.ts';
import { brokenLaws } from './ruleset-laws.ts';
import { type ParsedOverlay, type ParsedRuleset, parseOverlayShape, parseShape } from './ruleset-shape.ts';

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
  /**
   * SHA-256, hex, of what the check consists of: the file and the overlays on it, without their status and pauses,
   * which may change while it is in force. A clearance is bound to it.
   */
  hash: string;
  status: RulesetStatus;
  /** True from the day it was published on, and after it was withdrawn. Such a file never changes. */
  isPublished: boolean;
  /** Names of the merchant's overlays that make it stricter. */
  overlays: string[];
  effectiveFrom: IsoDate;
  review: {
    author: string;
    reviewedBy: string | null;
    reviewedOn: IsoDate | null;
    reviewDue: IsoDate | null;
    secondApprover: string | null;
  };
  /** Earlier versions whose clearances it would honour; `accepted` holds those for which that was proved. */
  acceptsClearancesFrom: string[];
  /**
   * Versions, and their content, whose open clearances are as good as its own. Only `currentRuleset` fills it: one
   * file alone proves nothing.
   */
  accepted: { version: string; hash: string }[];
  /** Needle tiers and SKUs that are not sold while this version is in force. */
  salePaused: string[];
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

interface Reading {
  parsed: ParsedRuleset;
  ruleset: Ruleset;
}

// A ruleset is read on every page of the check; a file object never changes, so its reading is kept with it.
const readings = new WeakMap<RulesetFile, Result<Reading, RulesetProblem[]>>();
const collections = new WeakMap<readonly RulesetFile[], Result<Ruleset[], RulesetProblem[]>>();

/**
 * A parsed YAML file as a lawful ruleset, or every problem at once. The shape is checked first, then the laws
 * of self-check.md section 6; nothing is ever filled in or guessed. Of the shop's own files read `readRulesets`
 * instead: it knows the overlays.
 */
export function readRuleset(file: RulesetFile): Result<Ruleset, RulesetProblem[]> {
  const reading = readFile(file);
  return reading.ok ? ok(reading.value.ruleset) : reading;
}

function readFile(file: RulesetFile): Result<Reading, RulesetProblem[]> {
  const known = readings.get(file);
  if (known) return known;
  const reading = readAfresh(file);
  readings.set(file, reading);
  return reading;
}

function readAfresh(file: RulesetFile): Result<Reading, RulesetProblem[]> {
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
  return ok({ parsed: shape.value, ruleset: toRuleset(file, shape.value) });
}

/**
 * All versions in `files`, each with the overlays that hold for it and the clearances that it was proved to accept, or
 * every problem at once: one bad file, an overlay that loosens anything or fits no version, a claim without proof.
 */
export function readRulesets(files: readonly RulesetFile[]): Result<Ruleset[], RulesetProblem[]> {
  const known = collections.get(files);
  if (known) return known;
  const collection = collectAfresh(files);
  collections.set(files, collection);
  return collection;
}

function collectAfresh(files: readonly RulesetFile[]): Result<Ruleset[], RulesetProblem[]> {
  const problems: RulesetProblem[] = [];
  const versions: { file: RulesetFile; reading: Reading }[] = [];
  const overlays: { file: RulesetFile; parsed: ParsedOverlay }[] = [];
  for (const file of files) {
    if (file.overlay) {
      const overlay = readOverlay(file);
      if (overlay.ok) overlays.push({ file, parsed: overlay.value });
      else problems.push(...overlay.error);
      continue;
    }
    const reading = readFile(file);
    const twin = versions.find((other) => other.file.version === file.version);
    if (!reading.ok) problems.push(...reading.error);
    else if (twin) {
      problems.push({
        file: file.file,
        path: 'version',
        message: `${file.version} is already that of ${twin.file.file}`,
        example: 'version: 2026.2.0',
      });
    } else versions.push({ file, reading: reading.value });
  }
  const bare = versions.map(({ reading }) => reading.ruleset);
  if (problems.length === 0) {
    problems.push(
      ...overlays.flatMap(({ file, parsed }) => reachProblems(file, parsed, bare)),
      ...brokenAcceptances(bare, haveSameEffects),
    );
  }
  if (problems.length > 0) return refuse(problems);

  overlays.sort((a, b) => compareText(a.parsed.overlay, b.parsed.overlay));
  const tightened: Ruleset[] = [];
  for (const { file, reading } of versions) {
    const { ruleset } = reading;
    const holding = isWithdrawn(ruleset)
      ? []
      : overlays.filter(({ parsed }) => holdsFor(parsed, ruleset.version));
    const tight = tighten(file, reading, holding);
    if (tight.ok) tightened.push(tight.value);
    else problems.push(...tight.error);
  }
  if (problems.length > 0) return refuse(problems);
  return ok(tightened.map((ruleset) => ({ ...ruleset, accepted: acceptedBy(ruleset, tightened) })));
}

/** The open clearances it honours: of versions in its claim that are not withdrawn and equal it, overlays included. */
function acceptedBy(ruleset: Ruleset, all: readonly Ruleset[]): Ruleset['accepted'] {
  return all
    .filter(({ version }) => ruleset.acceptsClearancesFrom.includes(version))
    .filter((earlier) => !isWithdrawn(earlier) && haveSameEffects(earlier, ruleset))
    .map(({ version, hash }) => ({ version, hash }));
}

function readOverlay(file: RulesetFile): Result<ParsedOverlay, RulesetProblem[]> {
  const shape = parseOverlayShape(file.data);
  if (!shape.ok) return refuse(shape.error.map((finding) => ({ file: file.file, ...finding })));
  if (shape.value.overlay === file.version) return shape;
  return refuse([
    {
      file: file.file,
      path: 'overlay',
      message: `says ${shape.value.overlay}, but the file is that of ${file.version}`,
      example: `overlay: ${file.version}`,
    },
  ]);
}

function holdsFor({ from_version, to_version }: ParsedOverlay, version: string): boolean {
  return (
    compareVersions(from_version, version) <= 0 &&
    (to_version === undefined || compareVersions(version, to_version) <= 0)
  );
}

/** An overlay that holds for no version would be lost without a word: a slip in a number must not loosen anything. */
function reachProblems(
  { file }: RulesetFile,
  overlay: ParsedOverlay,
  rulesets: readonly Ruleset[],
): RulesetProblem[] {
  const ends = [
    ['from_version', overlay.from_version],
    ['to_version', overlay.to_version],
  ] as const;
  const unknown = ends.flatMap(([path, version]) =>
    version === undefined || rulesets.some((ruleset) => ruleset.version === version)
      ? []
      : [
          {
            file,
            path,
            message: `there is no version ${version}`,
            example: `${path}: ${rulesets.at(-1)?.version ?? '2026.1.0'}`,
          },
        ],
  );
  if (unknown.length > 0 || rulesets.some(({ version }) => holdsFor(overlay, version))) return unknown;
  return [
    {
      file,
      path: 'to_version',
      message: 'lies before from_version, so that the overlay holds for no version',
      example: `to_version: ${overlay.from_version}`,
    },
  ];
}

function tighten(
  file: RulesetFile,
  { parsed, ruleset }: Reading,
  overlays: readonly { file: RulesetFile; parsed: ParsedOverlay }[],
): Result<Ruleset, RulesetProblem[]> {
  if (overlays.length === 0) return ok(ruleset);
  let tightened = parsed;
  for (const overlay of overlays) {
    // Each is held against the version itself, so that the order of overlays is all one.
    const findings = overlayFindings(parsed, overlay.parsed);
    tightened = withAdditions(tightened, overlay.parsed);
    // Whatever law is broken now was kept without this overlay, so that the fault is its own.
    if (findings.length === 0) findings.push(...brokenLaws(tightened));
    if (findings.length > 0) {
      return refuse(
        findings.map((finding) => ({
          file: overlay.file.file,
          ...finding,
          message: `${finding.message} (on ${ruleset.version})`,
        })),
      );
    }
  }
  const raises = overlays.map((overlay) => overlay.parsed);
  return ok(toRuleset(file, withRaises(tightened, raises), overlays));
}

/** One version, lawful, with its overlays, whatever its status and date; a version that is not there is a problem too. */
export function rulesetOf(files: readonly RulesetFile[], version: string): Result<Ruleset, RulesetProblem[]> {
  const all = readRulesets(files);
  if (!all.ok) return all;
  const ruleset = all.value.find((each) => each.version === version);
  if (ruleset) return ok(ruleset);
  return refuse([
    {
      file: 'content/self-check',
      path: 'version',
      message: `there is no version ${version}`,
      example: all.value.map((each) => each.version).join(', '),
    },
  ]);
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
  const all = readRulesets(files);
  if (!all.ok) return refuse({ reason: 'unreadable', problems: all.error });

  const inForce = all.value
    .filter((ruleset) => ruleset.effectiveFrom <= today)
    .filter((ruleset) => allowDraft || ruleset.isPublished)
    .sort(byEffect)
    .at(-1);
  if (!inForce) return refuse({ reason: 'none-in-force', problems: [] });
  if (isWithdrawn(inForce)) return refuse({ reason: 'withdrawn', problems: [] });
  if (inForce.review.reviewDue !== null && inForce.review.reviewDue <= today) {
    return refuse({ reason: 'review-overdue', problems: [] });
  }
  return ok(inForce);
}

/** True for a version under which nothing is sold any more. */
export function isWithdrawn({ status }: Ruleset): boolean {
  return status === 'withdrawn';
}

/** The order in which versions take effect: by date, then by number. */
export function byEffect(a: Ruleset, b: Ruleset): number {
  return compareText(a.effectiveFrom, b.effectiveFrom) || compareVersions(a.version, b.version);
}

function toRuleset(
  file: RulesetFile,
  parsed: ParsedRuleset,
  overlays: readonly { file: RulesetFile; parsed: ParsedOverlay }[] = [],
): Ruleset {
  const contents = [file, ...overlays.map((overlay) => overlay.file)].map(({ data }) => sealedPart(data));
  return {
    file: file.file,
    version: parsed.version,
    hash: createHash('sha256')
      .update(canonicalJson(overlays.length > 0 ? contents : contents[0]))
      .digest('hex'),
    status: parsed.status,
    isPublished: parsed.status === 'published' || parsed.status === 'withdrawn',
    overlays: overlays.map((overlay) => overlay.parsed.overlay),
    effectiveFrom: parsed.effective_from,
    review: {
      author: parsed.review.author,
      reviewedBy: parsed.review.reviewed_by,
      reviewedOn: parsed.review.reviewed_on,
      reviewDue: parsed.review.review_due,
      secondApprover: parsed.review.second_approver,
    },
    acceptsClearancesFrom: parsed.accepts_clearances_from,
    accepted: [],
    salePaused: parsed.sale_paused,
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

/** What never changes once it is published: everything but the two fields by which a sale is stopped. */
function sealedPart(data: unknown): unknown {
  const { status: _status, sale_paused: _paused, ...sealed } = Object(data);
  return sealed;
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
