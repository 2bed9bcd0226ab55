import { test } from 'vitest';
import { playSequences, sequencesARun } from './sequences.ts';

// Three of four here: on the embedded database a sequence takes twice the processor.
test('no sequence of what buyers, staff, clock and failures can do breaks the ledger rule, on PostgreSQL', () =>
  playSequences('PostgreSQL', Math.ceil(sequencesARun * 0.75)));
