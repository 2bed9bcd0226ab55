import { userInfo } from 'node:os';
import type { ControlCommands } from '#features/checkout/control-commands.server.ts';
import { pausableTiers } from '#features/self-check/pauses.server.ts';
import { runInDatabase } from './database-command.ts';
import { runCommand } from './environment.ts';

// npm run sale:pause -- SKU|TIER "REASON" · npm run sale:resume -- SKU|TIER · npm run sale:pauses
await runCommand(async () => {
  const [command, ...words] = process.argv.slice(2);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const by = `operator ${userInfo().username}`;
  const example = `${pausableTiers.join(', ')} or a SKU, for example: npm run sale:pause -- FACE-025 "complaint about bent needles"`;

  if (command === 'pause') {
    const [what, reason, ...rest] = words;
    if (!what || !reason?.trim() || rest.length > 0) throw new Error(`Say what to pause and why: ${example}`);
    const answer = (await runInDatabase('pause', { what, reason, by })) as Answer<'pause'>;
    if (answer.ok) {
      const { cancelled, refunded } = answer.value;
      say(
        `${what}: not sold from now on. Payment pages closed: ${cancelled}, payments given back: ${refunded}`,
      );
      return;
    }
    if (answer.error.reason === 'unknown')
      throw new Error(`No product has the SKU “${what}”, and no needle tier has that name. Say ${example}`);
    const { since, by: whom, reason: why } = answer.error.pause;
    throw new Error(`${what} is paused already, since ${timeOf(since)}, by ${whom}: ${why}`);
  }
  if (command === 'resume') {
    const [what, ...rest] = words;
    if (!what || rest.length > 0)
      throw new Error('Say what goes on sale again: npm run sale:resume -- FACE-025');
    const answer = (await runInDatabase('resume', { what, by })) as Answer<'resume'>;
    if (!answer.ok) throw new Error(`${what} is not paused`);
    say(`${what}: on sale again. It was paused since ${timeOf(answer.value.since)}: ${answer.value.reason}`);
    return;
  }
  if (command === 'list' && words.length === 0) {
    const pauses = (await runInDatabase('pauses', {})) as Answer<'pauses'>;
    if (pauses.length === 0) say('No sale is paused, and none was.');
    for (const { what, reason, by: whom, since, liftedAt, liftedBy } of pauses) {
      const end = liftedAt ? `until ${timeOf(liftedAt)}, lifted by ${liftedBy}` : 'in force';
      say(`${what}  since ${timeOf(since)} by ${whom}, ${end}: ${reason}`);
    }
    return;
  }
  throw new Error('Say pause, resume or list');
});

/** What a command of the shop answers, here or by way of the running shop, where times are texts. */
type Answer<Name extends keyof ControlCommands> = Awaited<ReturnType<ControlCommands[Name]>>;

function timeOf(time: Date | string): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
