import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { FieldPath, Position } from '#content-pipeline/problems.ts';

/** Parsed YAML that knows where each value stands in its file. */
export interface YamlSource {
  /** The plain data; undefined where the YAML could not be read. */
  data: unknown;
  errors: (Position & { message: string })[];
  /** Where the value at `path` begins, or the nearest thing around it that exists. */
  locate(path: FieldPath): Position;
  /** Where the name of the field at `path` is written. */
  locateName(path: FieldPath): Position;
  /** The value at `path` as it is written, e.g. `007` for the number 7; undefined for lists and mappings. */
  written(path: FieldPath): string | undefined;
}

/** Reads YAML that begins on `firstLine` (from 1) of its file; never throws. */
export function readYaml(text: string, firstLine = 1): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    logLevel: 'error',
  });
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: line + firstLine - 1, column: col };
  };
  const errors = [...document.errors, ...document.warnings].map((error) => ({
    ...positionOf(error.pos[0]),
    message: error.code === 'DUPLICATE_KEY' ? 'the same field is there twice' : error.message,
  }));
  let data: unknown;
  if (errors.length === 0) {
    try {
      // A handful of aliases is plenty for content; thousands of them are an attack on memory.
      data = document.toJS({ maxAliasCount: 50 });
    } catch (error) {
      errors.push({
        line: firstLine,
        column: 1,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }

  const find = (path: FieldPath) => {
    let node: unknown = document.contents;
    let name: unknown = null;
    let offset = 0;
    for (const part of path) {
      let next: unknown;
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
        name = pair?.key ?? null;
        next = pair?.value ?? pair?.key;
      } else if (isSeq(node) && typeof part === 'number') {
        next = node.items[part];
        name = next ?? null;
      }
      if (next === undefined || next === null) return { node: null, name: null, offset };
      node = next;
      offset = rangeStart(node) ?? offset;
    }
    return { node, name, offset };
  };

  return {
    data,
    errors,
    locate: (path) => (path.length === 0 ? { line: firstLine, column: 1 } : positionOf(find(path).offset)),
    locateName: (path) => {
      const { name, offset } = find(path);
      return positionOf(rangeStart(name) ?? offset);
    },
    written: (path) => {
      const { node } = find(path);
      return isScalar(node) ? node.source : undefined;
    },
  };
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}
