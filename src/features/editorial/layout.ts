import { visit } from 'unist-util-visit';
import { type ContentLinter, dataOf, type LintFinding, ofKind } from '#content-pipeline/checked-content.ts';
import type { MdxNode, MdxTree } from '#content-pipeline/mdx-source.ts';
import type { Position } from '#content-pipeline/problems.ts';

/**
 * Sees to it that an article cannot sell first: before it names a roller that can be bought (`<Roller>`,
 * `<RollerCard>`, or a link into the shop), its body must have shown `<WhoShouldNot>` and `<Risks>`, each whole and not
 * folded away in an `<Expander>`. Products in the front matter stand at the end of the page, so for them the two must
 * only be there.
 */
export const layoutLinter: ContentLinter = {
  document(document) {
    if (document.kind !== 'article' || !document.body) return [];
    const { tree } = document.body;
    const first = firstOffer(tree);
    const [article] = ofKind([document], 'article');
    const products = article?.fields.sound(['products']) ? dataOf(article)?.products : null;
    const findings: LintFinding[] = [];
    for (const [name, title] of boxes) {
      const end = endOf(tree, name);
      if (first && (end === null || end > first.offset)) {
        findings.push({
          at: first,
          field: first.field,
          problem: `stands before <${name}>: who should not roll and what can go wrong come before anything to buy`,
          example: `<${name}>…</${name}> above it, with “${title}”`,
        });
      } else if (!first && end === null && products && products.length > 0) {
        findings.push({
          at: { path: ['products'] },
          field: 'products',
          problem: `names rollers, and the body has no <${name}>`,
          example: `<${name}>…</${name}>`,
        });
      }
    }
    return findings;
  },
};

const boxes = [
  ['WhoShouldNot', 'Do not roll at home if'],
  ['Risks', 'What can go wrong'],
] as const;

/** Pages on which something can be bought. */
const shopPath = /^\/(?:rollers|cart|checkout)(?:[/?#]|$)/;

function firstOffer(tree: MdxTree): (Position & { field: string; offset: number }) | null {
  const selling = new Set<string>();
  visit(tree, 'definition', ({ identifier, url }) => {
    if (shopPath.test(url)) selling.add(identifier);
  });
  let found: (Position & { field: string; offset: number }) | null = null;
  visit(tree, (node) => {
    const field = offerIn(node, selling);
    const start = node.position?.start;
    if (!field || !start || (found && found.offset <= (start.offset ?? 0))) return;
    found = { line: start.line, column: start.column, offset: start.offset ?? 0, field };
  });
  return found;
}

function offerIn(node: MdxNode, selling: ReadonlySet<string>): string | null {
  switch (node.type) {
    case 'link':
      return shopPath.test(node.url) ? 'link' : null;
    case 'linkReference':
      return selling.has(node.identifier) ? 'link' : null;
    case 'mdxJsxFlowElement':
    case 'mdxJsxTextElement':
      return node.name === 'Roller' || node.name === 'RollerCard' ? `<${node.name}>` : null;
    default:
      return null;
  }
}

/** Where the first such box ends that everybody sees; null where there is none. */
function endOf(tree: MdxTree, name: string): number | null {
  let end: number | null = null;
  const read = (node: MdxNode) => {
    if (end !== null) return;
    if ('name' in node && node.name === 'Expander') return;
    if ('name' in node && node.name === name) end = node.position?.end.offset ?? null;
    else if ('children' in node) for (const child of node.children) read(child);
  };
  read(tree);
  return end;
}
