import { expect, test } from 'vitest';
import { mayWrite } from './request-origin.ts';

const site = 'https://shop.example';
const cases: [string, string, Record<string, string>, boolean][] = [
  ['reading is free', 'GET', { 'sec-fetch-site': 'cross-site' }, true],
  ['our own form', 'POST', { 'sec-fetch-site': 'same-origin', origin: 'null' }, true],
  ['typed or bookmarked', 'POST', { 'sec-fetch-site': 'none' }, true],
  ['another site', 'POST', { 'sec-fetch-site': 'cross-site', origin: site }, false],
  ['a sister host', 'POST', { 'sec-fetch-site': 'same-site' }, false],
  ['an old browser, our page', 'POST', { origin: site }, true],
  [
    'an old browser, behind another name of ours',
    'POST',
    { origin: 'http://127.0.0.1:4321', host: '127.0.0.1:4321' },
    true,
  ],
  ['an old browser, another site', 'POST', { origin: 'https://evil.example', host: 'shop.example' }, false],
  ['an old browser, a page with no-referrer', 'POST', { origin: 'null' }, true],
  ['not a browser', 'POST', {}, true],
  ['nonsense', 'POST', { origin: 'not an origin', host: 'shop.example' }, false],
  ['other methods too', 'DELETE', { 'sec-fetch-site': 'cross-site' }, false],
];

test.each(cases)('%s', (_, method, headers, expected) => {
  expect(mayWrite({ method, headers: new Headers(headers) }, site)).toBe(expected);
});
