import type { Finding, ParsedOverlay, ParsedRuleset } from './ruleset-shape.ts';

/**
 * Everything that an overlay says about a version and may not, the laws of a whole version aside. It can only add
 * questions, rules and sources, raise the state and lower the cap of rules outside the floor, lower the limits and pause
 * sales: its shape has no word for anything else, so that no answers ever lead to a milder outcome than without it.
 */
export function overlayFindings(base: ParsedRuleset, overlay: ParsedOverlay): Finding[] {
  return [...limitFindings(base, overlay), ...raiseFindings(base, overlay)];
}

/** A version with what an overlay adds to it and with the lower of their limits. The laws hold for the result as well. */
export function withAdditions(version: ParsedRuleset, overlay: ParsedOverlay): ParsedRuleset {
  const { limits } = version;
  const maxLengthMm = Math.min(limits.max_length_mm, overlay.limits.max_length_mm ?? limits.max_length_mm);
  const hours = Math.min(limits.clearance_hours, overlay.limits.clearance_hours ?? limits.clearance_hours);
  return {
    ...version,
    limits: { max_length_mm: maxLengthMm, clearance_hours: hours },
    sale_paused: [...new Set([...version.sale_paused, ...overlay.sale_paused])],
    sources: { ...overlay.sources, ...version.sources },
    questions: [...version.questions, ...overlay.questions],
    rules: [...version.rules, ...overlay.rules].map((rule) => withCapUpTo(rule, maxLengthMm)),
  };
}

/**
 * A version with those of its rules raised that overlays name. A wait that becomes stricter keeps its end, because a
 * date is told beside “ask a clinician” too; so the law that only a wait ends does not hold for the result.
 */
export function withRaises(version: ParsedRuleset, overlays: readonly ParsedOverlay[]): ParsedRuleset {
  const raises = overlays.flatMap(({ stricter }) => stricter);
  return {
    ...version,
    rules: version.rules.map((rule) => raises.filter(({ id }) => id === rule.id).reduce(raised, rule)),
  };
}

type ParsedRule = ParsedRuleset['rules'][number];
type Raise = ParsedOverlay['stricter'][number];

const strictness: readonly ParsedRule['gives']['state'][] = [
  'clear',
  'wait',
  'clinician',
  'do-not-use',
  'not-run',
];

function withCapUpTo(rule: ParsedRule, maxLengthMm: number): ParsedRule {
  const cap = rule.gives.max_length_mm;
  return cap !== undefined && cap > maxLengthMm
    ? { ...rule, gives: { ...rule.gives, max_length_mm: maxLengthMm } }
    : rule;
}

function raised(rule: ParsedRule, raise: Raise): ParsedRule {
  const { state, max_length_mm: cap } = rule.gives;
  const caps = [cap, raise.max_length_mm].filter((each) => each !== undefined);
  return {
    ...rule,
    gives: {
      ...rule.gives,
      state: raise.state !== undefined && isStricter(raise.state, state) ? raise.state : state,
      ...(caps.length > 0 ? { max_length_mm: Math.min(...caps) } : {}),
    },
  };
}

function isStricter(a: ParsedRule['gives']['state'], b: ParsedRule['gives']['state']): boolean {
  return strictness.indexOf(a) > strictness.indexOf(b);
}

function limitFindings(base: ParsedRuleset, { limits, sources, rules }: ParsedOverlay): Finding[] {
  const findings: Finding[] = [];
  for (const { id, gives } of rules) {
    if ((gives.max_length_mm ?? 0) > base.limits.max_length_mm) {
      findings.push({
        path: `rules[${id}].gives.max_length_mm`,
        message: `a rule may only lower the limit of ${base.limits.max_length_mm} mm`,
        example: `max_length_mm: ${base.limits.max_length_mm}`,
      });
    }
  }
  for (const name of ['max_length_mm', 'clearance_hours'] as const) {
    const limit = limits[name];
    if (limit !== undefined && limit > base.limits[name]) {
      findings.push({
        path: `limits.${name}`,
        message: `an overlay may only lower the limit of ${base.limits[name]}`,
        example: `${name}: ${base.limits[name]}`,
      });
    }
  }
  for (const id of Object.keys(sources)) {
    if (Object.hasOwn(base.sources, id)) {
      findings.push({
        path: `sources.${id}`,
        message: 'is already a source of the version, and may not be replaced',
        example: 'M1: {title: "…", year: 2026, url: "https://…", read: whole, confidence: M}',
      });
    }
  }
  return findings;
}

function raiseFindings(base: ParsedRuleset, { stricter }: ParsedOverlay): Finding[] {
  return stricter.flatMap((raise, index) => {
    const path = `stricter[${raise.id}]`;
    const rule = base.rules.find(({ id }) => id === raise.id);
    if (!rule) {
      return [
        { path, message: 'the version has no such rule', example: '{id: diabetes, state: do-not-use}' },
      ];
    }
    const findings: Finding[] = [];
    const find = (at: string, message: string, example: string) =>
      findings.push({ path: at ? `${path}.${at}` : path, message, example });
    if (stricter.findIndex(({ id }) => id === raise.id) !== index) {
      find('', 'is there twice', '{id: diabetes, state: do-not-use, max_length_mm: 0.2}');
    }
    if (base.floor.includes(raise.id)) {
      find(
        '',
        'is a rule of the floor: add a stricter rule of your own beside it',
        '- {id: my_rule, when: …}',
      );
    }
    if (raise.state === undefined && raise.max_length_mm === undefined) {
      find('', 'changes nothing', '{id: diabetes, state: do-not-use}');
    }
    if (raise.state !== undefined && !isStricter(raise.state, rule.gives.state)) {
      find('state', `is no stricter than “${rule.gives.state}”`, 'state: do-not-use');
    }
    const cap = rule.gives.max_length_mm ?? base.limits.max_length_mm;
    if (raise.max_length_mm !== undefined && raise.max_length_mm > cap) {
      find('max_length_mm', `may only lower the cap of ${cap} mm`, `max_length_mm: ${cap}`);
    }
    return findings;
  });
}
