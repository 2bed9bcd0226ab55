import { ApiError, notEmulated } from './api-error.ts';
import { type Route, route } from './api-routes.ts';
import { readable } from './list-routes.ts';
import { listSource, type Paging, pageOf } from './lists.ts';
import type { FormTree, Value } from './parameters.ts';
import { expireSession } from './payments.ts';
import { createSession } from './session-create.ts';
import { mergeMetadata, noSuch, type World } from './world.ts';

/** Checkout sessions: create, read, list, lines, expire, metadata. `payUrl` gives the page where one is paid. */
export function sessionRoutes(
  world: World,
  { payUrl, alwaysOffered }: { payUrl: (id: string) => string; alwaysOffered: () => readonly string[] },
): Route[] {
  const { store, clock, schedule } = world;
  const kind = 'checkout.session';
  const path = '/checkout/sessions';
  const stored = (id: string) => {
    const found = store.sessions.get(id);
    if (!found) throw noSuch(kind, id);
    return found;
  };

  return [
    route<{ [key: string]: Value }>({
      method: 'POST',
      path,
      operation: 'session.create',
      changes: kind,
      before: refuseMethodTypes,
      handle: ({ wanted }) => {
        const made = createSession(wanted, { now: clock.seconds(), payUrl, alwaysOffered: alwaysOffered() });
        store.sessions.save(made);
        schedule.add('session expires', made.id, made.session.expires_at);
        return made.session;
      },
    }),
    route<Paging>({
      method: 'GET',
      path: `${path}/:id/line_items`,
      operation: 'session.lineItems',
      handle: ({ id, wanted }) =>
        pageOf(listSource(stored(id).lineItems), wanted, `/v1${path}/${id}/line_items`),
    }),
    route({
      method: 'POST',
      path: `${path}/:id/expire`,
      operation: 'session.expire',
      changes: kind,
      handle: ({ id, origin }) => expireSession(world, stored(id), origin),
    }),
    route<{ metadata?: Record<string, string> | '' } & Record<string, unknown>>({
      method: 'POST',
      path: `${path}/:id`,
      operation: 'session.update',
      changes: kind,
      handle: ({ id, wanted }) => {
        const { metadata, expand: _, ...others } = wanted;
        const [other] = Object.keys(others);
        if (other !== undefined) throw notEmulated(`updating ${other}`, other);
        const before = stored(id);
        const session = { ...before.session, metadata: mergeMetadata(before.session.metadata, metadata) };
        store.sessions.save({ ...before, session });
        return session;
      },
    }),
    ...readable({
      path,
      operation: 'session',
      kind,
      table: store.sessions,
      show: ({ session }) => session,
      created: ({ session }) => session.created,
      filters: {
        payment_intent: ({ session }) => session.payment_intent,
        status: ({ session }) => session.status,
        customer: ({ session }) => session.customer,
      },
      indexes: ['payment_intent', 'status'],
      indexed: (name, value) => name !== 'status' || value === 'open',
    }),
  ];
}

function refuseMethodTypes(form: Map<string, FormTree>, version: string): void {
  if (!form.has('payment_method_types')) return;
  if (version < '2026-09-30') {
    throw notEmulated(`payment_method_types of API version ${version}`, 'payment_method_types');
  }
  throw new ApiError(
    400,
    'The `payment_method_types` parameter is no longer supported. Leave it out, or use `allowed_payment_method_types`.',
    { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' },
  );
}
