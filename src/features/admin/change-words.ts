import type { ContentProblem } from '#content-pipeline/problems.ts';
import type { DocumentChange, TextChange } from '#features/releases/content-diff.ts';
import type { Activation } from '#features/releases/releases.server.ts';
import { type Lane, laneDuties } from '#features/self-check/lane.ts';
import type { ContentChange, PublishRefusal, RestoreRefusal } from './publish-content.server.ts';

/** A heading and what stands under it. */
export interface ChangeSection {
  title: string;
  entries: { name: string; lines: string[] }[];
}

/** A change as it is read: prices and warnings, then the rules, then the rest. Nothing is left out. */
export function changeSections({ documents, rules }: ContentChange): ChangeSection[] {
  const first = documents.filter((document) => document.first.length > 0);
  const sections: ChangeSection[] = [
    {
      title: 'Prices, tax, warnings and where we sell',
      entries: first.map((document) => ({ name: document.name, lines: document.first })),
    },
    {
      title: 'The rules of the self-check',
      entries: rules
        ? [{ name: laneWords[rules.lane], lines: [laneDuties[rules.lane], ...rules.words] }]
        : [],
    },
    {
      title: 'Everything else',
      entries: documents
        .map((document) => ({
          name: `${document.name}${cameOrWent[document.change]}`,
          lines: restOf(document),
        }))
        .filter(({ lines }, index) => lines.length > 0 || documents[index]?.change !== 'changed'),
    },
  ];
  return sections.filter(({ entries }) => entries.length > 0);
}

const cameOrWent: Record<DocumentChange['change'], string> = {
  added: ' (new)',
  removed: ' (taken out)',
  changed: '',
};

/** What a lane is called. */
export const laneWords: Record<Lane, string> = {
  words: 'Only words change',
  stricter: 'Stricter',
  looser: 'Looser',
  floor: 'The floor becomes looser',
};

function restOf({ rest, text }: DocumentChange): string[] {
  return text ? [...rest, ...textLines(text)] : rest;
}

// More than these of one text are counted: whoever rewrote a page reads the page.
const mostSentences = 12;

function textLines({ words, headings, sentences }: TextChange): string[] {
  const shown = <T>(all: readonly T[], write: (each: T) => string): string[] => [
    ...all.slice(0, mostSentences).map(write),
    ...(all.length > mostSentences ? [`… and ${all.length - mostSentences} more`] : []),
  ];
  return [
    `text, ${words.before} → ${words.after} words`,
    ...headings.gone.map((heading) => `heading taken out: “${heading}”`),
    ...headings.new.map((heading) => `new heading: “${heading}”`),
    ...shown(sentences.gone, (sentence) => `− ${sentence}`),
    ...shown(sentences.new, (sentence) => `+ ${sentence}`),
    ...(sentences.onlyMoved ? ['the same sentences, otherwise arranged'] : []),
  ];
}

/** Why nothing was published or restored, in a sentence or two; problems and rules are listed apart. */
export function refusalWords(refusal: PublishRefusal | RestoreRefusal): string {
  switch (refusal.reason) {
    case 'problems':
      return refusal.problems.length === 1
        ? 'There is a problem in the files, so nothing can be published.'
        : `There are ${refusal.problems.length} problems in the files, so nothing can be published.`;
    case 'nothing-changed':
      return `The files are as they are live (release ${refusal.live.release.number}), so there is nothing to publish.`;
    case 'working-copy-changed':
      return 'The files have changed since you looked at them. Look at the change again, then publish.';
    case 'changed-meanwhile':
      return refusal.live
        ? `Meanwhile release ${refusal.live.release.number} went live, by ${refusal.live.by}: “${refusal.live.note}”. Look at the change again, then decide.`
        : 'Nothing is live yet. Start the shop once.';
    case 'floor':
      return laneDuties.floor;
    case 'needs-approvals':
      return `Something becomes looser, so two others than whoever publishes have to approve it first, signed in, on the page for publishing. ${refusal.missing.join(' ')}`;
    case 'unknown-release':
      return 'There is no release of that number.';
    case 'is-live':
      return `Release ${refusal.live.release.number} is live already.`;
  }
}

/** Problems that a refusal is about; empty where it is about something else. */
export function problemsOf(refusal: PublishRefusal | RestoreRefusal): readonly ContentProblem[] {
  return refusal.reason === 'problems' ? refusal.problems : [];
}

/** Why a release went live. */
export const reasonWords: Record<Activation['why'], string> = {
  'first-start': 'first start',
  publish: 'published',
  restore: 'restored',
};
