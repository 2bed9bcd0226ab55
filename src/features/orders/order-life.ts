import { type OrderEnd, type OrderState, orderStates } from '#db/schema/orders.ts';
import { formatMoney } from '#lib/money.ts';

// The state says how far the order has come, and is one of a list. What can be true in any of them (part of the money
// went back, the bank asks about it, a person must look) stands beside it as a fact: see docs/decisions/022.

/** What is true of an order whatever its state. Money in minor units. */
export interface OrderFacts {
  paidMinor: number;
  refundedMinor: number;
  /** A refund is on its way and without a last word. */
  isRefundPending: boolean;
  /** open: the bank has not decided; lost: it has taken the money back. */
  dispute: 'open' | 'lost' | null;
  withdrawal: 'whole' | 'part' | null;
}

/** What is asked before an order goes where a guard stands: the facts, and why a person must look at it first. */
export type GuardFacts = OrderFacts & { hold: string | null };

/** What must hold before some of the moves below, as sentences. */
export const guards = {
  'Nothing is packed or sent while its payment is disputed, or once the dispute is lost.': ({ dispute }) =>
    dispute === null,
  'Nothing is packed or sent while it is held for a person to look at.': ({ hold }) => hold === null,
  'Nothing is packed or sent once all of its money has gone back.': ({ paidMinor, refundedMinor }) =>
    refundedMinor < paidMinor,
  'An order is called refunded only when none of its money is left with us.': ({
    paidMinor,
    refundedMinor,
    dispute,
  }) => refundedMinor === paidMinor || dispute === 'lost',
} as const satisfies Record<string, (facts: GuardFacts) => boolean>;
export type Guard = keyof typeof guards;

const leaving = [
  'Nothing is packed or sent while its payment is disputed, or once the dispute is lost.',
  'Nothing is packed or sent while it is held for a person to look at.',
  'Nothing is packed or sent once all of its money has gone back.',
] as const satisfies Guard[];
const moneyIsGone = [
  'An order is called refunded only when none of its money is left with us.',
] as const satisfies Guard[];

/** Where an order may go from each state, and under which guards. What is not listed cannot happen. */
export const transitions: Record<OrderState, Partial<Record<OrderState, readonly Guard[]>>> = {
  'awaiting-payment': {
    'awaiting-confirmation': [],
    paid: [],
    cancelled: [],
    'needs-review': [],
    refunding: [],
  },
  // The payment page is done, the bank has not paid: days may pass, and no clock ends it.
  'awaiting-confirmation': { paid: [], cancelled: [], 'needs-review': [], refunding: [] },
  // Paid after it was given up: sold if what was in it is still there, given back if not.
  cancelled: { paid: [], 'needs-review': [], refunding: [] },
  // Only a person leads out of here, and nothing is sent meanwhile.
  'needs-review': { paid: [], refunding: [], refunded: [] },
  paid: { packed: leaving, 'needs-review': [], refunding: [], refunded: moneyIsGone },
  packed: { dispatched: leaving, 'needs-review': [], refunding: [], refunded: moneyIsGone },
  // What has left us is a parcel whatever becomes of the money: that is told by the facts.
  dispatched: { delivered: [] },
  delivered: {},
  // Paid, and not sent. It never becomes a parcel.
  refunding: { refunded: [], 'needs-review': [] },
  // A bank may send money back that it had taken.
  refunded: { 'needs-review': [] },
};

/** The states from which an order may enter `to` without a guard. */
export function statesBefore(to: OrderState): OrderState[] {
  return orderStates.filter((from) => transitions[from][to]?.length === 0);
}

/** What stands against a move: nothing (null), a guard, or that there is no such way. */
export function whatForbids(
  from: OrderState,
  to: OrderState,
  facts: GuardFacts,
): Guard | 'no-such-way' | null {
  const standing = transitions[from][to];
  if (!standing) return 'no-such-way';
  return standing.find((guard) => !guards[guard](facts)) ?? null;
}

interface Words {
  title: string;
  text: string;
}

