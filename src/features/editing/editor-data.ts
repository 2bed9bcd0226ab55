/** One thing that a field may name. */
export interface Choice {
  id: string;
  words: string;
}

/** What fields may name that is no document of its own: the entries of sources.yaml, facts.yaml and markets.yaml. */
export type Choices = Readonly<Record<'source' | 'fact' | 'market', readonly Choice[]>>;

/** Where Keystatic reads and writes: the working copy of this server, or a repository at GitHub. */
export type FormStorage = { kind: 'local' } | { kind: 'github'; repo: `${string}/${string}` };

/** What the page of the forms tells its script. */
export interface EditorData {
  storage: FormStorage;
  choices: Choices;
  appSlug: string | null;
}
