import { sql } from 'drizzle-orm';
import { inject } from 'vitest';
import { readBundle } from '#content-pipeline/bundle-file.server.ts';
import { createContentStore } from '#content-pipeline/store.server.ts';
import { openPostgres } from '#db/client.server.ts';
import { startJobs } from '#db/jobs.server.ts';
import { newBasket } from '#features/cart/cart.ts';
import type { CheckoutServices } from '#features/checkout/checkout-services.ts';
import { reconcilePayments, reconcileQueue } from '#features/checkout/reconcile.server.ts';
import { sendOrderMail } from '#features/checkout/send-order-mail.server.ts';
import { type CheckoutStep, startCheckout } from '#features/checkout/start-checkout.server.ts';
import { openStock, setStock } from '#features/inventory/inventory.server.ts';
import type { Mail } from '#features/notifications/mailer.server.ts';
import { mailQueue } from '#features/notifications/notifications.server.ts';
import { createPayments } from '#features/payments/payments.server.ts';
import { issueClearance } from '#features/self-check/clearance.server.ts';
import { evaluate } from '#features/self-check/evaluate.ts';
import { currentRuleset } from '#features/self-check/ruleset.ts';
import { todayIn } from '#lib/dates.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { POST as webhookPage } from '#pages/api/stripe/webhook.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/app.ts';
import { safeAnswers } from './answers.ts';
import { openEmptyPglite } from './empty-database.ts';
import { cards, paymentForm } from './payment-form.ts';
import { createDatabase } from './postgres.ts';

export const databaseKinds = ['PGlite', 'PostgreSQL'] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

const shopUrl = 'http://shop.test';
export const webhookSecret = 'whsec_for_the_tests_only';

/** A time that tests move; the shop and the sandbox both live by it. */
export interface TestClock {
  now(): Date;
  /** Moves forward, in seconds; what is due at the sandbox happens. Webhooks are not waited for. */
  advance(seconds: number): Promise<void>;
  /** Back to the wall clock; for a sandbox that has been reset. */
  goBack(): void;
}

/** The whole shop below its pages, in this process: a real database, the real Stripe SDK, the real sandbox. */
export interface TestShop extends CheckoutServices {
  clock: TestClock;
  sandbox: Sandbox;
  /** Mails that were sent. */
  mails: Mail[];
  /** What the shop logged as a warning or an error. */
  complaints: { fields: object; message: string }[];
  /** Calls the sandbox's test controls. */
  control<T = unknown>(path: string, body?: object): Promise<T>;
  /** Hands a webhook to the shop's endpoint; the answer's status. */
  deliver(body: string, signature: string): Promise<number>;
  /** From now on webhooks stay at the sandbox (true) or are sent (false). */
  holdWebhooks(hold: boolean): Promise<void>;
  setStock(sku: string, quantity: number): Promise<void>;
  reconcile(): ReturnType<typeof reconcilePayments>;
  /** Waits for the calls to the provider that are under way: also those of a process that has ended meanwhile. */
  callsEnded(): Promise<void>;
  /** Forgets every order and gives each SKU its opening stock; the sandbox forgets too, the clocks go back. */
  clear(): Promise<void>;
  /** Starts sending mails in the background, as the running shop does. */
  startMail(): Promise<void>;
  close(): Promise<void>;
}

export interface TestShopOptions {
  /** How often the SDK repeats a failed call by itself, with half a second between; left out, as in earnest. */
  callRepeats?: number;
  /** Puts something between the shop and what it is made of; webhooks pass through it too. */
  wrap?: (services: CheckoutServices) => CheckoutServices;
}

