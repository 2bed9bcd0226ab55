import { defineMiddleware } from 'astro:middleware';
import type { APIContext, MiddlewareNext } from 'astro';
import { clientAddress } from '#features/rate-limits/client-address.ts';
import { findLimit, formLimit } from '#features/rate-limits/rate-limits.server.ts';
import { keepUntil } from '#lib/cached-answer.ts';
import { paths } from '#lib/paths.ts';
import { mayWrite } from '#lib/request-origin.ts';
import { giveContent } from './content-preview.server.ts';
import { movedAnswer } from './moved-pages.ts';
import type { Services } from './services.server.ts';

/** Paths whose answers belong to one person, or to staff: never stored by anyone. */
const personal = /^\/(cart|self-check|checkout|orders|api|admin|keystatic)(\/|$)/;

// Vite's development server puts styles and its own client into pages; the built pages need nothing inline.
const inline = import.meta.env.DEV ? " 'unsafe-inline'" : '';

export const onRequest = defineMiddleware(async (context, next) => {
  context.locals.services ??= await servicesOfDevelopment();
  const { clock, config } = context.locals.services;
  const { request, url } = context;
  const begun = await giveContent(context);
  const { content } = context.locals.services;
  // Before the page is made: what changes meanwhile makes the page old from its first moment.
  const { changesAt } = content;

  const response =
    url.pathname !== paths.stripeWebhook && !mayWrite(request, config.siteUrl)
      ? new Response('This form was sent from another site, so nothing was done.', { status: 403 })
      : (begun ?? (await answerOf(context, next)));

  const { headers } = response;
  // The editors' forms bring a policy of their own (docs/decisions/035), and so do the gallery's mails, whose styles are
  // in them and which are shown in a frame; no other page may.
  const policy = url.pathname.startsWith(paths.editor()) ? headers.get('Content-Security-Policy') : null;
  headers.set(
    'Content-Security-Policy',
    policy ??
      context.locals.ownPolicy ??
      [
        "default-src 'none'",
        `script-src 'self'${inline}`,
        `style-src 'self'${inline}`,
        "img-src 'self' data:",
        "font-src 'self'",
        // The development server's own client reloads pages over a socket.
        `connect-src 'self'${import.meta.env.DEV ? ' ws:' : ''}`,
        "manifest-src 'self'",
        // The checkout form is answered with a redirect to the payment page, and browsers hold redirects to form-action.
        `form-action 'self' ${config.payment.pageOrigin}`,
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
  );
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=()');
  if (!headers.has('Referrer-Policy')) {
    headers.set('Referrer-Policy', url.pathname.startsWith(paths.selfCheck) ? 'no-referrer' : 'same-origin');
  }
  if (config.siteUrl.startsWith('https:')) headers.set('Strict-Transport-Security', 'max-age=31536000');
  if (personal.test(url.pathname)) {
    headers.set('Cache-Control', 'no-store');
    // The first page of the check says what it is and may be found; the questions and what follows may not.
    if (url.pathname !== paths.selfCheck) headers.set('X-Robots-Tag', 'noindex');
  }
  if (context.locals.preview || begun) {
    // What is not live belongs to whoever holds the preview, and nobody may find it.
    context.cache.set(false);
    headers.set('Cache-Control', 'no-store');
    headers.set('X-Robots-Tag', 'noindex');
  }
  keepUntil(changesAt, clock.now(), context.cache, headers);
  return response;
});

// Browsers would keep a permanent redirect for ever, and one may be a mistake.
const redirectSeconds = 24 * 60 * 60;

/** The page itself, or where it is now, or why it is no more, or that it was asked for too often. */
async function answerOf(context: APIContext, next: MiddlewareNext): Promise<Response> {
  const { locals, request, url } = context;
  if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method)) {
    const tooMany = await countForm(context);
    const isClosed = locals.preview && locals.preview.is !== 'shown';
    if (!tooMany) return isClosed ? next(paths.preview) : next();
    locals.tooMany = tooMany;
    return next('/too-many');
  }
  if (locals.preview && locals.preview.is !== 'shown') return next(paths.preview);
  const moved = movedAnswer(url, locals.services.content);
  if (!moved) return next();
  if (moved.is === 'moved') {
    const caching = `public, max-age=${redirectSeconds}`;
    return new Response(null, {
      status: 301,
      headers: { Location: moved.location, 'Cache-Control': caching },
    });
  }
  locals.gone = moved.page;
  return next(moved.asMarkdown ? '/gone.md' : '/gone');
}

/** Counts a form for the address that sent it; null: it may be read. Nothing of a refused one is. */
async function countForm({
  clientAddress: peer,
  locals,
  request,
  url,
}: APIContext): Promise<App.TooMany | null> {
  // The provider sends what it must, and signs it.
  if (url.pathname === paths.stripeWebhook) return null;
  const { address, isLocal } = clientAddress(peer, request.headers.get('x-forwarded-for'));
  locals.address = address;
  const isFind = url.pathname === paths.findOrder;
  // What runs on the shop's own machine could do worse than send forms; guessing numbers is nobody's business.
  if (isLocal && !isFind) return null;
  const seconds = await locals.services.countRate(isFind ? findLimit : formLimit, address);
  return seconds === null ? null : { what: isFind ? 'find' : 'form', seconds };
}

/** `npm start` hands the services over with each request; the development server has no such place. */
async function servicesOfDevelopment(): Promise<Services> {
  if (!import.meta.env.DEV) throw new Error('The server started without services: start it with npm start');
  const { developmentServices } = await import('./development-services.server.ts');
  return developmentServices();
}
