import { html, raw } from 'hono/html';
import type { CheckoutSession } from './objects.ts';
import { countryNames, type FieldName, type FormErrors, type FormValues } from './payment-form.ts';

export type Html = ReturnType<typeof html>;

/** How one field of the payment form looks. */
export interface FieldOptions {
  label: string;
  autocomplete: string;
  hint?: string;
  type?: string;
  inputMode?: string;
  readOnly?: boolean;
}

/** A labelled text field with its hint and, where there is one, the reason why it is wrong. */
export function inputField(
  name: FieldName,
  values: FormValues,
  errors: FormErrors,
  options: FieldOptions,
): Html {
  const attributes = [
    options.inputMode && `inputmode="${options.inputMode}"`,
    options.readOnly && 'readonly',
    name !== 'line2' && 'aria-required="true"',
  ].filter(Boolean);
  return wrapField(
    name,
    options,
    errors,
    (described) =>
      html`<input id="${name}" name="${name}" type="${options.type ?? 'text'}" value="${values[name] ?? ''}" autocomplete="${options.autocomplete}" spellcheck="false" ${raw(attributes.join(' '))} ${raw(described)}>`,
  );
}

/** The choice among the countries that the shop delivers to, or a few where it does not deliver. */
export function countryField(
  session: CheckoutSession,
  values: FormValues,
  errors: FormErrors,
  group: string,
): Html {
  const codes = session.shipping_address_collection?.allowed_countries ?? [
    'GB',
    'IE',
    'US',
    'CA',
    'AU',
    'DE',
    'FR',
  ];
  const options = codes
    .map((code) => ({ code, name: countryNames.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const chosen = values.country ?? (codes.length === 1 ? codes[0] : '');
  return wrapField(
    'country',
    { label: 'Country' },
    errors,
    (described) => html`<select id="country" name="country" autocomplete="${group} country" ${raw(described)}>
${codes.length > 1 ? html`<option value="">Choose a country</option>` : ''}
${options.map(({ code, name }) => html`<option value="${code}"${raw(code === chosen ? ' selected' : '')}>${name}</option>`)}
</select>`,
  );
}

function wrapField(
  name: FieldName,
  options: { label: string; hint?: string },
  errors: FormErrors,
  control: (described: string) => Html,
): Html {
  const error = errors[name];
  const ids = [options.hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  const described = [error && 'aria-invalid="true"', ids && `aria-describedby="${ids}"`]
    .filter(Boolean)
    .join(' ');
  return html`<div class="field${error ? ' wrong' : ''}">
<label for="${name}">${options.label}</label>
${options.hint ? html`<span class="hint" id="${name}-hint">${options.hint}</span>` : ''}
${error ? html`<span class="reason" id="${name}-error">${error}</span>` : ''}
${control(described)}
</div>`;
}
