import path from 'node:path';
import { type ContentInspection, inspectContent } from '#content-pipeline/check-content.ts';
import type { ContentLinter } from '#content-pipeline/checked-content.ts';
import {
  type ContentSources,
  filesBelow,
  hashOfSources,
  readSources,
} from '#content-pipeline/sources.server.ts';

export interface ContentCheck extends ContentInspection {
  /** SHA-256 of every path and text below `content/`, hex. */
  hash: string;
  sources: ContentSources;
}

/** Reads all of `root`/content and finds every problem in it at once; looks into `root`/public for the files it may show. */
export async function checkContent({
  root,
  linters = [],
}: {
  root: string;
  linters?: readonly ContentLinter[];
}): Promise<ContentCheck> {
  return checkSources({ sources: await readSources(root), root, linters });
}

/** Finds every problem in these texts at once, as if they lay in `root`/content. */
export async function checkSources({
  sources,
  root,
  linters = [],
}: {
  sources: ContentSources;
  root: string;
  linters?: readonly ContentLinter[];
}): Promise<ContentCheck> {
  const publicFiles = new Set((await filesBelow(path.join(root, 'public'))).map((file) => `/${file}`));
  return {
    ...inspectContent({ files: sources, publicFiles, linters }),
    hash: hashOfSources(sources),
    sources,
  };
}
