import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Charge, CheckoutSession, LineItem, PaymentIntent, Refund, StripeEvent } from './objects.ts';

/** A session together with what the API never shows but the hosted page and the payment need. */
export interface StoredSession {
  id: string;
  session: CheckoutSession;
  lineItems: LineItem[];
  images: (string | null)[];
  rates: { id: string; displayName: string; amount: number }[];
  intent: {
    description: string | null;
    metadata: Record<string, string>;
    receiptEmail: string | null;
    statementDescriptor: string | null;
    statementDescriptorSuffix: string | null;
  };
}

/** One webhook on its way to one endpoint. Times in milliseconds of the sandbox clock. */
export interface Delivery {
  id: string;
  /** Counts deliveries in the order in which they were queued. */
  sequence: number;
  event: string;
  type: string;
  url: string;
  state: 'pending' | 'delivered' | 'failed' | 'dropped';
  nextAttemptAt: number;
  attempts: { at: number; status: number | null; error: string | null; milliseconds: number }[];
}

/** The first answer given to an idempotency key. */
export interface StoredAnswer {
  id: string;
  fingerprint: string;
  state: 'in-flight' | 'answered';
  requestId: string;
  status: number;
  body: string;
  at: number;
}

/** Objects of one kind, by id, in the order of their creation. */
export interface Table<Row extends { id: string }> {
  get(id: string): Row | undefined;
  /** Inserts or replaces, and journals it. */
  save(row: Row): void;
  remove(id: string): void;
  all(): Row[];
}

interface Rows {
  sessions: StoredSession;
  intents: PaymentIntent;
  charges: Charge;
  refunds: Refund;
  events: StripeEvent;
  deliveries: Delivery;
  answers: StoredAnswer;
  settings: { id: string; value: number };
}

export type Store = { [Kind in keyof Rows]: Table<Rows[Kind]> } & {
  /** Forgets everything, in the file too. */
  clear(): void;
  close(): void;
};

const kinds = [
  'sessions',
  'intents',
  'charges',
  'refunds',
  'events',
  'deliveries',
  'answers',
  'settings',
] as const;

/**
 * The sandbox's memory. With `file`, each change is one line appended to it before the answer
 * leaves, so that a killed process loses nothing that it had promised; the file is rewritten
 * whole (to a neighbour, then renamed) at each start.
 */
export function createStore(file?: string): Store {
  const maps = new Map<string, Map<string, { id: string }>>(kinds.map((kind) => [kind, new Map()]));
  let journal: number | undefined;

  const rewrite = (path: string) => {
    if (journal !== undefined) closeSync(journal);
    const lines = [...maps].flatMap(([kind, rows]) =>
      [...rows.values()].map((row) => line(kind, row.id, row)),
    );
    writeFileSync(`${path}.new`, lines.join(''), { mode: 0o600 });
    renameSync(`${path}.new`, path);
    journal = openSync(path, 'a');
  };

  if (file) {
    mkdirSync(dirname(file), { recursive: true });
    if (existsSync(file)) {
      for (const [kind, id, row] of readJournal(readFileSync(file, 'utf8'))) {
        if (row) maps.get(kind)?.set(id, row);
        else maps.get(kind)?.delete(id);
      }
    }
    rewrite(file);
  }

  const record = (kind: string, id: string, row: { id: string } | null) => {
    if (journal !== undefined) appendFileSync(journal, line(kind, id, row));
  };

  const table = <Kind extends keyof Rows>(kind: Kind): Table<Rows[Kind]> => {
    const rows = maps.get(kind) as Map<string, Rows[Kind]>;
    return {
      get: (id) => rows.get(id),
      all: () => [...rows.values()],
      save: (row) => {
        rows.set(row.id, row);
        record(kind, row.id, row);
      },
      remove: (id) => {
        if (rows.delete(id)) record(kind, id, null);
      },
    };
  };

  return {
    sessions: table('sessions'),
    intents: table('intents'),
    charges: table('charges'),
    refunds: table('refunds'),
    events: table('events'),
    deliveries: table('deliveries'),
    answers: table('answers'),
    settings: table('settings'),
    clear: () => {
      for (const rows of maps.values()) rows.clear();
      if (file) rewrite(file);
    },
    close: () => {
      if (journal !== undefined) closeSync(journal);
      journal = undefined;
    },
  };
}

const line = (kind: string, id: string, row: unknown) => `${JSON.stringify([kind, id, row])}\n`;

function readJournal(text: string): [string, string, { id: string } | null][] {
  const lines = text.split('\n').filter((entry) => entry !== '');
  return lines.flatMap((entry, index) => {
    try {
      return [JSON.parse(entry) as [string, string, { id: string } | null]];
    } catch (error) {
      // A kill may cut the last line; a broken line anywhere else means that this is not our file.
      if (index === lines.length - 1) return [];
      throw new Error('The sandbox file is damaged: remove it to start afresh', { cause: error });
    }
  });
}
