import { ApiError, notEmulated } from './api-error.ts';
import type { Store } from './store.ts';

/** First items of a list inside another object, as Stripe gives them; the rest is behind the list's own URL. */
const embeddedItems = 10;

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
  if (step === 'line_items' && 'object' in node && node.object === 'checkout.session' && 'id' in node) {
    const items = store.sessions.get(String(node.id))?.lineItems ?? [];
    const list = {
      object: 'list',
      data: items.slice(0, embeddedItems),
      has_more: items.length > embeddedItems,
      url: `/v1/checkout/sessions/${String(node.id)}/line_items`,
    };
    return { ...node, line_items: rest.length === 0 ? list : expandPath(store, list, rest, path) };
  }
  if (step === 'refunds' && 'object' in node && node.object === 'charge' && 'id' in node) {
    const refunds = store.refunds.all().filter(({ charge }) => charge === node.id);
    const list = {
      object: 'list',
      data: refunds.reverse().slice(0, embeddedItems),
      has_more: refunds.length > embeddedItems,
      url: `/v1/charges/${String(node.id)}/refunds`,
    };
    return { ...node, refunds: rest.length === 0 ? list : expandPath(store, list, rest, path) };
  }
  const value: unknown = (node as Record<string, unknown>)[step];
  if (!Object.hasOwn(node, step)) throw cannotExpand(path);
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

function cannotExpand(path: string): ApiError {
  return new ApiError(400, `This property cannot be expanded (${path}).`, { param: 'expand' });
}
