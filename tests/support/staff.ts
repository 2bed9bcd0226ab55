import { createHmac } from 'node:crypto';
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

/** Somebody new on the staff, signed in over the shop's own pages; an owner with the second step that owners must have. */
export async function signInStaff(
  shop: Pick<ShopProcess, 'url' | 'dataDir' | 'env'>,
  role: StaffRole,
  email = `${role}@shop.example`,
): Promise<HttpShopper> {
  const person = newHttpShopper(shop);
  const link = await staffLink(shop, { email, name: `Test ${role}`, role });
  await sent(person, link, { password: staffPassword, again: staffPassword });
  await sent(person, '/admin/sign-in', { email, password: staffPassword });
  if (role === 'owner') {
    await sent(person, '/admin/account/second-factor', { do: 'begin', password: staffPassword });
    const key = shownKey((await person.get('/admin/account/second-factor')).text);
    await sent(person, '/admin/account/second-factor', { do: 'confirm', code: oneTimeCode(key) }, 200);
  }
  return person;
}

/** The key for the authenticator app, as the page shows it. */
export function shownKey(page: string): string {
  const key = /<code class="admin-key">([A-Z2-7 ]+)<\/code>/.exec(page)?.[1];
  if (!key) throw new Error(`No key on the page:\n${page}`);
  return key;
}

/** What an authenticator app shows for this key (RFC 6238: SHA-1, six digits, 30 seconds). */
export function oneTimeCode(key: string, at = Date.now()): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key.replaceAll(' ', '')]
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function sent(
  person: HttpShopper,
  path: string,
  fields: Record<string, string>,
  status = 303,
): Promise<void> {
  const answer = await person.post(path, fields);
  if (answer.status !== status) throw new Error(`${path}: ${answer.status}\n${answer.text}`);
}
