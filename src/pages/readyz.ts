import type { APIRoute } from 'astro';
import { pingDatabase } from '#db/client.server.ts';

/** The database answers and content is loaded: traffic may come. */
export const GET: APIRoute = async ({ locals: { services } }) => {
  const database = await pingDatabase(services.db).then(
    () => true,
    () => false,
  );
  const ready = database && services.content.products.length > 0;
  return Response.json(
    { ready, database, content: services.content.hash },
    { status: ready ? 200 : 503, headers: { 'Cache-Control': 'no-store' } },
  );
};
