import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** The four rules, in the words that a violation prints. */
export const rules = {
  1: 'Imports go down, never sideways: pages · cli · server → checkout · admin → every other feature → content-pipeline · db · lib · ui. Only checkout and admin import other features; nobody imports pages, cli or server.',
  2: 'Any feature may read any table; each table has exactly one writer, the feature that its schema names.',
  3: 'Features meet in pages, by props and slots, or in checkout and admin; nothing reachable from an island or a browser script is a .server.ts.',
  4: 'stripe is imported only by payments, better-auth only by staff, generated content only by content-pipeline, a database driver only by db, the sandbox by nobody but tests; only self-check makes a Clearance.',
} as const;
export type RuleNumber = keyof typeof rules;

export interface Violation {
  rule: RuleNumber;
  file: string;
  line: number;
  found: string;
}

/** Text of each `.ts`, `.tsx` and `.astro` file by its path below the repository, `/` between the parts. */
export type Sources = ReadonlyMap<string, string>;

/** Reads the sources below `root`/src. */
export function readSources(root: string): Sources {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|astro)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    files
      .sort()
      .map((file) => [path.relative(root, file).split(path.sep).join('/'), readFileSync(file, 'utf8')]),
  );
}

/** The rule, and the line that breaks it, for a person to read. */
export function explain({ rule, file, line, found }: Violation): string {
  return `${file}:${line}  ${found}\n    rule ${rule}: ${rules[rule]}`;
}

