import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { type JsxNode, type MdxNode, type MdxTree, parseMdx } from '#content-pipeline/mdx-source.ts';
import { alignedPairs } from '#features/editing/aligned.ts';
import { restoreStandIns } from '#features/editing/body-in-form.ts';

/**
 * An edited body in which every paragraph, list, table and component that says the same as before stands as its author
 * wrote it, and the rest in the shop's way of writing. Texts that cannot be read come back as they are.
 */
export function keepBody(before: string, edited: string): string {
  const old = blocksOf(before);
  const now = blocksOf(edited);
  if (!old || !now) return edited;
  const pairs = new Map(
    alignedPairs(old.blocks, now.blocks, (a, b) => a.shape === b.shape).map(([from, to]) => [to, from]),
  );
  let words = now.blocks.length === 0 ? '' : old.text.slice(0, old.blocks[0]?.from ?? 0) || '\n';
  for (const [index, block] of now.blocks.entries()) {
    const place = pairs.get(index);
    const kept = place === undefined ? undefined : old.blocks[place];
    const before = pairs.get(index - 1);
    if (index > 0) {
      const isNext = place !== undefined && before === place - 1;
      words += isNext ? old.text.slice(old.blocks[before]?.to, kept?.from) : '\n\n';
    }
    words += kept ? old.text.slice(kept.from, kept.to) : written([block.node]);
  }
  if (now.blocks.length === 0) return old.blocks.length === 0 ? before : '';
  const isLastKept = pairs.get(now.blocks.length - 1) === old.blocks.length - 1;
  return words + (isLastKept ? old.text.slice(old.blocks.at(-1)?.to) : '\n');
}

/** Nodes of a body in the shop's way of writing: one line a paragraph, `-` for lists, components not indented. */
export function written(nodes: readonly MdxNode[]): string {
  const tree = { type: 'root', children: nodes } as MdxTree;
  return writer.stringify(tree).trimEnd();
}

interface Block {
  node: MdxNode;
  /** The same for two blocks that say the same, however they are written. */
  shape: string;
  from: number;
  to: number;
}

function blocksOf(text: string): { text: string; blocks: Block[] } | null {
  // A body never begins with front matter, though it may begin with a rule.
  const whole = text.startsWith('\n') ? text : `\n${text}`;
  const tree = parseMdx(whole);
  if (!tree.ok) return null;
  restoreStandIns(tree.value);
  const blocks = tree.value.children.map((node) => ({
    node,
    shape: JSON.stringify(shapeOf(node)),
    from: node.position?.start.offset ?? 0,
    to: node.position?.end.offset ?? 0,
  }));
  return { text: whole, blocks };
}

function shapeOf(node: MdxNode): unknown {
  const {
    position: _,
    data: _data,
    children,
    value,
    spread: _spread,
    ...rest
  } = {
    children: undefined,
    value: undefined,
    spread: undefined,
    ...node,
  };
  if ('attributes' in node) return [node.name, attributesOf(node), childShapes(node.children, node.type)];
  const about = Object.entries(rest).filter(
    ([, each]) => each !== null && each !== undefined && each !== false,
  );
  const words = typeof value === 'string' ? value.replaceAll(/\s+/g, ' ') : undefined;
  return [about.sort(), words, children && childShapes(children as readonly MdxNode[], node.type)];
}

function childShapes(children: readonly MdxNode[], parent: string): unknown[] {
  const joined: MdxNode[] = [];
  for (const child of children) {
    const last = joined.at(-1);
    if (child.type === 'text' && last?.type === 'text')
      joined[joined.length - 1] = { type: 'text', value: last.value + child.value };
    else joined.push(child);
  }
  // A component that has its line to itself is the same with a paragraph around it and without.
  if (joined.length === 1 && joined[0]?.type === 'paragraph' && parent.startsWith('mdxJsx'))
    return childShapes(joined[0].children, 'paragraph');
  return joined.map(shapeOf);
}

function attributesOf(node: JsxNode): unknown[] {
  return node.attributes
    .map((attribute) =>
      attribute.type === 'mdxJsxAttribute'
        ? [
            attribute.name,
            typeof attribute.value === 'string' ? attribute.value : (attribute.value?.value ?? true),
          ]
        : ['…', attribute.value],
    )
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

const writer = unified()
  .use(remarkGfm, { tablePipeAlign: false })
  .use(remarkMdx)
  .use(remarkStringify, {
    bullet: '-',
    rule: '-',
    emphasis: '*',
    handlers: {
      // The library would indent what stands inside, and so every line of a box.
      mdxJsxFlowElement(node: JsxNode, _parent, state, info) {
        const attributes = node.attributes.map((attribute) =>
          attribute.type === 'mdxJsxAttribute' && typeof attribute.value === 'string'
            ? ` ${attribute.name}="${attribute.value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`
            : '',
        );
        const start = `<${node.name}${attributes.join('')}`;
        if (node.children.length === 0) return `${start} />`;
        const inner = state.containerFlow(node as never, info);
        return `${start}>\n\n${inner}\n\n</${node.name}>`;
      },
    },
  })
  .freeze();
