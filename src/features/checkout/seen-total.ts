import { readForm } from '#features/cart/read-form.ts';

/**
 * The total that the shopper saw on the page with the button, in minor units; null where the form did not say. It is
 * compared and never used: a price that changed since stops the payment with a notice.
 */
export async function readSeenTotal(request: Request): Promise<number | null> {
  const total = (await readForm(request))?.get('total');
  return typeof total === 'string' && /^\d{1,9}$/.test(total) ? Number(total) : null;
}
