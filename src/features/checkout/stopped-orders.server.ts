import { ordersAtGate } from '#features/orders/orders.server.ts';
import { findSaleStop, type SaleStop } from '#features/self-check/clearance-standing.ts';
import { readGateState } from '#features/self-check/pauses.server.ts';
import type { CheckoutServices } from './checkout-services.ts';

/**
 * The orders that wait for their payment and would not be sold if it came now, with the reason: their payment pages are
 * to be closed. Two statements.
 */
export async function findStoppedOrders(services: CheckoutServices): Promise<Map<string, SaleStop>> {
  const state = await readGateState(services, services.db);
  const waiting = await ordersAtGate(services.db, [...state.paused]);
  return new Map(
    waiting.flatMap(({ orderId, clearance, lines }) => {
      const stop = findSaleStop(state, clearance, lines);
      return stop ? [[orderId, stop] as const] : [];
    }),
  );
}
