import type { setStock } from '#features/inventory/inventory.server.ts';
import { runInDatabase } from './database-command.ts';
import { runCommand } from './environment.ts';

// npm run stock:set -- SKU QUANTITY
await runCommand(async () => {
  const [sku, count, ...rest] = process.argv.slice(2);
  if (!sku || count === undefined || rest.length > 0)
    throw new Error('Say which SKU and how many: npm run stock:set -- FACE-025 12');
  if (!/^\d{1,6}$/.test(count))
    throw new Error(`“${count}” is not a count: give a whole number from 0, for example 12`);
  // The answer of `setStock`, here or by way of the running shop.
  const answer = (await runInDatabase('stock', { sku, quantity: Number(count) })) as Awaited<
    ReturnType<typeof setStock>
  >;
  if (answer.ok) {
    const { before, after, reserved } = answer.value;
    process.stdout.write(
      `${sku}: ${before} → ${after} on the shelf, ${reserved} held for people who are paying\n`,
    );
    return;
  }
  throw new Error(
    answer.error.reason === 'unknown-sku'
      ? `No product has the SKU “${sku}”`
      : `${answer.error.reserved} of ${sku} are held for people who are paying; the stock cannot be set below that`,
  );
});
