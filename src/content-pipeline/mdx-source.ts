import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import type { CompiledBody } from '#content-pipeline/content.ts';
import type { Position } from '#content-pipeline/problems.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

// The same grammar that contentlayer compiles with (`contentlayer.config.ts` adds remark-gfm there).
const parser = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkMdx)
  .use(remarkFrontmatter, ['yaml'])
  .freeze();

/** The syntax tree of an MDX file; positions count in the whole file, front matter included. */
export type MdxTree = ReturnType<typeof parser.parse>;
export type MdxNode = MdxTree | MdxTree['children'][number];
export type JsxNode = Extract<MdxNode, { type: 'mdxJsxFlowElement' | 'mdxJsxTextElement' }>;

/** Parses a whole MDX file, or says where its syntax breaks (the first place only: nothing after it can be read). */
export function parseMdx(text: string): Result<MdxTree, Position & { message: string }> {
  try {
    return ok(parser.parse(text));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
    // For a tag that is never closed the parser names the place in its words alone: “… (33:1-33:56)”.
    const [, saidLine = '1', saidColumn = '1'] = /\((\d+):(\d+)-/.exec(reason) ?? [];
    const line = 'line' in error && typeof error.line === 'number' ? error.line : Number(saidLine);
    const column = 'column' in error && typeof error.column === 'number' ? error.column : Number(saidColumn);
    return refuse({ line, column, message: reason });
  }
}

/** The words inside a node, without markup. */
export function textOf(node: MdxNode): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value;
  if (node.type === 'break') return ' ';
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

/** The second and third level headings of a body, with the ids that `remarkHeadingIds` writes. */
export function headingsOf(tree: MdxTree): CompiledBody['headings'] {
  return identifiedHeadings(tree).map(({ depth, text, id }) => ({ depth, text, id }));
}

/** Minutes to read a body at 220 words a minute, rounded up, at least 1. */
export function readingMinutes(tree: MdxTree): number {
  let words = 0;
  visit(tree, 'text', (node) => {
    words += node.value.match(/\S+/g)?.length ?? 0;
  });
  return Math.max(1, Math.ceil(words / 220));
}

/**
 * A remark plugin: second and third level headings, and questions, get the ids of `headingsOf`, so that a contents list
 * can link to them. Run it after the check of the body, which knows no `id` of a question.
 */
export function remarkHeadingIds(): (tree: MdxTree) => void {
  return (tree) => {
    for (const { node, id } of identifiedHeadings(tree)) {
      if (node.type === 'heading') node.data = { ...node.data, hProperties: { id } };
      else node.attributes.push({ type: 'mdxJsxAttribute', name: 'id', value: id });
    }
  };
}

/** An attribute of a component that is written in quotes; undefined where it is absent or code. */
export function attributeOf(node: JsxNode, name: string): string | undefined {
  for (const attribute of node.attributes) {
    if (attribute.type === 'mdxJsxAttribute' && attribute.name === name)
      return typeof attribute.value === 'string' ? attribute.value : undefined;
  }
  return undefined;
}

/** Whether a node is a component. */
export function isJsx(node: MdxNode): node is JsxNode {
  return node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';
}

type Heading = Extract<MdxNode, { type: 'heading' }>;

/** A heading of the body, or the question that a `<Question>` asks, and its id. */
export interface IdentifiedHeading {
  node: Heading | JsxNode;
  depth: 2 | 3;
  text: string;
  id: string;
}

/** The headings of a body with their nodes, in order. */
export function identifiedHeadings(tree: MdxTree): IdentifiedHeading[] {
  const found: IdentifiedHeading[] = [];
  const taken = new Set<string>();
  const add = (node: IdentifiedHeading['node'], depth: 2 | 3, words: string) => {
    const text = words.replaceAll(/[ \t\r\n]+/g, ' ').trim();
    const base = slugOf(text) || 'section';
    let id = base;
    for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
    taken.add(id);
    found.push({ node, depth, text, id });
  };
  visit(tree, (node) => {
    if (node.type === 'heading') {
      if (node.depth === 2 || node.depth === 3) add(node, node.depth, textOf(node));
    } else if (isJsx(node) && node.name === 'Question') add(node, 3, attributeOf(node, 'ask') ?? '');
  });
  return found;
}

function slugOf(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[’']/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
