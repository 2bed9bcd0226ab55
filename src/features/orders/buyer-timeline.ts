import type { OrderEventKind, OrderState } from '#db/schema/orders.ts';

/** A line of the timeline as the buyer reads it. */
export interface TimelineLine {
  at: Date;
  words: string;
}

/** Each step in the buyer's words. */
const stepWords: Record<OrderState, string> = {
  'awaiting-payment': 'You went to the payment page.',
  'awaiting-confirmation': 'You confirmed the payment. We wait for your bank.',
  paid: 'Your payment reached us.',
  packed: 'We packed your order.',
  dispatched: 'Your order left us.',
  delivered: 'Your order was delivered.',
  cancelled: 'The order was cancelled. No money was taken.',
  'needs-review': 'A person began to look at it.',
  refunding: 'We stopped the order. Your money goes back.',
  refunded: 'All of your money was given back.',
};

/** Words for money that went back, or was to; null where the provider has not said anything yet. */
const refundWords = {
  requested: null,
  pending: (amount: string) => `${amount} is on its way back to you.`,
  succeeded: (amount: string) => `We gave back ${amount}.`,
  failed: (amount: string) => `Your bank sent ${amount} back to us. A person looks after it.`,
  refused: (amount: string) => `Giving back ${amount} did not work. A person looks after it.`,
} as const;

/**
 * What happened to an order, for its buyer: the steps, the money and their own withdrawal, oldest first. What the people
 * of the shop noted for each other is not in it.
 */
export function buyerTimeline(
  events: readonly { kind: OrderEventKind; state: OrderState; at: Date }[],
  refunds: readonly {
    state: keyof typeof refundWords;
    amount: string;
    requestedAt: Date;
    settledAt: Date | null;
  }[],
): TimelineLine[] {
  const isMoneyTold = refunds.some(({ state }) => state === 'succeeded');
  const lines = events.flatMap(({ kind, state, at }) => {
    // The sums say it by themselves.
    if (kind === 'state' && state === 'refunded' && isMoneyTold) return [];
    if (kind === 'state') return [{ at, words: stepWords[state] }];
    if (kind === 'withdrawal') return [{ at, words: 'We received your withdrawal.' }];
    return [];
  });
  const money = refunds.flatMap(({ state, amount, requestedAt, settledAt }) => {
    const words = refundWords[state]?.(amount);
    return words ? [{ at: settledAt ?? requestedAt, words }] : [];
  });
  return [...lines, ...money].sort((a, b) => a.at.getTime() - b.at.getTime());
}
