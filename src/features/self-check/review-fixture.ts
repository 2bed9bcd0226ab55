import type { RulesetFile } from '#content-pipeline/content.ts';
import { type Ruleset, readRuleset } from './ruleset.ts';
import { rulesetFile } from './ruleset-fixture.ts';

/** As much of a ruleset file as the tests below change. */
export interface RulesetData {
  version: string;
  limits: { max_length_mm: number; clearance_hours: number };
  floor: string[];
  questions: {
    id: string;
    about: string;
    kind: string;
    name: { en: string };
    text: { en: string };
    why: { en: string };
    counts?: { en: string[] };
    missing: { en: string };
    answers: { id: string; safe?: true; asks?: string; text: { en: string } }[];
  }[];
  rules: {
    id: string;
    when: { question: string; is?: string; within_months?: number };
    gives: { state: string; max_length_mm?: number; until?: 'healed' | { add_months: number; to: string } };
    say: { en: string };
    do?: { en: string };
    care?: unknown;
    cites?: string[];
    basis?: 'policy';
    confidence: string;
  }[];
}

const first = rulesetFile();

/** The first ruleset with changes, as a file of another version. For tests. */
export function changedFile(version: string, change: (data: RulesetData) => void): RulesetFile {
  const copy = structuredClone(first.data) as RulesetData;
  copy.version = version;
  change(copy);
  return { file: `content/self-check/${version}.yaml`, version, data: copy };
}

/** The same, read; throws with its problems if it is not lawful. */
export function changedRuleset(change: (data: RulesetData) => void, version = '2026.2.0'): Ruleset {
  const reading = readRuleset(changedFile(version, change));
  if (!reading.ok) throw new Error(JSON.stringify(reading.error, null, 2));
  return reading.value;
}

/** The rule with this id; throws if there is none. */
export function ruleIn(data: RulesetData, id: string): RulesetData['rules'][number] {
  const rule = data.rules.find((each) => each.id === id);
  if (!rule) throw new Error(`No rule ${id}`);
  return rule;
}

/** The question with this id; throws if there is none. */
export function questionIn(data: RulesetData, id: string): RulesetData['questions'][number] {
  const question = data.questions.find((each) => each.id === id);
  if (!question) throw new Error(`No question ${id}`);
  return question;
}

/**
 * An invented version, stricter in four ways; nobody proposes it. It stands in for a second version in tests and in
 * the samples of docs/self-check.
 */
export function inventedStricter(data: RulesetData): void {
  data.limits.max_length_mm = 0.25;
  ruleIn(data, 'numbing_allergy').gives.max_length_mm = 0.2;
  ruleIn(data, 'diabetes').gives.state = 'do-not-use';
  const filler = ruleIn(data, 'filler_6m');
  filler.when.within_months = 9;
  filler.gives.until = { add_months: 9, to: 'filler-date' };
  data.questions.push({
    id: 'sunbed',
    about: 'health',
    kind: 'radio',
    name: { en: 'Sunbeds' },
    text: { en: 'Have you used a sunbed in the last 2 weeks?' },
    why: { en: 'Invented for this sample.' },
    missing: { en: 'Choose whether you have used a sunbed' },
    answers: [
      { id: 'yes', text: { en: 'Yes' } },
      { id: 'no', safe: true, text: { en: 'No' } },
      { id: 'unsure', text: { en: 'I am not sure' } },
    ],
  });
  for (const is of ['yes', 'unsure']) {
    data.rules.push({
      id: `sunbed_${is}`,
      when: { question: 'sunbed', is },
      gives: { state: 'wait', until: 'healed' },
      say: { en: 'You have, or may have, used a sunbed. Invented for this sample.' },
      do: { en: 'Wait until your skin has calmed down.' },
      basis: 'policy',
      confidence: 'L',
    });
  }
}
