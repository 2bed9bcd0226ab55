import type { ContentLinter } from '#content-pipeline/checked-content.ts';
import type { FieldPath } from '#content-pipeline/problems.ts';
import { citationsLinter } from '#features/editorial/citations.ts';
import { claimsLinter } from '#features/editorial/claims.ts';
import { figuresLinter } from '#features/editorial/figures.ts';
import { layoutLinter } from '#features/editorial/layout.ts';
import { readRuleset } from '#features/self-check/ruleset.ts';

/** What features demand of content beyond the content model; the pipeline may not ask them itself. */
export const contentLinters: readonly ContentLinter[] = [
  {
    ruleset({ file, version, yaml }) {
      const reading = readRuleset({ file, version, data: yaml.data });
      if (reading.ok) return [];
      return reading.error.map(({ path, message, example }) => ({
        at: { path: pathByIds(yaml.data, path) },
        field: path,
        problem: message,
        example,
      }));
    },
  },
  // What this shop may say, and what must stand beside it (docs/decisions/012-editorial-rules.md).
  claimsLinter,
  citationsLinter,
  figuresLinter,
  layoutLinter,
];

/** Where `rules[keloid_self].say.en` lies: lists are walked by the ids of their entries, or by position. */
function pathByIds(data: unknown, words: string): FieldPath {
  const path: (string | number)[] = [];
  let place = data;
  for (const [, id, name] of words.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) {
    let step: string | number = name ?? id ?? '';
    if (id !== undefined && Array.isArray(place)) {
      const index = place.findIndex((entry: unknown) => isObject(entry) && Reflect.get(entry, 'id') === id);
      step = index === -1 ? Number(id) : index;
    }
    path.push(step);
    place = isObject(place) ? Reflect.get(place, step) : undefined;
  }
  return path;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
