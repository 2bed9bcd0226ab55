import type { RefundedLine } from '#db/schema/payments.ts';
import { parseMoney } from '#lib/money.ts';

/** The fields of the refund form, beside two for each line. */
export const refundFields = { amount: 'amount', delivery: 'delivery', reason: 'reason' } as const;

/** Names of a line's two fields: how many are refunded, and how many of those are back on the shelf. */
export const lineFields = (sku: string) => ({ quantity: `quantity-${sku}`, restock: `restock-${sku}` });

/** What a form asks to give back, and what is wrong with it; every error names its field. */
export interface ReadRefund {
  /** Null: what the lines and the delivery cost. In minor units. */
  amountMinor: number | null;
  lines: RefundedLine[];
  delivery: boolean;
  reason: string;
  errors: { text: string; href: string }[];
}

/** Reads the form for an order with these SKUs. What it comes to is the order's business, not the form's. */
export function readRefundForm(text: (field: string) => string, skus: readonly string[]): ReadRefund {
  const errors: ReadRefund['errors'] = [];
  const count = (field: string, what: string): number => {
    const typed = text(field).trim();
    if (/^\d{0,3}$/.test(typed)) return Number(typed);
    errors.push({ text: `${what}: enter a whole number, such as 1`, href: `#${field}` });
    return 0;
  };
  const lines = skus.flatMap((sku) => {
    const fields = lineFields(sku);
    const quantity = count(fields.quantity, `How many of ${sku} are refunded`);
    const restock = count(fields.restock, `How many of ${sku} are back`);
    if (restock > quantity) {
      errors.push({
        text: `Of ${sku}, no more can come back on the shelf than are refunded`,
        href: `#${fields.restock}`,
      });
    }
    return quantity > 0 ? [{ sku, quantity, restock }] : [];
  });
  const typed = text(refundFields.amount).trim().replace(/^£/, '');
  const amountMinor = typed === '' ? null : parseMoney(typed);
  if (typed !== '' && amountMinor === null)
    errors.push({ text: 'Enter an amount with two decimals, such as 5.00', href: `#${refundFields.amount}` });
  const reason = text(refundFields.reason).trim().slice(0, 300);
  if (reason.length < 3)
    errors.push({ text: 'Say why, such as “came with a scratched case”', href: `#${refundFields.reason}` });
  return { amountMinor, lines, delivery: text(refundFields.delivery) === 'yes', reason, errors };
}
