import { visit } from 'unist-util-visit';
import type { BodyContext } from '#content-pipeline/body-context.ts';
import type { CompiledBody } from '#content-pipeline/content.ts';
import { factWords } from '#content-pipeline/fact-words.ts';
import { markdownNodes } from '#content-pipeline/markdown-nodes.ts';
import { boxTitles, mdxComponentSet } from '#content-pipeline/mdx-components.ts';
import {
  attributeOf,
  type IdentifiedHeading,
  identifiedHeadings,
  isJsx,
  type MdxNode,
  type MdxTree,
  parseMdx,
} from '#content-pipeline/mdx-source.ts';
import { writeMarkdown } from '#content-pipeline/write-markdown.ts';

/** A body, as far as its words go. */
export type BodyWords = Pick<CompiledBody, 'source'>;

/** What the words of a body are filled in from. */
type WordsContext = Pick<BodyContext, 'fact'> & { roller(slug: string): { title: string } | null };

/** The words below one heading. */
export interface BodySection {
  /** Of the heading; null, like `heading`, for what stands before the first one. */
  id: string | null;
  heading: string | null;
  text: string;
}

interface OpenSection {
  id: string | null;
  heading: string | null;
  pieces: string[];
}

/**
 * A body in plain words, heading by heading, a question being one of them: figures filled in, citations left out, terms
 * and rollers by name, titles and captions of components included, the text twins of figures not.
 */
export function sectionsOf(body: BodyWords, context: WordsContext): BodySection[] {
  const tree = treeOf(body);
  const headings = new Map<MdxNode, IdentifiedHeading>(
    identifiedHeadings(tree).map((heading) => [heading.node, heading]),
  );
  const first: OpenSection = { id: null, heading: null, pieces: [] };
  const sections = [first];

  const read = (nodes: readonly MdxNode[], begun: OpenSection): OpenSection => {
    let section = begun;
    for (const piece of piecesOf(nodes, context)) {
      const heading = typeof piece === 'string' ? undefined : headings.get(piece);
      if (typeof piece === 'string') section.pieces.push(piece);
      else if (heading) {
        const opened: OpenSection = { id: heading.id, heading: heading.text, pieces: [] };
        sections.push(opened);
        // What follows a question belongs to the heading above it again.
        if (piece.type === 'heading') section = opened;
        else read(childrenOf(piece), opened);
      } else {
        section.pieces.push(...titlesOf(piece, context));
        section = read(childrenOf(piece), section);
      }
    }
    return section;
  };
  read(tree.children, first);

  return sections
    .map(({ id, heading, pieces }) => ({ id, heading, text: tidy(pieces.join(' ')) }))
    .filter(({ id, text }) => id !== null || text !== '');
}

/** The short questions of a body with their answers in plain words. */
export function questionsOf(body: BodyWords, context: WordsContext): { ask: string; answer: string }[] {
  const wordsOf = (nodes: readonly MdxNode[]): string =>
    piecesOf(nodes, context)
      .flatMap((piece) =>
        typeof piece === 'string' ? piece : [...titlesOf(piece, context), wordsOf(childrenOf(piece))],
      )
      .join(' ');
  const questions: { ask: string; answer: string }[] = [];
  visit(treeOf(body), (node) => {
    if (isJsx(node) && node.name === 'Question')
      questions.push({ ask: attributeOf(node, 'ask') ?? '', answer: tidy(wordsOf(node.children)) });
  });
  return questions;
}

/** A care card in plain words. */
export interface CareCardWords {
  urgency: string;
  title: string;
  /** The items of its lists. */
  points: string[];
  /** Its paragraphs. */
  text: string[];
}

/** The care cards of a body, in order. */
export function careCardsOf(body: BodyWords, context: WordsContext): CareCardWords[] {
  const cards: CareCardWords[] = [];
  visit(treeOf(body), (node) => {
    if (!isJsx(node) || node.name !== 'CareCard') return;
    const card: CareCardWords = {
      urgency: attributeOf(node, 'urgency') ?? '',
      title: attributeOf(node, 'title') ?? '',
      points: [],
      text: [],
    };
    for (const block of node.children) {
      if (block.type === 'list')
        card.points.push(...block.children.map((item) => inlineWords(item, context)));
      else if (block.type === 'paragraph') card.text.push(inlineWords(block, context));
    }
    cards.push(card);
  });
  return cards;
}

/** The tables of a body in plain words, row by row; the first row is the head. */
export function tablesOf(body: BodyWords, context: WordsContext): string[][][] {
  const tables: string[][][] = [];
  visit(treeOf(body), 'table', (table) => {
    tables.push(table.children.map((row) => row.children.map((cell) => inlineWords(cell, context))));
  });
  return tables;
}

