const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A random identifier of 128 bits, 22 characters that are safe in a URL. */
export function newId(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** An order number people can read out, e.g. “NW-7K2M-QX9D”: 40 random bits, without 0, 1, I and O. */
export function newOrderNumber(): string {
  // 256 is a multiple of 32, so every letter is equally likely.
  const letters = [...globalThis.crypto.getRandomValues(new Uint8Array(8))]
    .map((byte) => alphabet[byte % 32])
    .join('');
  return `NW-${letters.slice(0, 4)}-${letters.slice(4)}`;
}
