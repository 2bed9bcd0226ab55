/** An expected refusal is a value; only bugs throw. */
export type Result<T, E> = { ok: true; value: T } | { ok: false; error: E };

/** The success side of a `Result`. */
export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

/** The refusal side of a `Result`. */
export function refuse<E>(error: E): { ok: false; error: E } {
  return { ok: false, error };
}
