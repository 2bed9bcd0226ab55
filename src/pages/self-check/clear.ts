import type { APIRoute } from 'astro';
import { endPreview, previewOf, wipeCheck } from '#features/self-check/check-session.server.ts';
import { startWith } from '#features/self-check/check-words.ts';
import { paths } from '#lib/paths.ts';

/**
 * Wipes answers, outcome and clearance at once, whatever state they are in. With `over` only what has had its time:
 * the answers, the outcome, or a reviewer's preview.
 */
export const POST: APIRoute = async ({ locals: { services }, cookies, redirect, request }) => {
  const form = await request.formData().catch(() => new FormData());
  const over = form.get('over');
  const preview = await previewOf(services, cookies);
  if (over === 'preview') {
    endPreview(services, cookies);
    return redirect(paths.selfCheck, 303);
  }
  if (over === 'answers' || over === 'outcome') {
    wipeCheck(services, cookies, { preview, only: over });
    return redirect(startWith('idle'), 303);
  }
  wipeCheck(services, cookies, { preview });
  return redirect(startWith('deleted'), 303);
};
