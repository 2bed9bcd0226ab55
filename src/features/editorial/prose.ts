import type { ReadDocument, ReadRuleset } from '#content-pipeline/checked-content.ts';
import { dataOf, ofKind } from '#content-pipeline/checked-content.ts';
import { type FactFigure, type FactForm, factWords } from '#content-pipeline/fact-words.ts';
import { mdxComponentSet } from '#content-pipeline/mdx-components.ts';
import type { JsxNode, MdxNode, MdxTree } from '#content-pipeline/mdx-source.ts';
import { type FieldPath, fieldName, type Position } from '#content-pipeline/problems.ts';

/** A figure of facts.yaml, as far as the editorial rules need it. */
export interface KnownFact extends FactFigure {
  id: string;
  sources: readonly string[];
  mustSay: readonly string[];
}

/** A run of characters of a text: from `from` up to, and without, `to`. */
export interface Span {
  from: number;
  to: number;
}

/** What stands around a block: a component with its title, or the field of the front matter that lists it. */
export interface Enclosure {
  name: string;
  title: string;
}

/**
 * The words of one paragraph, list item, table row, heading, component attribute or field, as a reader reads them:
 * figures and products by their words, citations as marks between the words.
 */
export interface Block {
  kind: 'paragraph' | 'item' | 'row' | 'heading' | 'attribute' | 'field';
  /** What an error message calls the place: `body`, `<Conflict title>`, `summary`. */
  field: string;
  /** One space for every white space; a line break between the paragraphs of an item and the cells of a row. */
  text: string;
  cites: readonly { id: string; at: number }[];
  facts: readonly (Span & { id: string })[];
  /** The paragraph (ending in a colon) or the table head that introduces this item or row. */
  lead: Block | null;
  /** The nearest heading above. */
  heading: Block | null;
  /** From the outermost to the innermost. */
  inside: readonly Enclosure[];
  /** Place in the file of the character at `offset` of the text. */
  placeOf(offset: number): Position;
}

/** The figures of facts.yaml by id, as far as each can be read; empty where the file is absent or broken. */
export function knownFacts(documents: readonly ReadDocument[]): Map<string, KnownFact> {
  const known = new Map<string, KnownFact>();
  for (const document of ofKind(documents, 'facts')) {
    const facts: unknown = dataOf(document)?.facts;
    if (!Array.isArray(facts)) continue;
    for (const [index, fact] of (dataOf(document)?.facts ?? []).entries()) {
      if (!document.fields.sound(['facts', index])) continue;
      // Lists that are not required may be absent in the raw data.
      const lists: { sources?: string[] | null; mustSay?: string[] | null } = fact;
      known.set(fact.id, { ...fact, sources: lists.sources ?? [], mustSay: lists.mustSay ?? [] });
    }
  }
  return known;
}

const textAttributes = new Set(
  mdxComponentSet.flatMap(({ name, attributes }) =>
    attributes.filter(({ value }) => value.type === 'text').map((attribute) => `${name} ${attribute.name}`),
  ),
);
const blockComponents = new Set(
  mdxComponentSet.filter(({ children }) => children === 'blocks').map(({ name }) => name),
);

