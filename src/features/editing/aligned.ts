/**
 * Pairs of places, in order, of what two lists have in common: as many as there can be without changing the order of
 * either. What is between two pairs was changed, added or taken away.
 */
export function alignedPairs<T, U>(
  before: readonly T[],
  after: readonly U[],
  isSame: (before: T, after: U) => boolean,
): [before: number, after: number][] {
  const same = before.map((item) => after.map((other) => isSame(item, other)));
  const lengths = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const row = lengths[i] ?? [];
    for (let j = after.length - 1; j >= 0; j -= 1)
      row[j] = same[i]?.[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    if (same[i]?.[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
