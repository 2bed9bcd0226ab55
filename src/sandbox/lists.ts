import { exclusiveParameters, invalidParameter } from './api-error.ts';
import { noSuch } from './world.ts';

/** Paging as every list of the API takes it. */
export interface Paging {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}

/** A `created` filter: one second, or bounds. */
export type CreatedFilter = number | { gt?: number; gte?: number; lt?: number; lte?: number };

/** Rows in a list's own order, read only as far as a page needs. */
export interface ListSource<Row> {
  /** From the start of the list, or from the row after `id`. */
  forward(id?: string): Iterable<Row>;
  /** Backwards from the row before `id`. */
  backward(id: string): Iterable<Row>;
  has(id: string): boolean;
}

/**
 * One page of the rows that `keep` lets through. Throws ApiError for a limit outside 1–100, both cursors at once, or a
 * cursor that is not in the list. `isPast` ends the reading: no later row can be wanted.
 */
export function pageOf<Row extends { id: string }>(
  rows: ListSource<Row>,
  { limit = 10, starting_after, ending_before }: Paging,
  url: string,
  keep: (row: Row) => boolean = () => true,
  isPast: (row: Row) => boolean = () => false,
): { object: 'list'; data: Row[]; has_more: boolean; url: string } {
  if (limit < 1) {
    throw invalidParameter(
      'limit',
      'This value must be greater than or equal to 1.',
      'parameter_invalid_integer',
    );
  }
  if (limit > 100) {
    throw invalidParameter(
      'limit',
      'This value must be less than or equal to 100.',
      'parameter_invalid_integer',
    );
  }
  if (starting_after !== undefined && ending_before !== undefined) {
    throw exclusiveParameters('starting_after', 'starting_after', 'ending_before');
  }
  for (const [param, id] of Object.entries({ starting_after, ending_before })) {
    if (id !== undefined && !rows.has(id)) throw noSuch('object', id, param);
  }
  const source = ending_before === undefined ? rows.forward(starting_after) : rows.backward(ending_before);
  const data: Row[] = [];
  let more = false;
  for (const row of source) {
    if (ending_before === undefined && isPast(row)) break;
    if (!keep(row)) continue;
    if (data.length === limit) {
      more = true;
      break;
    }
    data.push(row);
  }
  if (ending_before !== undefined) data.reverse();
  return { object: 'list', data, has_more: more, url };
}

/** A short list that is already in its order. */
export function listSource<Row extends { id: string }>(rows: readonly Row[]): ListSource<Row> {
  const after = (id: string) => rows.findIndex((row) => row.id === id);
  return {
    forward: (id) => (id === undefined ? rows : rows.slice(after(id) + 1)),
    backward: (id) => rows.slice(0, after(id)).reverse(),
    has: (id) => after(id) >= 0,
  };
}

/** Whether every row from this time on back is too old for a `created` filter. */
export function isTooOld(created: number, filter: CreatedFilter | undefined): boolean {
  if (filter === undefined) return false;
  if (typeof filter === 'number') return created < filter;
  return (
    created < (filter.gte ?? Number.NEGATIVE_INFINITY) || created <= (filter.gt ?? Number.NEGATIVE_INFINITY)
  );
}

/** Whether a time in seconds passes a `created` filter; no filter lets all pass. */
export function isCreatedWithin(created: number, filter: CreatedFilter | undefined): boolean {
  if (filter === undefined) return true;
  if (typeof filter === 'number') return created === filter;
  return (
    created > (filter.gt ?? Number.NEGATIVE_INFINITY) &&
    created >= (filter.gte ?? Number.NEGATIVE_INFINITY) &&
    created < (filter.lt ?? Number.POSITIVE_INFINITY) &&
    created <= (filter.lte ?? Number.POSITIVE_INFINITY)
  );
}
