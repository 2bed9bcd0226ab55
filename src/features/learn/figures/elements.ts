import { sourceAnchor } from '#content-pipeline/body-context.ts';

type Attributes = Record<string, string>;

/** An element with attributes and children; a browser’s only, with nothing that a strict policy refuses. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The figures of one kind on this page, each with the box that its drawing lies in. */
export function figuresOf(kind: string): { figure: HTMLElement; drawing: HTMLElement }[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-figure="${kind}"]`)].flatMap((figure) => {
    const drawing = figure.querySelector<HTMLElement>('.figure-drawing');
    return drawing ? [{ figure, drawing }] : [];
  });
}

/** The number that this page’s list of sources gives to a source; null where it does not list it. */
function numberOf(id: string): number | null {
  const item = document.getElementById(sourceAnchor(id));
  return item?.parentElement ? [...item.parentElement.children].indexOf(item) + 1 : null;
}

/** The sources that this page lists, as in `SourceMark`. */
export function pageMark(sources: readonly string[]): string {
  return sources
    .flatMap((id) => numberOf(id) ?? [])
    .sort((a, b) => a - b)
    .join(', ');
}

/** Links to the sources that this page lists, small and raised, as the text of an article has them. */
export function citations(sources: readonly string[]): Node[] {
  return sources.flatMap((id) => {
    const number = numberOf(id);
    if (number === null) return [];
    const link = element(
      'a',
      { href: `#${sourceAnchor(id)}` },
      element('span', { class: 'sr-only' }, 'Source '),
    );
    link.append(String(number));
    return element('sup', { class: 'cite' }, link);
  });
}

/** Calls back once things have been quiet for `ms`: a screen reader is told of the last of many changes. */
export function afterRest(ms: number, call: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, ms);
  };
}
