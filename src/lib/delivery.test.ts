import { expect, test } from 'vitest';
import { deliveryCharge, deliveryOption, deliveryOptions, workingDayRange } from './delivery.ts';

const standard = {
  id: 'tracked',
  label: 'Tracked',
  priceMinor: 395,
  freeFromMinor: 4000,
  workingDays: '2 to 4',
};
const express = {
  id: 'express',
  label: 'Express',
  priceMinor: 695,
  freeFromMinor: null,
  workingDays: '1 to 2',
};
const offer = { delivery: standard, otherDelivery: [express] };

test.each([
  [standard, 0, 0],
  [standard, 1, 395],
  [standard, 3999, 395],
  [standard, 4000, 0],
  [express, 0, 0],
  [express, 9999, 695],
])('%o for goods of %i costs %i', (option, items, charge) => {
  expect(deliveryCharge(option, items)).toBe(charge);
});

test('the standard way comes first; one that is not offered is none', () => {
  expect(deliveryOptions(offer)).toEqual([standard, express]);
  expect(deliveryOption(offer, 'express')).toBe(express);
  expect(deliveryOption(offer, 'drone')).toBeNull();
});

test('working days are read as they are written', () => {
  expect(workingDayRange('2 to 4')).toEqual({ least: 2, most: 4 });
  expect(workingDayRange('3')).toEqual({ least: 3, most: 3 });
  for (const wrong of ['', 'two', '2-4', '2 to', '2 to 4 days'])
    expect(() => workingDayRange(wrong)).toThrow(RangeError);
});
