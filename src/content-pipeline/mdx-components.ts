import { skinSiteNames } from '#ui/drawings/figure-facts.ts';

/**
 * The whole vocabulary of an MDX body besides Markdown. The content check refuses everything that is not listed
 * here; `mdx/components.tsx` gives each entry its look; the back office offers the same list to editors.
 */

export type AttributeType =
  | { type: 'text' }
  | { type: 'enum'; values: readonly string[] }
  /** An id or slug of another document, which must exist. */
  | { type: 'reference'; to: 'glossary' | 'product' | 'sources' }
  /** Comma-separated needle lengths in mm, shortest first. */
  | { type: 'lengths' };

export interface ComponentAttribute {
  name: string;
  value: AttributeType;
  required: boolean;
  /** A value that the check accepts, shown beside an error. */
  example: string;
  description: string;
}

export interface MdxComponent {
  name: string;
  description: string;
  /** `blocks`: paragraphs and lists; `words`: part of a sentence; `none`: written `<Name … />`. */
  children: 'blocks' | 'words' | 'none';
  attributes: readonly ComponentAttribute[];
  /** One whole use of it, shown beside an error. */
  example: string;
}

const caption = (example: string): ComponentAttribute => ({
  name: 'caption',
  value: { type: 'text' },
  required: true,
  example,
  description: 'What the figure shows, under it and after its number.',
});

const title = (example: string, required = true): ComponentAttribute => ({
  name: 'title',
  value: { type: 'text' },
  required,
  example,
  description: 'Heading of the box.',
});

/** Every component an article, product, glossary or legal body may use. */
export const mdxComponentSet: readonly MdxComponent[] = [
  {
    name: 'CareCard',
    description: 'Advice for health, coloured and labelled by how soon somebody should act.',
    children: 'blocks',
    attributes: [
      {
        name: 'urgency',
        value: { type: 'enum', values: ['self-care', 'see-clinician', 'urgent'] },
        required: true,
        example: 'see-clinician',
        description: 'How soon to act: care for yourself, ask a clinician, get help now.',
      },
      title('Ask a pharmacist or doctor if'),
    ],
    example: '<CareCard urgency="see-clinician" title="Ask a pharmacist or doctor if">…</CareCard>',
  },
  {
    name: 'WarningCallout',
    description: 'One thing that must not be overlooked.',
    children: 'blocks',
    attributes: [title('Never share a roller')],
    example: '<WarningCallout title="Never share a roller">…</WarningCallout>',
  },
  {
    name: 'DoList',
    description: 'A list of what to do.',
    children: 'blocks',
    attributes: [title('Do', false)],
    example: '<DoList>…</DoList>',
  },
  {
    name: 'DontList',
    description: 'A list of what not to do.',
    children: 'blocks',
    attributes: [title('Don’t', false)],
    example: '<DontList>…</DontList>',
  },
  {
    name: 'Conflict',
    description: 'Sources disagree: both sides, with their citations.',
    children: 'blocks',
    attributes: [title('How deep does a 0.5 mm needle go?')],
    example: '<Conflict title="How deep does a 0.5 mm needle go?">…</Conflict>',
  },
  {
    name: 'Term',
    description: 'A word that the glossary explains.',
    children: 'words',
    attributes: [
      {
        name: 'id',
        value: { type: 'reference', to: 'glossary' },
        required: true,
        example: 'dermis',
        description: 'File name of the glossary entry.',
      },
    ],
    example: '<Term id="dermis">dermis</Term>',
  },
  {
    name: 'Cite',
    description: 'A numbered reference to a source.',
    children: 'none',
    attributes: [
      {
        name: 'id',
        value: { type: 'reference', to: 'sources' },
        required: true,
        example: 'fda-2020',
        description: 'Id from sources.yaml; an article lists it under “sources” too.',
      },
    ],
    example: '<Cite id="fda-2020" />',
  },
  {
    name: 'Roller',
    description: 'A product by name with its price and stock of this moment.',
    children: 'none',
    attributes: [
      {
        name: 'slug',
        value: { type: 'reference', to: 'product' },
        required: true,
        example: 'face-roller',
        description: 'File name of the product.',
      },
    ],
    example: '<Roller slug="face-roller" />',
  },
  {
    name: 'DepthFigure',
    description: 'The skin in layers, to scale, with needles of the lengths named.',
    children: 'none',
    attributes: [
      {
        name: 'lengths',
        value: { type: 'lengths' },
        required: true,
        example: '0.2,0.25,1.5',
        description: 'Needle lengths in mm, shortest first, at most six.',
      },
      {
        name: 'site',
        value: { type: 'enum', values: skinSiteNames },
        required: false,
        example: 'body',
        description: 'Where on the body; the face where it is not named.',
      },
      caption('Nominal lengths beside the skin of the cheek.'),
    ],
    example: '<DepthFigure lengths="0.2,0.25,1.5" caption="Nominal lengths beside the skin of the cheek." />',
  },
  {
    name: 'HealingTimeline',
    description: 'What is thought to happen after clinical needling, and when a change is described.',
    children: 'none',
    attributes: [caption('Phases of healing, and who describes a change when.')],
    example: '<HealingTimeline caption="Phases of healing, and who describes a change when." />',
  },
  {
    name: 'RollingPattern',
    description: 'How the clinical procedure rolls in several directions. Not an instruction.',
    children: 'none',
    attributes: [caption('The clinical procedure seen from above.')],
    example: '<RollingPattern caption="The clinical procedure seen from above." />',
  },
  {
    name: 'ScarSection',
    description: 'A sunken scar in section before and after clinical needling, as a schematic.',
    children: 'none',
    attributes: [caption('A sunken scar, and two ways it may look afterwards.')],
    example: '<ScarSection caption="A sunken scar, and two ways it may look afterwards." />',
  },
  {
    name: 'Expander',
    description: 'Detail that opens on demand.',
    children: 'blocks',
    attributes: [
      {
        name: 'summary',
        value: { type: 'text' },
        required: true,
        example: 'How was this measured?',
        description: 'The line that is always visible.',
      },
    ],
    example: '<Expander summary="How was this measured?">…</Expander>',
  },
];

/** The needle lengths in mm of a `lengths` attribute; null unless it holds one to six, ascending, each above 0 and at most 3. */
export function parseLengths(text: string): number[] | null {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length > 6 || parts.some((part) => !/^\d(\.\d{1,2})?$/.test(part))) return null;
  const lengths = parts.map(Number);
  const ascending = lengths.every((length, index) => length > (index === 0 ? 0 : (lengths[index - 1] ?? 0)));
  return ascending && lengths.every((length) => length <= 3) ? lengths : null;
}
