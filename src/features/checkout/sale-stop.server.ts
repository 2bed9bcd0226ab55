import type { Queryable } from '#db/client.server.ts';
import type { Order, OrderLine } from '#features/orders/orders.server.ts';
import { findSaleStop, type SaleStop } from '#features/self-check/clearance-standing.ts';
import { readGateState } from '#features/self-check/pauses.server.ts';
import type { CheckoutServices } from './checkout-services.ts';

/** The gate once more: whether what is in an order may be sold by the rules and pauses as they are now. */
export async function stopOfOrder(
  services: CheckoutServices,
  db: Queryable,
  order: Pick<Order, 'clearanceId' | 'rulesetVersion' | 'clearanceCapMm'>,
  lines: readonly OrderLine[],
): Promise<SaleStop | null> {
  const { rulesetHash, ...state } = await readGateState(services, db, order.clearanceId);
  const { rulesetVersion, clearanceCapMm: capMm } = order;
  const isCleared = rulesetVersion !== null && rulesetHash !== null && capMm !== null;
  return findSaleStop(state, isCleared ? { rulesetVersion, rulesetHash, capMm } : null, lines);
}
