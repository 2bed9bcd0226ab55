import type { APIRoute } from 'astro';
import { paths } from '#lib/paths.ts';
import { alternativesTo } from '../moved-pages.ts';
import { noMarkdown } from './_markdown-answer.ts';

/** Why there is no Markdown of a page that was removed; it has no address of its own. */
export const GET: APIRoute = ({ locals: { gone, services } }) => {
  if (!gone) return noMarkdown();
  const lines = alternativesTo(gone, services.content).map(
    ({ slug, title }) => `- ${title}: ${paths.productMarkdown(slug)}\n`,
  );
  const instead = lines.length > 0 ? `\nTo look at instead:\n\n${lines.join('')}` : '';
  return new Response(`This page was taken away for good. ${gone.words}\n${instead}`, {
    status: 410,
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  });
};
