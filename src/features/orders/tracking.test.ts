import { expect, test } from 'vitest';
import { trackingUrl } from './tracking.ts';

const carriers = [{ name: 'Royal Mail', trackingUrl: 'https://carrier.example/track/{number}?by=us' }];

test.each([
  ['Royal Mail', 'AB123', 'https://carrier.example/track/AB123?by=us'],
  [' royal mail ', 'A B/$&', 'https://carrier.example/track/A%20B%2F%24%26?by=us'],
  ['Another', 'AB123', null],
  ['Royal Mail', null, null],
  [null, 'AB123', null],
])('%s %s: %s', (carrier, trackingNumber, url) => {
  expect(trackingUrl(carriers, { carrier, trackingNumber })).toBe(url);
});
