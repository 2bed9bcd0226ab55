import { readYaml } from '#content-pipeline/yaml-source.ts';
import type { Choice, Choices } from '#features/editing/editor-data.ts';

/** What the fields of the forms may name in the three lists that are no documents of their own, as far as these can be read. */
export function choicesOf(texts: ReadonlyMap<string, string>): Choices {
  return {
    source: choicesIn(texts, 'sources', 'title'),
    fact: choicesIn(texts, 'facts', 'says'),
    market: choicesIn(texts, 'markets', 'name'),
  };
}

function choicesIn(texts: ReadonlyMap<string, string>, list: string, words: string): Choice[] {
  const { data } = readYaml(texts.get(`${list}.yaml`) ?? '');
  const entries: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, list) : null;
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    const id: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'id') : null;
    if (typeof id !== 'string') return [];
    const said: unknown = Reflect.get(entry as object, words);
    return [{ id, words: typeof said === 'string' ? `${id}: ${said}` : id }];
  });
}
