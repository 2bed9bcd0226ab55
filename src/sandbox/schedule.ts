import type { SandboxClock } from './clock.ts';
import { createHeap } from './heap.ts';
import { newId } from './identifiers.ts';
import type { Store } from './store.ts';

/** What happens by itself when its time comes. */
export type DueAction =
  | 'session expires'
  | 'debit succeeds'
  | 'debit fails'
  | 'refund settles'
  | 'dispute opens'
  | 'dispute is decided';

/** How long "some time later" takes for test cards and test accounts, in seconds of the sandbox clock. */
export const laterSeconds = 180;

/** Work for later, by the sandbox clock; it survives a restart with the store. */
export interface Schedule {
  /** `seconds` from 1970, by the sandbox clock. */
  add(action: DueAction, target: string, seconds: number): void;
  /** Takes out what is due, the earliest first. */
  due(): { action: DueAction; target: string }[];
  /** When something becomes due next, in milliseconds of the sandbox clock. */
  next(): number | null;
  clear(): void;
}

interface Entry {
  at: number;
  action: DueAction;
  target: string;
  /** The row that keeps this through a restart; expiries need none, the sessions tell them. */
  row: string | null;
}

/** Opens the schedule of a store: what was left to do when it was closed, and the expiry of each open session. */
export function openSchedule(store: Store, clock: SandboxClock): Schedule {
  const heap = createHeap<Entry>(({ at }) => at);
  for (const { id, at, action, target } of store.due.all()) heap.push({ at, action, target, row: id });
  for (const { id, session } of store.sessions.where('status', 'open')) {
    heap.push({ at: session.expires_at * 1000, action: 'session expires', target: id, row: null });
  }

  return {
    add: (action, target, seconds) => {
      const at = seconds * 1000;
      const row = action === 'session expires' ? null : newId('due');
      if (row) store.due.save({ id: row, at, action, target });
      heap.push({ at, action, target, row });
    },
    due: () => {
      const due: Entry[] = [];
      for (let first = heap.peek(); first && first.at <= clock.now(); first = heap.peek()) {
        heap.pop();
        if (first.row) store.due.remove(first.row);
        due.push(first);
      }
      return due;
    },
    next: () => heap.peek()?.at ?? null,
    clear: () => heap.clear(),
  };
}
