import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTable } from './table.ts';

interface Row {
  id: string;
  colour: string | null;
}

const act = fc.oneof(
  fc.record({
    save: fc.integer({ min: 0, max: 8 }),
    colour: fc.constantFrom('red', 'blue', null),
  }),
  fc.record({ remove: fc.integer({ min: 0, max: 8 }) }),
);

test('a table is a list in the order of creation, whatever is saved, replaced and removed', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const recorded: [string, Row | null][] = [];
      const table = createTable<Row, 'colour'>({ colour: ({ colour }) => colour }, (id, row) =>
        recorded.push([id, row]),
      );
      let model: Row[] = [];
      for (const each of acts) {
        if ('remove' in each) {
          table.remove(`${each.remove}`);
          model = model.filter(({ id }) => id !== `${each.remove}`);
        } else {
          const row = { id: `${each.save}`, colour: each.colour };
          table.save(row);
          const place = model.findIndex(({ id }) => id === row.id);
          model = place < 0 ? [...model, row] : model.with(place, row);
        }
      }
      const newest = model.toReversed();
      expect(table.all()).toEqual(model);
      expect([...table.oldestFirst()]).toEqual(model);
      expect([...table.newestFirst()]).toEqual(newest);
      expect(table.size).toBe(model.length);
      for (const [place, row] of model.entries()) {
        expect(table.get(row.id)).toBe(row);
        expect([...table.oldestFirst(row.id)]).toEqual(model.slice(place + 1));
        expect([...table.newestFirst(row.id)]).toEqual(model.slice(0, place).reverse());
      }
      for (const colour of ['red', 'blue']) {
        expect(table.where('colour', colour)).toEqual(newest.filter((row) => row.colour === colour));
      }
      // What was recorded makes the same table again.
      const again = createTable<Row, 'colour'>({ colour: ({ colour }) => colour }, () => undefined);
      for (const [id, row] of recorded) again.restore(id, row);
      expect(again.all()).toEqual(model);
      expect(again.where('colour', 'red')).toEqual(table.where('colour', 'red'));
    }),
  );
});

test('rows that are taken from the front leave the rest in its order, also once the holes are closed', () => {
  const table = createTable<Row>({}, () => undefined);
  for (let n = 0; n < 5000; n += 1) table.save({ id: `${n}`, colour: null });
  for (let n = 0; n < 4000; n += 1) table.remove(`${n}`);
  expect(table.size).toBe(1000);
  expect([...table.oldestFirst()].map(({ id }) => id)).toEqual(
    Array.from({ length: 1000 }, (_, n) => `${n + 4000}`),
  );
  expect([...table.newestFirst('4002')].map(({ id }) => id)).toEqual(['4001', '4000']);
  table.save({ id: 'new', colour: null });
  expect([...table.oldestFirst('4998')].map(({ id }) => id)).toEqual(['4999', 'new']);
});
