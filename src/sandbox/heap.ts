/** A queue that gives the earliest entry first, whatever the order of arrival. */
export interface Heap<Entry> {
  push(entry: Entry): void;
  /** The earliest entry, left in place. */
  peek(): Entry | undefined;
  /** Takes the earliest entry out. */
  pop(): Entry | undefined;
  readonly size: number;
  clear(): void;
}

/** An empty binary heap by the time that `timeOf` gives; entries of the same time come out in no promised order. */
export function createHeap<Entry>(timeOf: (entry: Entry) => number): Heap<Entry> {
  let entries: Entry[] = [];
  const isEarlier = (a: number, b: number) => timeOf(entries[a] as Entry) < timeOf(entries[b] as Entry);
  const swap = (a: number, b: number) => {
    [entries[a], entries[b]] = [entries[b] as Entry, entries[a] as Entry];
  };

  return {
    get size() {
      return entries.length;
    },
    peek: () => entries[0],
    push: (entry) => {
      entries.push(entry);
      for (let at = entries.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!isEarlier(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    pop: () => {
      const first = entries[0];
      const last = entries.pop();
      if (entries.length === 0 || last === undefined) return first;
      entries[0] = last;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const right = left + 1;
        let earliest = at;
        if (left < entries.length && isEarlier(left, earliest)) earliest = left;
        if (right < entries.length && isEarlier(right, earliest)) earliest = right;
        if (earliest === at) return first;
        swap(at, earliest);
        at = earliest;
      }
    },
    clear: () => {
      entries = [];
    },
  };
}
