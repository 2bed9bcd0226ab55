import type { RulesetFile } from '#content-pipeline/content.ts';
import { rulesetFile } from './ruleset-fixture.ts';

/** The node at a path of keys; list items are found by their id. Throws when there is none: a typo in a test. */
export function nodeAt(data: unknown, ...path: string[]): object {
  let node: unknown = data;
  for (const key of path) {
    const inner: unknown = Array.isArray(node)
      ? node.find((item) => Reflect.get(Object(item), 'id') === key)
      : Reflect.get(Object(node), key);
    if (typeof inner !== 'object' || inner === null) throw new Error(`No ${path.join('.')}`);
    node = inner;
  }
  return Object(node);
}

/** Sets a field of a node of parsed YAML. */
export function put(node: object, key: string, value: unknown): void {
  Reflect.set(node, key, value);
}

/** Takes a field of a node away. */
export function drop(node: object, key: string): void {
  Reflect.deleteProperty(node, key);
}

/** A question of a ruleset file's data, or a node inside it. */
export function question(data: object, id: string, ...path: string[]): object {
  return nodeAt(data, 'questions', id, ...path);
}

/** An answer of a question. */
export function answer(data: object, id: string, choice: string): object {
  return question(data, id, 'answers', choice);
}

/** A rule, or a node inside it. */
export function rule(data: object, id: string, ...path: string[]): object {
  return nodeAt(data, 'rules', id, ...path);
}

/** Takes the item with this id out of the list at `key`. */
export function remove(node: object, key: string, id: string): void {
  const items: unknown = Reflect.get(node, key);
  if (!Array.isArray(items)) throw new Error(`No list ${key}`);
  put(
    node,
    key,
    items.filter((item) => Reflect.get(Object(item), 'id') !== id),
  );
}

/** The first ruleset of the shop with some things changed, as the file of `version`. For tests. */
export function changed(change: (data: object) => void, version = '2026.1.0'): RulesetFile {
  const file = { ...rulesetFile(), file: `content/self-check/${version}.yaml`, version };
  const data = nodeAt(file.data);
  put(data, 'version', version);
  change(data);
  return file;
}

/** Signs and publishes a ruleset file's data. */
export function publish(data: object): void {
  put(data, 'status', 'published');
  put(data, 'review', {
    ...nodeAt(data, 'review'),
    reviewed_by: 'A. Name, dermatologist, General Medical Council',
    reviewed_on: '2026-10-20',
    review_due: '2027-10-20',
    second_approver: 'B. Name',
  });
}

/** A published version from this day on, with some things changed. */
export function published(
  version: string,
  from: string,
  change: (data: object) => void = () => {},
): RulesetFile {
  return changed((data) => {
    publish(data);
    put(data, 'effective_from', from);
    change(data);
  }, version);
}
