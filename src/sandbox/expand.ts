import { ApiError, notEmulated } from './api-error.ts';
import type { Store } from './store.ts';

/** First items of a list inside another object, as Stripe gives them; the rest is behind the list's own URL. */
const embeddedItems = 10;

/** What of an object can be replaced by the object it names. Held to the SDK's typings by the conformance tests. */
export const references: Record<string, Record<string, string>> = {
  'checkout.session': { payment_intent: 'payment_intent', line_items: 'item' },
  payment_intent: { latest_charge: 'charge' },
  charge: { payment_intent: 'payment_intent', refunds: 'refund' },
  refund: { charge: 'charge', payment_intent: 'payment_intent' },
  dispute: { charge: 'charge', payment_intent: 'payment_intent' },
  webhook_endpoint: {},
};

/**
 * Refuses `expand` of a request that will change something, before it does: a wrong path found only afterwards would
 * make a failed answer out of a refund that was made. Throws ApiError 400.
 */
export function checkExpand(kind: string, paths: readonly string[]): void {
  for (const path of paths) {
    let at = kind;
    for (const step of path.split('.')) {
      const next = references[at]?.[step];
      if (next === undefined) throw cannotExpand(path);
      at = next;
    }
  }
}

/**
 * A copy of an answer with the ids named by `paths` (such as `payment_intent.latest_charge`, or
 * `data.payment_intent` in lists) replaced by their objects. Throws ApiError 400 for what cannot be expanded.
 */
export function expandAnswer(store: Store, answer: object, paths: readonly string[]): object {
  return paths.reduce<object>((current, path) => expandPath(store, current, path.split('.'), path), answer);
}

function expandPath(store: Store, node: object, steps: readonly string[], path: string): object {
  const [step, ...rest] = steps;
  if (step === undefined) return node;
  const embedded = embeddedList(store, node, step);
  if (embedded)
    return { ...node, [step]: rest.length === 0 ? embedded : expandPath(store, embedded, rest, path) };
  if (!Object.hasOwn(node, step)) throw cannotExpand(path);
  const value: unknown = (node as Record<string, unknown>)[step];
  // An empty reference stays empty, whatever it could have held.
  if (value === null) return node;
  if (Array.isArray(value) && step === 'data' && rest.length > 0) {
    return { ...node, data: value.map((item: object) => expandPath(store, item, rest, path)) };
  }
  if (typeof value === 'string') {
    const found = store.intents.get(value) ?? store.charges.get(value) ?? store.refunds.get(value);
    if (found) return { ...node, [step]: expandPath(store, found, rest, path) };
    if (/^(pm|txn|shr|price|prod)_/.test(value)) throw notEmulated(`expand[]=${path}`, 'expand');
    throw cannotExpand(path);
  }
  if (typeof value === 'object' && rest.length > 0) {
    return { ...node, [step]: expandPath(store, value as object, rest, path) };
  }
  throw cannotExpand(path);
}

/** Lists that an object holds only when asked: lines of a session, refunds of a charge. */
function embeddedList(store: Store, node: object, step: string): object | null {
  if (!('object' in node) || !('id' in node)) return null;
  const id = String(node.id);
  const list = (rows: readonly object[], url: string) => ({
    object: 'list',
    data: rows.slice(0, embeddedItems),
    has_more: rows.length > embeddedItems,
    url,
  });
  if (step === 'line_items' && node.object === 'checkout.session') {
    return list(store.sessions.get(id)?.lineItems ?? [], `/v1/checkout/sessions/${id}/line_items`);
  }
  if (step === 'refunds' && node.object === 'charge') {
    return list(store.refunds.where('charge', id), `/v1/charges/${id}/refunds`);
  }
  return null;
}

function cannotExpand(path: string): ApiError {
  return new ApiError(400, `This property cannot be expanded (${path}).`, { param: 'expand' });
}
