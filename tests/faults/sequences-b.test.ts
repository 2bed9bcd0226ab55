import { test } from 'vitest';
import { playSequences, sequencesARun } from './sequences.ts';

test('no sequence of what buyers, staff, clock and failures can do breaks the ledger rule, on PGlite', () =>
  playSequences('PGlite', Math.floor(sequencesARun * 0.25)));
