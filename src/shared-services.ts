import type { Services } from './services.server.ts';

const place = globalThis as typeof globalThis & { [key: symbol]: Promise<Services> | undefined };
const key = Symbol.for('needlewise.services');

/** The development server's services, if any request has made them; the same across reloads of modules. */
export function sharedServices(): Promise<Services> | undefined {
  return place[key];
}

/** Keeps the services where later requests and the end of the process find them. */
export function shareServices(services: Promise<Services>): Promise<Services> {
  place[key] = services;
  return services;
}
