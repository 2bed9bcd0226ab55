import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, test } from 'vitest';
import { diffOutcomes } from './outcome-diff.ts';
import { diffDocument } from './review-diff.ts';
import { type Block, columnsOf, inHtml, toHtml, toHtmlFile, toMarkdown } from './review-document.ts';
import { changedRuleset, inventedStricter, questionIn, ruleIn } from './review-fixture.ts';
import { ruleSheet } from './rule-sheet.ts';
import type { Ruleset } from './ruleset.ts';
import { firstRuleset } from './ruleset-fixture.ts';
import { graphSvg, graphText } from './ruleset-graph.ts';
import { type TruthTable, truthTable } from './truth-table.ts';

// The documents in docs/self-check are what the commands write on this day. A change of the rules or of their words makes
// these tests fail; `vitest run src/features/self-check -u` writes them anew, and the difference is to be read.
const today = '2026-11-22';
const ruleset = firstRuleset();
const invented = changedRuleset(inventedStricter, '2026.99.0');
const sample = (name: string) => new URL(`../../../docs/self-check/${name}`, import.meta.url).pathname;

let table: TruthTable;
beforeAll(() => {
  table = truthTable(ruleset, today);
}, 60_000);

/** Every word of a version that a person can be shown. */
function wordsOf({ questions, rules, outcomes }: Ruleset): string[] {
  return [
    ...questions.flatMap(({ text, why, counts, choices, passed }) => [
      text,
      why,
      ...counts,
      ...(passed === null ? [] : [passed]),
      ...choices.flatMap((choice) => [choice.text, ...(choice.hint === null ? [] : [choice.hint])]),
    ]),
    ...rules.flatMap(({ say, do: advice, care }) => [
      say,
      ...(advice === null ? [] : [advice]),
      ...(care === null ? [] : [care.title, ...care.items]),
    ]),
    ...Object.values(outcomes).flatMap(({ title, lead, instead }) => [title, lead, ...instead]),
  ];
}

describe('the rule sheet', () => {
  test('the committed sample is what the command writes', async () => {
    await expect(toMarkdown(ruleSheet(ruleset, { today, table }))).toMatchFileSnapshot(
      sample(`${ruleset.version}-rule-sheet.md`),
    );
  });

  test('holds every word that a person can be shown, every rule, every source and every disagreement', () => {
    const sheet = toHtml(ruleSheet(ruleset, { today }));
    const missing = [
      ...wordsOf(ruleset),
      ...ruleset.rules.flatMap(({ id, conflict }) => [id, ...(conflict === null ? [] : [conflict])]),
      ...Object.entries(ruleset.sources).flatMap(([id, { title, url }]) => [id, title, url]),
      ...ruleset.floor,
      ruleset.hash,
    ].filter((words) => !sheet.includes(inHtml(words)));
    expect(missing).toEqual([]);
    expect(sheet.match(/Policy of the shop/g)).toHaveLength(
      ruleset.rules.filter(({ basis }) => basis === 'policy').length,
    );
  });

  test('says who has signed, and what is open while nobody has', () => {
    const open = toMarkdown(ruleSheet(ruleset, { today }));
    expect(open).toContain('No clinician has reviewed this version.');
    expect(open).toContain('- No clinician has signed.');
    const signed = toMarkdown(
      ruleSheet(
        {
          ...ruleset,
          review: {
            ...ruleset.review,
            reviewedBy: 'A. Name, dermatologist',
            reviewedOn: '2026-10-01',
            reviewDue: '2027-09-30',
            secondApprover: 'B. Other',
          },
        },
        { today },
      ),
    );
    expect(signed).toContain('Reviewed by A. Name, dermatologist.');
    expect(signed).toContain('**Next review due:** 30 September 2027');
    expect(signed).not.toContain('No clinician');
  });

  test('names the hash of the truth table that is signed with it', () => {
    expect(toMarkdown(ruleSheet(ruleset, { today, table }))).toContain(table.digest);
    expect(toMarkdown(ruleSheet(ruleset, { today }))).not.toContain('All combinations');
  });
});

