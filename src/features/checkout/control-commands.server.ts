import { z } from 'zod';
import {
  findLedgerGaps,
  readAvailability,
  repairLevels,
  setStock,
} from '#features/inventory/inventory.server.ts';
import { orderOfNumber } from '#features/orders/orders.server.ts';
import {
  listPauses,
  pausableTiers,
  pauseSale,
  readGateState,
  resumeSale,
} from '#features/self-check/pauses.server.ts';
import { inviteStaff, linkToken } from '#features/staff/staff-links.server.ts';
import { absolute, paths } from '#lib/paths.ts';
import { ok, refuse } from '#lib/result.ts';
import { staffRoles } from '#lib/staff-role.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { reconcilePayments } from './reconcile.server.ts';
import { refundOrder } from './refund-order.server.ts';

const pauseInput = z.object({
  what: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/),
  reason: z.string().trim().min(1).max(500),
  by: z.string().trim().min(1).max(100),
});
const resumeInput = pauseInput.omit({ reason: true });

const stockInput = z.object({ sku: z.string(), quantity: z.int().min(0).max(1_000_000) });

const staffInput = z.object({
  email: z.email(),
  name: z.string().trim().min(1).max(100),
  role: z.enum(staffRoles),
});

const refundInput = z.object({
  number: z.string(),
  amountMinor: z.int().min(1),
  reason: z.string().trim().min(1).max(500),
  id: z.string(),
});

/** What the shop's commands do, in whichever process has the database. */
export function controlCommands(services: CheckoutServices) {
  const { db, clock, content, log } = services;
  return {
    /** Stops a sale for everybody, and closes the payment pages that are open for it. */
    async pause(input: unknown) {
      const pause = pauseInput.parse(input);
      // What is to come has a stock level before it has a page, and can be stopped before it is sold.
      const isKnown =
        pausableTiers.some((tier) => tier === pause.what) ||
        (await readAvailability(db, [pause.what])).has(pause.what);
      if (!isKnown) return refuse({ reason: 'unknown' as const });
      const paused = await db.transaction((tx) => pauseSale(tx, pause, clock.now()));
      if (!paused.ok) return paused;
      log.info(pause, 'sale paused');
      content.pause((await readGateState(services, db)).paused);
      const { cancelled, refunded } = await reconcilePayments(services);
      return ok({ pause: paused.value, cancelled, refunded });
    },
    /** Lets it go on. */
    async resume(input: unknown) {
      const resume = resumeInput.parse(input);
      const resumed = await db.transaction((tx) => resumeSale(tx, resume, clock.now()));
      if (!resumed.ok) return resumed;
      log.info(resume, 'sale resumed');
      content.pause((await readGateState(services, db)).paused);
      return resumed;
    },
    async pauses() {
      return listPauses(db);
    },
    async stock(input: unknown) {
      const { sku, quantity } = stockInput.parse(input);
      return db.transaction((tx) =>
        setStock(tx, sku, quantity, {
          actor: 'operator',
          reason: 'set by command',
          now: clock.now(),
        }),
      );
    },
    /** Makes the link by which the first owner, or anybody else, sets a password. */
    async staffCreate(input: unknown) {
      const invited = staffInput.parse(input);
      const now = clock.now();
      const made = await db.transaction((tx) => inviteStaff(tx, { ...invited, madeBy: 'the operator' }, now));
      if (!made.ok) return made;
      const { email, role } = made.value;
      log.info({ email, role }, 'staff invited');
      const path = paths.staffPassword(await linkToken(services.sealer, made.value, now));
      return ok({ email, role, link: absolute(path, services.config.siteUrl) });
    },
    /** Whether each level is the sum of its ledger; `repair` writes those that are not anew. */
    async verifyStock(input: unknown) {
      const { repair } = z.object({ repair: z.boolean() }).parse(input);
      if (!repair) return (await findLedgerGaps(db)).map((gap) => ({ ...gap, repaired: false }));
      const gaps = await db.transaction((tx) => repairLevels(tx, { actor: 'operator', now: clock.now() }));
      for (const gap of gaps) log.warn(gap, gap.repaired ? 'stock level repaired' : 'stock ledger is wrong');
      return gaps;
    },
    /** Gives a part of an order's money back. */
    async refund(input: unknown) {
      const { number, ...refund } = refundInput.parse(input);
      const order = await orderOfNumber(db, number);
      if (!order) return refuse({ reason: 'unknown-order' as const, words: `There is no order ${number}.` });
      return refundOrder(services, {
        ...refund,
        orderId: order.id,
        lines: [],
        delivery: false,
        actor: 'operator',
      });
    },
    async reconcile() {
      return reconcilePayments(services);
    },
  };
}

export type ControlCommands = ReturnType<typeof controlCommands>;
