/// <reference types="astro/client" />

declare namespace App {
  /** A form that was not read, because its address has sent too many. */
  interface TooMany {
    what: 'find' | 'form';
    /** Until the next is read. */
    seconds: number;
  }
  interface Locals {
    services: import('./services.server.ts').Services;
    /** Whose request it is, past our own proxies. */
    address?: string;
    /** Set once `requireStaff` has let somebody in. */
    staff?: import('#lib/staff-role.ts').StaffMember;
    /** Set where it has not. */
    refusal?: import('#features/staff/staff-context.server.ts').Refusal;
    /** Set where the page that was asked for was removed for good. */
    gone?: import('#content-pipeline/content.ts').GonePage;
    tooMany?: TooMany;
  }
}
