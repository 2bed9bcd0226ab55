import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Dispute } from './dispute-objects.ts';
import type { StripeEvent } from './events.ts';
import type { CheckoutSession, LineItem, Metadata } from './objects.ts';
import type { Charge, PaymentIntent, Refund } from './payment-objects.ts';
import type { Attempt } from './payments.ts';
import type { DueAction } from './schedule.ts';
import { createTable, type OwnedTable, type Table } from './table.ts';

/** A session together with what the API never shows but the hosted page and the payment need. */
export interface StoredSession {
  id: string;
  session: CheckoutSession;
  lineItems: LineItem[];
  images: (string | null)[];
  rates: { id: string; displayName: string; amount: number }[];
  intent: {
    description: string | null;
    metadata: Metadata;
    receiptEmail: string | null;
    statementDescriptor: string | null;
    statementDescriptorSuffix: string | null;
  };
  /** The payment that waits for the buyer to prove who they are to the bank. */
  challenged?: Attempt | null;
}

/** Where webhooks go, with the secrets that sign them. Times in milliseconds of the sandbox clock. */
export interface StoredEndpoint {
  id: string;
  url: string;
  secret: string;
  /** The secret before the last roll, still signing until then. */
  rolled: { secret: string; until: number } | null;
  events: readonly string[];
  apiVersion: string | null;
  description: string | null;
  metadata: Metadata;
  enabled: boolean;
  created: number;
  /** Given when the sandbox was started, not made through the API. */
  configured: boolean;
}

/** One webhook on its way to one endpoint. Times in milliseconds of the sandbox clock. */
export interface Delivery {
  id: string;
  /** Counts deliveries in the order in which they were queued. */
  sequence: number;
  event: string;
  type: string;
  endpoint: string;
  url: string;
  state: 'pending' | 'delivered' | 'failed' | 'dropped';
  nextAttemptAt: number;
  attempts: { at: number; status: number | null; error: string | null; milliseconds: number }[];
}

/** The first answer given to an idempotency key. */
export interface StoredAnswer {
  id: string;
  fingerprint: string;
  requestId: string;
  status: number;
  body: string;
  at: number;
}

/** Something that happens by itself at a time of the sandbox clock, in milliseconds. */
export interface DueWork {
  id: string;
  at: number;
  action: DueAction;
  target: string;
}

interface Rows {
  sessions: StoredSession;
  intents: PaymentIntent;
  charges: Charge;
  refunds: Refund;
  disputes: Dispute;
  events: StripeEvent;
  endpoints: StoredEndpoint;
  deliveries: Delivery;
  answers: StoredAnswer;
  due: DueWork;
  settings: { id: string; value: number | string[] };
}

const noIndex = {};
const byPayment = {
  payment_intent: (row: { payment_intent: string }) => row.payment_intent,
  charge: (row: { charge: string }) => row.charge,
};

/** By what each kind of object is looked up. */
const indexes = {
  sessions: {
    payment_intent: ({ session }: StoredSession) => session.payment_intent,
    // Complete and expired ones are the many: they are not worth an index.
    status: ({ session }: StoredSession) => (session.status === 'open' ? 'open' : null),
  },
  intents: noIndex,
  charges: { payment_intent: ({ payment_intent }: Charge) => payment_intent },
  refunds: byPayment,
  disputes: byPayment,
  events: noIndex,
  endpoints: noIndex,
  deliveries: noIndex,
  answers: noIndex,
  due: noIndex,
  settings: noIndex,
};
type Kind = keyof Rows;
type IndexOf<Name extends Kind> = Extract<keyof (typeof indexes)[Name], string>;

export type Store = { readonly [Name in Kind]: Table<Rows[Name], IndexOf<Name>> } & {
  /** Writes what has changed since the last call as one line: all of it survives a kill, or none. */
  commit(): void;
  /** Forgets everything, in the file too. */
  clear(): void;
  close(): void;
};

type Change = [kind: string, id: string, row: { id: string } | null];

/**
 * The sandbox's memory. With `file`, the changes of each request are one line appended to it before the answer
 * leaves, so that a killed process loses nothing that it had promised and keeps no half of anything; the file is
 * rewritten whole (to a neighbour, then renamed) at each start.
 */
export function createStore(file?: string): Store {
  const changes: Change[] = [];
  let journal: number | undefined;

  const table = <Name extends Kind>(name: Name) =>
    createTable(indexes[name] as Record<IndexOf<Name>, (row: Rows[Name]) => string | null>, (id, row) => {
      if (journal !== undefined) changes.push([name, id, row]);
    });
  const tables = {
    sessions: table('sessions'),
    intents: table('intents'),
    charges: table('charges'),
    refunds: table('refunds'),
    disputes: table('disputes'),
    events: table('events'),
    endpoints: table('endpoints'),
    deliveries: table('deliveries'),
    answers: table('answers'),
    due: table('due'),
    settings: table('settings'),
  };
  // Every table, of whatever rows: for reading the file, writing it and forgetting.
  const owned = new Map<string, OwnedTable<{ id: string }, string>>(
    Object.entries(tables as unknown as Record<string, OwnedTable<{ id: string }, string>>),
  );

  const rewrite = (path: string) => {
    if (journal !== undefined) closeSync(journal);
    changes.length = 0;
    const fresh = openSync(`${path}.new`, 'w', 0o600);
    for (const [kind, rows] of owned) {
      for (const row of rows.all()) writeSync(fresh, `${JSON.stringify([[kind, row.id, row]])}\n`);
    }
    closeSync(fresh);
    renameSync(`${path}.new`, path);
    journal = openSync(path, 'a');
  };

  if (file) {
    mkdirSync(dirname(file), { recursive: true });
    if (existsSync(file)) {
      for (const [kind, id, row] of readJournal(readFileSync(file))) owned.get(kind)?.restore(id, row);
    }
    rewrite(file);
  }

  return {
    ...tables,
    commit: () => {
      if (journal === undefined || changes.length === 0) return;
      appendFileSync(journal, `${JSON.stringify(changes)}\n`);
      changes.length = 0;
    },
    clear: () => {
      for (const rows of owned.values()) rows.clear();
      if (file) rewrite(file);
    },
    close: () => {
      if (journal === undefined) return;
      if (changes.length > 0) appendFileSync(journal, `${JSON.stringify(changes)}\n`);
      changes.length = 0;
      closeSync(journal);
      journal = undefined;
    },
  };
}

// Line by line out of the bytes: the whole file as one text would be too long for the runtime after a long soak.
function* readJournal(bytes: Buffer): Iterable<Change> {
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    const text = bytes.toString('utf8', start, end);
    start = end + 1;
    if (text === '') continue;
    let line: Change | Change[];
    try {
      line = JSON.parse(text) as Change | Change[];
    } catch (error) {
      // A kill may cut the last line; a broken line anywhere else means that this is not our file.
      if (start >= bytes.length) return;
      throw new Error('The sandbox file is damaged: remove it to start afresh', { cause: error });
    }
    // Files of before had one change a line.
    yield* typeof line[0] === 'string' ? [line as Change] : (line as Change[]);
  }
}
