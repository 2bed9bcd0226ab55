import type { AstroCookies } from 'astro';
import type { ContentReads } from '#content-pipeline/store.server.ts';
import type { Clock } from '#lib/clock.ts';
import { earliestZone, type IsoDate, todayIn } from '#lib/dates.ts';
import type { Config } from '#lib/env.server.ts';
import { paths } from '#lib/paths.ts';
import { ok, type Result, refuse } from '#lib/result.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import { answersCookie, answersSeconds, sealAnswers, unsealAnswers } from './answers.server.ts';
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
import { currentRuleset, type Ruleset, type RulesetRefusal } from './ruleset.ts';

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
  answers: Answers;
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
  const market = content.market(content.shop.market);
  const today = todayIn(market?.zone ?? earliestZone, now);
  const ruleset = currentRuleset(content.rulesets, today, { allowDraft: config.allowDraftRules });
  if (!market?.sells) return refuse('no-sale-here');
  if (!ruleset.ok) return refuse(ruleset.error.reason);
  const answers = await unsealAnswers(sealer, cookies.get(answersCookie)?.value, ruleset.value, now);
  return ok({ services, cookies, ruleset: ruleset.value, marketId: market.id, today, now, answers });
}

/** Where a person belongs who is not where they should be: the first open question, or “check your answers”. */
export function nextStep({ ruleset, answers }: Check): string {
  const open = firstUnanswered(ruleset, answers);
  return open ? paths.question(open.id) : paths.answers;
}

/**
 * Takes one answer and says where to go next. An answer that ends the check leads straight to the outcome and is not
 * kept.
 */
export async function takeAnswer(check: Check, id: string, answer: Answer): Promise<string> {
  const { services, cookies, ruleset, now } = check;
  const answers = withAnswer(ruleset, check.answers, id, answer);
  if (hasEnded(ruleset, answers)) {
    await giveOutcome(check, evaluate(ruleset, answers, check.today));
    return paths.outcome;
  }
  cookies.set(answersCookie, await sealAnswers(services.sealer, ruleset, answers, now), {
    ...privateCookie(services),
    maxAge: answersSeconds,
  });
  const next = questionAfter(ruleset, answers, id);
  return next ? paths.question(next.id) : paths.answers;
}

/**
 * Ends a check whose questions are all answered: wipes the answers, keeps the outcome for its page, and gives a
 * clearance to this basket if it is clear. Null, with nothing changed, while a question is open.
 */
export async function finishCheck(check: Check, basketId: string): Promise<Outcome | null> {
  const { services, cookies, ruleset, answers, marketId, today, now } = check;
  if (firstUnanswered(ruleset, answers)) return null;
  const outcome = evaluate(ruleset, answers, today);
  await giveOutcome(check, outcome);
  if (outcome.state === 'clear') {
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

/** The outcome that was given in the last half hour, or null. */
export async function lastOutcome({ services, cookies, ruleset, now }: Check): Promise<Outcome | null> {
  return unsealOutcome(services.sealer, cookies.get(outcomeCookie)?.value, ruleset, now);
}

/** Wipes everything the check has left in this browser: answers, outcome and clearance. */
export function wipeCheck({ config }: Pick<CheckServices, 'config'>, cookies: Pick<Cookies, 'delete'>): void {
  const gone = privateCookie({ config });
  cookies.delete(answersCookie, gone);
  cookies.delete(outcomeCookie, gone);
  cookies.delete(clearanceCookie, { ...gone, path: '/' });
}

async function giveOutcome({ services, cookies, ruleset, now }: Check, outcome: Outcome): Promise<void> {
  // An earlier clearance must not outlive answers that are no longer clear.
  wipeCheck(services, cookies);
  cookies.set(outcomeCookie, await sealOutcome(services.sealer, ruleset, outcome, now), {
    ...privateCookie(services),
    maxAge: outcomeSeconds,
  });
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
