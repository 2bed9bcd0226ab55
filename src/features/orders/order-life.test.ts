import { describe, expect, test } from 'vitest';
import { type OrderState, orderEnds, orderStates } from '#db/schema/orders.ts';
import {
  type GuardFacts,
  guards,
  isMoneyBack,
  isSold,
  orderWords,
  standingOf,
  statesBefore,
  transitions,
  whatForbids,
  whatKeepsBack,
} from './order-life.ts';

const clear: GuardFacts = {
  paidMinor: 2195,
  refundedMinor: 0,
  isRefundPending: false,
  dispute: null,
  withdrawal: null,
  hold: null,
};
const after = (from: OrderState) => Object.keys(transitions[from]) as OrderState[];
const before = (to: OrderState) => orderStates.filter((from) => transitions[from][to]);

function reachable(from: OrderState, seen = new Set<OrderState>()): Set<OrderState> {
  for (const to of after(from)) if (!seen.has(to)) reachable(to, seen.add(to));
  return seen;
}

test('every state can be reached, and none leads back to an unpaid one', () => {
  expect([...reachable('awaiting-payment')].sort()).toEqual(
    orderStates.filter((state) => state !== 'awaiting-payment').sort(),
  );
  expect(before('awaiting-payment')).toEqual([]);
  expect(before('awaiting-confirmation')).toEqual(['awaiting-payment']);
});

test('an order is cancelled only while it is not paid', () => {
  expect(before('cancelled')).toEqual(['awaiting-payment', 'awaiting-confirmation']);
});

test('an order is sent only when packed, packed only when paid, and never from under a review', () => {
  expect(before('packed')).toEqual(['paid']);
  expect(before('dispatched')).toEqual(['packed']);
  expect(before('delivered')).toEqual(['dispatched']);
  expect(after('needs-review')).toEqual(['paid', 'refunding', 'refunded']);
  // Nobody gets there by a function that asks no guards.
  expect(statesBefore('packed')).toEqual([]);
  expect(statesBefore('dispatched')).toEqual([]);
});

test('an order whose money goes back is never sold, packed or sent without a person', () => {
  for (const state of ['refunding', 'refunded'] as const) {
    expect(after(state).filter((to) => to !== 'refunded')).toEqual(['needs-review']);
  }
  expect(orderStates.filter(isMoneyBack)).toEqual(['refunding', 'refunded']);
  expect(orderStates.filter(isSold)).toEqual(['paid', 'packed', 'dispatched', 'delivered']);
});

describe('guards', () => {
  test.each<[what: string, facts: Partial<GuardFacts>]>([
    ['is disputed', { dispute: 'open' }],
    ['is disputed', { dispute: 'lost' }],
    ['is held', { hold: 'the sale of FACE-025 is paused' }],
    ['all of its money', { refundedMinor: 2195 }],
  ])('nothing is packed or sent that %s %j', (what, change) => {
    for (const [from, to] of [
      ['paid', 'packed'],
      ['packed', 'dispatched'],
    ] as const) {
      expect(whatForbids(from, to, clear)).toBeNull();
      expect(whatForbids(from, to, { ...clear, ...change })).toContain(what);
      // A part of the money may go back: the rest is still to be sent.
      expect(whatForbids(from, to, { ...clear, refundedMinor: 500 })).toBeNull();
    }
  });

  test('a parcel that has left is delivered whatever becomes of its money', () => {
    expect(whatForbids('dispatched', 'delivered', { ...clear, dispute: 'lost', hold: 'x' })).toBeNull();
  });

  test('a sold order is called refunded only when none of its money is left with us', () => {
    for (const from of ['paid', 'packed'] as const) {
      expect(whatForbids(from, 'refunded', clear)).toMatch(/none of its money/);
      expect(whatForbids(from, 'refunded', { ...clear, refundedMinor: 2195 })).toBeNull();
      expect(whatForbids(from, 'refunded', { ...clear, dispute: 'lost' })).toBeNull();
    }
  });

  test('where there is no way, no fact makes one', () => {
    expect(whatForbids('delivered', 'dispatched', clear)).toBe('no-such-way');
    expect(whatForbids('cancelled', 'packed', clear)).toBe('no-such-way');
  });

  test('each of them stands somewhere', () => {
    const used = new Set(orderStates.flatMap((from) => Object.values(transitions[from]).flat()));
    expect([...used].sort()).toEqual(Object.keys(guards).sort());
  });
});

