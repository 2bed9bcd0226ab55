import type { refundOrder } from '#features/checkout/refund-order.server.ts';
import { newId } from '#lib/ids.ts';
import { parseMoney } from '#lib/money.ts';
import { runInDatabase } from './database-command.ts';
import { runCommand } from './environment.ts';

// npm run order:refund -- NUMBER AMOUNT "reason"
await runCommand(async () => {
  const [number, amount = '', reason, ...rest] = process.argv.slice(2);
  if (!number || !reason || rest.length > 0)
    throw new Error(
      'Say which order, how much and why: npm run order:refund -- NW-7K2M-QX9D 5.00 "scratched case"',
    );
  const amountMinor = parseMoney(amount);
  if (amountMinor === null)
    throw new Error(`“${amount}” is no amount: give it with two decimals, for example 5.00`);
  // The answer of `refundOrder`, here or by way of the running shop.
  const answer = (await runInDatabase('refund', { number, amountMinor, reason, id: newId() })) as Awaited<
    ReturnType<typeof refundOrder>
  >;
  if (!answer.ok) throw new Error(answer.error.words);
  const { state } = answer.value;
  process.stdout.write(
    state === 'requested'
      ? 'Stored; the payment provider has not answered and is asked again every minute\n'
      : `The payment provider says: ${state}\n`,
  );
});
