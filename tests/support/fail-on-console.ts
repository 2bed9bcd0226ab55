import { afterEach, beforeEach, expect, type MockInstance, vi } from 'vitest';

// Nothing in the shop or in its tests may complain unheard: what reaches console.error or console.warn fails the test.
let complaints: MockInstance[] = [];

beforeEach(() => {
  complaints = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
});

afterEach(() => {
  const said = complaints.flatMap((spy) => spy.mock.calls.map((words) => words.map(String).join(' ')));
  expect(said, 'console.error or console.warn was called').toEqual([]);
});
