import type { OrderLine } from '#features/orders/orders.server.ts';
import { ok, type Result, refuse } from '#lib/result.ts';

/** What the withdrawal form says. */
export interface WithdrawalForm {
  /** Null: the whole order. */
  lines: { sku: string; quantity: number }[] | null;
  note: string;
}

/** What is wrong with the form, by the id of the field that mends it. */
export interface WithdrawalFault {
  id: string;
  text: string;
}

/** Name of the field that says how many of a SKU are withdrawn from. */
export const quantityField = (sku: string) => `quantity-${sku}`;

/** Reads the form, or says what is wrong with it. Counts that are empty or 0 mean: not this one. */
export function readWithdrawalForm(
  form: FormData | null,
  bought: readonly Pick<OrderLine, 'sku' | 'quantity'>[],
): Result<WithdrawalForm, WithdrawalFault> {
  const text = (name: string) => {
    const value = form?.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const note = text('note').slice(0, 2000);
  const extent = text('extent');
  if (extent === 'whole') return ok({ lines: null, note });
  if (extent !== 'part')
    return refuse({ id: 'extent', text: 'Choose whether you withdraw from all of it or from a part' });
  const lines = [];
  for (const { sku, quantity } of bought) {
    const wanted = text(quantityField(sku)) || '0';
    const count = /^\d{1,4}$/.test(wanted) ? Number(wanted) : Number.NaN;
    if (!(count <= quantity)) {
      return refuse({ id: quantityField(sku), text: `Enter a whole number from 0 to ${quantity}` });
    }
    if (count > 0) lines.push({ sku, quantity: count });
  }
  const [first] = bought;
  if (lines.length === 0) {
    return refuse({
      id: first ? quantityField(first.sku) : 'extent',
      text: 'Enter how many of at least one item you withdraw from',
    });
  }
  return ok({ lines, note });
}
