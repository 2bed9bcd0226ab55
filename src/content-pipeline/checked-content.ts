import type { BodyReport } from '#content-pipeline/check-body.ts';
import type { FieldReport } from '#content-pipeline/check-fields.ts';
import type { DocumentData, KindName } from '#content-pipeline/document-types.ts';
import type { MdxTree } from '#content-pipeline/mdx-source.ts';
import type { FieldPath, Position } from '#content-pipeline/problems.ts';
import type { YamlSource } from '#content-pipeline/yaml-source.ts';

/** One file of the model, read on its own: its data, its body, and what it refers to. */
export interface ReadDocument<K extends KindName = KindName> {
  kind: K;
  /** File name without its extension. */
  slug: string;
  /** Path below the repository root. */
  file: string;
  text: string;
  yaml: YamlSource;
  fields: FieldReport;
  /** Null for YAML documents and where the MDX could not be read. */
  body: {
    /** Everything after the front matter, as it is written. */
    text: string;
    tree: MdxTree;
    report: BodyReport;
    headingIds: ReadonlySet<string>;
  } | null;
}

/** A file of the self-check, read as far as the pipeline goes. */
export interface ReadRuleset {
  /** A version of the rules, a merchant's overlay on them, or the list of what was published. */
  role: 'version' | 'overlay' | 'seals';
  file: string;
  /** The file's name without its ending: the version, or the overlay's name. */
  version: string;
  text: string;
  yaml: YamlSource;
}

/** Everything in `content/`, read file by file. */
export interface ReadContent {
  documents: readonly ReadDocument[];
  rulesets: readonly ReadRuleset[];
  /** Paths of the files in `public/`, each from its `/`. */
  publicFiles: ReadonlySet<string>;
}

/** A problem that a linter found; with a `path` the place is looked up in the front matter or YAML. */
export interface LintFinding {
  at: { path: FieldPath } | Position;
  field: string;
  problem: string;
  example?: string;
}

/**
 * A rule from outside the pipeline (the self-check's laws, the claims linter), run by the content check over every
 * document and ruleset. The pipeline may not import features, so whoever may hands it in.
 */
export interface ContentLinter {
  document?(document: ReadDocument, all: readonly ReadDocument[]): LintFinding[];
  ruleset?(
    ruleset: ReadRuleset,
    all: readonly ReadRuleset[],
    documents: readonly ReadDocument[],
  ): LintFinding[];
}

/** The documents of one kind. */
export function ofKind<K extends KindName>(documents: readonly ReadDocument[], kind: K): ReadDocument<K>[] {
  return documents.filter((document): document is ReadDocument<K> => document.kind === kind);
}

/**
 * The data of a document as the model types it, each field at any depth possibly absent or wrong: only a path that
 * `fields.sound(path)` vouches for holds what its type says. Null where the document has no data at all.
 */
export function dataOf<K extends KindName>(document: ReadDocument<K>): Partial<DocumentData<K>> | null {
  return document.fields.sound() ? (document.yaml.data as Partial<DocumentData<K>>) : null;
}
