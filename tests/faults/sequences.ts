import fc from 'fast-check';
import { expect } from 'vitest';
import type { DatabaseKind } from '../support/test-shop.ts';
import { openShopModel, sequences } from './shop-model.ts';

/** How many sequences of actions a run plays, all files together; `npm run soak` plays more. */
export const sequencesARun = Number(process.env.FAULT_SEQUENCES ?? 1000);

// A failure prints both; with them the very same sequence is played again.
const { FAULT_SEED: seed, FAULT_PATH: path } = process.env;

/** Plays random sequences and fails with the shortest one that breaks the ledger rule, its seed and its path. */
export async function playSequences(kind: DatabaseKind, numRuns: number): Promise<void> {
  const model = await openShopModel(kind);
  try {
    await fc.assert(
      fc.asyncProperty(sequences, async (actions) => {
        expect(await model.play(actions)).toEqual([]);
      }),
      { numRuns, ...(seed && { seed: Number(seed) }), ...(path && { path }) },
    );
  } finally {
    await model.close();
  }
}
