/** An element of a page as its tag is written. */
export type Attributes = Readonly<Record<string, string>>;

/** The attributes of every element of this name, in order; a name without a value is the empty text. */
export function elements(html: string, name: string): Attributes[] {
  const tags = html.matchAll(
    new RegExp(`<${name}((?:\\s+[^\\s=>/]+(?:=(?:"[^"]*"|'[^']*'|[^\\s>]+))?)*)\\s*/?>`, 'g'),
  );
  return [...tags].map(([, written = '']) =>
    Object.fromEntries(
      [...written.matchAll(/\s([^\s=>/]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g)].map(
        ([, key = '', double, single, bare]) => [key, decoded(double ?? single ?? bare ?? '')],
      ),
    ),
  );
}

/** The `content` of the page's `<meta>` of this name or property. */
export function meta(html: string, key: string): string | undefined {
  return elements(html, 'meta').find(({ name, property }) => name === key || property === key)?.content;
}

/** The address of the page's `<link>` of this relation, and type where it is given. */
export function linked(html: string, relation: string, type?: string): string | undefined {
  return elements(html, 'link').find((link) => link.rel === relation && (!type || link.type === type))?.href;
}

/** Every id on the page, in order. */
export function idsOf(html: string): string[] {
  return [...html.matchAll(/<[a-z][^>]*?\sid="([^"]*)"/g)].map(([, id = '']) => decoded(id));
}

/** The JSON of every data block, in order; throws where one is no JSON. */
export function dataBlocks(html: string): Record<string, unknown>[] {
  return [...html.matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/g)].map(
    ([, text = '']) => JSON.parse(text),
  );
}

/** The words of a piece of HTML, one space between them; drawings and data left out. */
export function wordsOf(html: string): string {
  const text = html.replaceAll(/<(svg|script|style)\b[\s\S]*?<\/\1>/g, ' ').replaceAll(/<[^>]*>/g, ' ');
  return decoded(text).replaceAll(/\s+/g, ' ').trim();
}

function decoded(text: string): string {
  return text
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&nbsp;', '\u00a0')
    .replaceAll('&amp;', '&');
}
