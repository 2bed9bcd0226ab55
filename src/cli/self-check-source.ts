import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { rulesetFilesOf } from '#content-pipeline/assemble.ts';
import { inspectContent } from '#content-pipeline/check-content.ts';
import { dataOf, ofKind } from '#content-pipeline/checked-content.ts';
import type { RulesetFile } from '#content-pipeline/content.ts';
import { readYaml } from '#content-pipeline/yaml-source.ts';
import {
  type Ruleset,
  type RulesetProblem,
  readRuleset,
  readRulesets,
} from '#features/self-check/ruleset.ts';
import { systemClock } from '#lib/clock.ts';
import { earliestZone, type IsoDate, isIsoDate, todayIn } from '#lib/dates.ts';
import { projectRoot } from '#lib/project-root.server.ts';

/** What the commands of the self-check read of `content/`: the rules, and enough of the markets to know “today”. */
export interface SelfCheckSource {
  rulesets: RulesetFile[];
  markets: { id: string; zone: string }[];
  /** Id of the shop's market. */
  market: string;
}

/** Reads the rules, the markets and the shop's market from `content/`. */
export async function readSelfCheck(): Promise<SelfCheckSource> {
  const content = path.join(projectRoot, 'content');
  const rules = await readdir(path.join(content, 'self-check'), { recursive: true });
  const names = [
    'markets.yaml',
    'shop.yaml',
    ...rules.filter((name) => name.endsWith('.yaml')).map(inFolder),
  ];
  const files = new Map<string, string>();
  for (const name of names.sort()) files.set(name, await readFile(path.join(content, name), 'utf8'));
  const { documents, rulesets } = inspectContent({ files, publicFiles: new Set() });
  const [marketsFile] = ofKind(documents, 'markets');
  const [shopFile] = ofKind(documents, 'shop');
  return {
    rulesets: rulesetFilesOf(rulesets),
    markets: (marketsFile && dataOf(marketsFile)?.markets?.map(({ id, zone }) => ({ id, zone }))) ?? [],
    market: (shopFile && dataOf(shopFile)?.market) ?? '',
  };
}

function inFolder(name: string): string {
  return `self-check/${name.split(path.sep).join('/')}`;
}

/**
 * The version that an argument names: one of `content/self-check`, with the overlays that hold for it, or a file of its
 * own by its path. Throws an Error that says what is wrong and what there is.
 */
export async function versionNamed(source: SelfCheckSource, argument: string): Promise<Ruleset> {
  if (/\.ya?ml$/.test(argument)) return versionInFile(argument);
  const all = readRulesets(source.rulesets);
  if (!all.ok) throw new Error(problemsInWords('The rules in content/self-check cannot be read', all.error));
  const found = all.value.find(({ version }) => version === argument);
  if (found) return found;
  const known = all.value.map(({ version }) => version).join(', ');
  throw new Error(
    `There is no version “${argument}” in content/self-check. There is: ${known || 'none'}. A file elsewhere is named by its path, ending in .yaml.`,
  );
}

async function versionInFile(file: string): Promise<Ruleset> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) throw new Error(`There is no file “${file}”`);
  const { data, errors } = readYaml(text);
  const [error] = errors;
  if (error) throw new Error(`${file}:${error.line}: ${error.message}`);
  const version: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'version') : null;
  const reading = readRuleset({ file, version: String(version), data });
  if (reading.ok) return reading.value;
  throw new Error(problemsInWords(`${file} is no lawful version`, reading.error));
}

function problemsInWords(what: string, problems: readonly RulesetProblem[]): string {
  return [
    `${what}:`,
    ...problems.map(
      ({ file, path: place, message, example }) => `  ${file}  ${place}: ${message} (for example ${example})`,
    ),
  ].join('\n');
}

/** The market that an argument names, or the shop's own; throws an Error that says which there are. */
export function marketNamed(
  source: SelfCheckSource,
  argument: string | undefined,
): { id: string; zone: string } {
  const id = argument ?? source.market;
  const market = source.markets.find((each) => each.id === id);
  if (market) return market;
  throw new Error(
    `There is no market “${id}”. There is: ${source.markets.map((each) => each.id).join(', ')}.`,
  );
}

/** The civil date that an argument names, or today in the zone of the market; throws an Error for what is no date. */
export function dateNamed(argument: string | undefined, zone: string = earliestZone): IsoDate {
  if (argument === undefined) return todayIn(zone, systemClock.now());
  if (isIsoDate(argument)) return argument;
  throw new Error(`“${argument}” is not a date: write it as 2027-01-31`);
}

/** What was typed after the command: as many words as `words` has names, and options; throws an Error with the usage. */
export function readArguments<Option extends string>(
  usage: string,
  words: number,
  options: readonly Option[],
  flags: readonly string[] = [],
): { words: string[]; options: Partial<Record<Option, string>>; flags: Set<string> } {
  const known = {
    ...Object.fromEntries(options.map((name) => [name, { type: 'string' as const }])),
    ...Object.fromEntries(flags.map((name) => [name, { type: 'boolean' as const }])),
  };
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: process.argv.slice(2), options: known, allowPositionals: true });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
  const { positionals, values } = parsed;
  if (positionals.length !== words) {
    const given = positionals.length === 0 ? 'nothing' : positionals.map((word) => `“${word}”`).join(' ');
    throw new Error(`Expected ${words === 1 ? 'one version' : `${words} versions`}, not ${given}\n${usage}`);
  }
  const entries = Object.entries(values);
  return {
    words: positionals,
    options: Object.fromEntries(entries.filter(([, value]) => typeof value === 'string')) as Partial<
      Record<Option, string>
    >,
    flags: new Set(entries.filter(([, value]) => value === true).map(([name]) => name)),
  };
}

/** Writes a document to a file, whose folder is made, or to the terminal where no file is named. */
export async function writeOut(text: string, file: string | undefined): Promise<void> {
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await writeFile(file, text);
  process.stdout.write(`Written: ${file}\n`);
}

/** The ending of the file to write, which says in what form; throws an Error for an ending that is not offered. */
export function formOf<Form extends string>(
  file: string | undefined,
  forms: readonly [Form, ...Form[]],
): Form {
  if (file === undefined) return forms[0];
  const form = forms.find((each) => file.endsWith(`.${each}`));
  if (form) return form;
  throw new Error(`“${file}” must end in ${forms.map((each) => `.${each}`).join(' or ')}`);
}
