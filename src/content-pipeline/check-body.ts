import { SKIP, visit } from 'unist-util-visit';
import {
  type ComponentAttribute,
  type MdxComponent,
  mdxComponentSet,
  parseLengths,
} from '#content-pipeline/mdx-components.ts';
import type { JsxNode, MdxNode, MdxTree } from '#content-pipeline/mdx-source.ts';
import { textOf } from '#content-pipeline/mdx-source.ts';
import { nearest, type Position } from '#content-pipeline/problems.ts';

/** Something wrong in a body, before its file is known. */
export interface BodyFinding extends Position {
  field: string;
  problem: string;
  example: string;
}

/** A component attribute that names another document. */
export interface BodyReference extends Position {
  field: string;
  to: 'glossary' | 'product' | 'sources' | 'facts';
  id: string;
}

export interface BodyTarget extends Position {
  url: string;
}

export interface BodyReport {
  findings: BodyFinding[];
  references: BodyReference[];
  links: BodyTarget[];
  images: BodyTarget[];
  empty: boolean;
}

const components = new Map(mdxComponentSet.map((component) => [component.name, component]));

const sentenceComponents: ReadonlySet<string> = new Set(
  mdxComponentSet.filter(({ place }) => place === 'sentence').map(({ name }) => name),
);

/** Those that are links or buttons themselves. */
const pressedComponents: ReadonlySet<string> = new Set(['Term', 'Cite', 'Roller']);

const noCode = 'is code, and content is only words and components';

/**
 * Reads a body against the fixed component set: code, HTML, unknown components and wrong attributes are findings;
 * what it refers to is listed, for whoever knows the other documents to follow.
 */
export function inspectBody(tree: MdxTree): BodyReport {
  const report: BodyReport = { findings: [], references: [], links: [], images: [], empty: true };
  const find = (
    node: MdxNode | JsxNode['attributes'][number],
    field: string,
    problem: string,
    example = '',
  ) => {
    report.findings.push({ ...startOf(node), field, problem, example });
  };

  visit(tree, (node, _index, parent) => {
    switch (node.type) {
      case 'mdxjsEsm': {
        // What has no place in the file was put there by the compiler (it exports the front matter).
        if (!node.position) return SKIP;
        const word = /^\s*(import|export)/.exec(node.value)?.[1] ?? 'import';
        find(node, 'body', `“${word}” ${noCode}; begin the line with another word`);
        return SKIP;
      }
      case 'mdxFlowExpression':
      case 'mdxTextExpression':
        find(node, 'body', `{…} ${noCode}; to show a brace, write \\{`, '\\{');
        return SKIP;
      case 'html':
        find(node, 'body', 'HTML is not allowed');
        return SKIP;
      case 'mdxJsxFlowElement':
      case 'mdxJsxTextElement':
        report.empty = false;
        inspectComponent(node, parent, report);
        return undefined;
      case 'heading':
        if (node.depth !== 2 && node.depth !== 3) {
          const problem =
            node.depth === 1
              ? 'is a first level heading, which the page already has from its title'
              : 'is deeper than the third level';
          find(node, 'heading', problem, '## Heading');
        } else if (textOf(node).trim() === '') find(node, 'heading', 'is empty', '## Heading');
        inspectNested(node, find);
        return undefined;
      case 'link':
        report.links.push({ ...startOf(node), url: node.url });
        if (textOf(node).trim() === '') find(node, 'link', 'has no words to click on', '[words](/learn)');
        inspectNested(node, find);
        return undefined;
      case 'linkReference':
        inspectNested(node, find);
        return undefined;
      case 'definition':
        report.links.push({ ...startOf(node), url: node.url });
        return undefined;
      case 'image':
        report.images.push({ ...startOf(node), url: node.url });
        if (!node.alt?.trim()) {
          find(
            node,
            'image',
            'has no text for those who cannot see it',
            '![Roller on a clean towel](/images/roller.jpg)',
          );
        }
        return undefined;
      case 'imageReference':
        find(node, 'image', 'must carry its address here', '![Roller on a clean towel](/images/roller.jpg)');
        return undefined;
      case 'footnoteReference':
      case 'footnoteDefinition':
        find(node, 'body', 'Footnotes are not used here; cite a source', '<Cite id="fda-2020" />');
        return SKIP;
      case 'table':
        for (const cell of node.children[0]?.children ?? []) {
          if (textOf(cell).trim() === '')
            find(
              cell,
              'table',
              'has a column without a heading, so its cells say nothing when they are read out',
              '| Question | Answer |',
            );
        }
        return undefined;
      case 'listItem':
        if (typeof node.checked === 'boolean')
          find(node, 'body', 'Tick boxes are not used here; write a plain list', '- words');
        return undefined;
      case 'text':
      case 'inlineCode':
      case 'code':
        if (node.value.trim() !== '') report.empty = false;
        return undefined;
      default:
        return undefined;
    }
  });
  return report;
}

