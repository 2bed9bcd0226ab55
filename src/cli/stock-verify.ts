import type { repairLevels } from '#features/inventory/inventory.server.ts';
import { runInDatabase } from './database-command.ts';
import { runCommand } from './environment.ts';

// npm run stock:verify [-- --repair]
await runCommand(async () => {
  const [flag, ...rest] = process.argv.slice(2);
  if ((flag !== undefined && flag !== '--repair') || rest.length > 0)
    throw new Error('Only --repair is understood: npm run stock:verify -- --repair');
  // The answer of `repairLevels`, here or by way of the running shop.
  const gaps = (await runInDatabase('verifyStock', { repair: flag === '--repair' })) as Awaited<
    ReturnType<typeof repairLevels>
  >;
  const lines = gaps.map(
    ({ sku, level, ledger, repaired }) =>
      `${sku}: ${level[0]} on the shelf and ${level[1]} held, the ledger says ${ledger[0]} and ${ledger[1]}${repaired ? '; written anew' : ''}`,
  );
  if (gaps.some(({ repaired }) => !repaired)) throw new Error(lines.join('\n'));
  process.stdout.write(lines.length > 0 ? `${lines.join('\n')}\n` : 'Every level is the sum of its ledger\n');
});
