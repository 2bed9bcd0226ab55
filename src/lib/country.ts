const names = new Intl.DisplayNames('en-GB', { type: 'region' });

/** The name of a country by its code of two letters: “United Kingdom” for `GB`. */
export function countryName(code: string): string {
  return names.of(code) ?? code;
}