/** A remark plugin for the compiler: stops at the first finding, so that nothing unchecked is ever compiled. */
export function remarkRefuseCode(): (tree: MdxTree) => void {
  return (tree) => {
    const [first] = inspectBody(tree).findings;
    if (first) throw new Error(`${first.line}:${first.column} ${first.field} ${first.problem}`);
  };
}

/**
 * A heading is a line of the contents list, an address and a link to itself: only words can be all of these. And in a
 * link there can be nothing else to press.
 */
function inspectNested(
  outer: MdxNode,
  find: (node: MdxNode, field: string, problem: string, example?: string) => void,
): void {
  const field = outer.type === 'heading' ? 'heading' : 'link';
  const refused = outer.type === 'heading' ? sentenceComponents : pressedComponents;
  visit(outer, (node) => {
    if (node === outer) return;
    const what =
      node.type === 'mdxJsxTextElement' && refused.has(node.name ?? '')
        ? `<${node.name}>`
        : node.type === 'link' || node.type === 'linkReference'
          ? 'a link'
          : null;
    if (!what) return;
    const problem = field === 'heading' ? 'and a heading is words alone' : 'and a link can hold no other';
    find(node, field, `holds ${what}, ${problem}`, field === 'heading' ? '## Heading' : '[words](/learn)');
  });
}

function inspectComponent(node: JsxNode, parent: MdxNode | undefined, report: BodyReport): void {
  const find = (at: Position, field: string, problem: string, example = '') => {
    report.findings.push({ ...at, field, problem, example });
  };
  const name = node.name;
  if (name === null) {
    find(startOf(node), '<>', 'A fragment is not a component');
    return;
  }
  const component = components.get(name);
  const tag = `<${name}>`;
  if (!component) {
    const near = nearest(name, components.keys());
    const problem = /^[a-z]/.test(name)
      ? 'is HTML, and only Markdown and the components of the set are allowed'
      : `is not a component of the set (${[...components.keys()].join(', ')})`;
    find(startOf(node), tag, problem, (near && components.get(near)?.example) ?? '');
    return;
  }

  const given = new Set<string>();
  for (const attribute of node.attributes) {
    const at = startOf(attribute);
    if (attribute.type === 'mdxJsxExpressionAttribute') {
      find(at, tag, `{…} ${noCode}`, component.example);
      continue;
    }
    const field = `<${name} ${attribute.name}>`;
    const known = component.attributes.find((candidate) => candidate.name === attribute.name);
    if (given.has(attribute.name)) find(at, field, 'is there twice', component.example);
    given.add(attribute.name);
    if (!known) {
      find(at, field, attributesWords(component), component.example);
    } else if (typeof attribute.value === 'object' && attribute.value !== null) {
      find(at, field, `{…} ${noCode}; write the value in quotes`, `${known.name}="${known.example}"`);
    } else {
      const problem = attributeProblem(known, attribute.value ?? '');
      if (problem) find(at, field, problem, `${known.name}="${known.example}"`);
      else if (known.value.type === 'reference') {
        report.references.push({ ...at, field, to: known.value.to, id: attribute.value ?? '' });
      }
    }
  }
  for (const attribute of component.attributes) {
    if (attribute.required && !given.has(attribute.name)) {
      find(startOf(node), `<${name} ${attribute.name}>`, 'is missing', component.example);
    }
  }
  const shape = shapeProblem(component, node, parent);
  if (shape) find(startOf(node), tag, shape, component.example);
}

function attributeProblem({ value }: ComponentAttribute, given: string): string | null {
  if (given.trim() === '') return 'is empty';
  if (value.type === 'enum' && !value.values.includes(given))
    return `must be one of ${value.values.join(', ')}`;
  if (value.type === 'lengths' && parseLengths(given) === null) {
    return 'must be one to six lengths in mm, from short to long, each at most 3';
  }
  return null;
}

function attributesWords({ attributes }: MdxComponent): string {
  return `is not an attribute of this component (${attributes.map(({ name }) => name).join(', ')})`;
}

/** What is wrong with where a component stands or what it encloses; null when nothing. */
function shapeProblem(
  { children, place }: MdxComponent,
  node: JsxNode,
  parent: MdxNode | undefined,
): string | null {
  const inner = node.children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
  if (children === 'none' && inner.length > 0) return 'encloses nothing: end it with “/>”';
  if (children !== 'none' && inner.length === 0) return 'encloses no words';
  if (children === 'words') {
    const blocks = inner.some(
      (child) => child.type === 'list' || child.type === 'heading' || child.type === 'mdxJsxFlowElement',
    );
    return blocks ? 'encloses only a few words of a sentence' : null;
  }
  if (place === 'sentence' || node.type === 'mdxJsxFlowElement') return null;
  const alone =
    parent?.type === 'paragraph' &&
    parent.children.every(
      (sibling) => sibling === node || (sibling.type === 'text' && sibling.value.trim() === ''),
    );
  return alone ? null : 'must stand on lines of its own, not inside a sentence';
}

function startOf(node: { position?: { start: Position } | undefined }): Position {
  return node.position
    ? { line: node.position.start.line, column: node.position.start.column }
    : { line: 1, column: 1 };
}
