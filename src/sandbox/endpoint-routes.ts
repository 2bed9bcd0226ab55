import { notEmulated } from './api-error.ts';
import { type Route, route } from './api-routes.ts';
import { createEndpoint, endpointObject, updateEndpoint } from './endpoints.ts';
import { readable } from './list-routes.ts';
import { noSuch, type World } from './world.ts';

interface EndpointWish {
  url?: string;
  enabled_events?: string[];
  description?: string;
  metadata?: Record<string, string> | '';
  api_version?: string;
  connect?: boolean;
  disabled?: boolean;
}

/** Webhook endpoints: create, read, list, change, delete. The secret is in the answer to the creation only. */
export function endpointRoutes({ store, clock }: World): Route[] {
  const path = '/webhook_endpoints';
  const kind = 'webhook_endpoint';
  const endpointOf = (id: string) => {
    const endpoint = store.endpoints.get(id);
    if (!endpoint) throw noSuch('webhook endpoint', id);
    return endpoint;
  };
  return [
    route<EndpointWish>({
      method: 'POST',
      path,
      operation: 'webhookEndpoint.create',
      changes: kind,
      handle: ({ wanted }) => {
        if (wanted.connect) throw notEmulated('connect=true', 'connect');
        return endpointObject(createEndpoint(store, clock, wanted), { withSecret: true });
      },
    }),
    route<EndpointWish>({
      method: 'POST',
      path: `${path}/:id`,
      operation: 'webhookEndpoint.update',
      changes: kind,
      handle: ({ id, wanted }) => endpointObject(updateEndpoint(store, endpointOf(id), wanted)),
    }),
    route({
      method: 'DELETE',
      path: `${path}/:id`,
      operation: 'webhookEndpoint.delete',
      handle: ({ id }) => {
        store.endpoints.remove(endpointOf(id).id);
        return { id, object: kind, deleted: true };
      },
    }),
    ...readable({
      path,
      operation: 'webhookEndpoint',
      kind: 'webhook endpoint',
      table: store.endpoints,
      show: (endpoint) => endpointObject(endpoint),
      created: ({ created }) => created,
    }),
  ];
}
