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
    /** Set for whoever holds a preview of content that is not live, and where their link has ended. */
    preview?: Preview;
    /** In place of the Content-Security-Policy of every page; only the gallery sets it. */
    ownPolicy?: string;
  }
  type Preview = { /** As it will be then; null: now. */ at: string | null } & (
    | { is: 'shown' | 'closed' | 'ended' }
    | { is: 'broken'; problems: readonly import('#content-pipeline/problems.ts').ContentProblem[] }
  );
}

// It brings no types of its own.
declare module 'html-to-text' {
  export function compile(options: {
    wordwrap: false;
    selectors: readonly object[];
  }): (html: string) => string;
}