/** The state in the shopper's words, by how far the money got. */
export const stateWords: Record<OrderState, Words> = {
  'awaiting-payment': {
    title: 'Not paid yet',
    text: 'We have not received a payment for this order. Nothing has been taken from you as far as we know.',
  },
  'awaiting-confirmation': {
    title: 'Waiting for your bank',
    text: 'You have confirmed the payment, and your bank has not sent it yet. That can take some working days. We are holding everything in the order for you and write to you either way. Please do not pay again.',
  },
  paid: { title: 'Paid', text: 'We have your payment, and your order has not left us yet.' },
  packed: {
    title: 'Packed',
    text: 'We have your payment, and your order is packed. It has not left us yet.',
  },
  dispatched: { title: 'On its way', text: 'Your order is paid and has left us.' },
  delivered: { title: 'Delivered', text: 'Your order is paid and has been delivered.' },
  cancelled: {
    title: 'Cancelled',
    text: 'This order was not paid and has been cancelled. No money was taken.',
  },
  'needs-review': {
    title: 'A person is looking at your order',
    text: 'Your payment reached us, but something about it did not match the order. Your money is safe. Do not pay again: we will write to you.',
  },
  refunding: {
    title: 'Not sent: your money is on its way back',
    text: 'We are not sending this order, and are giving back the whole amount in the way you paid it. You need not do anything.',
  },
  refunded: {
    title: 'Not sent: your money was given back',
    text: 'We did not send this order, and have given back the whole amount in the way you paid it. It can take your bank up to 10 working days to show it.',
  },
};

/** What is said instead where it is known why an order came to nothing. */
const endWords: Partial<Record<OrderEnd, Partial<Record<OrderState, Partial<Words>>>>> = {
  'payment-failed': {
    cancelled: {
      title: 'Cancelled: your bank did not send the money',
      text: 'Your bank told us that the payment did not go through, so nothing was taken and we are no longer holding anything. You can order again with another way to pay.',
    },
  },
  'page-refused': {
    cancelled: {
      text: 'The payment page refused this order, so it has been cancelled. That was our fault, not yours. No money was taken.',
    },
  },
  'sale-stopped': {
    refunding: {
      text: 'We stopped selling something in this order before your payment reached us, so we are not sending it. We are giving back the whole amount to the card you paid with. You need not do anything, and please do not pay again.',
    },
    refunded: {
      text: 'We stopped selling something in this order before your payment reached us, so we did not send it. We have given back the whole amount to the card you paid with. It can take your bank up to 10 working days to show it.',
    },
  },
  'sold-out': {
    refunding: {
      text: 'Your payment reached us after we had stopped holding your order, and something in it has been sold since. We are sorry: we cannot send it. We are giving back the whole amount in the way you paid it. You need not do anything.',
    },
    refunded: {
      text: 'Your payment reached us after we had stopped holding your order, and something in it had been sold since, so we could not send it. We have given back the whole amount in the way you paid it. It can take your bank up to 10 working days to show it.',
    },
  },
  withdrawn: {
    refunding: {
      text: 'You withdrew from this order before it left us, so there is nothing to send back. We are giving back the whole amount, delivery included.',
    },
    refunded: {
      text: 'You withdrew from this order before it left us, so there is nothing to send back. We have given back the whole amount, delivery included. It can take your bank up to 10 working days to show it.',
    },
  },
  'payment-disputed': {
    refunded: {
      title: 'Not sent: your bank took the payment back',
      text: 'Your bank took the payment for this order back after it was disputed, so we did not send it. None of your money is left with us.',
    },
  },
};

/** The state of an order in the shopper's words, with the reason where there is one to give. */
export function orderWords({ state, endReason }: { state: OrderState; endReason: OrderEnd | null }): Words {
  // It was to be given back and came back to us: it matched the order well enough.
  if (state === 'needs-review' && endReason !== null) {
    return {
      title: stateWords[state].title,
      text: 'We are not sending this order, and giving your money back did not work. It is still yours: you need not do anything, and we will write to you.',
    };
  }
  return { ...stateWords[state], ...(endReason && endWords[endReason]?.[state]) };
}

