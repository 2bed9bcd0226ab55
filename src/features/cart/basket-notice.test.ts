import { expect, test } from 'vitest';
import { basketNotice } from './basket-notice.ts';

test('known codes have words; anything else is no notice', () => {
  expect(basketNotice('total-changed')?.words).toContain('No money was taken');
  for (const code of [null, undefined, '', 'nope', 'constructor', '__proto__'])
    expect(basketNotice(code)).toBeNull();
});