describe('the graph', () => {
  test('the committed samples are what the command writes', async () => {
    await expect(graphSvg(ruleset, { onPaper: true })).toMatchFileSnapshot(
      sample(`${ruleset.version}-graph.svg`),
    );
    await expect(graphText(ruleset)).toMatchFileSnapshot(sample(`${ruleset.version}-graph.txt`));
  });

  test('is well-formed, has a title and a description, and no style of its own', () => {
    const svg = graphSvg(ruleset);
    expect(XMLValidator.validate(svg)).toBe(true);
    const { svg: root } = new XMLParser({ ignoreAttributes: false }).parse(svg);
    expect(root.title['#text']).toBe('The rules of the self-check, version 2026.1.0');
    expect(root['@_role']).toBe('img');
    expect(root['@_aria-labelledby']).toBe(`${root.title['@_id']} ${root.desc['@_id']}`);
    expect(svg).not.toMatch(/<style|style=|#[0-9a-f]{3,6}\b|rgb\(/i);
  });

  test('draws the same twice, and fits one sheet of A4', () => {
    expect(graphSvg(firstRuleset())).toBe(graphSvg(ruleset));
    const [, width = 0, height = 0] = /viewBox="0 0 (\d+) (\d+)"/.exec(graphSvg(ruleset))?.map(Number) ?? [];
    // 178 by 261 mm between the margins; 12.5 units of type must stay above 6.5 points.
    const pointsPerUnit = Math.min(((178 / 25.4) * 72) / width, ((261 / 25.4) * 72) / height);
    expect(12.5 * pointsPerUnit).toBeGreaterThan(6.5);
  });

  test('shows every question, answer and rule, in the drawing and in words', () => {
    const marks = graphSvg(ruleset).match(/class="graph-mark /g);
    const answers = ruleset.questions.flatMap(({ choices }) => choices.filter(({ asks }) => asks === null));
    const dated = ruleset.rules.filter(({ when }) => 'withinMonths' in when);
    // One for each answer, one for each date that a rule looks for, and one for “longer ago”.
    expect(marks).toHaveLength(answers.length + dated.length + 1);
    const words = graphText(ruleset);
    for (const { text, choices } of ruleset.questions) {
      expect(words).toContain(text);
      for (const choice of choices) expect(words).toContain(`${choice.text} →`);
    }
    for (const { id } of ruleset.rules) {
      expect(words).toContain(`→ ${id}`);
      expect(graphSvg(ruleset)).toContain(`>${id}<`);
    }
  });
});

describe('the outcome diff', () => {
  test('the committed sample is what the command writes for an invented version', async () => {
    const diff = diffOutcomes(ruleset, invented, today);
    const [title, ...rest] = diffDocument(diff);
    const note: Block = {
      is: 'text',
      text: `Version ${invented.version} is invented for this sample. Nobody proposes it.`,
    };
    await expect(toMarkdown(title ? [title, note, ...rest] : rest)).toMatchFileSnapshot(
      sample('sample-outcome-diff.md'),
    );
  });

  test('says in which lane a change goes', () => {
    const lane = (after: Ruleset) => toMarkdown(diffDocument(diffOutcomes(ruleset, after, today)));
    expect(lane(invented)).toContain('Nothing becomes looser');
    const reworded = changedRuleset((data) => {
      ruleIn(data, 'diabetes').say.en = 'Diabetes.';
    });
    expect(lane(reworded)).toContain('Only words or evidence change');
    const looser = changedRuleset((data) => {
      ruleIn(data, 'diabetes').gives = { state: 'wait', until: 'healed' };
    });
    expect(lane(looser)).toContain('Something becomes looser');
  });
});

describe('as Markdown and HTML', () => {
  const hostile = '<img src=x onerror="alert(1)"> & *stars* | [link](x)';
  const blocks: Block[] = [
    { is: 'heading', level: 2, text: hostile },
    { is: 'text', text: hostile },
    { is: 'list', items: [hostile] },
    { is: 'fields', rows: [[hostile, hostile]] },
    { is: 'table', caption: hostile, columns: columnsOf(hostile), rows: [[[hostile, hostile]]] },
    { is: 'boxes', items: [hostile] },
    { is: 'signature', who: hostile, lines: [hostile] },
  ];

  test('nothing that stands in the rules becomes markup', () => {
    const html = toHtml(blocks);
    expect(html).not.toMatch(/<img|onerror="/);
    expect(XMLValidator.validate(`<div>${html}</div>`)).toBe(true);
    expect(toMarkdown(blocks)).not.toMatch(/(^|[^\\])(<img|\*stars|\[link)/);
    expect(toMarkdown(blocks)).toContain('\\|');
    const planted = changedRuleset((data) => {
      questionIn(data, 'skin').text.en = hostile;
      ruleIn(data, 'diabetes').say.en = hostile;
    });
    expect(toHtml(ruleSheet(planted, { today }))).not.toContain('<img');
    expect(XMLValidator.validate(graphSvg(planted))).toBe(true);
  });

  test('a file of its own has a title, a language and no address of another site', () => {
    const file = toHtmlFile('A & B', blocks);
    expect(file).toContain('<title>A &amp; B</title>');
    expect(file).toContain('<html lang="en-GB">');
    expect(file).not.toMatch(/https?:/);
  });
});
