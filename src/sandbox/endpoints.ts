import { ApiError, invalidParameter } from './api-error.ts';
import type { SandboxClock } from './clock.ts';
import { newId } from './identifiers.ts';
import type { Store, StoredEndpoint } from './store.ts';
import { mergeMetadata } from './world.ts';

/** Where webhooks go, as given at the start. `events` lists the types wanted; absent or `*` means all. */
export interface WebhookEndpoint {
  url: string;
  secret: string;
  events?: readonly string[];
}

/** As many endpoints as an account may have. */
const mostEndpoints = 16;

/** A `webhook_endpoint` of the API. Its secret is shown once, in the answer to its creation. */
export function endpointObject(endpoint: StoredEndpoint, { withSecret = false } = {}) {
  return {
    id: endpoint.id,
    object: 'webhook_endpoint' as const,
    api_version: endpoint.apiVersion,
    application: null,
    created: endpoint.created,
    description: endpoint.description,
    enabled_events: [...endpoint.events],
    livemode: false,
    metadata: endpoint.metadata,
    ...(withSecret && { secret: endpoint.secret }),
    status: endpoint.enabled ? 'enabled' : 'disabled',
    url: endpoint.url,
  };
}

interface EndpointParameters {
  url?: string;
  enabled_events?: string[];
  description?: string;
  metadata?: Record<string, string> | '';
  api_version?: string;
  disabled?: boolean;
}

/** Makes an endpoint of checked API parameters. Throws ApiError 400 for a wrong URL or one too many. */
export function createEndpoint(
  store: Store,
  clock: SandboxClock,
  wanted: EndpointParameters,
): StoredEndpoint {
  if (store.endpoints.size >= mostEndpoints) {
    throw new ApiError(400, `You have reached the maximum of ${mostEndpoints} test webhook endpoints.`);
  }
  const endpoint: StoredEndpoint = {
    id: newId('we'),
    url: checkedUrl(wanted.url ?? ''),
    secret: newId('whsec', 32),
    rolled: null,
    events: checkedEvents(wanted.enabled_events ?? []),
    apiVersion: wanted.api_version ?? null,
    description: wanted.description || null,
    metadata: mergeMetadata({}, wanted.metadata),
    enabled: true,
    created: clock.seconds(),
    configured: false,
  };
  store.endpoints.save(endpoint);
  return endpoint;
}

/** Changes what the API lets one change: URL, events, description, metadata, whether it is enabled. */
export function updateEndpoint(
  store: Store,
  before: StoredEndpoint,
  wanted: EndpointParameters,
): StoredEndpoint {
  const endpoint: StoredEndpoint = {
    ...before,
    ...(wanted.url !== undefined && { url: checkedUrl(wanted.url) }),
    ...(wanted.enabled_events && { events: checkedEvents(wanted.enabled_events) }),
    ...(wanted.description !== undefined && { description: wanted.description || null }),
    ...(wanted.disabled !== undefined && { enabled: !wanted.disabled }),
    metadata: mergeMetadata(before.metadata, wanted.metadata),
  };
  store.endpoints.save(endpoint);
  return endpoint;
}

/** Gives an endpoint a new secret; for `seconds` the old one signs beside it. */
export function rollSecret(
  store: Store,
  clock: SandboxClock,
  endpoint: StoredEndpoint,
  seconds: number,
): StoredEndpoint {
  const after: StoredEndpoint = {
    ...endpoint,
    secret: newId('whsec', 32),
    rolled: { secret: endpoint.secret, until: clock.now() + seconds * 1000 },
  };
  store.endpoints.save(after);
  return after;
}

/** The secrets that sign for an endpoint at `now` (milliseconds): the newest first. */
export function signingSecrets({ secret, rolled }: StoredEndpoint, now: number): string[] {
  return rolled && now < rolled.until ? [secret, rolled.secret] : [secret];
}

/** Makes the endpoints given at the start those of the store; one with the same URL stays the same endpoint. */
export function configureEndpoints(
  store: Store,
  clock: SandboxClock,
  wanted: readonly WebhookEndpoint[],
): void {
  const before = store.endpoints.all().filter(({ configured }) => configured);
  for (const { id, url } of before) {
    if (!wanted.some((endpoint) => endpoint.url === url)) store.endpoints.remove(id);
  }
  for (const { url, secret, events = ['*'] } of wanted) {
    const known = before.find((endpoint) => endpoint.url === url);
    store.endpoints.save({
      ...(known ?? {
        id: newId('we'),
        rolled: null,
        apiVersion: null,
        description: null,
        metadata: {},
        enabled: true,
        created: clock.seconds(),
      }),
      url,
      secret,
      events,
      configured: true,
    });
  }
}

/** Whether an endpoint wants events of this type. */
export function wants({ enabled, events }: StoredEndpoint, type: string): boolean {
  return enabled && (events.includes('*') || events.includes(type));
}

function checkedUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw invalidParameter(
      'url',
      'Invalid URL: An explicit scheme (such as https) must be provided.',
      'url_invalid',
    );
  }
  return url;
}

function checkedEvents(events: string[]): string[] {
  if (events.length === 0) {
    throw invalidParameter('enabled_events', 'Name at least one event, or `*`.', 'parameter_invalid_empty');
  }
  if (events.length > 1 && events.includes('*')) {
    throw invalidParameter('enabled_events', 'Give `*` alone or name each event, not both.');
  }
  return events;
}
