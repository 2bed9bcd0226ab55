import type { ControlCommands } from '#features/checkout/control-commands.server.ts';
import { invitationDays } from '#features/staff/staff-links.server.ts';
import { roleWords, staffRoles } from '#lib/staff-role.ts';
import { runInDatabase } from './database-command.ts';
import { runCommand } from './environment.ts';

// npm run staff:create -- EMAIL NAME [ROLE]: prints a link where this person sets a password; good once.
await runCommand(async () => {
  const [email = '', name = '', role = 'owner', ...rest] = process.argv.slice(2);
  if (!/^\S+@\S+\.\S+$/.test(email) || !name.trim() || rest.length > 0) {
    throw new Error('Say who: npm run staff:create -- ada@shop.example "Ada Owner" owner');
  }
  if (!staffRoles.some((each) => each === role))
    throw new Error(`“${role}” is not a role: give one of ${staffRoles.join(', ')}`);
  const answer = (await runInDatabase('staffCreate', { email, name, role })) as Awaited<
    ReturnType<ControlCommands['staffCreate']>
  >;
  if (!answer.ok) throw new Error(`${email} is on the staff already`);
  const { link, role: given } = answer.value;
  process.stdout.write(
    [
      link,
      '',
      `Whoever opens this address within ${invitationDays} days sets the password of ${email}.`,
      `${roleWords[given].title}: may do ${roleWords[given].may}. The address works once.`,
      '',
    ].join('\n'),
  );
});
