// @ts-check
import node from '@astrojs/node';
import react from '@astrojs/react';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'astro/config';

export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'middleware', bodySizeLimit: 1024 * 1024 }),
  integrations: [react()],
  trailingSlash: 'never',
  // Every style and script is a file of ours, so that the Content-Security-Policy needs neither hashes nor nonces.
  build: { inlineStylesheets: 'never', format: 'file' },
  devToolbar: { enabled: false },
  prefetch: false,
  cache: { provider: { entrypoint: new URL('./src/server/kept-answers.provider.ts', import.meta.url) } },
  // src/middleware.ts checks where a form comes from: Astro's own check refuses a form that carries no Origin,
  // and a page with `Referrer-Policy: no-referrer` (the self-check) posts with `Origin: null`.
  security: { checkOrigin: false },
  vite: {
    plugins: [tailwindcss()],
    build: { assetsInlineLimit: 0 },
    ssr: {
      external: [
        '@electric-sql/pglite',
        'better-auth',
        'pg',
        'pg-boss',
        'nodemailer',
        'pino',
        'stripe',
        'contentlayer2',
        'sharp',
        'fontkitten',
      ],
    },
  },
});
