/** A part of a document for reviewers, which is written as Markdown, as HTML and as plain text. Words carry no markup. */
export type Block =
  | { is: 'heading'; level: 1 | 2 | 3; text: string; newSheet?: true }
  | { is: 'text'; text: string; lead?: boolean }
  | { is: 'list'; items: readonly string[] }
  | { is: 'fields'; rows: readonly (readonly [label: string, value: string])[] }
  | {
      is: 'table';
      caption: string;
      columns: readonly Column[];
      /** A cell with several lines has a paragraph for each. */
      rows: readonly (readonly (string | readonly string[])[])[];
    }
  | { is: 'boxes'; items: readonly string[] }
  | { is: 'signature'; who: string; lines: readonly string[] };

export interface Column {
  name: string;
  /** Of numbers: to the right. */
  number?: true;
}

/** Columns of words by their names. */
export function columnsOf(...names: readonly string[]): Column[] {
  return names.map((name) => ({ name }));
}

/** The document as Markdown; tables in the style of GitHub. */
export function toMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(blockInMarkdown).join('\n\n')}\n`;
}

function blockInMarkdown(block: Block): string {
  switch (block.is) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${inMarkdown(block.text)}`;
    case 'text':
      return inMarkdown(block.text);
    case 'list':
      return block.items.map((item) => `- ${inMarkdown(item)}`).join('\n');
    case 'fields':
      return block.rows
        .map(([label, value]) => `- **${inMarkdown(label)}:** ${inMarkdown(value)}`)
        .join('\n');
    case 'table':
      return markdownTable(block);
    case 'boxes':
      return block.items.map((item) => `- [ ] ${inMarkdown(item)}`).join('\n');
    case 'signature':
      return [
        `**${inMarkdown(block.who)}**`,
        ...block.lines.map((line) => `${inMarkdown(line)}: ${'_'.repeat(30)}`),
      ].join('\n\n');
  }
}

function markdownTable({ columns, rows }: Extract<Block, { is: 'table' }>): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(columns.map(({ name }) => inMarkdown(name))),
    row(columns.map(({ number }) => (number ? '--:' : ':--'))),
    ...rows.map((cells) =>
      row(
        cells.map((cell) =>
          linesOf(cell)
            .map((line) => inMarkdown(line).replaceAll('|', '\\|'))
            .join('<br>'),
        ),
      ),
    ),
  ].join('\n');
}

/** What Markdown would take for markup is written so that it shows. */
function inMarkdown(text: string): string {
  return text.replace(/[\\`*<>[\]]/g, '\\$&').replaceAll('\n', ' ');
}

/** The document as HTML without a frame, for a page of the shop or a file. */
export function toHtml(blocks: readonly Block[]): string {
  return blocks.map(blockInHtml).join('\n');
}

function blockInHtml(block: Block): string {
  switch (block.is) {
    case 'heading':
      return `<h${block.level}${block.newSheet ? ' class="sheet-new"' : ''}>${inHtml(block.text)}</h${block.level}>`;
    case 'text':
      return `<p${block.lead ? ' class="lead"' : ''}>${inHtml(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${inHtml(item)}</li>`).join('')}</ul>`;
    case 'fields':
      return `<dl class="sheet-fields">${block.rows
        .map(([label, value]) => `<div><dt>${inHtml(label)}</dt><dd>${inHtml(value)}</dd></div>`)
        .join('')}</dl>`;
    case 'table':
      return htmlTable(block);
    case 'boxes':
      return `<ul class="sheet-boxes">${block.items.map((item) => `<li>${inHtml(item)}</li>`).join('')}</ul>`;
    case 'signature':
      return `<div class="sheet-signature"><p><strong>${inHtml(block.who)}</strong></p>${block.lines
        .map((line) => `<p class="sheet-line">${inHtml(line)}</p>`)
        .join('')}</div>`;
  }
}

function htmlTable({ caption, columns, rows }: Extract<Block, { is: 'table' }>): string {
  const numeric = (index: number) => (columns[index]?.number ? ' class="number"' : '');
  const head = columns
    .map(({ name }, index) => `<th scope="col"${numeric(index)}>${inHtml(name)}</th>`)
    .join('');
  const body = rows
    .map((cells) => {
      const cellsInHtml = cells.map((cell, index) => {
        const lines = linesOf(cell);
        const words =
          lines.length > 1 ? lines.map((line) => `<p>${inHtml(line)}</p>`).join('') : inHtml(lines[0] ?? '');
        return index === 0 ? `<th scope="row">${words}</th>` : `<td${numeric(index)}>${words}</td>`;
      });
      return `<tr>${cellsInHtml.join('')}</tr>`;
    })
    .join('');
  // Tables of words only have columns of the same width, so that one below the other line up.
  const kind = columns.some(({ number }) => number) ? '' : ` sheet-words-${columns.length}`;
  // It scrolls by itself where it is wider than the page, by keyboard too.
  return `<section class="table-scroll" aria-label="${inHtml(caption)}" tabindex="0"><table class="ledger sheet-table${kind}"><caption class="sr-only">${inHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></section>`;
}

function linesOf(cell: string | readonly string[]): readonly string[] {
  return typeof cell === 'string' ? [cell] : cell;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it stands in HTML, in an attribute too. */
export function inHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}

/** The document as a web page of its own, to be sent by mail or printed; its style stands inside. */
export function toHtmlFile(title: string, blocks: readonly Block[]): string {
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${inHtml(title)}</title>
<style>
${fileStyle}</style>
</head>
<body>
<main>
${toHtml(blocks)}
</main>
</body>
</html>
`;
}

const fileStyle = `:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin-inline: auto; padding: 1.5rem; }
h1, h2, h3 { font-family: Georgia, serif; font-weight: 400; line-height: 1.2; margin: 1.6em 0 0.5em; }
h1 { margin-top: 0; }
.lead { font-size: 1.2em; }
.sheet-fields { display: grid; gap: 0.35rem; }
.sheet-fields div { display: grid; grid-template-columns: 13rem 1fr; gap: 1rem; }
.sheet-fields dt { opacity: 0.75; }
.sheet-fields dd { margin: 0; overflow-wrap: anywhere; }
.table-scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9em; }
th, td { text-align: start; vertical-align: top; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 40%, transparent); }
td p, th p { margin: 0 0 0.35em; }
.number { text-align: end; }
.sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.sheet-words-4 { table-layout: fixed; min-width: 44rem; }
.sheet-words-4 th:nth-child(-n + 2) { width: 21%; }
.sheet-words-4 th:nth-child(3) { width: 34%; }
.sheet-boxes { list-style: none; padding: 0; }
.sheet-boxes li::before { content: "☐ "; }
.sheet-signature { break-inside: avoid; margin-top: 2rem; }
.sheet-line { margin: 1.5rem 0 0; padding-bottom: 0.25rem; border-bottom: 1px solid; max-width: 32rem; }
@media (max-width: 40rem) { .sheet-fields div { grid-template-columns: 1fr; gap: 0; } }
@media print {
  @page { margin: 16mm; }
  :root { color-scheme: light; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
  thead { break-after: avoid; }
  .sheet-new { break-before: page; }
  .sheet-words-4 { min-width: 0; }
}
`;
