import type { ContentFolder } from '#features/editing/content-folder.server.ts';
import type { EditorData } from '#features/editing/editor-data.ts';
import { choicesOf } from '#features/editing/form-choices.ts';
import type { EditorConfig } from '#lib/env.server.ts';

/** The data of the page; null where this server keeps the files itself and may not write them. */
export async function editorData({ github }: EditorConfig, copy: ContentFolder): Promise<EditorData | null> {
  const choices = choicesOf(await copy.texts());
  if (github) return { storage: { kind: 'github', repo: github.repo }, choices, appSlug: github.appSlug };
  return (await copy.isWritable()) ? { storage: { kind: 'local' }, choices, appSlug: null } : null;
}

/**
 * The Content-Security-Policy of that one page: Keystatic writes styles into it, and at GitHub the browser talks to
 * GitHub. Scripts are ours alone, as everywhere.
 */
export function editorPolicy({ github }: EditorConfig): string {
  const [api, raw, avatars] = github
    ? [
        ' https://api.github.com',
        ' https://raw.githubusercontent.com',
        ' https://avatars.githubusercontent.com',
      ]
    : ['', '', ''];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob:${avatars}`,
    "font-src 'self'",
    `connect-src 'self'${api}${raw}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
