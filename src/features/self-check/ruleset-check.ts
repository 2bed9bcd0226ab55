import { rulesetFilesOf } from '#content-pipeline/assemble.ts';
import {
  type ContentLinter,
  dataOf,
  ofKind,
  type ReadDocument,
  type ReadRuleset,
} from '#content-pipeline/checked-content.ts';
import type { FieldPath } from '#content-pipeline/problems.ts';
import { ok } from '#lib/result.ts';
import { type RulesetProblem, readRuleset, readRulesets } from './ruleset.ts';
import { brokenLineage, brokenSeals, readSeals } from './ruleset-history.ts';
import { isPausableTier } from './ruleset-shape.ts';

/**
 * Every law of the self-check's rules, for the content check: those of one file, those of overlays, and those that
 * versions owe to each other, which the running shop takes for granted of a content that was checked.
 */
export const selfCheckLinter: ContentLinter = {
  ruleset({ file, yaml }, all, documents) {
    return problemsIn(all, documents)
      .filter((problem) => problem.file === file)
      .map(({ path, message, example }) => ({
        at: { path: pathByIds(yaml.data, path) },
        field: path,
        problem: message,
        example,
      }));
  },
};

// Versions are held against each other, so all files are judged together, and once.
const judged = new WeakMap<readonly ReadRuleset[], RulesetProblem[]>();

function problemsIn(files: readonly ReadRuleset[], documents: readonly ReadDocument[]): RulesetProblem[] {
  const known = judged.get(files);
  if (known) return known;
  const problems = judge(files, documents);
  judged.set(files, problems);
  return problems;
}

function judge(files: readonly ReadRuleset[], documents: readonly ReadDocument[]): RulesetProblem[] {
  const rulesetFiles = rulesetFilesOf(files);
  const tightened = readRulesets(rulesetFiles);
  if (!tightened.ok) return tightened.error;
  const versions = rulesetFiles
    .filter(({ overlay }) => !overlay)
    .map(readRuleset)
    .flatMap((reading) => (reading.ok ? [reading.value] : []));
  const sealsFile = files.find(({ role }) => role === 'seals');
  const sealsPath = sealsFile?.file ?? 'content/self-check/seals.yaml';
  const seals = sealsFile ? readSeals(sealsFile.yaml.data) : ok(new Map<string, string>());
  return [
    ...brokenLineage(versions),
    ...(seals.ok
      ? brokenSeals(versions, seals.value, sealsPath)
      : seals.error.map((finding) => ({ file: sealsPath, ...finding }))),
    ...unknownPauses(files, documents),
  ];
}

/** A pause with a slip in its SKU would pause nothing. */
function unknownPauses(files: readonly ReadRuleset[], documents: readonly ReadDocument[]): RulesetProblem[] {
  const skus = ofKind(documents, 'product').flatMap((product) =>
    product.fields.sound(['variants']) ? (dataOf(product)?.variants?.map(({ sku }) => sku) ?? []) : [],
  );
  return files.flatMap(({ file, yaml }) => {
    const paused: unknown = isObject(yaml.data) ? Reflect.get(yaml.data, 'sale_paused') : [];
    if (!Array.isArray(paused)) return [];
    return paused
      .map(String)
      .filter((each) => !skus.includes(each) && !isPausableTier(each))
      .map((each) => ({
        file,
        path: 'sale_paused',
        message: `there is no product with the SKU ${each}`,
        example: `sale_paused: [surface, ${skus[0] ?? 'FACE-025'}]`,
      }));
  });
}

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
