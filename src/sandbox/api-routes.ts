import type { FormTree } from './parameters.ts';
import type { RequestOrigin } from './world.ts';

/** One call of the API whose parameters have been read by the SDK's typings. */
export interface Call<Wanted = Record<string, unknown>> {
  /** The `:id` of the path; empty where there is none. */
  id: string;
  wanted: Wanted;
  origin: RequestOrigin;
}

/** What the API does at one method and path. */
export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/v1`; `:id` stands for one segment. */
  path: string;
  /** Names the parameters' shape in `generated/parameters.json`; null: refused whatever they are. */
  operation: string | null;
  /** The kind of object that a changing call answers, so that a wrong `expand` is refused before the change. */
  changes?: string;
  /** Looks at the form before its parameters are read; throws ApiError. */
  before?: (form: Map<string, FormTree>, version: string) => void;
  /** Does the work and gives the object to answer. Throws ApiError. */
  handle: (call: Call) => object;
}

/** A route whose handler knows its parameters by type: `readParameters` has checked them against the typings. */
export function route<Wanted>(
  wanted: Omit<Route, 'handle'> & { handle: (call: Call<Wanted>) => object },
): Route {
  return wanted as unknown as Route;
}

/** Finds the route of a call among many: literal paths by one look-up, paths with an id by another. */
export function createRouter(
  routes: readonly Route[],
): (method: string, path: string) => { route: Route; id: string } | undefined {
  const known = new Map(routes.map((entry) => [`${entry.method} ${entry.path}`, entry]));
  return (method, path) => {
    const plain = known.get(`${method} ${path}`);
    if (plain) return { route: plain, id: '' };
    const segments = path.split('/');
    // An id stands last or second to last: /refunds/:id, /refunds/:id/cancel.
    for (const at of [segments.length - 1, segments.length - 2]) {
      const id = segments[at];
      if (!id || at < 2) continue;
      const pattern = segments.with(at, ':id').join('/');
      const found = known.get(`${method} ${pattern}`);
      if (found) return { route: found, id };
    }
    return undefined;
  };
}