/** The words of a node and of everything in it. */
function inlineWords(node: MdxNode, context: WordsContext): string {
  const read = (nodes: readonly MdxNode[]): string =>
    piecesOf(nodes, context)
      .map((piece) => (typeof piece === 'string' ? piece : read(childrenOf(piece))))
      .join(' ');
  return tidy(read(childrenOf(node)));
}

/** The glossary entries that a body links its words to, each once, in order of first use. */
export function termsIn(body: BodyWords): string[] {
  return namedIn(body, ['Term'], 'id');
}

/** The products that a body names, inline or by a card, each once, in order of first use. */
export function rollersIn(body: BodyWords): string[] {
  return namedIn(body, ['Roller', 'RollerCard'], 'slug');
}

function namedIn(body: BodyWords, components: readonly string[], attribute: string): string[] {
  const named = new Set<string>();
  visit(treeOf(body), (node) => {
    if (!isJsx(node) || !components.includes(node.name ?? '')) return;
    const value = attributeOf(node, attribute);
    if (value !== undefined) named.add(value);
  });
  return [...named];
}

/**
 * A body as plain Markdown (CommonMark with GFM tables): boxes and figures as block quotes and lists under a title in
 * bold, citations as `[1]` by the numbers of `context`, links made whole by `absolute`. Headings begin at the second
 * level. Ends in a line break; empty where the body is.
 */
export function toMarkdown(
  body: BodyWords,
  context: BodyContext,
  { absolute }: { absolute: (path: string) => string },
): string {
  return writeMarkdown(markdownNodes(treeOf(body), context, absolute));
}

// A body keeps its identity for as long as it does not change, and several readers want its tree.
const trees = new WeakMap<BodyWords, MdxTree>();

function treeOf(body: BodyWords): MdxTree {
  const known = trees.get(body);
  if (known) return known;
  const parsed = parseMdx(body.source);
  if (!parsed.ok) throw new Error(`A checked body cannot be read: ${parsed.error.message}`);
  trees.set(body, parsed.value);
  return parsed.value;
}

const sentenceComponents: ReadonlySet<string> = new Set(
  mdxComponentSet.filter(({ place }) => place === 'sentence').map(({ name }) => name),
);

/** Nodes in order, each run of words among them as one text; what is left are blocks. */
function piecesOf(nodes: readonly MdxNode[], context: WordsContext): (MdxNode | string)[] {
  const pieces: (MdxNode | string)[] = [];
  for (const node of nodes) {
    const words = phraseWords(node, context);
    const last = pieces.at(-1);
    if (words === null) pieces.push(node);
    else if (typeof last === 'string') pieces[pieces.length - 1] = last + words;
    else pieces.push(words);
  }
  return pieces;
}

function childrenOf(node: MdxNode): readonly MdxNode[] {
  return 'children' in node ? node.children : [];
}

/** The words that a component says by its attributes alone. */
function titlesOf(node: MdxNode, context: WordsContext): string[] {
  if (!isJsx(node)) return [];
  const own = boxTitleOf(node.name);
  const title =
    attributeOf(node, 'title') ??
    own ??
    attributeOf(node, 'caption') ??
    attributeOf(node, 'summary') ??
    (node.name === 'RollerCard' ? context.roller(attributeOf(node, 'slug') ?? '')?.title : undefined);
  return title === undefined ? [] : [title];
}

function boxTitleOf(name: string | null): string | undefined {
  const titles: Readonly<Record<string, string>> = boxTitles;
  return name !== null && Object.hasOwn(titles, name) ? titles[name] : undefined;
}

/** The words of a part of a sentence; null for a block. */
function phraseWords(node: MdxNode, context: WordsContext): string | null {
  const inside = () =>
    childrenOf(node)
      .map((child) => phraseWords(child, context) ?? '')
      .join('');
  switch (node.type) {
    case 'text':
    case 'inlineCode':
    case 'code':
      return node.value;
    case 'break':
      return ' ';
    case 'image':
      return node.alt ?? '';
    case 'emphasis':
    case 'strong':
    case 'delete':
    case 'link':
    case 'linkReference':
      return inside();
    default:
      break;
  }
  if (!isJsx(node) || !sentenceComponents.has(node.name ?? '')) return null;
  if (node.name === 'Roller') return context.roller(attributeOf(node, 'slug') ?? '')?.title ?? '';
  if (node.name !== 'Fact') return inside();
  const fact = context.fact(attributeOf(node, 'id') ?? '');
  return fact ? factWords(fact, attributeOf(node, 'form') === 'number' ? 'number' : 'full') : '';
}

/** Single plain spaces; the no-break spaces of figures stay. */
function tidy(words: string): string {
  return words.replaceAll(/[ \t\r\n]+/g, ' ').trim();
}