/** Everything in the sources that breaks one of the four rules. Type imports count like any other. */
export function findViolations(sources: Sources): Violation[] {
  const modules = [...sources].map(([file, text]) => readModule(file, text));
  return [
    ...modules.flatMap(importsOutOfPlace),
    ...writersOutOfPlace(modules),
    ...serverCodeInBrowser(modules),
    ...modules.flatMap(packagesOutOfPlace),
    ...modules.flatMap(clearancesMade),
  ].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

// --- Reading a module -----------------------------------------------------------------------------------------------

interface Import {
  /** `src/…` for our own, `generated` for compiled content, else the specifier of a package. */
  target: string;
  specifier: string;
  line: number;
  /** Local name → exported name (`default`, `*` for all). */
  names: ReadonlyMap<string, string>;
}

interface Module {
  file: string;
  isTest: boolean;
  imports: Import[];
  /** Syntax trees: one of the module, or the front matter and each script of a page. Lines are those of the file. */
  trees: ts.SourceFile[];
  /** What the browser runs: files of the islands and scripts that this page starts. */
  browserEntries: { target: string; line: number }[];
}

function readModule(file: string, text: string): Module {
  const isTest = /\.test\.tsx?$/.test(file);
  if (!file.endsWith('.astro')) {
    const tree = parse(file, text);
    return { file, isTest, imports: importsOf(file, tree), trees: [tree], browserEntries: [] };
  }
  const { frontMatter, template, scripts } = splitPage(text);
  const head = parse(file, frontMatter);
  const scriptTrees = scripts.map((script) => parse(file, script));
  const inTemplate = [...template.matchAll(/\bimport\(\s*(['"])(.*?)\1\s*\)/g)].map((match) =>
    importOf(file, match[2] ?? '', lineAt(template, match.index)),
  );
  const sourced = [...template.matchAll(/<script\b[^>]*?\bsrc=(['"])(\.{1,2}\/.*?|#.*?)\1/g)].map((match) =>
    importOf(file, match[2] ?? '', lineAt(template, match.index)),
  );
  const scriptImports = [...scriptTrees.flatMap((tree) => importsOf(file, tree)), ...sourced];
  const imports = [...importsOf(file, head), ...inTemplate, ...scriptImports];
  return {
    file,
    isTest,
    imports,
    trees: [head, ...scriptTrees],
    browserEntries: [
      ...scriptImports.map(({ target, line }) => ({ target, line })),
      ...islandsOf(template).flatMap(({ name, line }) => {
        const found = imports.find(({ names }) => names.has(name));
        return found ? [{ target: found.target, line }] : [];
      }),
    ],
  };
}

function parse(file: string, text: string): ts.SourceFile {
  const kind = file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
}

/** The parts of an Astro file, each as long as the file, with the other parts blanked, so that lines stay right. */
function splitPage(text: string): { frontMatter: string; template: string; scripts: string[] } {
  const fence = /^\s*---\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  const end = fence?.[0].length ?? 0;
  const open = text.indexOf('---');
  const frontMatter = fence ? only(text, open + 3, text.lastIndexOf('---', end)) : blank(text);
  const template = blank(text.slice(0, end)) + text.slice(end);
  const scripts = [...template.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((match) => {
    const from = match.index + match[0].indexOf('>') + 1;
    return only(text, from, from + (match[1]?.length ?? 0));
  });
  return { frontMatter, template, scripts };
}

function only(text: string, from: number, to: number): string {
  return blank(text.slice(0, from)) + text.slice(from, to) + blank(text.slice(to));
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Components with a `client:` directive. Goes back from it to the tag, past braces, which may hold tags of their own. */
function islandsOf(template: string): { name: string; line: number }[] {
  return [...template.matchAll(/\sclient:(?:load|idle|visible|media|only)\b/g)].flatMap(({ index }) => {
    let depth = 0;
    for (let at = index; at >= 0; at -= 1) {
      const letter = template[at];
      if (letter === '}') depth += 1;
      if (letter === '{') depth -= 1;
      const tag = depth === 0 && letter === '<' ? /^<([A-Z]\w*)/.exec(template.slice(at, at + 100)) : null;
      if (tag?.[1]) return [{ name: tag[1], line: lineAt(template, index) }];
    }
    return [];
  });
}

function importsOf(file: string, tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, names: Iterable<[string, string]> = []) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    found.push(importOf(file, specifier.text, lineOf(tree, specifier), new Map(names)));
  };
  visit(tree, (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, namesOf(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isExternalModuleReference(node)) add(node.expression);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    else if (ts.isCallExpression(node) && isLoading(node.expression)) add(node.arguments[0]);
  });
  return found;
}

function isLoading(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  return (ts.isIdentifier(callee) && callee.text === 'require') || callee.getText() === 'import.meta.resolve';
}

function namesOf(clause: ts.ImportClause | undefined): [string, string][] {
  if (!clause) return [];
  const names: [string, string][] = clause.name ? [[clause.name.text, 'default']] : [];
  if (clause.namedBindings && ts.isNamespaceImport(clause.namedBindings)) {
    names.push([clause.namedBindings.name.text, '*']);
  } else if (clause.namedBindings) {
    for (const { name, propertyName } of clause.namedBindings.elements) {
      names.push([name.text, (propertyName ?? name).text]);
    }
  }
  return names;
}

function importOf(
  file: string,
  specifier: string,
  line: number,
  names: ReadonlyMap<string, string> = new Map(),
): Import {
  const bare = specifier.replace(/\?.*$/, '');
  let target = bare;
  if (bare.startsWith('#generated/') || bare.includes('.contentlayer/')) target = 'generated';
  else if (bare.startsWith('#')) target = `src/${bare.slice(1)}`;
  else if (bare.startsWith('.')) target = path.posix.join(path.posix.dirname(file), bare);
  return { target, specifier, line, names };
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

// --- Rule 1 ---------------------------------------------------------------------------------------------------------

/** Each place of the tree and the places that it may import, itself aside. `feature` is every feature but the two. */
const mayImport: Record<string, readonly string[]> = {
  // The files directly below src/ put the shop together; pages take the type `Services` from there.
  root: ['checkout', 'admin', 'feature', 'content-pipeline', 'db', 'lib', 'ui'],
  pages: ['root', 'layouts', 'checkout', 'admin', 'feature', 'content-pipeline', 'db', 'lib', 'ui', 'styles'],
  // A command starts the server's parts or asks a running server, so it may know them.
  cli: ['root', 'server', 'checkout', 'admin', 'feature', 'content-pipeline', 'db', 'lib', 'ui'],
  server: ['root', 'checkout', 'admin', 'feature', 'content-pipeline', 'db', 'lib', 'ui'],
  layouts: ['content-pipeline', 'lib', 'ui', 'styles'],
  checkout: ['feature', 'content-pipeline', 'db', 'lib', 'ui'],
  admin: ['feature', 'content-pipeline', 'db', 'lib', 'ui'],
  feature: ['content-pipeline', 'db', 'lib', 'ui'],
  'content-pipeline': ['lib', 'ui'],
  db: ['lib'],
  ui: ['lib', 'styles'],
  lib: [],
  styles: [],
  sandbox: [],
};

interface Place {
  kind: string;
  /** The folder that counts as “itself”. */
  folder: string;
}

function placeOf(file: string): Place | null {
  const [src, first = '', second = ''] = file.split('/');
  if (src !== 'src') return null;
  if (!second) return { kind: 'root', folder: 'src' };
  if (first === 'features') {
    const kind = second === 'checkout' || second === 'admin' ? second : 'feature';
    return { kind, folder: `src/features/${second}` };
  }
  return first in mayImport ? { kind: first, folder: `src/${first}` } : null;
}

function importsOutOfPlace(module: Module): Violation[] {
  const from = placeOf(module.file);
  if (!from) {
    return [
      { rule: 1, file: module.file, line: 1, found: 'lies in a folder that has no place in the layers' },
    ];
  }
  return module.imports.flatMap(({ target, specifier, line }) => {
    const isOurs = target.startsWith('src/') || target.startsWith('../') || target.startsWith('tests/');
    if (!isOurs || /^(package|tsconfig)\.json$/.test(target)) return [];
    const to = placeOf(target);
    const found = `imports ${specifier}`;
    if (to?.kind === 'sandbox' && from.kind !== 'sandbox') {
      return module.isTest ? [] : [{ rule: 4 as const, file: module.file, line, found }];
    }
    if (!to) return [{ rule: 1 as const, file: module.file, line, found }];
    const isFine =
      (to.folder === from.folder || mayImport[from.kind]?.includes(to.kind)) &&
      (module.isTest || !/\.test\.tsx?$/.test(target));
    return isFine ? [] : [{ rule: from.kind === 'sandbox' ? 4 : 1, file: module.file, line, found }];
  });
}

// --- Rule 2 ---------------------------------------------------------------------------------------------------------

interface Table {
  name: string;
  symbol: string;
  file: string;
  line: number;
  /** The feature named by “Writer: …” in the comment above the table. */
  writer: string | null;
}

function tablesOf({ file, trees }: Module): Table[] {
  if (!file.startsWith('src/db/schema/')) return [];
  return trees.flatMap((tree) =>
    tree.statements.filter(ts.isVariableStatement).flatMap((statement) =>
      statement.declarationList.declarations.flatMap((declaration) => {
        const call = declaration.initializer;
        const [name] = call && ts.isCallExpression(call) ? call.arguments : [];
        const isTable =
          call && ts.isCallExpression(call) && /^(pgTable|\w+\.table)$/.test(call.expression.getText());
        if (!isTable || !name || !ts.isStringLiteralLike(name) || !ts.isIdentifier(declaration.name))
          return [];
        const comment = tree.text.slice(statement.pos, statement.getStart(tree));
        return [
          {
            name: name.text,
            symbol: declaration.name.text,
            file,
            line: lineOf(tree, statement),
            writer: /\bWriter: ([a-z-]+)/.exec(comment)?.[1] ?? null,
          },
        ];
      }),
    ),
  );
}

function writersOutOfPlace(modules: Module[]): Violation[] {
  const tables = modules.flatMap(tablesOf);
  const writes = modules.filter(({ isTest }) => !isTest).flatMap((module) => writesOf(module, tables));
  return tables.flatMap((table): Violation[] => {
    const own = writes.filter((write) => write.table === table);
    const feature = table.writer ? `src/features/${table.writer}` : null;
    const strangers = own.filter((write) => placeOf(write.file)?.folder !== feature);
    if (!feature) {
      const found = `table ${table.name}: its comment names no writer (“Writer: feature”)`;
      return [{ rule: 2, file: table.file, line: table.line, found }];
    }
    if (strangers.length > 0) {
      return strangers.map(({ file, line }) => ({
        rule: 2,
        file,
        line,
        found: `writes table ${table.name}, whose writer is ${table.writer}`,
      }));
    }
    if (own.length > 0) return [];
    const found = `table ${table.name}: its writer ${table.writer} never writes it`;
    return [{ rule: 2, file: table.file, line: table.line, found }];
  });
}

function writesOf(module: Module, tables: Table[]): { table: Table; file: string; line: number }[] {
  const found: { table: Table; file: string; line: number }[] = [];
  for (const tree of module.trees) {
    const note = (table: Table | undefined, node: ts.Node) => {
      if (table) found.push({ table, file: module.file, line: lineOf(tree, node) });
    };
    visit(tree, (node) => {
      if (ts.isCallExpression(node) && node.expression.getText(tree) === 'drizzleAdapter') {
        // Tables that are handed to a library are written by whoever hands them over.
        visit(node, (inner) => {
          if (ts.isPropertyAssignment(inner)) note(tableMeant(module, tables, inner.initializer), inner);
        });
      } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
        if (!['insert', 'update', 'delete', 'refreshMaterializedView'].includes(node.expression.name.text))
          return;
        note(tableMeant(module, tables, node.arguments[0]), node);
      } else if (ts.isTemplateExpression(node)) {
        // sql`update ${orders} …`
        let before = node.head.text;
        for (const span of node.templateSpans) {
          if (/\b(insert\s+into|update|delete\s+from|truncate(\s+table)?|merge\s+into)\s*$/i.test(before)) {
            note(tableMeant(module, tables, span.expression), span);
          }
          before = span.literal.text;
        }
      }
      if (
        ts.isStringLiteralLike(node) ||
        ts.isTemplateHead(node) ||
        ts.isTemplateMiddleOrTemplateTail(node)
      ) {
        const words =
          /\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?|merge\s+into)\s+"?(\w+)"?/gi;
        for (const match of node.text.matchAll(words)) {
          note(
            tables.find(({ name }) => name === match[1]),
            node,
          );
        }
      }
    });
  }
  return found;
}

/** The table that an expression in this module stands for: an imported symbol, or one of an imported namespace. */
function tableMeant(
  module: Module,
  tables: Table[],
  expression: ts.Expression | undefined,
): Table | undefined {
  if (!expression) return undefined;
  const isMember = ts.isPropertyAccessExpression(expression);
  const root = isMember ? expression.expression : expression;
  if (!ts.isIdentifier(root)) return undefined;
  const source = module.imports.find(({ names }) => names.has(root.text));
  const exported = source?.names.get(root.text);
  const symbol = isMember ? (exported === '*' ? expression.name.text : undefined) : exported;
  return tables.find((table) => table.file === source?.target && table.symbol === symbol);
}

// --- Rule 3 ---------------------------------------------------------------------------------------------------------

function serverCodeInBrowser(modules: Module[]): Violation[] {
  const byFile = new Map(modules.map((module) => [module.file, module]));
  return modules.flatMap((page) =>
    page.browserEntries.flatMap(({ target, line }): Violation[] => {
      const way = wayToServerCode(target, byFile, new Set());
      if (!way) return [];
      return [{ rule: 3, file: page.file, line, found: `sends ${way.join(' → ')} to the browser` }];
    }),
  );
}

function wayToServerCode(
  file: string,
  modules: ReadonlyMap<string, Module>,
  seen: Set<string>,
): string[] | null {
  if (/\.server\.tsx?$/.test(file)) return [file];
  if (seen.has(file)) return null;
  seen.add(file);
  for (const { target } of modules.get(file)?.imports ?? []) {
    const way = wayToServerCode(target, modules, seen);
    if (way) return [file, ...way];
  }
  return null;
}

// --- Rule 4 ---------------------------------------------------------------------------------------------------------

const guardedPackages: { pattern: RegExp; home: string }[] = [
  { pattern: /^stripe(\/|$)/, home: 'src/features/payments' },
  { pattern: /^better-auth(\/|$)/, home: 'src/features/staff' },
  { pattern: /^generated$/, home: 'src/content-pipeline' },
  {
    pattern: /^(pg|pg-native|pg-boss|@electric-sql\/pglite|drizzle-orm\/(node-postgres|pglite))(\/|$)/,
    home: 'src/db',
  },
];

function packagesOutOfPlace({ file, isTest, imports }: Module): Violation[] {
  const folder = placeOf(file)?.folder;
  return imports.flatMap(({ target, specifier, line }): Violation[] => {
    const guarded = guardedPackages.find(({ pattern }) => pattern.test(target));
    if (!guarded || guarded.home === folder) return [];
    // Tests of the payments and of the sandbox call it as the shop does.
    if (isTest && target.startsWith('stripe')) return [];
    return [{ rule: 4, file, line, found: `imports ${specifier}` }];
  });
}

function clearancesMade({ file, isTest, trees }: Module): Violation[] {
  if (isTest || file.startsWith('src/features/self-check/')) return [];
  return trees.flatMap((tree) => {
    const found: Violation[] = [];
    visit(tree, (node) => {
      if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return;
      if (/\bClearance\b/.test(node.type.getText(tree))) {
        found.push({ rule: 4, file, line: lineOf(tree, node), found: `casts to ${node.type.getText(tree)}` });
      }
    });
    return found;
  });
}
