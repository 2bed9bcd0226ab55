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
  return identifiedHeadings(tree).map(({ heading, id }) => ({
    depth: heading.depth === 2 ? 2 : 3,
    text: textOf(heading).replaceAll(/\s+/g, ' ').trim(),
    id,
  }));
}

/** Minutes to read a body at 220 words a minute, rounded up, at least 1. */
export function readingMinutes(tree: MdxTree): number {
  let words = 0;
  visit(tree, 'text', (node) => {
    words += node.value.match(/\S+/g)?.length ?? 0;
  });
  return Math.max(1, Math.ceil(words / 220));
}

/** A remark plugin: second and third level headings get the ids of `headingsOf`, so that a contents list can link to them. */
export function remarkHeadingIds(): (tree: MdxTree) => void {
  return (tree) => {
    for (const { heading, id } of identifiedHeadings(tree)) {
      heading.data = { ...heading.data, hProperties: { id } };
    }
  };
}

type Heading = Extract<MdxNode, { type: 'heading' }>;

function identifiedHeadings(tree: MdxTree): { heading: Heading; id: string }[] {
  const found: { heading: Heading; id: string }[] = [];
  const taken = new Set<string>();
  visit(tree, 'heading', (heading) => {
    if (heading.depth !== 2 && heading.depth !== 3) return;
    const base = slugOf(textOf(heading)) || 'section';
    let id = base;
    for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
    taken.add(id);
    found.push({ heading, id });
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
