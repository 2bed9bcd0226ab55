import { Checkbox } from '@keystar/ui/checkbox';
import { Combobox, Item } from '@keystar/ui/combobox';
import { Flex } from '@keystar/ui/layout';
import { TextArea, TextField } from '@keystar/ui/text-field';
import { Text } from '@keystar/ui/typography';
import type { BasicFormField, FormFieldInputProps } from '@keystatic/core';
import { createContext, createElement, type ReactElement, useContext, useState } from 'react';
import type { Choice, Choices } from '#features/editing/editor-data.ts';

/** The choices of the working copy at the moment that the page was asked for. */
export const ChoicesOfPage = createContext<Choices>({ source: [], fact: [], market: [] });

/** What a field says of itself. */
export interface About {
  label: string;
  help: string;
  isRequired: boolean;
  /** What is wrong with a value; null when nothing. */
  problemOf(value: string): string | null;
}

export type TextLook = 'line' | 'lines' | 'number' | 'date' | 'date-time';

/** The type of an HTML input by what it takes. */
const inputTypes = { line: 'text', number: 'text', date: 'date', 'date-time': 'datetime-local' } as const;

/** A value that is typed; its problem is shown once the field was left. */
export function TextInput({
  look,
  about,
  ...props
}: FormFieldInputProps<string> & { look: TextLook; about: About }): ReactElement {
  const [isLeft, setLeft] = useState(false);
  const problem = props.forceValidation || isLeft ? about.problemOf(props.value) : null;
  const common = {
    label: about.label,
    description: about.help,
    isRequired: about.isRequired,
    autoFocus: props.autoFocus,
    value: props.value,
    onChange: props.onChange,
    onBlur: () => setLeft(true),
    ...(problem === null ? {} : { errorMessage: `${about.label} ${problem}` }),
  };
  if (look === 'lines') return <TextArea {...common} />;
  return (
    <TextField
      {...common}
      type={inputTypes[look]}
      {...(look === 'number' ? { inputMode: 'decimal' as const } : {})}
    />
  );
}

/** A value that is one of a list; what is not in it stays until another is chosen. */
export function ChoiceInput({
  choices,
  about,
  ...props
}: FormFieldInputProps<string> & { choices: readonly Choice[]; about: About }): ReactElement {
  const [isLeft, setLeft] = useState(false);
  const problem = props.forceValidation || isLeft ? about.problemOf(props.value) : null;
  const isKnown = props.value === '' || choices.some(({ id }) => id === props.value);
  const items = isKnown
    ? choices
    : [...choices, { id: props.value, words: `${props.value} (not in the list)` }];
  return (
    <Combobox
      label={about.label}
      description={about.help}
      isRequired={about.isRequired}
      autoFocus={props.autoFocus}
      defaultItems={items}
      value={props.value === '' ? null : props.value}
      onChange={(key) => props.onChange(key === null ? '' : String(key))}
      onBlur={() => setLeft(true)}
      width="auto"
      {...(problem === null ? {} : { errorMessage: `${about.label} ${problem}` })}
    >
      {(item) => <Item key={item.id}>{item.words}</Item>}
    </Combobox>
  );
}

/** The same for what only the page knows. */
export function NamedInput({
  of,
  ...props
}: FormFieldInputProps<string> & { of: keyof Choices; about: About }): ReactElement {
  return <ChoiceInput {...props} choices={useContext(ChoicesOfPage)[of]} />;
}

/** A document of another kind, chosen from those there are; none is empty text. */
export function DocumentInput({
  Choose,
  value,
  onChange,
  ...props
}: FormFieldInputProps<string> & {
  Choose: (props: FormFieldInputProps<string | null>) => ReactElement | null;
}): ReactElement {
  return <Choose {...props} value={value === '' ? null : value} onChange={(next) => onChange(next ?? '')} />;
}

/** Yes or no. */
export function YesInput({
  about,
  ...props
}: FormFieldInputProps<boolean> & { about: Omit<About, 'problemOf'> }): ReactElement {
  return (
    <Checkbox isSelected={props.value} onChange={props.onChange} autoFocus={props.autoFocus}>
      <Text>{about.label}</Text>
      <Text slot="description">{about.help}</Text>
    </Checkbox>
  );
}

/** A group of fields that a document may do without: values by field, kept while the group is off. */
export interface Group {
  isOn: boolean;
  values: Readonly<Record<string, unknown>>;
}

/** A switch, and the fields of the group below it while it is on. */
export function GroupInput({
  about,
  fields,
  isOptional,
  ...props
}: FormFieldInputProps<Group> & {
  about: Omit<About, 'problemOf'>;
  fields: Readonly<Record<string, BasicFormField<never>>>;
  isOptional: boolean;
}): ReactElement {
  const { isOn, values } = props.value;
  return (
    <Flex direction="column" gap="large" role="group" aria-label={about.label}>
      {isOptional ? (
        <YesInput
          about={about}
          value={isOn}
          onChange={(next) => props.onChange({ isOn: next, values })}
          autoFocus={props.autoFocus}
          forceValidation={props.forceValidation}
        />
      ) : (
        <Text weight="medium">{about.label}</Text>
      )}
      {isOn &&
        Object.entries(fields).map(([name, { Input }]) => (
          <Input
            key={name}
            value={values[name] as never}
            onChange={(next: unknown) => props.onChange({ isOn, values: { ...values, [name]: next } })}
            autoFocus={false}
            forceValidation={props.forceValidation}
          />
        ))}
    </Flex>
  );
}

/** A component with some of its properties given once and for all. */
export function fixed<Props extends object, Given extends Partial<Props>>(
  part: (props: Props) => ReactElement,
  given: Given,
): (props: Omit<Props, keyof Given>) => ReactElement {
  return (props) => createElement(part, { ...props, ...given } as unknown as Props);
}
