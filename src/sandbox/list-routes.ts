import { notEmulated } from './api-error.ts';
import { type Route, route } from './api-routes.ts';
import { type CreatedFilter, isCreatedWithin, isTooOld, type Paging, pageOf } from './lists.ts';
import type { Table } from './table.ts';
import { noSuch } from './world.ts';

type ListParameters = Paging & { created?: CreatedFilter } & Record<string, unknown>;
const everyList = ['limit', 'starting_after', 'ending_before', 'created', 'expand'];

/** What a kind of object needs so that it can be retrieved and listed. */
export interface Readable<Row extends { id: string }, IndexName extends string> {
  /** The path below `/v1`, e.g. `/refunds`. */
  path: string;
  /** Names the parameters: `refund` for `refund.retrieve` and `refund.list`. */
  operation: string;
  /** What a missing one is called. */
  kind: string;
  table: Pick<Table<Row, IndexName>, 'get' | 'newestFirst' | 'oldestFirst' | 'where'>;
  /** The object that the API shows, made from a stored row. */
  show: (row: Row) => object;
  /** When it was made, in seconds. */
  created: (row: Row) => number;
  /** List parameters that choose rows, each with the value that a row must have. */
  filters?: Record<string, (row: Row) => unknown>;
  /** Those among them that the table has an index for; a value for which it has none is left out by `indexed`. */
  indexes?: readonly IndexName[];
  indexed?: (name: IndexName, value: string) => boolean;
  /** List parameters that `keep` looks at, because they are no simple comparison. */
  also?: readonly string[];
  keep?: (row: Row, wanted: Record<string, unknown>) => boolean;
}

/** GET of one object and of the list, newest first; a list reads no more rows than its page needs. */
export function readable<Row extends { id: string }, IndexName extends string = never>(
  of: Readable<Row, IndexName>,
): Route[] {
  const { path, operation, table, show, created, filters = {}, indexes = [], keep = () => true } = of;
  const chosenBy = Object.entries(filters);
  const taken: ReadonlySet<string> = new Set([
    ...everyList,
    ...chosenBy.map(([name]) => name),
    ...(of.also ?? []),
  ]);
  const pageRows = (wanted: ListParameters) => {
    const index = indexes.find((name) => {
      const value = wanted[name];
      return typeof value === 'string' && (of.indexed?.(name, value) ?? true);
    });
    const few = index === undefined ? null : table.where(index, String(wanted[index]));
    const at = (id: string) => (few ?? []).findIndex((row) => row.id === id);
    const rows = {
      has: (id: string) => table.get(id) !== undefined,
      forward: (id?: string): Iterable<Row> =>
        few ? few.slice(id === undefined ? 0 : at(id) + 1) : table.newestFirst(id),
      backward: (id: string): Iterable<Row> =>
        few ? few.slice(0, Math.max(0, at(id))).reverse() : table.oldestFirst(id),
    };
    return pageOf(
      rows,
      wanted,
      `/v1${path}`,
      (row) =>
        isCreatedWithin(created(row), wanted.created) &&
        chosenBy.every(([name, read]) => wanted[name] === undefined || read(row) === wanted[name]) &&
        keep(row, wanted),
      (row) => isTooOld(created(row), wanted.created),
    );
  };

  return [
    route({
      method: 'GET',
      path: `${path}/:id`,
      operation: `${operation}.retrieve`,
      handle: ({ id }) => {
        const row = table.get(id);
        if (!row) throw noSuch(of.kind, id);
        return show(row);
      },
    }),
    route<ListParameters>({
      method: 'GET',
      path,
      operation: `${operation}.list`,
      handle: ({ wanted }) => {
        const other = Object.keys(wanted).find((key) => !taken.has(key));
        if (other !== undefined) throw notEmulated(`listing by ${other}`, other);
        const page = pageRows(wanted);
        return { ...page, data: page.data.map(show) };
      },
    }),
  ];
}
