import type { Config } from '#lib/env.server.ts';

/** Whether the gallery is shown: in development, and where a test asks for it outside production (decision 010). */
export function isGalleryOpen({ production }: Pick<Config, 'production'>): boolean {
  return import.meta.env.DEV || (process.env.GALLERY === '1' && !production);
}
