/**
 * The Markdown twin of a page. The page itself is what search engines should list, so the twin names it as canonical
 * and asks not to be listed. `canonical`: whole address of the page.
 */
export function markdownAnswer(text: string, canonical: string): Response {
  return new Response(text, {
    headers: {
      'Content-Type': 'text/markdown; charset=utf-8',
      Link: `<${canonical}>; rel="canonical"`,
      'X-Robots-Tag': 'noindex',
    },
  });
}

/** Where there is no such page, or none that is public. */
export function noMarkdown(): Response {
  return new Response('There is no such page.\n', {
    status: 404,
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  });
}
