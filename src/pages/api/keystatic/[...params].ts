import type { APIRoute } from 'astro';
import { answerEditor } from '#features/editing/editor-door.server.ts';
import { answerGitHub } from '#features/editing/editor-github.server.ts';
import { requireStaff } from '#features/staff/require-staff.server.ts';

/** What Keystatic's page asks of the server: the working copy, or the sign-in of GitHub. */
export const ALL: APIRoute = async (context) => {
  const staff = await requireStaff(context, 'editor');
  if (staff instanceof Response) return staff;
  const { config, contentFolder } = context.locals.services;
  if (config.editor.github) return answerGitHub(context.request, config.editor.github, config.appSecret);
  if (!(await contentFolder.isWritable()))
    return new Response('This server keeps no files to edit.', { status: 503 });
  return answerEditor(context.request, contentFolder);
};
