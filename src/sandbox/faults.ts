/** A failure to act out on the nth matching API call from now. */
export interface Fault {
  method: string;
  /** A path of the API; `:id` or `*` stands for one segment. */
  path: string;
  /** Counts matching calls from 1. */
  nth: number;
  /** How many calls fail from the nth on. */
  times: number;
  /**
   * `status` answers an error, mostly without doing anything · `drop-before` and `drop-after` break the
   * connection before or after the work · `cut` sends half of the answer · `delay` waits first.
   */
  kind: 'status' | 'drop-before' | 'drop-after' | 'cut' | 'delay';
  status: number;
  /** For `status`: the error's code, e.g. `lock_timeout`; null: what Stripe says with this status. */
  code: string | null;
  /** For `status`: the header by which Stripe tells its SDKs to repeat (or not), whatever the status. */
  shouldRetry: boolean | null;
  milliseconds: number;
  /** For `status`: keep the error under the idempotency key, as Stripe does once work had begun. */
  stored: boolean;
  /** For `status`: the work is done all the same, and only the answer says that it failed. */
  worked: boolean;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault that hits this call, if any; each call counts. */
  hit(method: string, path: string): Fault | undefined;
  list(): (Fault & { seen: number })[];
}

/** An empty list of faults. */
export function createFaults(): Faults {
  let faults: (Fault & { seen: number })[] = [];
  return {
    add: (fault) => faults.push({ ...fault, seen: 0 }),
    clear: () => {
      faults = [];
    },
    list: () => faults,
    hit: (method, path) => {
      let found: Fault | undefined;
      for (const fault of faults) {
        if (fault.method !== method || !matches(fault.path, path)) continue;
        fault.seen += 1;
        if (!found && fault.seen >= fault.nth && fault.seen < fault.nth + fault.times) found = fault;
      }
      return found;
    },
  };
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) => segment === '*' || segment.startsWith(':') || segment === given[index])
  );
}