export type FactName =
  | 'refund-pending'
  | 'refunded-in-part'
  | 'refunded'
  | 'disputed'
  | 'dispute-lost'
  | 'withdrawn'
  | 'withdrawn-in-part';

/** How an order is shown: its state, and every fact beside it. Nothing hides anything else. */
export interface Standing extends Words {
  state: OrderState;
  facts: (Words & { name: FactName })[];
}

/** The one answer to “how does this order stand?”; pages, mails and lists all show this. */
export function standingOf(
  order: { state: OrderState; endReason: OrderEnd | null; currency: string },
  facts: OrderFacts,
): Standing {
  const shown: Standing['facts'] = [];
  const { paidMinor, refundedMinor } = facts;
  const money = (minor: number) => formatMoney(minor, order.currency);
  if (facts.dispute === 'open') {
    shown.push({
      name: 'disputed',
      title: 'Your bank is asking about the payment',
      text: 'The payment for this order has been disputed at your bank, and the bank has not decided yet.',
    });
  }
  if (facts.dispute === 'lost') {
    shown.push({
      name: 'dispute-lost',
      title: 'Your bank took the payment back',
      text: 'The bank decided the dispute about this payment in your favour and has taken the money back from us.',
    });
  }
  if (facts.withdrawal) {
    const name = facts.withdrawal === 'whole' ? 'withdrawn' : 'withdrawn-in-part';
    shown.push({
      name,
      title:
        name === 'withdrawn'
          ? 'You have withdrawn from this order'
          : 'You have withdrawn from a part of this order',
      text: 'We have received your withdrawal.',
    });
  }
  // The state itself says so of an order that was never sent.
  if (!isMoneyBack(order.state) && refundedMinor > 0) {
    const isWhole = refundedMinor === paidMinor;
    shown.push({
      name: isWhole ? 'refunded' : 'refunded-in-part',
      title: isWhole ? 'All of the money was given back' : `${money(refundedMinor)} was given back`,
      text: `Of the ${money(paidMinor)} you paid, ${money(refundedMinor)} has been given back. It can take your bank up to 10 working days to show it.`,
    });
  }
  if (!isMoneyBack(order.state) && facts.isRefundPending) {
    shown.push({
      name: 'refund-pending',
      title: 'Money is on its way back',
      text: 'A refund for this order is on its way to you.',
    });
  }
  return { state: order.state, ...orderWords(order), facts: shown };
}

/** What the guards above ask before anything leaves, in the shopper's words. */
const keptBackWords: Partial<Record<FactName, string>> = {
  disputed: 'Nothing is sent until the bank has decided.',
  'dispute-lost': 'We are not sending this order, as none of its money is left with us.',
  withdrawn: 'Nothing is sent until a person has looked at your withdrawal. We write to you.',
  'withdrawn-in-part': 'Nothing is sent until a person has looked at your withdrawal. We write to you.',
  refunded: 'We are not sending this order, as none of its money is left with us.',
};

/**
 * The fact that keeps a sold order from leaving us, and what that means; null where nothing does, and once it has left.
 * A withdrawal keeps it for as long as the order is held.
 */
export function whatKeepsBack(
  { state, facts }: Standing,
  isHeld: boolean,
): (Standing['facts'][number] & { meaning: string }) | null {
  if (state !== 'paid' && state !== 'packed') return null;
  for (const fact of facts) {
    const meaning = keptBackWords[fact.name];
    if (meaning && (isHeld || !fact.name.startsWith('withdrawn'))) return { ...fact, meaning };
  }
  return null;
}

/** Whether the money of an order in this state is on its way back to the shopper, or back. */
export function isMoneyBack(state: OrderState): state is 'refunding' | 'refunded' {
  return state === 'refunding' || state === 'refunded';
}

/** Whether the order is one that was paid and goes, or went, to the shopper. */
export function isSold(state: OrderState): state is 'paid' | 'packed' | 'dispatched' | 'delivered' {
  return state === 'paid' || state === 'packed' || state === 'dispatched' || state === 'delivered';
}
