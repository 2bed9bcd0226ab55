import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { figureFacts } from '#content-pipeline/figure-words.ts';
import { mdxComponentSet } from '#content-pipeline/mdx-components.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { skinSiteNames } from '#ui/drawings/figure-facts.ts';

// The content check holds each article to listing the sources of its figures, as far as the list of sources knows them.

const figures = mdxComponentSet
  .filter(({ attributes }) => attributes.some(({ name }) => name === 'caption'))
  .map(({ name }) => name);

test('every component with a caption is a figure with words and sources, and no other is', () => {
  expect(figures.length).toBeGreaterThan(4);
  for (const { name, attributes } of mdxComponentSet) {
    const example = (wanted: string) => attributes.find((attribute) => attribute.name === wanted)?.example;
    const facts = figureFacts(name, example);
    expect(facts !== null, name).toBe(figures.includes(name));
    if (facts) expect(facts.flatMap(({ sources }) => sources).length, name).toBeGreaterThan(0);
  }
});

test('every source that a figure rests on is in the shop’s list of sources', () => {
  const { sources }: { sources: { id: string }[] } = parse(
    readFileSync(path.join(projectRoot, 'content/sources.yaml'), 'utf8'),
  );
  const known = sources.map(({ id }) => id);
  for (const name of figures) {
    for (const site of skinSiteNames) {
      const facts = figureFacts(name, (attribute) => (attribute === 'site' ? site : '0.2')) ?? [];
      for (const id of facts.flatMap((fact) => fact.sources)) expect(known, `${name}, ${site}`).toContain(id);
    }
  }
});
