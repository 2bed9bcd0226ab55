import { visit } from 'unist-util-visit';
import {
  attributeOf,
  isJsx,
  type JsxNode,
  type MdxNode,
  type MdxTree,
  parseMdx,
} from '#content-pipeline/mdx-source.ts';

/** Names, in the form alone, for what Keystatic's editor cannot hold: no file has them, and the check would refuse them. */
export const standIns = { picture: 'Picture', source: 'AsWritten' } as const;

/**
 * A body as Keystatic's editor can hold it: a picture becomes a `<Picture>`, and a table with components in it, or a
 * paragraph with a picture among its words, is shown `<AsWritten>`. Null where the body cannot be read.
 */
export function bodyForForm(body: string): string | null {
  const whole = body.startsWith('\n') ? body : `\n${body}`;
  const tree = parseMdx(whole);
  if (!tree.ok) return null;
  const replaced: { from: number; to: number; words: string }[] = [];
  for (const node of tree.value.children) {
    const stand = standInFor(node, whole);
    if (stand === null) continue;
    replaced.push({
      from: node.position?.start.offset ?? 0,
      to: node.position?.end.offset ?? 0,
      words: stand,
    });
  }
  return replaced.reduceRight(
    (text, { from, to, words }) => text.slice(0, from) + words + text.slice(to),
    whole,
  );
}

/** Puts back, in a tree that the editor wrote, what `bodyForForm` took out. */
export function restoreStandIns(tree: MdxTree): void {
  tree.children = tree.children.flatMap((node) => {
    const stand = aloneIn(node);
    if (!stand) return [node];
    if (stand.name === standIns.source) {
      const inside = parseMdx(`\n${attributeOf(stand, 'source') ?? ''}`);
      return inside.ok ? inside.value.children : [node];
    }
    if (stand.name !== standIns.picture) return [node];
    const title = attributeOf(stand, 'title');
    const image = {
      type: 'image' as const,
      url: attributeOf(stand, 'src') ?? '',
      alt: attributeOf(stand, 'alt') ?? '',
      ...(title ? { title } : {}),
    };
    return [{ type: 'paragraph' as const, children: [image] }];
  });
}

/** A component that has a place to itself, with a paragraph around it or without. */
function aloneIn(node: MdxNode): JsxNode | null {
  if (isJsx(node)) return node;
  if (node.type !== 'paragraph' || node.children.length !== 1) return null;
  const [only] = node.children;
  return only && isJsx(only) ? only : null;
}

function standInFor(node: MdxNode, text: string): string | null {
  if (node.type === 'paragraph' && node.children.length === 1 && node.children[0]?.type === 'image') {
    const { url, alt, title } = node.children[0];
    const more = title ? ` title="${quoted(title)}"` : '';
    return `<${standIns.picture} src="${quoted(url)}" alt="${quoted(alt ?? '')}"${more} />`;
  }
  if (!isBeyondEditor(node)) return null;
  const source = text.slice(node.position?.start.offset, node.position?.end.offset);
  return `<${standIns.source} source="${quoted(source)}" />`;
}

/** Keystatic's editor holds no component inside a table, and takes a picture for words. */
function isBeyondEditor(node: MdxNode): boolean {
  let isBeyond = false;
  visit(node as MdxTree, (inner) => {
    if (inner.type === 'image' || inner.type === 'imageReference' || inner.type === 'definition')
      isBeyond = true;
    if (inner.type === 'table')
      visit(inner as unknown as MdxTree, (part) => {
        if (isJsx(part)) isBeyond = true;
      });
  });
  return isBeyond;
}

function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}
