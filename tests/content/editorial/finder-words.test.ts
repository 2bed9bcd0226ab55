import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Market } from '#content-pipeline/content.ts';
import { experiences, goals, places } from '#features/catalogue/finder-questions.ts';
import {
  type AnswerWords,
  answerWords,
  noneWords,
  notAskedHere,
  partsOf,
  type Saying,
  sourcesIn,
} from '#features/catalogue/finder-words.ts';
import { citationsLinter } from '#features/editorial/citations.ts';
import { claimsLinter } from '#features/editorial/claims.ts';
import { figuresLinter } from '#features/editorial/figures.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { findings, realContent } from './lint.ts';

const real = realContent(projectRoot);
const facts = real.get('facts.yaml') ?? '';
const articles = new Set([...real.keys()].flatMap((file) => /^learn\/(.+)\.mdx$/.exec(file)?.[1] ?? []));

const market = { sells: true, name: 'Here', reason: null, sources: [] } as unknown as Market;
const pick = { product: { kind: 'roller' }, variant: {} };

/** Every answer that has words of its own, with something on the shortlist where there may be. */
const answers: AnswerWords[] = goals.flatMap((goal) =>
  [null, ...places].flatMap((place) =>
    [null, ...experiences].map((experience) => {
      const none = [goal, place].filter((each) => each !== null && each in noneWords && goal !== 'keeping');
      const result = {
        none,
        shortlist: none.length > 0 ? [] : [pick],
        alsoFits: [],
        ruledOut: [],
        enoughMinor: null,
      } as unknown as Parameters<typeof answerWords>[1];
      return answerWords({ goal, place, experience, priceToMinor: null, needsCase: false }, result, {
        market,
        currency: 'GBP',
      });
    }),
  ),
);
const sayings: Saying[] = [
  ...new Set([...answers.flatMap(({ opening, holds }) => [...opening, ...holds]), ...notAskedHere]),
];

/** A saying as a paragraph of an article. */
function asBody(saying: Saying): string {
  return partsOf(saying)
    .map((part) =>
      'text' in part
        ? part.text
        : 'fact' in part
          ? `<Fact id="${part.fact}" />`
          : `<Cite id="${part.source}" />`,
    )
    .join('');
}

function faultsIn(body: string): string[] {
  const files = new Map([
    ['learn/fixture.mdx', `---\ntitle: Fixture\nsources: []\n---\n\n${body}\n`],
    ['facts.yaml', facts],
  ]);
  return findings(files, [claimsLinter, citationsLinter, figuresLinter])
    .filter(({ file }) => file.endsWith('fixture.mdx'))
    .map(({ field, problem }) => `${field}: ${problem}`);
}

describe('what the finder says is held to the same rules as an article', () => {
  it('has sayings for all answers', () => {
    expect(sayings.length).toBeGreaterThan(20);
  });

  it.each(sayings)('%s', (saying) => {
    expect(faultsIn(asBody(saying))).toEqual([]);
  });

  it('its headings and its advice whom to ask are no claims either', () => {
    const texts = [...new Set(answers.flatMap(({ heading, ask }) => [heading, ask ?? '']))].filter(Boolean);
    expect(texts.flatMap((text) => faultsIn(`${text}.`))).toEqual([]);
  });

  it('would find a claim', () => {
    expect(faultsIn(asBody('A longer roller removes acne scars.'))).not.toEqual([]);
    expect(faultsIn(asBody('Needling can leave dark marks and it causes infection.'))).not.toEqual([]);
  });

  it('cites sources that the shop has, and names articles and figures that it has', () => {
    const known = new Set<unknown>(
      (parse(real.get('sources.yaml') ?? '') as { sources: { id: unknown }[] }).sources.map(({ id }) => id),
    );
    expect(sourcesIn(sayings).filter((id) => !known.has(id))).toEqual([]);
    const figures = new Set<unknown>(
      (parse(facts) as { facts: { id: unknown }[] }).facts.map(({ id }) => id),
    );
    const used = sayings.flatMap(partsOf).flatMap((part) => ('fact' in part ? [part.fact] : []));
    expect(used.filter((id) => !figures.has(id))).toEqual([]);
    expect(answers.flatMap(({ reading }) => reading).filter((slug) => !articles.has(slug))).toEqual([]);
  });
});
