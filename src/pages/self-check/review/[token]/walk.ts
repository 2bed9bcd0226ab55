import type { APIRoute } from 'astro';
import { previewCookie, previewSeconds, sealPreview } from '#features/self-check/review-preview.server.ts';
import { openReview } from '#features/self-check/review-session.server.ts';
import { isIsoDate } from '#lib/dates.ts';
import { paths } from '#lib/paths.ts';

/** Where the form is. */
export const GET: APIRoute = ({ params: { token = '' }, redirect }) => redirect(paths.review(token), 303);

/** Starts a reviewer's preview in this browser: the check then runs on that version, on the date and in the market chosen. */
export const POST: APIRoute = async ({
  locals: { services },
  params: { token = '' },
  cookies,
  redirect,
  request,
  rewrite,
}) => {
  const review = await openReview(services, token);
  if (!review) return rewrite('/self-check/review/gone');
  const form = await request.formData().catch(() => new FormData());
  const date = String(form.get('date') ?? '').trim();
  const market = services.content.market(String(form.get('market') ?? ''));
  if (!isIsoDate(date) || !market) return redirect(`${paths.review(token)}?date=wrong`, 303);
  const preview = { version: review.ruleset.version, date, market: market.id };
  cookies.set(previewCookie, await sealPreview(services.sealer, preview, services.clock.now()), {
    path: paths.selfCheck,
    httpOnly: true,
    sameSite: 'lax',
    secure: services.config.siteUrl.startsWith('https:'),
    maxAge: previewSeconds,
  });
  return redirect(paths.selfCheck, 303);
};
