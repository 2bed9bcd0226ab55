import { exclusiveParameters, invalidParameter } from './api-error.ts';
import { noSuch } from './payments.ts';

/** Paging as every list of the API takes it. */
export interface Paging {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}

/** A `created` filter: one second, or bounds. */
export type CreatedFilter = number | { gt?: number; gte?: number; lt?: number; lte?: number };

/**
 * One page of a list. `rows` come in the list's own order (mostly newest first). Throws ApiError
 * for a limit outside 1–100, both cursors at once, or a cursor that is not in the list.
 */
export function pageOf<Row extends { id: string }>(
  rows: readonly Row[],
  { limit = 10, starting_after, ending_before }: Paging,
  url: string,
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
  const cursor = (id: string, param: string) => {
    const index = rows.findIndex((row) => row.id === id);
    if (index < 0) throw noSuch('object', id, param);
    return index;
  };
  if (ending_before !== undefined) {
    const end = cursor(ending_before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { object: 'list', data: rows.slice(start, end), has_more: start > 0, url };
  }
  const start = starting_after === undefined ? 0 : cursor(starting_after, 'starting_after') + 1;
  return {
    object: 'list',
    data: rows.slice(start, start + limit),
    has_more: rows.length > start + limit,
    url,
  };
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
