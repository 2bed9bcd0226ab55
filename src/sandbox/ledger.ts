import type { Store } from './store.ts';

/** What one session has moved, in minor units: what a shop's own books are held against. */
export interface LedgerEntry {
  session: string;
  metadata: Record<string, string>;
  status: string;
  paymentStatus: string;
  currency: string;
  total: number;
  /** Charges that succeeded; direct debits on their way are not among them. */
  charged: number;
  /** Refunds that were not refused, returned or taken back; those on their way are among them. */
  refunded: number;
  /** Taken back by disputes and not returned, without fees. */
  disputed: number;
}

/** One entry per session, in the order of their creation. */
export function ledgerOf(store: Store): LedgerEntry[] {
  return store.sessions.all().map(({ session }) => {
    const intent = session.payment_intent ?? '';
    const charges = store.charges.where('payment_intent', intent).filter(({ paid }) => paid);
    const refunds = store.refunds
      .where('payment_intent', intent)
      .filter(({ status }) => status !== 'failed' && status !== 'canceled');
    const moved = store.disputes
      .where('payment_intent', intent)
      .flatMap(({ balance_transactions }) => balance_transactions);
    return {
      session: session.id,
      metadata: session.metadata,
      status: session.status,
      paymentStatus: session.payment_status,
      currency: session.currency,
      total: session.amount_total,
      charged: sum(charges),
      refunded: sum(refunds),
      disputed: -sum(moved),
    };
  });
}

function sum(rows: readonly { amount: number }[]): number {
  return rows.reduce((total, { amount }) => total + amount, 0);
}
