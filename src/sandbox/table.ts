/** Objects of one kind, by id, in the order of their creation. */
export interface Table<Row extends { id: string }, IndexName extends string = never> {
  get(id: string): Row | undefined;
  /** Inserts or replaces. Rows are never changed in place, so that whoever holds one holds it as it was. */
  save(row: Row): void;
  remove(id: string): void;
  /** Oldest first. */
  all(): Row[];
  /** Newest first, from the newest or from the one just older than `id`. */
  newestFirst(id?: string): Iterable<Row>;
  /** Oldest first, from the oldest or from the one just newer than `id`. */
  oldestFirst(id?: string): Iterable<Row>;
  /** Rows with this value under an index, newest first. */
  where(index: IndexName, value: string): Row[];
  readonly size: number;
}

/** A table that also takes in rows that need no record, and can be emptied. */
export interface OwnedTable<Row extends { id: string }, IndexName extends string>
  extends Table<Row, IndexName> {
  /** Puts back what was recorded earlier. */
  restore(id: string, row: Row | null): void;
  clear(): void;
}

const fewestHoles = 1024;

/**
 * An empty table. `indexes` name the values by which rows are looked up without reading them all (null: not
 * indexed); `record` is told of each change.
 */
export function createTable<Row extends { id: string }, IndexName extends string = never>(
  indexes: Record<IndexName, (row: Row) => string | null>,
  record: (id: string, row: Row | null) => void,
): OwnedTable<Row, IndexName> {
  const places = new Map<string, number>();
  let rows: (Row | undefined)[] = [];
  let holes = 0;
  // Where the oldest row is: what is forgotten is forgotten from the front.
  let first = 0;
  const names = Object.keys(indexes) as IndexName[];
  const found = new Map<IndexName, Map<string, Set<string>>>(names.map((name) => [name, new Map()]));

  const reindex = (id: string, before: Row | undefined, after: Row | undefined) => {
    for (const name of names) {
      const read = indexes[name];
      const old = before ? read(before) : null;
      const now = after ? read(after) : null;
      if (old === now) continue;
      const values = found.get(name);
      if (old !== null) {
        const ids = values?.get(old);
        ids?.delete(id);
        if (ids?.size === 0) values?.delete(old);
      }
      if (now !== null) {
        const ids = values?.get(now);
        if (ids) ids.add(id);
        else values?.set(now, new Set([id]));
      }
    }
  };

  const put = (row: Row) => {
    const place = places.get(row.id);
    if (place === undefined) {
      reindex(row.id, undefined, row);
      places.set(row.id, rows.length);
      rows.push(row);
      return;
    }
    reindex(row.id, rows[place], row);
    rows[place] = row;
  };

  const take = (id: string): boolean => {
    const place = places.get(id);
    if (place === undefined) return false;
    reindex(id, rows[place], undefined);
    rows[place] = undefined;
    places.delete(id);
    holes += 1;
    while (first < rows.length && rows[first] === undefined) first += 1;
    if (holes > fewestHoles && holes > rows.length / 2) {
      rows = rows.filter((row) => row !== undefined);
      for (const [position, row] of rows.entries()) if (row) places.set(row.id, position);
      holes = 0;
      first = 0;
    }
    return true;
  };

  const get = (id: string) => {
    const place = places.get(id);
    return place === undefined ? undefined : rows[place];
  };

  return {
    get,
    get size() {
      return places.size;
    },
    all: () => rows.filter((row) => row !== undefined),
    save: (row) => {
      put(row);
      record(row.id, row);
    },
    remove: (id) => {
      if (take(id)) record(id, null);
    },
    restore: (id, row) => {
      if (row) put(row);
      else take(id);
    },
    *newestFirst(id) {
      const start = id === undefined ? rows.length : (places.get(id) ?? 0);
      for (let place = start - 1; place >= 0; place -= 1) {
        const row = rows[place];
        if (row) yield row;
      }
    },
    *oldestFirst(id) {
      const start = id === undefined ? first : (places.get(id) ?? rows.length) + 1;
      for (let place = start; place < rows.length; place += 1) {
        const row = rows[place];
        if (row) yield row;
      }
    },
    where: (index, value) => {
      const ids = [...(found.get(index)?.get(value) ?? [])];
      return ids.sort((a, b) => (places.get(b) ?? 0) - (places.get(a) ?? 0)).flatMap((id) => get(id) ?? []);
    },
    clear: () => {
      places.clear();
      rows = [];
      holes = 0;
      first = 0;
      for (const values of found.values()) values.clear();
    },
  };
}
