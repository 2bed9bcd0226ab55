import type { Database } from '#db/client.server.ts';
import type { Clock } from '#lib/clock.ts';
import type { Config } from '#lib/env.server.ts';
import type { Log } from '#lib/log.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import type { StaffMember } from '#lib/staff-role.ts';
import type { StaffAuth } from './staff-auth.server.ts';

/** What staff sign-in needs of the shop's services. */
export interface StaffServices {
  config: Pick<Config, 'siteUrl'>;
  clock: Clock;
  db: Database;
  log: Log;
  sealer: Sealer;
  staffAuth: StaffAuth;
}

/** Why somebody is shown the page that refuses. */
export type Refusal = 'signed-out' | 'wrong-role' | 'no-second-factor';

/** A page or an endpoint, as far as sign-in is concerned: `Astro`, or what an endpoint is given. */
export interface StaffContext {
  request: Request;
  url: URL;
  locals: {
    services: StaffServices;
    /** Whose request it is, past our own proxies. */
    address?: string;
    staff?: StaffMember;
    refusal?: Refusal;
  };
  rewrite(path: string): Promise<Response>;
}
