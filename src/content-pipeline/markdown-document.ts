import type { MdxTree } from '#content-pipeline/mdx-source.ts';
import { writeMarkdown } from '#content-pipeline/write-markdown.ts';

/** A paragraph, heading, list, table or quotation. */
export type Block = MdxTree['children'][number];
/** Part of a line. */
export type Inline = Extract<Block, { type: 'paragraph' }>['children'][number];

/** Blocks as Markdown (CommonMark, and GitHub’s tables), each sign of a text escaped where it would mean something. */
export function markdownOf(blocks: readonly Block[]): string {
  return writeMarkdown({ type: 'root', children: [...blocks] });
}

/** Documents in one, a blank line between them; empty ones leave no gap. */
export function joined(documents: readonly string[]): string {
  const written = documents.map((each) => each.trim()).filter((each) => each !== '');
  return `${written.join('\n\n')}\n`;
}

/** Plain words; whatever they hold, they stay words. */
export function words(text: string): Inline {
  return { type: 'text', value: text };
}

/** A link; `url` should be absolute, since nobody knows where the file will lie. */
export function link(text: string, url: string): Inline {
  return { type: 'link', url, title: null, children: [{ type: 'text', value: text }] };
}

/** A heading of this level. */
export function heading(depth: 1 | 2 | 3, text: string): Block {
  return { type: 'heading', depth, children: [words(text)] };
}

/** A paragraph. */
export function paragraph(...line: readonly Inline[]): Block {
  return { type: 'paragraph', children: [...line] };
}

/** A paragraph as a quotation. */
export function quotation(text: string): Block {
  return { type: 'blockquote', children: [{ type: 'paragraph', children: [words(text)] }] };
}

/** A list, each item one line; `ordered` numbers it from 1. */
export function list(items: readonly (readonly Inline[])[], { ordered = false } = {}): Block {
  return {
    type: 'list',
    ordered,
    spread: false,
    children: items.map((line) => ({
      type: 'listItem',
      spread: false,
      children: [{ type: 'paragraph', children: [...line] }],
    })),
  };
}

/** A table whose first row is its head. */
export function table(rows: readonly (readonly string[])[]): Block {
  return {
    type: 'table',
    children: rows.map((cells) => ({
      type: 'tableRow',
      children: cells.map((cell) => ({ type: 'tableCell', children: [{ type: 'text', value: cell }] })),
    })),
  };
}
