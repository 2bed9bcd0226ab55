import type { AstroCookies } from 'astro';
import type { ContentReads } from '#content-pipeline/store.server.ts';
import type { Clock } from '#lib/clock.ts';
import { earliestZone, type IsoDate, todayIn } from '#lib/dates.ts';
import type { Config } from '#lib/env.server.ts';
import { paths } from '#lib/paths.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import {
  answersCookie,
  answersSeconds,
  type Progress,
  sealAnswers,
  unsealAnswers,
} from './answers.server.ts';
import { takesBackReason } from './changed-answer.ts';
import { clearanceCookie, clearanceSeconds, issueClearance } from './clearance.server.ts';
import { evaluate, type Outcome } from './evaluate.ts';
import {
  type Answer,
  type Answers,
  firstUnanswered,
  hasEnded,
  questionAfter,
  withAnswer,
} from './journey.ts';
import { outcomeCookie, outcomeSeconds, sealOutcome, unsealOutcome } from './outcome.server.ts';
import { type Preview, previewCookie, readPreview } from './review-preview.server.ts';
import { currentRuleset, type Ruleset, type RulesetRefusal, rulesetOf } from './ruleset.ts';

/** What the pages of the check need of the shop's services. */
export interface CheckServices {
  config: Pick<Config, 'siteUrl' | 'allowDraftRules'>;
  clock: Clock;
  sealer: Sealer;
  content: Pick<ContentReads, 'rulesets' | 'shop' | 'market'>;
}

type Cookies = Pick<AstroCookies, 'get' | 'set' | 'delete'>;

/** One person's check at one moment. Everything personal in it lives in that person's cookies and nowhere else. */
export interface Check {
  services: CheckServices;
  cookies: Cookies;
  ruleset: Ruleset;
  marketId: string;
  today: IsoDate;
  now: Date;
  /** Null for everybody but a reviewer. A preview has cookies of its own and never earns a clearance. */
  preview: Preview | null;
  answers: Answers;
  /** A change that waits for the words “my first answer was wrong”. */
  pending: Progress['pending'];
  /** Until the answers vanish by themselves; 0 without any. */
  secondsLeft: number;
}

/** Why no check can be run at all. */
export type CheckClosed = RulesetRefusal['reason'] | 'no-sale-here';

/** The check as this person's cookies have it, or why there is none: no rules in force, or nothing is sold here. */
export async function openCheck(
  services: CheckServices,
  cookies: Cookies,
): Promise<Result<Check, CheckClosed>> {
  const { config, clock, sealer, content } = services;
  const now = clock.now();
  const preview = await previewOf(services, cookies);
  const market = content.market(preview?.market ?? content.shop.market);
  const today = preview?.date ?? todayIn(market?.zone ?? earliestZone, now);
  const ruleset = preview
    ? previewedRuleset(content.rulesets, preview.version)
    : currentRuleset(content.rulesets, today, { allowDraft: config.allowDraftRules });
  if (!market?.sells) return refuse('no-sale-here');
  if (!ruleset.ok) return refuse(ruleset.error.reason);
  const { answers: name } = cookiesOf(preview);
  const token = cookies.get(name)?.value;
  const { answers, pending, endsAt } = await unsealAnswers(sealer, token, ruleset.value, now, name);
  return ok({
    services,
    cookies,
    ruleset: ruleset.value,
    marketId: market.id,
    today,
    now,
    preview,
    answers,
    pending,
    secondsLeft: secondsUntil(endsAt, now),
  });
}

/** The preview that a reviewer has opened in this browser, or null. */
export async function previewOf(
  { sealer, clock }: Pick<CheckServices, 'sealer' | 'clock'>,
  cookies: Pick<Cookies, 'get'>,
): Promise<Preview | null> {
  return readPreview(sealer, cookies.get(previewCookie)?.value, clock.now());
}
/** Where a person belongs who is not where they should be: the first open question, or “check your answers”. */
export function nextStep({ ruleset, answers }: Check): string {
  const open = firstUnanswered(ruleset, answers);
  return open ? paths.question(open.id) : paths.answers;
}

/**
 * Takes one answer and says where to go next. An answer that ends the check leads straight to the outcome and is not
 * kept. One that takes back a reason against a sale waits until it is confirmed (`confirmChange`).
 */
export async function takeAnswer(check: Check, id: string, answer: Answer): Promise<string> {
  if (takesBackReason(check.ruleset, check.answers, id, answer, check.today)) {
    await keepProgress(check, { answers: check.answers, pending: { question: id, answer } });
    return paths.changedAnswer;
  }
  return goOn(check, id, answer);
}

/** Makes the change that waits, and says where to go next; without one, where the person belongs. */
export async function confirmChange(check: Check): Promise<string> {
  const { pending } = check;
  return pending ? goOn(check, pending.question, pending.answer) : nextStep(check);
}

/** Forgets the change that waits: the first answer holds. Says where to go next. */
export async function keepFirstAnswer(check: Check): Promise<string> {
  if (check.pending) await keepProgress(check, { answers: check.answers, pending: null });
  return nextStep(check);
}

async function goOn(check: Check, id: string, answer: Answer): Promise<string> {
  const { ruleset } = check;
  const answers = withAnswer(ruleset, check.answers, id, answer);
  if (hasEnded(ruleset, answers)) {
    await giveOutcome(check, evaluate(ruleset, answers, check.today));
    return paths.outcome;
  }
  await keepProgress(check, { answers, pending: null });
  const next = questionAfter(ruleset, answers, id);
  return next ? paths.question(next.id) : paths.answers;
}

