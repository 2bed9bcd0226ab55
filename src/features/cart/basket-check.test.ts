import { expect, test } from 'vitest';
import { aboutTheCheck, type BasketCheck } from './basket-check.ts';

const questions = [
  { name: 'Age', why: 'Adults only.' },
  { name: 'Blood and bleeding', why: 'Small wounds bleed.' },
];
const check = (state: BasketCheck['state']): BasketCheck => ({ state, questions, further: [] });

test('says in one sentence what is asked, by the names of the questions', () => {
  expect(aboutTheCheck(check('needed'), true)).toBe(
    'Before you pay, the self-check asks 2 questions, about: age; blood and bleeding.',
  );
  expect(aboutTheCheck(check('needed'), false)).toMatch(
    /^This has no needles, but .+ Before you pay, .+ age; blood/,
  );
});

test('names no question where none is asked', () => {
  for (const state of ['not-needed', 'clear', 'closed'] as const) {
    const words = aboutTheCheck(check(state), false);
    expect(words).toMatch(/\.$/);
    expect(words).not.toContain('blood');
  }
});
