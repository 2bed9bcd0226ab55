import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeap } from './heap.ts';

test('entries come out by their time, whatever the order of arrival and whenever they are taken', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(null))), (acts) => {
      const heap = createHeap<number>((time) => time);
      const model: number[] = [];
      for (const act of acts) {
        // A number arrives; null takes the earliest out.
        if (act !== null) {
          heap.push(act);
          model.push(act);
        } else {
          model.sort((a, b) => a - b);
          expect(heap.pop()).toBe(model.shift());
        }
        expect(heap.size).toBe(model.length);
        expect(heap.peek()).toBe(model.length === 0 ? undefined : Math.min(...model));
      }
      heap.clear();
      expect([heap.size, heap.pop()]).toEqual([0, undefined]);
    }),
  );
});