/** Every block of a body, in the order of reading. */
export function blocksOf(tree: MdxTree, source: string, facts: ReadonlyMap<string, KnownFact>): Block[] {
  const blocks: Block[] = [];
  const place = positionsIn(source);
  let heading: Block | null = null;

  const add = (
    kind: Block['kind'],
    field: string,
    words: Words,
    { inside, lead }: { inside: readonly Enclosure[]; lead: Block | null },
  ): Block => {
    const { text, origins, cites, facts } = words;
    const block: Block = {
      kind,
      field,
      text: readable(text),
      cites,
      facts,
      lead,
      heading,
      inside,
      placeOf: (offset) => place(origins[offset] ?? origins.at(-1) ?? 0),
    };
    blocks.push(block);
    return block;
  };

  const addAttributes = (node: JsxNode, inside: readonly Enclosure[]) => {
    for (const attribute of node.attributes) {
      if (attribute.type !== 'mdxJsxAttribute' || typeof attribute.value !== 'string') continue;
      if (!textAttributes.has(`${node.name} ${attribute.name}`)) continue;
      const words = new Words(source, facts);
      const start = attribute.position?.start.offset ?? 0;
      const quote = start + source.slice(start).search(/["']/) + 1;
      words.take(attribute.value, quote, attribute.position?.end.offset ?? quote);
      add('attribute', `<${node.name} ${attribute.name}>`, words, { inside, lead: null });
    }
  };

  const container = (node: JsxNode, inside: readonly Enclosure[]): Enclosure[] => {
    addAttributes(node, inside);
    const title = node.attributes.find(
      (attribute) => attribute.type === 'mdxJsxAttribute' && /^(title|ask|summary)$/.test(attribute.name),
    );
    return [...inside, { name: node.name ?? '', title: typeof title?.value === 'string' ? title.value : '' }];
  };

  const readInline = (node: MdxNode, words: Words, inside: readonly Enclosure[]) => {
    const offset = node.position?.start.offset ?? 0;
    switch (node.type) {
      case 'text':
      case 'inlineCode':
        words.take(node.value, offset, node.position?.end.offset ?? offset);
        return;
      case 'break':
        words.put(' ', offset);
        return;
      case 'image':
        words.take(node.alt ?? '', offset, node.position?.end.offset ?? offset);
        return;
      case 'mdxJsxTextElement':
        if (node.name === 'Cite') words.cite(attributeOf(node, 'id'));
        else if (node.name === 'Fact')
          words.fact(
            attributeOf(node, 'id'),
            attributeOf(node, 'form') === 'number' ? 'number' : 'full',
            offset,
          );
        else if (node.name === 'Roller') words.put(attributeOf(node, 'slug').replaceAll('-', ' '), offset);
        addAttributes(node, inside);
        break;
      default:
    }
    if ('children' in node) for (const child of node.children) readInline(child, words, inside);
  };

  const wordsOf = (node: MdxNode, inside: readonly Enclosure[]): Words => {
    const words = new Words(source, facts);
    readInline(node, words, inside);
    return words;
  };

  const readAll = (nodes: readonly MdxNode[], inside: readonly Enclosure[]) => {
    let before: Block | null = null;
    for (const node of nodes) before = read(node, inside, before);
  };

  /** Reads one node of the flow; answers the paragraph that may introduce what follows it. */
  const read = (node: MdxNode, inside: readonly Enclosure[], before: Block | null): Block | null => {
    switch (node.type) {
      case 'heading':
        heading = add('heading', 'heading', wordsOf(node, inside), { inside, lead: null });
        return null;
      case 'paragraph': {
        // `<DoList>words</DoList>` on one line is a paragraph to the parser, and a box to the reader.
        const [only, ...more] = node.children.filter(
          (child) => child.type !== 'text' || child.value.trim() !== '',
        );
        if (only?.type === 'mdxJsxTextElement' && more.length === 0 && blockComponents.has(only.name ?? '')) {
          const words = new Words(source, facts);
          const within = container(only, inside);
          for (const child of only.children) readInline(child, words, within);
          add('paragraph', 'body', words, { inside: within, lead: null });
          return null;
        }
        const block = add('paragraph', 'body', wordsOf(node, inside), { inside, lead: null });
        return /:\s*$/.test(block.text) ? block : null;
      }
      case 'list':
        for (const item of node.children) {
          const words = new Words(source, facts);
          const rest: MdxNode[] = [];
          for (const child of item.children) {
            if (child.type !== 'paragraph') rest.push(child);
            else {
              if (words.text !== '') words.put('\n', child.position?.start.offset ?? 0);
              readInline(child, words, inside);
            }
          }
          const block = add('item', 'body', words, { inside, lead: before });
          let lead: Block | null = block;
          for (const child of rest) lead = read(child, inside, lead);
        }
        return null;
      case 'table': {
        let head: Block | null = before;
        for (const row of node.children) {
          const words = new Words(source, facts);
          for (const cell of row.children) {
            if (words.text !== '') words.put('\n', cell.position?.start.offset ?? 0);
            readInline(cell, words, inside);
          }
          const block = add('row', 'body', words, { inside, lead: head });
          if (row === node.children[0]) head = block;
        }
        return null;
      }
      case 'mdxJsxFlowElement':
        readAll(node.children, container(node, inside));
        return null;
      case 'code': {
        const words = new Words(source, facts);
        words.take(node.value, node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
        add('paragraph', 'body', words, { inside, lead: null });
        return null;
      }
      case 'blockquote':
      case 'root':
        readAll(node.children, inside);
        return null;
      default:
        return null;
    }
  };

  read(tree, [], null);
  return blocks.filter(({ text }) => text.trim() !== '');
}

/** Every text of the front matter or YAML file as a block, except below the fields named. */
export function fieldBlocks(
  { text: source, yaml }: Pick<ReadDocument | ReadRuleset, 'text' | 'yaml'>,
  except: ReadonlySet<string> = new Set(),
): Block[] {
  const blocks: Block[] = [];
  const offsetOf = offsetsIn(source);
  const place = positionsIn(source);
  const read = (data: unknown, path: FieldPath, inside: readonly Enclosure[]) => {
    if (typeof data === 'string') {
      let origins: number[] | undefined;
      const placeOf = (offset: number) => {
        if (!origins) {
          const start = offsetOf(yaml.locate(path));
          // A folded text never takes much more room than its words.
          origins = align(data, source, start, Math.min(source.length, start + 2 * data.length + 400));
        }
        return place(origins[offset] ?? origins.at(-1) ?? 0);
      };
      blocks.push({
        kind: 'field',
        field: fieldName(path),
        text: readable(data.replaceAll('\n', ' ')),
        cites: [],
        facts: [],
        lead: null,
        heading: null,
        inside,
        placeOf,
      });
    } else if (Array.isArray(data)) {
      for (const [index, item] of data.entries()) read(item, [...path, index], inside);
    } else if (typeof data === 'object' && data !== null) {
      for (const [name, value] of Object.entries(data)) {
        if (!except.has(name)) read(value, [...path, name], [...inside, { name, title: '' }]);
      }
    }
  };
  read(yaml.data, [], []);
  return blocks;
}

/** The text of an attribute; empty where it is absent or no plain text. */
export function attributeOf(node: JsxNode, name: string): string {
  for (const attribute of node.attributes) {
    if (attribute.type === 'mdxJsxAttribute' && attribute.name === name) {
      return typeof attribute.value === 'string' ? attribute.value : '';
    }
  }
  return '';
}

/** The sentences of a block's text; a line break ends one as well. */
export function sentencesOf(text: string): Span[] {
  const sentences: Span[] = [];
  let from = 0;
  const end = (to: number) => {
    const words = text.slice(from, to);
    const start = from + words.length - words.trimStart().length;
    if (words.trim() !== '') sentences.push({ from: start, to: from + words.trimEnd().length });
    from = to;
  };
  for (const match of text.matchAll(/\n|(?<=[.!?…][”’"')\]]*)\s+(?=[“‘"'([]*[\p{Lu}\p{N}])/gu)) {
    const sofar = text.slice(from, match.index);
    if (!/\b(e\.g|i\.e|vs|Dr|Mr|Mrs|Ms|Prof|St|No|Art|approx|cf|al|ca)\.$/.test(sofar)) end(match.index);
  }
  end(text.length);
  return sentences;
}

/** Collects the words of inline nodes, each character with its place in the file. */
class Words {
  text = '';
  readonly origins: number[] = [];
  readonly cites: { id: string; at: number }[] = [];
  readonly facts: (Span & { id: string })[] = [];
  readonly #source: string;
  readonly #known: ReadonlyMap<string, KnownFact>;

  constructor(source: string, known: ReadonlyMap<string, KnownFact>) {
    this.#source = source;
    this.#known = known;
  }

  /** Words that are written in the file between two places. */
  take(value: string, from: number, to: number): void {
    this.origins.push(...align(value, this.#source, from, to));
    this.text += value.replaceAll(/\r\n|[\r\n]/g, (lineBreak) => ' '.repeat(lineBreak.length));
  }

  /** Words that stand for something else in the file. */
  put(value: string, at: number): void {
    for (let index = 0; index < value.length; index++) this.origins.push(at);
    this.text += value;
  }

  cite(id: string): void {
    this.cites.push({ id, at: this.text.length });
  }

  fact(id: string, form: FactForm, at: number): void {
    const from = this.text.length;
    const fact = this.#known.get(id);
    // A figure that is not known, or holds nothing, has been reported already; one digit stands for it here.
    this.put((fact && factWords(fact, form)) || '0', at);
    this.facts.push({ id, from, to: this.text.length });
  }
}

/** One sign for every kind of space, apostrophe and hyphen, without changing any length. */
function readable(text: string): string {
  return text
    .replaceAll(/[^\S\n]/g, ' ')
    .replaceAll(/(?<=\p{L})’(?=\p{L})/gu, "'")
    .replaceAll(/[\u2010\u2011]/g, '-');
}

/** Where each character of `value` stands in the part of `source` that it was read from (escapes and folds left out). */
function align(value: string, source: string, from: number, to: number): number[] {
  const furthest = 40;
  const origins: number[] = [];
  let at = from;
  for (let index = 0; index < value.length; index++) {
    const sign = value.charAt(index);
    // A fold turns a line break into a space.
    const found = sign === ' ' && /[\r\n]/.test(source.charAt(at)) ? at : source.indexOf(sign, at);
    if (found === -1 || found >= to || (found - at > furthest && index > 0)) {
      origins.push(Math.min(at, Math.max(from, to - 1)));
    } else {
      origins.push(found);
      at = found + 1;
    }
  }
  return origins;
}

/** Line and column of each offset into a text. */
function positionsIn(source: string): (offset: number) => Position {
  const starts = lineStarts(source);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function offsetsIn(source: string): (position: Position) => number {
  const starts = lineStarts(source);
  return ({ line, column }) => (starts[line - 1] ?? 0) + column - 1;
}

function lineStarts(source: string): number[] {
  return [0, ...[...source.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)];
}
