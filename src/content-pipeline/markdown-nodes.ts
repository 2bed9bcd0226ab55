import { type BodyContext, termAnchor } from '#content-pipeline/body-context.ts';
import { factWords } from '#content-pipeline/fact-words.ts';
import { figureFacts } from '#content-pipeline/figure-words.ts';
import { boxTitles, type CareUrgency, urgencyWords } from '#content-pipeline/mdx-components.ts';
import {
  attributeOf,
  isJsx,
  type JsxNode,
  type MdxNode,
  type MdxTree,
} from '#content-pipeline/mdx-source.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { paths } from '#lib/paths.ts';

type RootContent = MdxTree['children'][number];
type Block = Extract<RootContent, { type: 'blockquote' }>['children'][number];
type Phrase = Extract<RootContent, { type: 'paragraph' }>['children'][number];

/**
 * The tree of a body with every component turned into plain Markdown: see `toMarkdown`. A citation becomes an `html`
 * node that holds `[1]`, which `writeMarkdown` writes as it is.
 */
export function markdownNodes(
  tree: MdxTree,
  context: BodyContext,
  absolute: (path: string) => string,
): MdxTree {
  let nextFigure = 1;
  const linkedTerms = new Set<string>();
  const definitions = new Map<string, string>();
  for (const node of tree.children) {
    if (node.type === 'definition') definitions.set(node.identifier, node.url);
  }

  // An address with spaces or brackets would have to stand between “<” and “>”.
  const whole = (url: string) =>
    (url.startsWith('/') ? absolute(url) : url).replaceAll(/[\s<>\\]/g, encodeURIComponent);

  const citation = (id: string): Phrase[] => {
    const number = context.cite(id)?.number;
    return number === undefined ? [] : [{ type: 'html', value: `[${number}]` }];
  };

  const citations = (ids: readonly string[]): Phrase[] => {
    const numberOf = (id: string) => context.cite(id)?.number ?? 0;
    return ids.toSorted((a, b) => numberOf(a) - numberOf(b)).flatMap(citation);
  };

  const phrases = (nodes: readonly MdxNode[]): Phrase[] => nodes.flatMap(phrase);

  const phrase = (node: MdxNode): Phrase[] => {
    if (isJsx(node)) return componentWords(node);
    switch (node.type) {
      case 'text':
        return [{ type: 'text', value: node.value }];
      case 'inlineCode':
        return [{ type: 'inlineCode', value: node.value }];
      case 'break':
        return [{ type: 'break' }];
      case 'emphasis':
        return [{ type: 'emphasis', children: phrases(node.children) }];
      case 'strong':
        return [{ type: 'strong', children: phrases(node.children) }];
      case 'delete':
        return [{ type: 'delete', children: phrases(node.children) }];
      case 'link':
        return [link(node.url, phrases(node.children))];
      case 'linkReference':
        return [link(definitions.get(node.identifier) ?? '', phrases(node.children))];
      case 'image':
        return [{ type: 'image', url: whole(node.url), alt: node.alt ?? '' }];
      default:
        return [];
    }
  };

  const link = (url: string, children: Phrase[]): Phrase => ({
    type: 'link',
    url: whole(url),
    // The tree allows no link in a link, and the check has let none through.
    children: children.filter((child) => child.type !== 'link' && child.type !== 'linkReference'),
  });

  const componentWords = (node: JsxNode): Phrase[] => {
    const read = (name: string) => attributeOf(node, name) ?? '';
    switch (node.name) {
      case 'Cite':
        return citation(read('id'));
      case 'Fact': {
        const fact = context.fact(read('id'));
        return fact
          ? [text(factWords(fact, attributeOf(node, 'form') === 'number' ? 'number' : 'full'))]
          : [];
      }
      case 'Term': {
        const term = context.term(read('id'));
        const words = phrases(node.children);
        if (!term || linkedTerms.has(term.slug)) return words;
        linkedTerms.add(term.slug);
        return [link(`${paths.glossary}#${termAnchor(term.slug)}`, words)];
      }
      case 'Roller': {
        const roller = context.roller(read('slug'));
        if (!roller) return [];
        const now = [roller.priceText, roller.stockText].filter(Boolean).join(', ') || 'not for sale';
        return [link(roller.href, [text(roller.title)]), text(` (${now})`)];
      }
      default:
        return phrases(node.children);
    }
  };

  /** Blocks of any kind as blocks of plain Markdown; loose words among them become paragraphs. */
  const blocks = (nodes: readonly MdxNode[]): Block[] => {
    const result: Block[] = [];
    let loose: MdxNode[] = [];
    const flush = () => {
      const words = phrases(loose);
      loose = [];
      if (words.some((word) => word.type !== 'text' || word.value.trim() !== ''))
        result.push(paragraph(words));
    };
    for (const node of nodes) {
      const made = block(node);
      if (made === null) loose.push(node);
      else {
        flush();
        result.push(...made);
      }
    }
    flush();
    return result;
  };

  /** Null for what is no block: words of a sentence. */
  const block = (node: MdxNode): Block[] | null => {
    switch (node.type) {
      case 'paragraph':
        return blocks(node.children);
      case 'heading':
        return [{ type: 'heading', depth: node.depth, children: phrases(node.children) }];
      case 'blockquote':
        return [{ type: 'blockquote', children: blocks(node.children) }];
      case 'list':
        return [
          {
            type: 'list',
            ordered: node.ordered ?? false,
            start: node.start ?? null,
            spread: node.spread ?? false,
            children: node.children.map((item) => ({
              type: 'listItem',
              spread: item.spread ?? false,
              children: blocks(item.children),
            })),
          },
        ];
      case 'table':
        return [
          {
            type: 'table',
            align: node.align ?? null,
            children: node.children.map((row) => ({
              type: 'tableRow',
              children: row.children.map((cell) => ({
                type: 'tableCell',
                children: phrases(cell.children),
              })),
            })),
          },
        ];
      case 'code':
        return [{ type: 'code', value: node.value, lang: node.lang ?? null }];
      case 'thematicBreak':
        return [{ type: 'thematicBreak' }];
      case 'yaml':
      case 'mdxjsEsm':
      case 'mdxFlowExpression':
      case 'definition':
        return [];
      default:
        return isJsx(node) ? componentBlocks(node) : null;
    }
  };

  const componentBlocks = (node: JsxNode): Block[] | null => {
    const attribute = (name: string) => attributeOf(node, name);
    const read = (name: string) => attribute(name) ?? '';
    const figure = figureFacts(node.name ?? '', attribute);
    if (figure) {
      const number = nextFigure++;
      const twin: Block = {
        type: 'list',
        ordered: false,
        spread: false,
        children: figure.map(({ words, sources }) => ({
          type: 'listItem',
          spread: false,
          children: [paragraph([text(words), ...citations(sources)])],
        })),
      };
      return [quote([bold(`Figure ${number}.`), text(` ${read('caption')}`)], [twin])];
    }
    switch (node.name) {
      case 'CareCard':
        return [quote([bold(urgencyOf(read('urgency')) + read('title'))], blocks(node.children))];
      case 'WarningCallout':
        return [quote([bold(`Warning: ${read('title')}`)], blocks(node.children))];
      case 'Conflict':
        return [quote([bold(`Our sources disagree: ${read('title')}`)], blocks(node.children))];
      case 'DoList':
      case 'DontList':
      case 'WhoShouldNot':
      case 'Risks':
        return [paragraph([bold(attribute('title') ?? boxTitles[node.name])]), ...blocks(node.children)];
      case 'Expander':
        return [paragraph([bold(read('summary'))]), ...blocks(node.children)];
      case 'Question':
        return [{ type: 'heading', depth: 3, children: [text(read('ask'))] }, ...blocks(node.children)];
      case 'RollerCard':
        return card(read('slug'));
      default:
        return null;
    }
  };

  const card = (slug: string): Block[] => {
    const roller = context.roller(slug);
    if (!roller) return [];
    const { title, href, lengthsMm, summary, priceText, stockText, saleWords } = roller;
    const lengths = lengthsMm.map(formatNeedleLength).join(', ');
    const sale = [priceText, stockText].filter(Boolean).join(', ');
    return [
      quote(
        [
          { type: 'strong', children: [link(href, [text(title)])] },
          text(lengths === '' ? '' : ` (${lengths})`),
        ],
        [paragraph([text(summary)]), paragraph([text(sale === '' ? saleWords : `${sale}. ${saleWords}`)])],
      ),
    ];
  };

  return { type: 'root', children: blocks(tree.children) };
}

function text(value: string): Phrase {
  return { type: 'text', value };
}

function bold(value: string): Phrase {
  return { type: 'strong', children: [{ type: 'text', value }] };
}

function paragraph(children: Phrase[]): Block {
  return { type: 'paragraph', children };
}

function quote(title: Phrase[], children: Block[]): Block {
  return { type: 'blockquote', children: [paragraph(title), ...children] };
}

function urgencyOf(urgency: string): string {
  return urgencyWords[urgency as CareUrgency] ?? '';
}
