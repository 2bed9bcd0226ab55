import { colourOf, lookOf, type Scheme } from './look.server.ts';
import { outlineText, textWidth } from './outline-text.server.ts';

/**
 * A drawing that stands without the shop's style sheet and fonts: classes become presentation attributes with the
 * colours of a scheme (an attribute that the drawing states itself yields to the class, as in CSS), words become
 * outlines.
 */
export function standAlone(svg: string, scheme: Scheme = 'light'): string {
  const { attributes } = lookOf(scheme);
  const looksOf = (classes: string) =>
    new Map(classes.split(' ').flatMap((name) => [...(attributes.get(name) ?? [])]));
  return svg
    .replace(/<text ([^>]*)>([^<]*)<\/text>/g, (_text, own: string, words: string) => {
      const value = (name: string) => new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(own)?.[1];
      const look = looksOf(value('class') ?? '');
      const size = Number.parseFloat(look.get('font-size') ?? value('font-size') ?? '13');
      const lettering = { face: 'sans', size } as const;
      const plain = unescapeXml(words);
      const anchor = { start: 0, middle: 0.5, end: 1 }[value('text-anchor') ?? 'start'] ?? 0;
      const x = Number(value('x') ?? 0) - anchor * textWidth(plain, lettering);
      const transform = value('transform');
      return `<path class="${value('class') ?? ''}"${transform ? ` transform="${transform}"` : ''} d="${outlineText(plain, x, Number(value('y') ?? 0), lettering)}"/>`;
    })
    .replace(/<(\w+)([^>]*?) class="([^"]*)"([^>]*?)(\/?)>/g, (_tag, name, before, classes, after, end) => {
      const look = looksOf(classes);
      const own = `${before}${after}`.replace(/ ([\w-]+)="[^"]*"/g, (attribute, property) =>
        look.has(property) ? '' : attribute,
      );
      const resolved = [...look].map(([property, value]) => ` ${property}="${value}"`).join('');
      return `<${name}${own}${resolved}${end}>`;
    })
    .replace(/^<svg(?![^>]* xmlns=)/, '<svg xmlns="http://www.w3.org/2000/svg"');
}

/** A drawing as a PNG of a width in pixels, on paper, in the colours of a scheme. */
export async function drawPng(svg: string, widthPx: number, scheme: Scheme = 'light'): Promise<Buffer> {
  const width = Number(/\swidth="([\d.]+)"/.exec(svg)?.[1] ?? widthPx);
  // Loaded when the first picture is wanted: a shop that sends none starts without it.
  const { default: sharp } = await import('sharp');
  return sharp(Buffer.from(standAlone(svg, scheme)), { density: (72 * widthPx) / width })
    .resize({ width: widthPx })
    .flatten({ background: colourOf('paper', scheme) })
    .png({ compressionLevel: 9, palette: true, quality: 92 })
    .toBuffer();
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
