import { config as keystaticConfig } from '@keystatic/core';
import { makeGenericAPIRouteHandler } from '@keystatic/core/api/generic';
import type { EditorConfig } from '#lib/env.server.ts';

/** Keystatic's own sign-in at GitHub; the browser then reads and writes the repository itself. */
export async function answerGitHub(
  request: Request,
  { repo, clientId, clientSecret }: NonNullable<EditorConfig['github']>,
  secret: string,
): Promise<Response> {
  const handler = makeGenericAPIRouteHandler({
    clientId,
    clientSecret,
    secret,
    config: keystaticConfig({ storage: { kind: 'github', repo } }),
  });
  const { body, headers, status } = await handler(request);
  return new Response(body as BodyInit | null, {
    ...(status && { status }),
    ...(headers && { headers: headers as HeadersInit }),
  });
}
