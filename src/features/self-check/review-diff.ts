import { formatDate } from '#lib/dates.ts';
import { laneDuties, laneOf } from './lane.ts';
import { type DiffCause, diffInWords, type OutcomeDiff } from './outcome-diff.ts';
import { type Block, columnsOf } from './review-document.ts';
import { stateNames } from './review-words.ts';
import { states } from './ruleset.ts';

const effectWords: Record<DiffCause['effect'], string> = {
  stricter: 'stricter',
  looser: 'looser',
  both: 'stricter and looser',
  none: 'no outcome changes',
};

const respectWords: Record<'length' | 'wait', string> = {
  length: 'Clear, with another longest needle',
  wait: 'Another wait',
};

/** What changes between two versions, as a document: the counts, who has to agree, every cause, every changed word. */
export function diffDocument(diff: OutcomeDiff): Block[] {
  const { before, after, causes, rewritten } = diff;
  const number = (count: number) => count.toLocaleString('en-GB');
  const counted = (words: string, { stricter, looser }: { stricter: number; looser: number }) => [
    words,
    number(stricter),
    number(looser),
  ];
  return [
    { is: 'heading', level: 1, text: `What changes from ${before.version} to ${after.version}` },
    { is: 'text', lead: true, text: diffInWords(diff) },
    {
      is: 'fields',
      rows: [
        ['Who has to agree', laneDuties[laneOf(diff)]],
        ['Combinations of answers', number(diff.combinations)],
        ['With the same outcome', number(diff.same)],
        ['Dates compared as on', formatDate(diff.today)],
        [`Content of ${before.version} (SHA-256)`, before.hash],
        [`Content of ${after.version} (SHA-256)`, after.hash],
      ],
    },
    {
      is: 'text',
      text: 'Compared is what a person can feel: the outcome, the longest needle where it is clear, and the wait. A question or an answer that only one version has is unknown to the other: there nobody is stopped by it. What is stricter in one respect and looser in another counts as both.',
    },
    ...(causes.length > 0
      ? ([
          { is: 'heading', level: 2, text: 'Causes' },
          {
            is: 'text',
            text: 'Each with the combinations that would change if nothing else had. Causes overlap, so they do not add up to the whole.',
          },
          {
            is: 'table',
            caption: 'Causes of the change',
            columns: [
              ...columnsOf('What', 'Effect'),
              { name: 'Stricter', number: true },
              { name: 'Looser', number: true },
            ],
            rows: causes.map(({ words, effect, floor, stricter, looser }) => [
              words,
              `${effectWords[effect]}${floor ? ', on the floor' : ''}`,
              number(stricter),
              number(looser),
            ]),
          },
        ] satisfies Block[])
      : []),
    ...(diff.stricter + diff.looser > 0
      ? ([
          { is: 'heading', level: 2, text: 'What people would notice' },
          {
            is: 'table',
            caption: 'Combinations that change, by what changes',
            columns: [
              ...columnsOf('What changes'),
              { name: 'Stricter', number: true },
              { name: 'Looser', number: true },
            ],
            rows: [
              ...diff.moves.map(({ from, to, count }) => {
                const isStricter = states.indexOf(to) > states.indexOf(from);
                return counted(`${stateNames[from]} → ${stateNames[to]}`, {
                  stricter: isStricter ? count : 0,
                  looser: isStricter ? 0 : count,
                });
              }),
              ...(['length', 'wait'] as const).map((respect) =>
                counted(respectWords[respect], diff.respects[respect]),
              ),
              counted('All together, each combination once', diff),
            ],
          },
        ] satisfies Block[])
      : []),
    ...(rewritten.length > 0
      ? ([
          { is: 'heading', level: 2, text: 'Words and evidence' },
          {
            is: 'table',
            caption: 'Words and evidence that were changed',
            columns: columnsOf('Where', before.version, after.version),
            rows: rewritten.map(({ where, before: old, after: now }) => [
              where,
              old?.split('\n') ?? 'nothing',
              now?.split('\n') ?? 'nothing',
            ]),
          },
        ] satisfies Block[])
      : []),
  ];
}
