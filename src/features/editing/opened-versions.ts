/**
 * Keystatic saves a file without saying which version of it was opened, so that the second of two editors would undo the
 * work of the first. This wraps `fetch` so that each save says it, by `If-Match`, or `If-None-Match` for a new file; the
 * server refuses what is out of date.
 */
export function sayWhatWasOpened(send: typeof fetch): typeof fetch {
  let versions = new Map<string, string>();
  return async (input, init) => {
    const address = typeof input === 'string' ? input : null;
    const isUpdate = address === '/api/keystatic/update';
    const headers = new Headers(init?.headers);
    if (isUpdate && typeof init?.body === 'string') {
      const { additions } = JSON.parse(init.body) as { additions: { path: string }[] };
      const opened = versions.get(additions[0]?.path ?? '');
      if (opened === undefined) headers.set('If-None-Match', '*');
      else headers.set('If-Match', `"${opened}"`);
    }
    const answer = await send(input, isUpdate ? { ...init, headers } : init);
    if (answer.ok && (isUpdate || address === '/api/keystatic/tree')) {
      const entries = (await answer.clone().json()) as { path: string; type: string; sha: string }[];
      versions = new Map(entries.map(({ path, sha }) => [path, sha]));
    }
    return answer;
  };
}
