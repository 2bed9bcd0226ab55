import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Fixture, fixtures } from '#ui/fixtures.ts';

const components = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.astro'))
  .map((file) => file.replace('.astro', ''));

test('every component has fixtures, and every fixture a component', () => {
  expect(components.length).toBeGreaterThan(25);
  expect(Object.keys(fixtures).sort()).toEqual(components.sort());
});

test.each(Object.entries<readonly Fixture[]>(fixtures))(
  '%s: at least one state, each with a name of its own that fits into an address',
  (_component, states) => {
    const names = states.map(({ name }) => name);
    expect(names).not.toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  },
);
