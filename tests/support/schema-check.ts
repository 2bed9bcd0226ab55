import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '#lib/project-root.server.ts';

/** A statement as it was served, and where. */
export interface Served {
  where: string;
  data: Record<string, unknown>;
}

/**
 * What the compiler judges a value by: its names, its kinds, and those texts that stand for a type or a member of a
 * list. Two of the same shape are right or wrong together, and a page may hold hundreds.
 */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].join()}]`;
  if (typeof value === 'string') return value.startsWith('https://schema.org') ? value : 'text';
  if (typeof value !== 'object' || value === null) return typeof value;
  const entries = Object.entries(value).map(
    ([key, each]) => `${key}:${key === '@type' ? each : shapeOf(each)}`,
  );
  return `{${entries.sort().join()}}`;
}

/** The value with one item of each shape in its lists. */
function sampled(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Map(value.map((each) => [shapeOf(each), sampled(each)])).values()];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sampled(each)]));
}

/**
 * Holds statements to the vocabulary of schema.org: each is written down as a constant of its type and given to the
 * TypeScript compiler. What it finds wrong, in words; empty where all is well.
 */
export function schemaFaults(served: readonly Served[]): string[] {
  const distinct = new Map(served.map((each) => [shapeOf(each.data), each]));
  const files = new Map(
    [...distinct.values()].map((each, index) => [
      path.join(projectRoot, `served-${index}.ts`),
      { ...each, text: sourceOf(each) },
    ]),
  );
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
  host.getSourceFile = (name, language, ...rest) => {
    const file = files.get(name);
    return file
      ? ts.createSourceFile(name, file.text, language)
      : getSourceFile.call(host, name, language, ...rest);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const where = files.get(file?.fileName ?? '')?.where ?? 'the check itself';
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** `const data: WithContext<Article> = {…}`; a type that schema.org does not have is an import that fails. */
function sourceOf({ data }: Served): string {
  const type = String(data['@type']);
  // “query-input” belongs to an action’s own grammar, which the types keep apart from its vocabulary.
  const typed =
    type === 'WebSite' ? 'WebSite & { potentialAction: WithActionConstraints<SearchAction> }' : type;
  return [
    `import type { SearchAction, WithActionConstraints, WithContext, ${type} } from 'schema-dts';`,
    `export const data: WithContext<${typed}> = ${JSON.stringify(sampled(data), null, 2)};`,
  ].join('\n');
}
