import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '#lib/project-root.server.ts';
import { type FigureFact, type SkinSiteName, skinSiteNames } from '#ui/drawings/figure-facts.ts';
import { healingTimelineFacts } from '#ui/drawings/healing-timeline.ts';
import { rollingPatternFacts } from '#ui/drawings/rolling-pattern.ts';
import { scarSectionFacts } from '#ui/drawings/scar-section.ts';
import { skinSectionFacts } from '#ui/drawings/skin-section.ts';

const content = path.join(projectRoot, 'content');
const idsOf = (facts: readonly FigureFact[]) => [...new Set(facts.flatMap(({ sources }) => sources))];
const shownBy: [uses: RegExp, facts: (site: SkinSiteName) => FigureFact[]][] = [
  [/<DepthFigure [^>]*>/g, (site) => skinSectionFacts([0.2], site)],
  [/<HealingTimeline /g, healingTimelineFacts],
  [/<RollingPattern /g, rollingPatternFacts],
  [/<ScarSection /g, scarSectionFacts],
];

test('every source that a figure rests on is in the list of sources', () => {
  const { sources }: { sources: { id: string }[] } = parse(
    readFileSync(path.join(content, 'sources.yaml'), 'utf8'),
  );
  const known = sources.map(({ id }) => id);
  for (const [, facts] of shownBy)
    for (const site of skinSiteNames) for (const id of idsOf(facts(site))) expect(known).toContain(id);
});

const articles = readdirSync(path.join(content, 'learn')).filter((file) => file.endsWith('.mdx'));

test.each(articles)('%s lists the sources of the figures it shows', (file) => {
  const [, frontMatter = '', ...body] = readFileSync(path.join(content, 'learn', file), 'utf8').split(
    /^---$/m,
  );
  const { sources: listed }: { sources: string[] } = parse(frontMatter);
  const text = body.join('---');
  let figures = 0;
  for (const [uses, facts] of shownBy) {
    for (const [use] of text.matchAll(uses)) {
      figures += 1;
      const site = skinSiteNames.find((name) => use.includes(`site="${name}"`)) ?? 'face';
      for (const id of idsOf(facts(site))) expect(listed, `${file}: ${use}`).toContain(id);
    }
  }
  expect(figures).toBeGreaterThan(0);
});
