import { TextArea } from '@keystar/ui/text-field';
import type { FormFieldInputProps } from '@keystatic/core';
import type { ReactElement } from 'react';

/** A body while it is edited. */
export interface BodyState {
  /** The body of the file. */
  before: string;
  /** What is edited where there is no rich text. */
  source: string;
  /** The state of Keystatic's editor; null where it cannot hold the text. */
  rich: unknown;
}

/** The rich editor, or the source where that is all there is. */
export function BodyInput({
  value,
  onChange,
  Rich,
  ...props
}: FormFieldInputProps<BodyState> & {
  Rich: (props: FormFieldInputProps<unknown>) => ReactElement | null;
}): ReactElement {
  if (value.rich !== null)
    return <Rich {...props} value={value.rich} onChange={(rich) => onChange({ ...value, rich })} />;
  return (
    <TextArea
      label="Body, as it is written"
      description="Shown as source, because the rich editor could not give it back unharmed."
      value={value.source}
      onChange={(source) => onChange({ ...value, source })}
      autoFocus={props.autoFocus}
      height="scale.6000"
    />
  );
}

/** A component among the words, by its name and what it was given. */
export function ComponentView({
  name,
  value,
}: {
  name: string;
  value: Readonly<Record<string, unknown>>;
}): ReactElement {
  const given = Object.values(value).filter((each) => each !== '');
  return <span style={{ borderBottom: '1px dotted' }}>{[name, given.join(', ')].join(' ')}</span>;
}

/** A part of the page that is edited as its source. */
export function SourceView({ value }: { value: Readonly<Record<string, unknown>> }): ReactElement {
  return <span style={{ whiteSpace: 'pre-wrap' }}>{String(value.source)}</span>;
}
