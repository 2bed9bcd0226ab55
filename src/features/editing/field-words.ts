import type { Field } from '#content-pipeline/document-types.ts';

const units: Readonly<Record<string, string>> = { Mm: 'mm', Grams: 'grams', Percent: 'per cent' };

/** A field's name as people read it: `needleLengthMm` is “Needle length (mm)”. */
export function fieldLabel(name: string): string {
  const parts = name.split(/(?=[A-Z])/);
  const unit = units[parts.at(-1) ?? ''];
  const words = (unit && parts.length > 1 ? parts.slice(0, -1) : parts)
    .map((part, index) => (index === 0 ? part : part.toLowerCase()))
    .join(' ');
  const label = words === 'sku' ? 'SKU' : `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
  return unit && parts.length > 1 ? `${label} (${unit})` : label;
}

/** What stands below a field in the form: what it is for, what it may hold, and an example. */
export function fieldHelp(field: Field): string {
  const rule = ruleOf(field);
  return [field.description, rule && `${rule}.`, `Example: ${field.example}`].filter(Boolean).join(' ');
}

function ruleOf(field: Field): string | null {
  switch (field.type) {
    case 'string':
      return field.pattern ? `Only ${field.pattern.words}` : null;
    case 'number':
      return `${field.whole ? 'A whole number' : 'A number'} from ${field.min} to ${field.max}`;
    case 'list':
      return field.min ? `At least ${field.min}` : null;
    default:
      return null;
  }
}