/** Opens a shop on an empty database of this kind. */
export async function openTestShop(
  kind: DatabaseKind,
  { callRepeats, wrap = (services) => services }: TestShopOptions = {},
): Promise<TestShop> {
  const bundle = await readBundle(inject('bundleFile'));
  const postgres = kind === 'PostgreSQL' ? await createDatabase(inject('postgresUrl')) : null;
  const database = postgres ? await openPostgres(postgres.url) : await openEmptyPglite();
  const { db } = database;

  let ahead = 0;
  const wall = { now: () => new Date(Date.now() + ahead) };
  const content = createContentStore(bundle, wall);
  const complaints: TestShop['complaints'] = [];
  const mails: Mail[] = [];
  const sandbox = createSandbox({
    clock: wall,
    publicUrl: 'http://sandbox.test',
    webhooks: [{ url: `${shopUrl}/api/stripe/webhook`, secret: webhookSecret }],
    send: async (url, init) => answerWebhook(new Request(url, init)),
  });
  const units = content.products.flatMap(({ variants }) =>
    variants.map(({ sku, openingStock }) => ({ sku, quantity: openingStock })),
  );
  const stockUp = () => db.transaction((tx) => openStock(tx, units, wall.now()));
  await stockUp();
  const jobs = await startJobs(database.jobStorage, [mailQueue, reconcileQueue], (error) =>
    complaints.push({ fields: { error }, message: 'job queue' }),
  );

  const callsUnderWay = new Set<Promise<Response>>();
  const services = wrap({
    config: { siteUrl: shopUrl, allowDraftRules: true },
    clock: wall,
    content,
    db,
    jobs,
    log: {
      info: () => undefined,
      warn: (fields, message) => complaints.push({ fields, message }),
      error: (fields, message) => complaints.push({ fields, message }),
    },
    mailer: {
      destination: 'a list',
      send: async (mail) => {
        mails.push(mail);
      },
    },
    payments: createPayments({
      secretKey: 'sk_test_sandbox',
      webhookSecret,
      apiUrl: null,
      fetch: async (input, init) => {
        const call = sandbox.fetch(input, init);
        callsUnderWay.add(call);
        return call.finally(() => callsUnderWay.delete(call));
      },
      ...(callRepeats !== undefined && { repeats: callRepeats }),
      pause: async () => undefined,
    }),
    sealer: createSealer('a secret for the tests, long enough'),
  });

  async function answerWebhook(request: Request): Promise<Response> {
    const context = { request, locals: { services } };
    return webhookPage(context as unknown as Parameters<typeof webhookPage>[0]);
  }

  const control: TestShop['control'] = async <T>(path: string, body?: object) => {
    const answer = await sandbox.fetch(`http://127.0.0.1/_sandbox/${path}`, {
      method: body ? 'POST' : 'GET',
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`/_sandbox/${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };

  return {
    ...services,
    clock: {
      ...wall,
      async advance(seconds) {
        ahead += seconds * 1000;
        await sandbox.advance(0);
      },
      goBack() {
        ahead = 0;
      },
    },
    sandbox,
    mails,
    complaints,
    control,
    async deliver(body, signature) {
      const request = new Request(`${shopUrl}/api/stripe/webhook`, {
        method: 'POST',
        body,
        headers: { 'Stripe-Signature': signature },
      });
      return (await answerWebhook(request)).status;
    },
    async holdWebhooks(hold) {
      await control(hold ? 'deliveries/hold' : 'deliveries/release', {});
    },
    async setStock(sku, quantity) {
      const answer = await db.transaction((tx) =>
        setStock(tx, sku, quantity, { actor: 'test', reason: 'test', now: wall.now() }),
      );
      if (!answer.ok) throw new Error(`Stock of ${sku}: ${answer.error.reason}`);
    },
    reconcile: () => reconcilePayments(services),
    async callsEnded() {
      await Promise.allSettled(callsUnderWay);
    },
    async clear() {
      await sandbox.settled();
      sandbox.reset();
      ahead = 0;
      mails.length = 0;
      complaints.length = 0;
      content.replace(bundle);
      content.pause(new Set());
      await db.execute(
        sql`truncate notifications, stripe_events, notices_read, disputes, refunds, payment_attempts, withdrawals, order_events, order_lines, orders, clearances, stock_movements, stock_levels, sale_pauses, check_counts`,
      );
      await stockUp();
    },
    startMail: () => jobs.work(mailQueue, (job) => sendOrderMail(services, job)),
    async close() {
      sandbox.close();
      await jobs.stop();
      await database.close();
      await postgres?.drop();
    },
  };
}

/** Somebody with a basket. */
export interface Shopper {
  basketId: string;
  items: Record<string, number>;
  clearance: string | undefined;
  /** The way of delivery that was chosen; left out, the standard one. */
  delivery?: string;
  /** Presses “Go to payment”, at a shop that differs in these parts. */
  checkout(differences?: Partial<CheckoutServices>): Promise<CheckoutStep>;
  /** The same, and the payment page it must lead to. */
  checkoutToPage(): Promise<{ orderId: string; sessionId: string; url: string }>;
}

/** A shopper with these units in the basket and, unless said otherwise, a clear self-check for it. */
export async function newShopper(
  shop: TestShop,
  items: Record<string, number>,
  { cleared = true } = {},
): Promise<Shopper> {
  const { basketId } = newBasket();
  const shopper: Shopper = {
    basketId,
    items,
    clearance: cleared ? await clearanceFor(shop, basketId) : undefined,
    checkout: (differences = {}) =>
      startCheckout(
        { ...shop, ...differences },
        {
          cart: { basketId, items: shopper.items, ...(shopper.delivery && { delivery: shopper.delivery }) },
          clearanceToken: shopper.clearance,
          seenTotalMinor: null,
        },
      ),
    async checkoutToPage() {
      const step = await shopper.checkout();
      if (step.go !== 'pay') throw new Error(`The checkout led to ${JSON.stringify(step)}`);
      return {
        orderId: step.orderId,
        url: step.url,
        sessionId: new URL(step.url).pathname.split('/').at(-1) ?? '',
      };
    },
  };
  return shopper;
}

/** What a clear self-check gives for this basket, now. */
export async function clearanceFor(shop: TestShop, basketId: string): Promise<string> {
  const now = shop.clock.now();
  const market = shop.content.market(shop.content.shop.market);
  if (!market) throw new Error('The shop has no market');
  const today = todayIn(market.zone, now);
  const ruleset = currentRuleset(shop.content.rulesets, today, { allowDraft: true });
  if (!ruleset.ok) throw new Error('No ruleset is in force');
  const outcome = evaluate(ruleset.value, safeAnswers(ruleset.value), today);
  return issueClearance(shop.sealer, { outcome, ruleset: ruleset.value, basketId, market: market.id, now });
}

/** Fills in the payment page as a browser would and sends it; the answer's status and where it leads. */
export async function payAt(
  shop: TestShop,
  pageUrl: string,
  payBy: string | Record<string, string> = cards.pays,
): Promise<{ status: number; location: string | null }> {
  const answer = await shop.sandbox.fetch(pageUrl, { method: 'POST', body: paymentForm(payBy) });
  return { status: answer.status, location: answer.headers.get('location') };
}