describe('words', () => {
  const every = orderStates.flatMap((state) =>
    [null, ...orderEnds].map((endReason) => ({ state, endReason, ...orderWords({ state, endReason }) })),
  );

  test('every state has some, whatever ended it', () => {
    for (const { title, text } of every) {
      expect(title).not.toBe('');
      expect(text).not.toBe('');
    }
  });

  test('no words say anything of health or of answers', () => {
    for (const { title, text } of every) {
      expect(`${title} ${text}`).not.toMatch(
        /answer|check|question|skin|health|medicine|doctor|needle|safety/i,
      );
    }
  });

  test('they go by how far the money got', () => {
    for (const { state, title, text } of every) {
      const words = `${title} ${text}`;
      if (state === 'cancelled') expect(words).toMatch(/no money was taken|nothing was taken/i);
      if (isSold(state)) expect(words).toMatch(/payment|paid/i);
      if (state === 'awaiting-confirmation') expect(words).toMatch(/do not pay again/);
      if (isMoneyBack(state)) expect(words).toMatch(/given back|giving back|took the payment/);
    }
  });
});

describe('standing', () => {
  const order = { state: 'dispatched', endReason: null, currency: 'GBP' } as const;
  const names = (change: Partial<GuardFacts>, state: OrderState = order.state) =>
    standingOf({ ...order, state }, { ...clear, ...change }).facts.map(({ name }) => name);

  test('an order can be sent, refunded in part, withdrawn from and disputed at once, and all of it is shown', () => {
    const standing = standingOf(order, {
      ...clear,
      refundedMinor: 500,
      isRefundPending: true,
      dispute: 'open',
      withdrawal: 'part',
    });
    expect(standing).toMatchObject({ state: 'dispatched', title: 'On its way' });
    expect(standing.facts.map(({ name }) => name)).toEqual([
      'disputed',
      'withdrawn-in-part',
      'refunded-in-part',
      'refund-pending',
    ]);
    expect(standing.facts[2]?.title).toBe('£5.00 was given back');
  });

  test('what keeps an order from leaving is told as what the guards ask, and of no parcel', () => {
    const kept = (change: Partial<GuardFacts>, state: OrderState, isHeld = false) =>
      whatKeepsBack(standingOf({ ...order, state }, { ...clear, ...change }), isHeld)?.name ?? null;
    for (const state of ['paid', 'packed'] as const) {
      const to = state === 'paid' ? 'packed' : 'dispatched';
      for (const change of [
        {},
        { dispute: 'open' },
        { dispute: 'lost' },
        { refundedMinor: 2195 },
        { refundedMinor: 5 },
      ] as const)
        expect(kept(change, state) !== null).toBe(whatForbids(state, to, { ...clear, ...change }) !== null);
      expect(kept({ withdrawal: 'part' }, state, true)).toBe('withdrawn-in-part');
      // A person has let it pass.
      expect(kept({ withdrawal: 'part' }, state)).toBeNull();
    }
    expect(kept({ dispute: 'lost', withdrawal: 'whole' }, 'dispatched', true)).toBeNull();
  });

  test('nothing beside the state: nothing is shown beside it', () => {
    for (const state of orderStates) expect(names({}, state)).toEqual([]);
  });

  test('all of the money back: said beside a parcel, and once where the state says it', () => {
    expect(names({ refundedMinor: 2195 })).toEqual(['refunded']);
    expect(names({ refundedMinor: 2195 }, 'refunded')).toEqual([]);
    expect(names({ isRefundPending: true }, 'refunding')).toEqual([]);
    expect(names({ dispute: 'lost' })).toEqual(['dispute-lost']);
  });
});
