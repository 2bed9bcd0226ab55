import type { Reconciliation } from '#features/checkout/reconcile.server.ts';
import { runInDatabase } from './database-command.ts';
import { runCommand } from './environment.ts';

// npm run reconcile
await runCommand(async () => {
  // The answer of `reconcilePayments`, here or by way of the running shop.
  const { looked, paid, cancelled, waiting, refunded } = (await runInDatabase(
    'reconcile',
    {},
  )) as Reconciliation;
  process.stdout.write(
    `${looked} unfinished payments looked at: ${paid} paid, ${cancelled} cancelled, ${waiting} still open, ${refunded} refunded\n`,
  );
});
