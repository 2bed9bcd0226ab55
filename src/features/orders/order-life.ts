import type { OrderState } from '#db/schema/orders.ts';

/** Where an order may go from each state. What is not listed cannot happen. */
export const transitions: Record<OrderState, readonly OrderState[]> = {
  'awaiting-payment': ['paid', 'cancelled', 'needs-review', 'refunding'],
  // Paid after it was given up: the stock may be gone, a person decides.
  cancelled: ['needs-review'],
  'needs-review': ['paid', 'cancelled'],
  paid: ['needs-review'],
  // Paid, and not sold: what was in it may not be sold any more. It never becomes a paid order.
  refunding: ['refunded', 'needs-review'],
  // A bank may send money back that it had taken.
  refunded: ['needs-review'],
};

/** The states from which an order may enter `to`. */
export function statesBefore(to: OrderState): OrderState[] {
  return (Object.keys(transitions) as OrderState[]).filter((from) => transitions[from].includes(to));
}

/** The state in the shopper's words, by how far the money got. */
export const stateWords: Record<OrderState, { title: string; text: string }> = {
  'awaiting-payment': {
    title: 'Not paid yet',
    text: 'We have not received a payment for this order. Nothing has been taken from your card as far as we know.',
  },
  paid: { title: 'Paid', text: 'We have your payment and will pack your order.' },
  cancelled: {
    title: 'Cancelled',
    text: 'This order was not paid and has been cancelled. No money was taken.',
  },
  'needs-review': {
    title: 'A person is looking at it',
    text: 'Your payment reached us, but something about it did not match the order. Your money is safe. Do not pay again: we will write to you.',
  },
  refunding: {
    title: 'Not sent: your money is on its way back',
    text: 'We stopped selling something in this order before your payment reached us, so we are not sending it. We are giving back the whole amount to the card you paid with. You need not do anything, and please do not pay again.',
  },
  refunded: {
    title: 'Not sent: your money was given back',
    text: 'We stopped selling something in this order before your payment reached us, so we did not send it. We have given back the whole amount to the card you paid with. It can take your bank up to 10 working days to show it.',
  },
};

/** Whether the money of an order in this state is on its way back to the shopper, or back. */
export function isMoneyBack(state: OrderState): state is 'refunding' | 'refunded' {
  return state === 'refunding' || state === 'refunded';
}
