import type { CacheProviderFactory } from 'astro';

/**
 * What `Astro.cache.set` does in this shop: it states in headers how long an answer may be kept and under which tags.
 * The keeping itself is done before Astro is asked at all (`lib/answer-cache.server.ts`), where an answer is kept with its
 * compression: Astro's own memory cache would compress a kept page for each reader again.
 */
const statedInHeaders: CacheProviderFactory = () => ({
  name: 'kept-answers',
  async invalidate() {
    throw new Error('Invalidate through services.answers');
  },
});

export default statedInHeaders;
