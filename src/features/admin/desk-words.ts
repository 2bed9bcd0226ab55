import type { NotificationKind } from '#db/schema/notifications.ts';
import type { Refund } from '#features/payments/refunds.server.ts';

// What the database calls by a short name, in the words of the people who pack.

/** What each mail is about. */
export const mailNames: Record<NotificationKind, string> = {
  'order-confirmation': 'Confirmation',
  'payment-pending': 'Waiting for the bank',
  'payment-failed': 'The bank did not pay',
  'order-review': 'A person is looking at it',
  'order-not-sent': 'Not sent, money goes back',
  'order-dispatched': 'On its way',
  'order-refunded': 'Money given back',
  'withdrawal-received': 'Withdrawal received',
  'order-link': 'Link to the order',
};

/** How a mail stands that is not sent. */
export const mailStates = {
  queued: 'waits to be sent',
  sent: 'sent',
  bounced: 'came back',
  'given-up': 'tried in vain',
} as const;

/** How a refund stands. */
export const refundStates: Record<Refund['state'], string> = {
  requested: 'not answered yet',
  pending: 'on its way',
  succeeded: 'given back',
  failed: 'came back to us',
  refused: 'refused by the provider',
};

/** Why money goes back. */
export const refundCauses: Record<Refund['cause'], string> = {
  'sale-stopped': 'its sale was stopped',
  'sold-out': 'sold out',
  duplicate: 'paid twice',
  cancelled: 'cancelled',
  withdrawal: 'withdrawn',
  staff: 'given back',
  provider: 'from outside',
};

const actors: Record<string, string> = {
  shopper: 'the buyer',
  payment: 'the payment provider',
  system: 'the shop',
  operator: 'the operator',
};

/** Who did something: a person by name, the others in words. */
export function actorInWords(actor: string): string {
  return actors[actor] ?? actor;
}
