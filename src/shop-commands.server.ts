import { publishCommands } from '#features/admin/publish-commands.server.ts';
import { controlCommands } from '#features/checkout/control-commands.server.ts';
import type { Services } from './services.server.ts';

/** Every command of the shop, run in whichever process has the database. */
export function shopCommands(services: Services) {
  return { ...controlCommands(services), ...publishCommands(services) };
}

export type ShopCommands = ReturnType<typeof shopCommands>;
