import { decideDispute, openDispute } from './disputes.ts';
import { expireSession, settleDebit } from './payments.ts';
import { settleRefund } from './refunds.ts';
import type { DueAction } from './schedule.ts';
import type { World } from './world.ts';

const acts: Record<DueAction, (world: World, target: string) => void> = {
  'session expires': (world, id) => {
    const stored = world.store.sessions.get(id);
    if (stored?.session.status === 'open') expireSession(world, stored);
  },
  'debit succeeds': (world, id) => settleDebit(world, id, false),
  'debit fails': (world, id) => settleDebit(world, id, true),
  'refund settles': settleRefund,
  'dispute opens': openDispute,
  'dispute is decided': decideDispute,
};

/** Lets everything happen whose time has come, the earliest first. */
export function runDueWork(world: World): void {
  for (let due = world.schedule.due(); due.length > 0; due = world.schedule.due()) {
    for (const { action, target } of due) acts[action](world, target);
  }
}
