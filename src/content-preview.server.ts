import type { APIContext } from 'astro';
import type { ContentStore } from '#content-pipeline/store.server.ts';
import {
  previewCookie,
  previewParameter,
  previewSeconds,
  readContentPreview,
} from '#features/releases/preview.server.ts';
import { currentRuleset } from '#features/self-check/ruleset.ts';
import { todayIn } from '#lib/dates.ts';
import { paths } from '#lib/paths.ts';
import type { Services } from './services.server.ts';

/** Pages that are never previewed: they are for staff or machines, or what they hold is about the live shop. */
const neverPreviewed =
  /^\/(admin|keystatic|api|orders|self-check|checkout|preview|healthz|readyz|metrics|_\w+)(\/|$)/;

/**
 * Gives the request the content that it is to see: one whole content of this moment, which no publishing changes under
 * its hands; or the working copy, for whoever holds a preview. Answers itself where a preview link was opened.
 */
export async function giveContent(context: APIContext): Promise<Response | null> {
  const { locals, url } = context;
  const { services } = locals;
  const token = context.request.method === 'GET' ? url.searchParams.get(previewParameter) : null;
  if (token !== null) return beginPreview(context, token);

  const cookie = context.cookies.get(previewCookie)?.value;
  const preview = cookie ? await readContentPreview(services.sealer, cookie, services.clock.now()) : null;
  if (preview && url.pathname === paths.checkout) locals.preview = { is: 'closed', at: preview.at };
  if (!preview || neverPreviewed.test(url.pathname)) {
    locals.services = withContent(services, pinned(services.content));
    return null;
  }
  const shown = await services.previews.show(preview);
  if (!shown.ok) {
    locals.preview = { is: 'broken', at: preview.at, problems: shown.error.problems };
    return null;
  }
  const live = services.content;
  shown.value.pause(live.market(live.shop.market)?.paused ?? new Set());
  locals.preview = { is: 'shown', at: preview.at };
  locals.services = withContent(services, pinned(shown.value));
  return null;
}

/** Takes the token out of the address and into a cookie, so that every page that is gone on to is previewed too. */
async function beginPreview({ cookies, locals, url }: APIContext, token: string): Promise<Response | null> {
  const { clock, config, sealer } = locals.services;
  const preview = await readContentPreview(sealer, token, clock.now());
  if (!preview) {
    locals.preview = { is: 'ended', at: null };
    return null;
  }
  cookies.set(previewCookie, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: config.siteUrl.startsWith('https:'),
    maxAge: previewSeconds,
  });
  const rest = new URLSearchParams(url.search);
  rest.delete(previewParameter);
  const location = `${url.pathname}${rest.size > 0 ? `?${rest}` : ''}`;
  return new Response(null, {
    status: 303,
    // The token must not go on to another site by the address of this page.
    headers: { Location: location, 'Referrer-Policy': 'no-referrer' },
  });
}

/** The content of this moment as a store: a page that waits between two reads still sees one content. */
function pinned(content: ContentStore): ContentStore {
  const snapshot = content.snapshot();
  return { ...content, ...snapshot, moment: content.moment, snapshot: () => snapshot };
}

function withContent(services: Services, content: ContentStore): Services {
  return Object.create(services, {
    content: { value: content, enumerable: true },
    draftRules: {
      get() {
        const zone = content.market(content.shop.market)?.zone ?? 'UTC';
        const today = todayIn(zone, services.clock.now());
        const rules = currentRuleset(content.rulesets, today, { allowDraft: true });
        return rules.ok && rules.value.status !== 'published';
      },
      enumerable: true,
    },
  });
}