/**
 * Ends a check whose questions are all answered: wipes the answers, keeps the outcome for its page, and gives a
 * clearance to this basket if it is clear. Null, with nothing changed, while a question is open.
 */
export async function finishCheck(check: Check, basketId: string): Promise<Outcome | null> {
  const { services, cookies, ruleset, answers, marketId, preview, today, now } = check;
  if (firstUnanswered(ruleset, answers)) return null;
  const outcome = evaluate(ruleset, answers, today);
  await giveOutcome(check, outcome);
  if (outcome.state === 'clear' && preview === null) {
    const token = await issueClearance(services.sealer, {
      outcome,
      ruleset,
      basketId,
      market: marketId,
      now,
    });
    cookies.set(clearanceCookie, token, {
      ...privateCookie(services),
      path: '/',
      maxAge: clearanceSeconds(ruleset),
    });
  }
  return outcome;
}

/** The outcome that was given in the last half hour, and the seconds until it vanishes; or null. */
export async function lastOutcome(check: Check): Promise<{ outcome: Outcome; secondsLeft: number } | null> {
  const { services, cookies, ruleset, preview, now } = check;
  const { outcome: name } = cookiesOf(preview);
  const last = await unsealOutcome(services.sealer, cookies.get(name)?.value, ruleset, now, name);
  return last && { outcome: last.outcome, secondsLeft: secondsUntil(last.endsAt, now) };
}

/** Gives answers and outcome their whole time again; the seconds that each has from now, 0 for what is not there. */
export async function renewCheck(check: Check): Promise<{ answers: number; outcome: number }> {
  const { services, cookies, ruleset, preview, now, answers, pending } = check;
  if (check.secondsLeft > 0) await keepProgress(check, { answers, pending });
  const last = await lastOutcome(check);
  if (last) {
    const { outcome: name } = cookiesOf(preview);
    const token = await sealOutcome(services.sealer, ruleset, last.outcome, now, name);
    cookies.set(name, token, { ...privateCookie(services), maxAge: outcomeSeconds });
  }
  return { answers: check.secondsLeft > 0 ? answersSeconds : 0, outcome: last ? outcomeSeconds : 0 };
}

/**
 * Wipes what the check has left in this browser: answers, outcome and clearance; or only one of the first two, whose
 * time is over. In a preview only what the preview has left.
 */
export function wipeCheck(
  { config }: Pick<CheckServices, 'config'>,
  cookies: Pick<Cookies, 'delete'>,
  { preview = null, only }: { preview?: Preview | null; only?: 'answers' | 'outcome' } = {},
): void {
  const gone = privateCookie({ config });
  const names = cookiesOf(preview);
  if (only !== 'outcome') cookies.delete(names.answers, gone);
  if (only !== 'answers') cookies.delete(names.outcome, gone);
  if (!only && preview === null) cookies.delete(clearanceCookie, { ...gone, path: '/' });
}

/** Ends a reviewer's preview and wipes what it has left. */
export function endPreview(services: Pick<CheckServices, 'config'>, cookies: Pick<Cookies, 'delete'>): void {
  const gone = privateCookie(services);
  cookies.delete(previewCookie, gone);
  for (const name of Object.values(previewCookies)) cookies.delete(name, gone);
}

async function giveOutcome(check: Check, outcome: Outcome): Promise<void> {
  const { services, cookies, ruleset, preview, now } = check;
  // An earlier clearance must not outlive answers that are no longer clear.
  wipeCheck(services, cookies, { preview });
  const { outcome: name } = cookiesOf(preview);
  cookies.set(name, await sealOutcome(services.sealer, ruleset, outcome, now, name), {
    ...privateCookie(services),
    maxAge: outcomeSeconds,
  });
}

async function keepProgress(check: Check, progress: Progress): Promise<void> {
  const { services, cookies, ruleset, preview, now } = check;
  const { answers: name } = cookiesOf(preview);
  cookies.set(name, await sealAnswers(services.sealer, ruleset, progress, now, name), {
    ...privateCookie(services),
    maxAge: answersSeconds,
  });
}

const shopperCookies = { answers: answersCookie, outcome: outcomeCookie };
/** A preview has names, and so keys, of its own: nothing of it can be taken for a shopper's check. */
const previewCookies = { answers: `preview-${answersCookie}`, outcome: `preview-${outcomeCookie}` };

function cookiesOf(preview: Preview | null): typeof shopperCookies {
  return preview ? previewCookies : shopperCookies;
}

/** The version that a reviewer walks through, with its overlays, as the shop would use it. */
function previewedRuleset(files: ContentReads['rulesets'], version: string): Result<Ruleset, RulesetRefusal> {
  if (!files.some((file) => !file.overlay && file.version === version))
    return refuse({ reason: 'none-in-force', problems: [] });
  const ruleset = rulesetOf(files, version);
  return ruleset.ok ? ruleset : refuse({ reason: 'unreadable', problems: ruleset.error });
}

function secondsUntil(moment: Date | null, now: Date): number {
  return moment === null ? 0 : Math.max(0, Math.floor((moment.getTime() - now.getTime()) / 1000));
}

/** Sent to the pages of the check only, over https only where the shop has it. */
function privateCookie({ config }: Pick<CheckServices, 'config'>) {
  return {
    path: paths.selfCheck,
    httpOnly: true,
    sameSite: 'lax',
    secure: config.siteUrl.startsWith('https:'),
  } as const;
}
