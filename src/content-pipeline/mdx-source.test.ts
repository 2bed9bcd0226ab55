import fc from 'fast-check';
import { visit } from 'unist-util-visit';
import { expect, it } from 'vitest';
import {
  attributeOf,
  headingsOf,
  isJsx,
  parseMdx,
  readingMinutes,
  remarkHeadingIds,
} from '#content-pipeline/mdx-source.ts';

function treeOf(text: string) {
  const parsed = parseMdx(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

it('headings have ids of plain letters, whatever words they are made of', () => {
  const tree = treeOf(
    '## What’s *0.5 mm*, <Term id="x">really</Term>?\n\n### Ödem\n\n## …\n\n# No\n\n#### No',
  );
  expect(headingsOf(tree)).toEqual([
    { depth: 2, text: 'What’s 0.5 mm, really?', id: 'whats-0-5-mm-really' },
    { depth: 3, text: 'Ödem', id: 'odem' },
    { depth: 2, text: '…', id: 'section' },
  ]);
});

it('ids are distinct, and are those the compiled headings get', () => {
  const words = fc.constantFrom('a', 'a 2', 'a-2', 'A!', 'b', '2');
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 12 }), (titles) => {
      const tree = treeOf(titles.map((title) => `## ${title}`).join('\n\n'));
      const ids = headingsOf(tree).map(({ id }) => id);
      expect(new Set(ids).size).toBe(titles.length);
      remarkHeadingIds()(tree);
      expect(tree.children.map((node) => node.data && Reflect.get(node.data, 'hProperties'))).toEqual(
        ids.map((id) => ({ id })),
      );
    }),
  );
});

it('a question is a heading of the third level, and gets its id from the compiler', () => {
  const tree = treeOf(
    '## Hurt\n\n<Question ask="Does it  hurt?">\n\n### Hurt\n\nYes.\n\n</Question>\n\n<Question ask="Hurt">No.</Question>',
  );
  expect(headingsOf(tree)).toEqual([
    { depth: 2, text: 'Hurt', id: 'hurt' },
    { depth: 3, text: 'Does it hurt?', id: 'does-it-hurt' },
    { depth: 3, text: 'Hurt', id: 'hurt-2' },
    { depth: 3, text: 'Hurt', id: 'hurt-3' },
  ]);
  remarkHeadingIds()(tree);
  const ids: (string | undefined)[] = [];
  visit(tree, (node) => {
    if (isJsx(node)) ids.push(attributeOf(node, 'id'));
  });
  expect(ids).toEqual(['does-it-hurt', 'hurt-3']);
});

it('the narrow space of a length stays in a heading', () => {
  expect(headingsOf(treeOf('## Up to 0.3\u202fmm'))).toEqual([
    { depth: 2, text: 'Up to 0.3\u202fmm', id: 'up-to-0-3-mm' },
  ]);
});

it('reading time counts words, at 220 a minute, rounded up', () => {
  const minutes = (count: number) => readingMinutes(treeOf('word '.repeat(count)));
  expect([0, 1, 220, 221, 440, 441].map(minutes)).toEqual([1, 1, 1, 2, 2, 3]);
});

it('front matter is no part of the words, and broken syntax is found where it is', () => {
  expect(readingMinutes(treeOf(`---\ntitle: ${'word '.repeat(500)}\n---\n\nwords`))).toBe(1);
  const broken = parseMdx('one\n\ntwo {three\n');
  expect(broken.ok || { line: broken.error.line, column: broken.error.column }).toEqual({
    line: 3,
    column: 11,
  });
  const unclosed = parseMdx('one\n\n  <DoList>\n\ntwo\n');
  expect(unclosed.ok || { line: unclosed.error.line, column: unclosed.error.column }).toEqual({
    line: 3,
    column: 3,
  });
});
