import { sql } from 'drizzle-orm';
import { type DrizzleTransactionLike, fromDrizzle, type JobResult, PgBoss } from 'pg-boss';
import type { JobStorage, Transaction } from './client.server.ts';

/** How often a job that fails is tried again: from 15 s on, doubling, an hour and more in all. */
export const repeats = 8;

/** A queue of the shop: its name, and the form of its jobs. */
export interface Jobs {
  /** Queues a job in the same transaction as the fact it follows from: both happen or neither. */
  enqueue(tx: Transaction, queue: string, data: Record<string, unknown>): Promise<void>;
  /** Starts working a queue; a handler that throws has its job retried with growing pauses. */
  work(queue: string, handler: (data: Record<string, unknown>) => Promise<void>): Promise<void>;
  /** Runs a handler every minute, in one process at a time. */
  everyMinute(queue: string, handler: () => Promise<void>): Promise<void>;
  /** Lets running jobs end, then stops. */
  stop(): Promise<void>;
}

/** Starts the job queue (pg-boss) in the shop's own database, with these queues in it. */
export async function startJobs(
  storage: JobStorage,
  queues: readonly string[],
  onError: (error: unknown) => void,
): Promise<Jobs> {
  const boss = new PgBoss({ ...storage, useListenNotify: true });
  boss.on('error', onError);
  await boss.start();
  for (const queue of queues) {
    // A mail server may be away for an hour.
    await boss.createQueue(queue, {
      retryLimit: repeats,
      retryDelay: 15,
      retryBackoff: true,
      expireInSeconds: 120,
      notify: true,
    });
  }

  return {
    async enqueue(tx, queue, data) {
      // Both drivers answer with `rows`, which the driver-neutral type of `tx` leaves open.
      await boss.send(queue, data, { db: fromDrizzle(tx as unknown as DrizzleTransactionLike, sql) });
    },
    async work(queue, handler) {
      await boss.work<Record<string, unknown>>(
        queue,
        {
          pollingIntervalSeconds: 2,
          notifyPollingIntervalSeconds: 10,
          // A queue that has grown is emptied at once, not one job a poll; each job fails for itself alone.
          batchSize: 10,
          burstWhenBatchFull: true,
          perJobResults: true,
        },
        async (jobs) => {
          const results: JobResult[] = [];
          for (const { id, data } of jobs) {
            try {
              await handler(data);
              results.push({ id, status: 'completed' });
            } catch (error) {
              onError(error);
              const message = error instanceof Error ? error.message : String(error);
              results.push({ id, status: 'failed', output: { message } });
            }
          }
          return results;
        },
      );
    },
    async everyMinute(queue, handler) {
      await boss.work(queue, { pollingIntervalSeconds: 10, notifyPollingIntervalSeconds: 30 }, async () =>
        handler(),
      );
      await boss.schedule(queue, '* * * * *');
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000 }),
  };
}
