import { ApiError, notEmulated } from './api-error.ts';
import { type Call, type Route, route } from './api-routes.ts';
import { closeDispute, type DisputeChange, updateDispute } from './disputes.ts';
import { readable } from './list-routes.ts';
import { cancelRefund, changeRefund, refundCharge } from './refunds.ts';
import type { DeliveryQueue } from './webhooks.ts';
import { mergeMetadata, noSuch, type World } from './world.ts';

type Metadata = Record<string, string> | '';

/** What happens to money: intents, charges, refunds, disputes, and the events that tell of it. */
export function paymentRoutes(world: World, queue: Pick<DeliveryQueue, 'pendingOf'>): Route[] {
  return [
    ...intentRoutes(world),
    ...readable({
      path: '/charges',
      operation: 'charge',
      kind: 'charge',
      table: world.store.charges,
      show: (charge) => charge,
      created: ({ created }) => created,
      filters: {
        payment_intent: ({ payment_intent }) => payment_intent,
        customer: ({ customer }) => customer,
      },
      indexes: ['payment_intent'],
    }),
    ...refundRoutes(world),
    ...disputeRoutes(world),
    ...readable({
      path: '/events',
      operation: 'event',
      kind: 'event',
      table: world.store.events,
      // Readers see how many webhooks have still to arrive.
      show: (event) => ({ ...event, pending_webhooks: queue.pendingOf(event.id) }),
      created: ({ created }) => created,
      also: ['type', 'types'],
      keep: ({ type }, wanted) =>
        (typeof wanted.type !== 'string' || isOfType(type, wanted.type)) &&
        (!Array.isArray(wanted.types) || wanted.types.includes(type)),
    }),
  ];
}

function intentRoutes({ store }: World): Route[] {
  return [
    ...readable({
      path: '/payment_intents',
      operation: 'paymentIntent',
      kind: 'payment_intent',
      table: store.intents,
      show: (intent) => intent,
      created: ({ created }) => created,
      filters: { customer: ({ customer }) => customer },
    }),
    // Checkout owns the intents of its sessions: they end with the session, and nobody else moves them.
    ...(['confirm', 'cancel', 'capture'] as const).map((act) =>
      route({
        method: 'POST',
        path: `/payment_intents/:id/${act}`,
        operation: null,
        handle: ({ id }) => {
          if (!store.intents.get(id)) throw noSuch('payment_intent', id);
          throw new ApiError(
            400,
            `You cannot ${act} this PaymentIntent because it was created by a Checkout Session. Expire the session instead.`,
            { code: 'payment_intent_unexpected_state', executed: true },
          );
        },
      }),
    ),
  ];
}

interface RefundParameters {
  amount?: number;
  charge?: string;
  payment_intent?: string;
  reason?: string;
  metadata?: Metadata;
}

function refundRoutes(world: World): Route[] {
  const { store } = world;
  const refundOf = ({ id }: Pick<Call, 'id'>) => {
    const refund = store.refunds.get(id);
    if (!refund) throw noSuch('refund', id);
    return refund;
  };
  return [
    route<RefundParameters & Record<string, unknown>>({
      method: 'POST',
      path: '/refunds',
      operation: 'refund.create',
      changes: 'refund',
      handle: ({ wanted, origin }) => {
        const { amount, charge, payment_intent, reason, metadata, expand: _, ...others } = wanted;
        const [other] = Object.keys(others);
        if (other !== undefined) throw notEmulated(`refunds with ${other}`, other);
        return refundCharge(
          world,
          {
            ...(amount !== undefined && { amount }),
            ...(charge !== undefined && { charge }),
            ...(payment_intent !== undefined && { payment_intent }),
            ...(reason !== undefined && { reason }),
            ...(typeof metadata === 'object' && { metadata }),
          },
          origin,
        );
      },
    }),
    route<{ metadata?: Metadata }>({
      method: 'POST',
      path: '/refunds/:id',
      operation: 'refund.update',
      changes: 'refund',
      handle: ({ id, wanted, origin }) => {
        const before = refundOf({ id });
        const after = { ...before, metadata: mergeMetadata(before.metadata, wanted.metadata) };
        changeRefund(world, before, after, origin);
        return after;
      },
    }),
    route({
      method: 'POST',
      path: '/refunds/:id/cancel',
      operation: 'refund.cancel',
      changes: 'refund',
      handle: ({ id, origin }) => cancelRefund(world, refundOf({ id }), { request: origin }),
    }),
    ...readable({
      path: '/refunds',
      operation: 'refund',
      kind: 'refund',
      table: store.refunds,
      show: (refund) => refund,
      created: ({ created }) => created,
      filters: {
        payment_intent: ({ payment_intent }) => payment_intent,
        charge: ({ charge }) => charge,
      },
      indexes: ['payment_intent', 'charge'],
    }),
  ];
}

function disputeRoutes(world: World): Route[] {
  const { store } = world;
  const disputeOf = (id: string) => {
    const dispute = store.disputes.get(id);
    if (!dispute) throw noSuch('dispute', id);
    return dispute;
  };
  return [
    route<DisputeChange>({
      method: 'POST',
      path: '/disputes/:id',
      operation: 'dispute.update',
      changes: 'dispute',
      handle: ({ id, wanted, origin }) => updateDispute(world, disputeOf(id), wanted, origin),
    }),
    route({
      method: 'POST',
      path: '/disputes/:id/close',
      operation: 'dispute.close',
      changes: 'dispute',
      handle: ({ id, origin }) => closeDispute(world, disputeOf(id), origin),
    }),
    ...readable({
      path: '/disputes',
      operation: 'dispute',
      kind: 'dispute',
      table: store.disputes,
      show: (dispute) => dispute,
      created: ({ created }) => created,
      filters: {
        payment_intent: ({ payment_intent }) => payment_intent,
        charge: ({ charge }) => charge,
      },
      indexes: ['payment_intent', 'charge'],
    }),
  ];
}

function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
