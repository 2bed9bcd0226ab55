const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

// Random bytes in stock: asking for each letter apart was a tenth of a payment's whole cost.
const stock = new Uint8Array(8192);
let used = stock.length;

/** A fresh object id such as `pi_3Q…`: `prefix`, an underscore and `length` random letters and digits. */
export function newId(prefix: string, length = 24): string {
  let id = `${prefix}_`;
  for (let missing = length; missing > 0; ) {
    if (used === stock.length) {
      crypto.getRandomValues(stock);
      used = 0;
    }
    // Six bits give 0–63; the two that have no letter are thrown again, so that all letters are equally likely.
    const letter = letters[(stock[used] ?? 0) & 63];
    used += 1;
    if (letter !== undefined) {
      id += letter;
      missing -= 1;
    }
  }
  return id;
}
