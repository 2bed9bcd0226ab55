import { findHolder } from '#db/data-lock.server.ts';
import type { ControlCommands } from '#features/checkout/control-commands.server.ts';
import type { StaffRole } from '#lib/staff-role.ts';
import { askHolder } from '../../src/server/control.server.ts';
import { type HttpShopper, newHttpShopper } from './http-shopper.ts';
import { runNode, type ShopProcess } from './shop-process.ts';

export const staffPassword = 'four words for the tests';

/** The path where somebody new to the staff sets a password, as `npm run staff:create` prints it. */
export async function staffLink(
  shop: Pick<ShopProcess, 'dataDir' | 'env'>,
  { email, name, role }: { email: string; name: string; role: StaffRole },
): Promise<string> {
  const holder = shop.env.DATABASE_URL ? null : await findHolder(shop.dataDir);
  if (holder) {
    // What the command does, without a process for it.
    const answer = (await askHolder(holder, 'staffCreate', { email, name, role })) as Awaited<
      ReturnType<ControlCommands['staffCreate']>
    >;
    if (!answer.ok) throw new Error(`${email}: ${answer.error}`);
    return new URL(answer.value.link).pathname;
  }
  const { code, said } = await runNode(['src/cli/staff-create.ts', email, name, role], shop.env);
  if (code !== 0) throw new Error(said);
  return new URL(said.split('\n')[0] ?? '').pathname;
}

/** Somebody new on the staff, signed in over the shop's own pages. */
export async function signInStaff(
  shop: Pick<ShopProcess, 'url' | 'dataDir' | 'env'>,
  role: StaffRole,
  email = `${role}@shop.example`,
): Promise<HttpShopper> {
  const person = newHttpShopper(shop);
  const link = await staffLink(shop, { email, name: `Test ${role}`, role });
  await sent(person, link, { password: staffPassword, again: staffPassword });
  await sent(person, '/admin/sign-in', { email, password: staffPassword });
  return person;
}

async function sent(person: HttpShopper, path: string, fields: Record<string, string>): Promise<void> {
  const answer = await person.post(path, fields);
  if (answer.status !== 303) throw new Error(`${path}: ${answer.status}\n${answer.text}`);
}
