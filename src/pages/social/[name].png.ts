import type { APIRoute } from 'astro';
import { cacheTags } from '#content-pipeline/cache-tags.ts';
import type { ContentReads } from '#content-pipeline/store.server.ts';
import { lengthsOf } from '#features/catalogue/catalogue.ts';
import { plateSubject } from '#features/catalogue/plate-subject.ts';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { picturedPages, pictureName } from '#lib/pictured-pages.ts';
import { type SocialCard, socialPicture } from '#ui/drawings/social-card.server.ts';

/** The picture of a product, an article, another page or the shop (`home`) for where its address is shared. */
export const GET: APIRoute = async ({ params, locals, cache }) => {
  const found = cardOf(locals.services.content.snapshot(), params.name ?? '');
  if (!found) return new Response('There is no such picture.', { status: 404 });
  cache.set({ maxAge: 86_400, tags: [...found.tags, cacheTags.shop] });
  const picture = await socialPicture(found.card);
  return new Response(new Uint8Array(picture), { headers: { 'Content-Type': 'image/png' } });
};

function cardOf(content: ContentReads, name: string): { card: SocialCard; tags: string[] } | null {
  const { shop } = content;
  const shopName = shop.name;
  const product = content.product(name);
  if (product) {
    const lengths = lengthsOf(product).map(formatNeedleLength);
    const note = lengths.length > 0 ? `Needles of ${lengths.join(' or ')}` : 'Without needles';
    return {
      card: { shopName, title: product.title, note, beside: { plate: plateSubject(product) } },
      tags: [cacheTags.product(name)],
    };
  }
  const lengths = [...new Set(content.products.flatMap(lengthsOf))].sort((a, b) => a - b);
  // The shortest, the one in the middle, the longest
  const lengthsMm = [
    ...new Set([0, 0.5, 1].flatMap((part) => lengths[Math.floor(part * (lengths.length - 1))] ?? [])),
  ];
  const article = content.article(name);
  if (article) {
    return {
      card: {
        shopName,
        title: article.title,
        note: `${article.body.readingMinutes} minutes to read`,
        beside: { lengthsMm },
      },
      tags: [cacheTags.article(name), cacheTags.products],
    };
  }
  const page = picturedPages(content.legal).find(({ path }) => pictureName(path) === name);
  if (page) {
    return {
      card: { shopName, title: page.title, note: page.note, beside: { lengthsMm } },
      tags: [cacheTags.products, cacheTags.legal],
    };
  }
  if (name !== 'home') return null;
  return {
    card: {
      shopName,
      title: shop.tagline,
      note: 'Derma rollers, explained before they are sold',
      beside: { lengthsMm },
    },
    tags: [cacheTags.products],
  };
}
