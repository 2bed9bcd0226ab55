import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { depthWords } from '#features/learn/figures/depth-words.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { skinSiteNames } from '#ui/drawings/figure-facts.ts';

const folder = path.join(projectRoot, 'content/learn');
const explorable = readdirSync(folder)
  .filter((file) => file.endsWith('.mdx'))
  .filter((file) => readFileSync(path.join(folder, file), 'utf8').includes('explore="yes"'));

test('a figure to explore is somewhere', () => {
  expect(explorable.length).toBeGreaterThan(0);
});

// A reader may choose any place: the numbers of its sources are found in the list of the article.
test.each(explorable)('%s lists the sources of every place that a reader may choose', (file) => {
  const [, frontMatter = ''] = readFileSync(path.join(folder, file), 'utf8').split(/^---$/m);
  const { sources }: { sources: string[] } = parse(frontMatter);
  const needed = skinSiteNames.flatMap((site) => {
    const { layers, measured } = depthWords(1, site);
    return [...layers, ...measured].flatMap((fact) => fact.sources);
  });
  for (const id of new Set(needed)) expect(sources, file).toContain(id);
});
