// @ts-check
import node from '@astrojs/node';
import react from '@astrojs/react';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'astro/config';
import { sharedLibraries, unbundledPackages } from './src/cli/unbundled-packages.ts';

/**
 * Keystatic's page asks Google for a font. Its policy would block that; better that it does not ask.
 * @type {import('vite').Plugin}
 */
const keystaticWithoutGoogle = {
  name: 'keystatic-without-google',
  transform(code, id) {
    if (!/keystatic-core-ui\.js(\?|$)/.test(id)) return undefined;
    const without = code.replace(
      /jsx\("link", \{\s*href: "https:\/\/fonts\.googleapis\.com[^}]*\}\)/,
      'null',
    );
    if (without === code) throw new Error('Keystatic asks Google for its font in another way than before');
    return { code: without, map: null };
  },
};

/**
 * As in src/cli/build.ts. In development libraries stay where they are: Vite would read each of them as if it were ours.
 * @type {import('vite').Plugin}
 */
const librariesInTheBuild = {
  name: 'libraries-in-the-build',
  apply: 'build',
  enforce: 'pre',
  config: () => ({ ssr: { noExternal: true } }),
  resolveId(source) {
    const file = sharedLibraries.get(source);
    if (!file || this.environment.config.consumer === 'client') return undefined;
    return { id: `#${file}`, external: true };
  },
};

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
    plugins: [tailwindcss(), keystaticWithoutGoogle, librariesInTheBuild],
    build: { assetsInlineLimit: 0 },
    ssr: { external: [...unbundledPackages] },
  },
});
