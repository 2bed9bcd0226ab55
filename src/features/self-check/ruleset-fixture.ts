import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { RulesetFile } from '#content-pipeline/content.ts';
import { type Answers, askedQuestions } from './journey.ts';
import { type Ruleset, readRuleset } from './ruleset.ts';

const version = '2026.1.0';
const path = new URL(`../../../content/self-check/${version}.yaml`, import.meta.url);

/** The first ruleset of the shop as the content store hands it over; a fresh copy on each call. For tests. */
export function rulesetFile(): RulesetFile {
  return { file: `content/self-check/${version}.yaml`, version, data: parse(readFileSync(path, 'utf8')) };
}

/** The same, read; throws with its problems if it is not lawful. */
export function firstRuleset(): Ruleset {
  const reading = readRuleset(rulesetFile());
  if (!reading.ok) throw new Error(JSON.stringify(reading.error, null, 2));
  return reading.value;
}

/** The answers of somebody to whom nothing on the list applies, with changes. */
export function safeAnswers(ruleset: Ruleset, changes: Answers = {}): Answers {
  const safe = Object.fromEntries(
    ruleset.questions.flatMap(({ id, choices }) => {
      const choice = choices.find((each) => each.safe);
      return choice ? [[id, { chosen: [choice.id] }]] : [];
    }),
  );
  const answers: Answers = { ...safe, ...changes };
  const asked = new Set(askedQuestions(ruleset, answers).map(({ id }) => id));
  return Object.fromEntries(Object.entries(answers).filter(([id]) => asked.has(id)));
}
