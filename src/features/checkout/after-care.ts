import { careCardsOf, tablesOf } from '#content-pipeline/plain-words.ts';
import type { ContentReads } from '#content-pipeline/store.server.ts';
import { orderLineName } from '#features/orders/line-name.ts';
import type { AfterCare } from '#lib/after-care.ts';
import { paths } from '#lib/paths.ts';

/** The article that after-care is taken from, with its sources. */
export const afterCareArticle = 'after-care-hour-by-hour';

/** A line of an order, as far as it matters for the care of what is in it. */
interface BoughtLine {
  sku: string;
  productSlug: string;
  title: string;
  label: string;
  needleLengthMm: number | null;
}

/**
 * After-care for what was bought: the article's card of signs to act on and its table of hours, as they stand today,
 * and what the product itself says of its care. Null where nothing in the order has needles. It knows the order's lines
 * and the content, and nothing of anybody's answers.
 */
export function afterCareOf(
  content: Pick<ContentReads, 'article' | 'product' | 'fact'>,
  lines: readonly BoughtLine[],
): AfterCare | null {
  const needled = lines.filter(({ needleLengthMm }) => needleLengthMm !== null);
  if (needled.length === 0) return null;
  const article = content.article(afterCareArticle);
  const context = {
    fact: (id: string) => content.fact(id) ?? null,
    roller: (slug: string) => content.product(slug) ?? null,
  };
  const card = article && careCardsOf(article.body, context)[0];
  const [head, ...rows] = (article && tablesOf(article.body, context)[0]) ?? [];
  return {
    redFlags: card ? { title: card.title, points: card.points, text: card.text } : null,
    hours: head ? { head, rows } : null,
    devices: needled.map((line) => ({
      name: orderLineName(line),
      care: careOf(content.product(line.productSlug)),
    })),
    articlePath: article ? paths.article(article.slug) : null,
  };
}

/** What a product says of its own care; nothing where it has left the catalogue. */
function careOf(product: ReturnType<ContentReads['product']>): AfterCare['devices'][number]['care'] {
  if (!product) return [];
  return [
    { label: 'Care', words: product.care },
    { label: 'Sterility', words: product.sterility },
    { label: 'Use by', words: product.shelfLife },
  ];
}
