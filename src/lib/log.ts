/** Structured logging as far as the shop uses it; pino fits. Never pass answers, addresses or secrets. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
