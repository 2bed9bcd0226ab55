import { and, eq, inArray, lt, or, sql } from 'drizzle-orm';
import type { ContentReads } from '#content-pipeline/store.server.ts';
import type { Queryable } from '#db/client.server.ts';
import { stockLevels } from '#db/schema/inventory.ts';
import { orders } from '#db/schema/orders.ts';
import { disputes, refunds } from '#db/schema/payments.ts';
import { listMailTrouble, type MailTrouble } from '#features/notifications/notifications.server.ts';
import type { Refund } from '#features/payments/refunds.server.ts';
import { listPauses, type SalePause } from '#features/self-check/pauses.server.ts';
import { rulesNotices } from '#features/self-check/ruleset-standing.ts';
import { addDays, type IsoDate, instantIn, todayIn } from '#lib/dates.ts';
import { countOrders, type OrderFilter } from './orders.server.ts';

/** From how few units on a SKU counts as running out. */
export const fewUnits = 5;

/** What waits for the people who pack. */
export interface OrderWork {
  waiting: { filter: OrderFilter; orders: number; oldest: Date }[];
  /** Refunds that the provider has refused, or has given no answer to for an hour. */
  stuckRefunds: { orderNumber: string; state: Refund['state']; requestedAt: Date }[];
  openDisputes: { orderNumber: string; respondBy: Date | null }[];
  mailTrouble: MailTrouble[];
}

const waitingFilters = ['to-pack', 'to-send', 'to-look-at'] as const;

/** What waits among the orders. */
export async function readOrderWork(db: Queryable, now: Date): Promise<OrderWork> {
  const hourAgo = new Date(now.getTime() - 3600_000);
  const [counts, stuckRefunds, openDisputes, mailTrouble] = await Promise.all([
    Promise.all(waitingFilters.map((filter) => countOrders(db, filter))),
    db
      .select({ orderNumber: orders.number, state: refunds.state, requestedAt: refunds.requestedAt })
      .from(refunds)
      .innerJoin(orders, eq(orders.id, refunds.orderId))
      .where(
        or(
          inArray(refunds.state, ['failed', 'refused']),
          and(eq(refunds.state, 'requested'), lt(refunds.requestedAt, hourAgo)),
        ),
      )
      .orderBy(refunds.requestedAt)
      .limit(20),
    db
      .select({ orderNumber: orders.number, respondBy: disputes.respondBy })
      .from(disputes)
      .innerJoin(orders, eq(orders.id, disputes.orderId))
      .where(eq(disputes.state, 'open'))
      .orderBy(disputes.respondBy)
      .limit(20),
    listMailTrouble(db, 20),
  ]);
  const waiting = counts.filter((found) => found !== null);
  return { waiting, stuckRefunds, openDisputes, mailTrouble };
}

/** The SKUs of which few are left that can be bought, and what is paused. */
export async function readStockWork(
  db: Queryable,
): Promise<{ few: { sku: string; left: number }[]; pauses: SalePause[] }> {
  const left = sql<number>`${stockLevels.onHand} - ${stockLevels.reserved}`;
  const [few, pauses] = await Promise.all([
    db
      .select({ sku: stockLevels.sku, left })
      .from(stockLevels)
      .where(sql`${left} <= ${fewUnits}`)
      .orderBy(left, stockLevels.sku)
      .limit(50),
    listPauses(db),
  ]);
  return {
    few: few.map(({ sku, left: units }) => ({ sku, left: Number(units) })),
    pauses: pauses.filter(({ liftedAt }) => liftedAt === null),
  };
}

/** What somebody must read again, and what changes by the clock. */
export interface ContentWork {
  /** Of the rules in force, a sentence each. */
  rules: string[];
  overdue: { title: string; slug: string; reviewDue: IsoDate }[];
  soon: { title: string; slug: string; reviewDue: IsoDate }[];
  /** Pages that go by themselves, the next first. */
  going: { title: string; at: Date }[];
  /** When anything appears or goes next; null: never. */
  changesAt: Date | null;
}

const soonDays = 60;

/** What waits among the content, as it is live. */
export function readContentWork(
  content: ContentReads,
  { allowDraftRules, now }: { allowDraftRules: boolean; now: Date },
): ContentWork {
  const { zone } = content.moment;
  const today = todayIn(zone, now);
  const due = content.articles
    .flatMap(({ title, slug, reviewDue }) => (reviewDue === null ? [] : [{ title, slug, reviewDue }]))
    .sort((a, b) => (a.reviewDue < b.reviewDue ? -1 : 1));
  const going = [...content.products, ...content.articles]
    .flatMap(({ title, unpublishAt }) => (unpublishAt ? [{ title, at: instantIn(zone, unpublishAt) }] : []))
    .filter(({ at }) => at > now)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  return {
    rules: rulesNotices(content.rulesets, today, { allowDraft: allowDraftRules }),
    overdue: due.filter(({ reviewDue }) => reviewDue <= today),
    soon: due.filter(({ reviewDue }) => reviewDue > today && reviewDue <= addDays(today, soonDays)),
    going,
    changesAt: Number.isFinite(content.changesAt) ? new Date(content.changesAt) : null,
  };
}
