/** One line of the sandbox's log of API calls; `at` in milliseconds of its clock. */
export interface LoggedRequest {
  at: number;
  method: string;
  path: string;
  status: number | 'dropped';
  requestId: string;
  idempotencyKey: string | null;
}

export interface RequestLog {
  add(entry: LoggedRequest): void;
  /** The latest calls, oldest first. */
  latest(): (Omit<LoggedRequest, 'at'> & { at: string })[];
  /** Calls by method and path, ids replaced by `:id`. */
  counts(): Record<string, number>;
  clear(): void;
}

const kept = 1000;

/** An empty log. */
export function createRequestLog(): RequestLog {
  let entries: LoggedRequest[] = [];
  let counts = new Map<string, number>();
  return {
    add: (entry) => {
      entries.push(entry);
      // Cut back rarely: to move a thousand entries at each call would cost more than many a call.
      if (entries.length >= 2 * kept) entries = entries.slice(-kept);
      const route = `${entry.method} ${entry.path.replace(/\/(cs|pi|ch|py|re|pyr|du|evt|we)_\w+/, '/:id')}`;
      counts.set(route, (counts.get(route) ?? 0) + 1);
    },
    latest: () => entries.slice(-kept).map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })),
    counts: () => Object.fromEntries(counts),
    clear: () => {
      entries = [];
      counts = new Map();
    },
  };
}
