import { z } from 'zod';
import { setStock } from '#features/inventory/inventory.server.ts';
import type { CheckoutServices } from './checkout-services.ts';
import { reconcilePayments } from './reconcile.server.ts';

const stockInput = z.object({ sku: z.string(), quantity: z.int().min(0).max(1_000_000) });

/** What `npm run stock:set` and `npm run reconcile` do, in whichever process has the database. */
export function controlCommands(services: CheckoutServices) {
  return {
    async stock(input: unknown) {
      const { sku, quantity } = stockInput.parse(input);
      return services.db.transaction((tx) =>
        setStock(tx, sku, quantity, {
          actor: 'operator',
          reason: 'set by command',
          now: services.clock.now(),
        }),
      );
    },
    async reconcile() {
      return reconcilePayments(services);
    },
  };
}
