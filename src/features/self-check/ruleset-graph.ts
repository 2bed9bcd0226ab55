import { formatNeedleLength } from '#lib/needle-length.ts';
import { inHtml } from './review-document.ts';
import { countInWords, monthsInWords, stateNames } from './review-words.ts';
import { type Choice, type Question, type Rule, type Ruleset, type State, states } from './ruleset.ts';

/** One line of the graph: an answer, the rule it meets and where that leads; or an answer that meets none. */
interface Row {
  answer: string[];
  rule: string;
  note: string;
  /** Null where the answer opens another question and says nothing yet. */
  state: State | null;
}

interface Box {
  question: Question;
  number: number;
  name: string[];
  /** Asked only after an answer to the question before it. */
  isOpened: boolean;
  rows: Row[];
}

// Everything is placed on a grid of our own, in the units of the drawing: no text is measured, so the same rules give
// the same drawing on every machine.
const width = 800;
const left = { question: 8, opened: 26, answer: 170, rule: 432, lane: 610 };
const laneStep = 35;
const line = 15;
const rowGap = 4;
const boxGap = 10;
const headHeight = 92;
const answerLetters = 38;
const nameLetters = 15;

/**
 * Questions, answers, rules and outcomes as a drawing that fits one sheet of A4. It takes its colour from the text
 * around it, and those of the states from the classes `graph-wait`, `graph-clinician` and so on; `onPaper` makes it a
 * file of its own, black on white. The same as words: `graphText`.
 */
