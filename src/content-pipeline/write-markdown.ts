import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import type { MdxTree } from '#content-pipeline/mdx-source.ts';

// Stand for “<”, and for a backslash before one, until the words around them are escaped. Signs like those, since what is
// escaped depends on it; rare ones, which no text may hold itself.
const less = '\ufe45';
const backslash = '\ufe46';

const writer = unified()
  .use(remarkGfm)
  .use(remarkStringify, {
    bullet: '-',
    rule: '-',
    emphasis: '_',
    // `<https://…>` would be the only tags in the text.
    resourceLink: true,
    handlers: {
      // What is meant as words may not look like HTML or JSX to any reader, and a backslash is not always an escape.
      text(node: { value: string }, _parent, state, info) {
        const plain = node.value
          .replaceAll(/[\ufe45\ufe46]/g, '')
          .replaceAll(/\\+(?=<)/g, (run) => backslash.repeat(run.length))
          .replaceAll('<', less);
        return (
          state
            .safe(plain, info)
            // What begins like an address is one to GFM, escapes and all, unless its point is escaped.
            .replaceAll(/(?<=www)\.(?=\\)/gi, '\\.')
            .replaceAll(backslash, '&#92;')
            .replaceAll(less, '&lt;')
        );
      },
      // The tree holds no HTML: these are marks that are Markdown already, such as `[1]`, unless what follows makes a link of it.
      html(node: { value: string }, _parent, _state, info) {
        return /^[(:]/.test(info.after) ? `\\${node.value}` : node.value;
      },
    },
  })
  .freeze();

/**
 * Writes a tree of plain Markdown nodes (of `markdownNodes`), escaped so that it reads back as the same words. An `html`
 * node is taken for a mark in brackets.
 */
export function writeMarkdown(tree: MdxTree): string {
  return writer.stringify(tree);
}