export function graphSvg(ruleset: Ruleset, { onPaper = false }: { onPaper?: boolean } = {}): string {
  const boxes = boxesOf(ruleset);
  const parts: string[] = [];
  let top = headHeight;
  const tops = boxes.map((box) => {
    const start = top;
    top += heightOf(box) + boxGap;
    return start;
  });
  const bottom = top;
  const height = bottom + 44;

  parts.push(...lanes(bottom));
  for (const [index, box] of boxes.entries()) {
    const y = tops[index] ?? 0;
    const next = tops[index + 1] ?? bottom;
    parts.push(drawnBox(box, y, next));
  }
  parts.push(
    `<path class="graph-flow" d="M${left.question + 6} ${bottom - boxGap}V${bottom + 8}" ${flowStroke}/>`,
    text(
      left.question,
      bottom + 24,
      ['All answered: the strictest outcome holds, and every reason is shown.'],
      {
        bold: true,
      },
    ),
  );

  const title = `The rules of the self-check, version ${ruleset.version}`;
  const description = `${countInWords(boxes.length, 'question')} from top to bottom. Beside each answer stand the rule that it meets and, in one of five columns, the outcome that the rule leads to.`;
  return [
    `<svg class="graph" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="graph-title graph-desc" font-family="Inter, system-ui, sans-serif" font-size="12.5" fill="currentColor"${onPaper ? ' color="black"' : ''}>`,
    `<title id="graph-title">${inHtml(title)}</title>`,
    `<desc id="graph-desc">${inHtml(description)}</desc>`,
    ...(onPaper ? [`<rect width="${width}" height="${height}" fill="white"/>`] : []),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** The graph as plain text, one line for each answer. */
export function graphText(ruleset: Ruleset): string {
  const lines = [
    `The rules of the self-check, version ${ruleset.version}`,
    `The strictest outcome holds: ${states.map((state) => stateNames[state].toLowerCase()).join(' < ')}.`,
  ];
  for (const { question, number, isOpened } of boxesOf(ruleset)) {
    lines.push('', `${number}. ${question.text} [${question.id}]${isOpened ? ' (only if opened)' : ''}`);
    const rows = rowsOf(ruleset, question, Number.POSITIVE_INFINITY);
    for (const [index, { answer, rule, note, state }] of rows.entries()) {
      const branch = index === rows.length - 1 ? '└─' : '├─';
      const way = [rule, note].filter(Boolean).join(', ');
      const end = state === null ? '' : ` → ${stateNames[state].toLowerCase()}`;
      lines.push(`   ${branch} ${answer.join(' ')} → ${way}${end}`);
    }
  }
  lines.push('', 'All answered: the strictest outcome holds, and every reason is shown.', '');
  return lines.join('\n');
}

function boxesOf(ruleset: Ruleset): Box[] {
  return ruleset.questions.map((question, index) => ({
    question,
    number: index + 1,
    name: wrapped(`${index + 1}. ${question.name}`, nameLetters + (question.kind === 'date' ? 0 : 3)),
    isOpened: question.kind === 'date',
    rows: rowsOf(ruleset, question, answerLetters),
  }));
}

function rowsOf(ruleset: Ruleset, question: Question, letters: number): Row[] {
  const dated = ruleset.rules
    .filter(({ when }) => when.question === question.id && 'withinMonths' in when)
    .map((rule) =>
      rowOf(
        'withinMonths' in rule.when ? `Within ${monthsInWords(rule.when.withinMonths)}` : '',
        rule,
        letters,
      ),
    );
  const passed: Row[] =
    question.kind === 'date' ? [{ answer: ['Longer ago'], rule: 'no rule', note: '', state: 'clear' }] : [];
  return [
    ...dated,
    ...passed,
    ...question.choices.flatMap((choice) => choiceRows(ruleset, question, choice, letters)),
  ];
}

function choiceRows(ruleset: Ruleset, question: Question, choice: Choice, letters: number): Row[] {
  const rules = ruleset.rules.filter(
    ({ when }) => when.question === question.id && 'is' in when && when.is === choice.id,
  );
  if (rules.length > 0) return rules.map((rule) => rowOf(choice.text, rule, letters));
  const asked = ruleset.questions.findIndex(({ id }) => id === choice.asks);
  const answer = wrapped(choice.text, letters);
  return asked === -1
    ? [{ answer, rule: 'no rule', note: '', state: 'clear' }]
    : [{ answer, rule: `asks question ${asked + 1}`, note: '', state: null }];
}

function rowOf(answer: string, rule: Rule, letters: number): Row {
  const notes = [
    ...(rule.until === 'healed' ? ['until healed'] : []),
    ...(rule.until !== null && rule.until !== 'healed' ? [monthsInWords(rule.until.addMonths)] : []),
    ...(rule.maxLengthMm === null ? [] : [`up to ${formatNeedleLength(rule.maxLengthMm)}`]),
    ...(rule.state === 'not-run' ? ['ends here'] : []),
  ];
  return { answer: wrapped(answer, letters), rule: rule.id, note: notes.join(', '), state: rule.state };
}

// --- Drawing --------------------------------------------------------------------------------------------------------

const flowStroke = 'fill="none" stroke="currentColor" stroke-width="1.5"';
const hairline = 'fill="none" stroke="currentColor" stroke-width="0.75" stroke-opacity="0.35"';

function lanes(bottom: number): string[] {
  const heads = [
    text(left.question, headHeight - 18, ['Question'], { bold: true }),
    text(left.answer, headHeight - 18, ['Answer'], { bold: true }),
    text(left.rule, headHeight - 18, ['Rule'], { bold: true }),
  ];
  return [
    ...heads,
    ...states.flatMap((state, index) => {
      const x = laneOf(state);
      return [
        `<path d="M${x} ${headHeight - 12}V${bottom - boxGap}" ${hairline}/>`,
        // Turned by 45°, so that five names fit.
        `<g transform="translate(${x + 4} ${headHeight - 18}) rotate(-45)">${text(0, 0, [stateNames[state]], { bold: true, className: `graph-${state}` })}</g>`,
        ...(index === 0 ? [`<path d="M${left.question} ${headHeight - 10}H${width - 8}" ${hairline}/>`] : []),
      ];
    }),
  ];
}

function drawnBox({ question, name, isOpened, rows }: Box, y: number, next: number): string {
  const height = rows.reduce((sum, row) => sum + rowHeight(row), 0);
  const x = isOpened ? left.opened : left.question;
  const boxHeight = Math.max(height, name.length * line + rowGap);
  const parts = [
    `<rect x="${x}" y="${y}" width="${left.answer - 14 - x}" height="${boxHeight}" rx="2" fill="none" stroke="currentColor" stroke-width="1"${isOpened ? ' stroke-dasharray="4 3"' : ''}/>`,
    text(x + 8, y + 15, name, { bold: true }),
    // The way on to the next question.
    `<path class="graph-flow" d="M${left.question + 6} ${y + boxHeight}V${next}" ${flowStroke}/>`,
  ];
  let top = y;
  if (isOpened) {
    // Past it, for those who are not asked.
    parts.push(`<path class="graph-flow" d="M${left.question + 6} ${y}V${y + boxHeight}" ${flowStroke}/>`);
  }
  for (const row of rows) {
    const middle = top + rowHeight(row) / 2;
    parts.push(
      `<path d="M${left.answer - 14} ${middle}H${left.answer - 5}" ${hairline}/>`,
      text(left.answer, middle + 4 - ((row.answer.length - 1) * line) / 2, row.answer),
      ruleText(row, middle + 4),
    );
    if (row.state !== null) {
      const lane = laneOf(row.state);
      parts.push(
        `<path d="M${left.lane - 18} ${middle}H${lane - 8}" ${hairline} stroke-dasharray="1 3"/>`,
        mark(row.state, lane, middle),
      );
    }
    top += rowHeight(row);
  }
  if (boxHeight > 0)
    parts.push(`<path d="M${left.answer - 14} ${y + boxHeight + boxGap / 2}H${width - 8}" ${hairline}/>`);
  return `<g id="graph-${question.id}">${parts.join('')}</g>`;
}

function ruleText({ rule, note }: Row, y: number): string {
  const isQuiet = rule === 'no rule';
  const more = note ? `<tspan dx="6" font-size="10.5" class="graph-quiet">${inHtml(note)}</tspan>` : '';
  return `<text x="${left.rule}" y="${y}" font-size="11.5"${isQuiet ? ' class="graph-quiet"' : ''}>${inHtml(rule)}${more}</text>`;
}

/** A shape of its own for each state, so that none is told by colour alone. */
function mark(state: State, x: number, y: number): string {
  const shapes: Record<State, string> = {
    clear: `<circle cx="${x}" cy="${y}" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5"/>`,
    wait: `<path d="M${x - 5.5} ${y + 5}L${x} ${y - 5.5}L${x + 5.5} ${y + 5}Z" fill="none" stroke="currentColor" stroke-width="1.5"/>`,
    clinician: `<path d="M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z"/>`,
    'do-not-use': `<rect x="${x - 5.5}" y="${y - 5.5}" width="11" height="11"/>`,
    'not-run': `<path d="M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x - 5} ${y + 5}L${x + 5} ${y - 5}" stroke="currentColor" stroke-width="2.5"/>`,
  };
  return `<g class="graph-mark graph-${state}">${shapes[state]}</g>`;
}

function text(
  x: number,
  y: number,
  lines: readonly string[],
  { bold = false, className = '' }: { bold?: boolean; className?: string } = {},
): string {
  const attributes = [
    ...(bold ? ['font-weight="600"'] : []),
    ...(className ? [`class="${className}"`] : []),
  ].map((attribute) => ` ${attribute}`);
  const spans = lines.map(
    (words, index) => `<tspan x="${x}" y="${y + index * line}">${inHtml(words)}</tspan>`,
  );
  return `<text${attributes.join('')}>${spans.join('')}</text>`;
}

function laneOf(state: State): number {
  return left.lane + states.indexOf(state) * laneStep;
}

function rowHeight({ answer }: Row): number {
  return answer.length * line + rowGap;
}

function heightOf({ rows, name }: Box): number {
  return Math.max(
    rows.reduce((sum, row) => sum + rowHeight(row), 0),
    name.length * line + rowGap,
  );
}

/** Lines of at most so many letters, broken between words. */
function wrapped(words: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= letters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
