import { factForms } from '#content-pipeline/fact-words.ts';
import { skinSiteNames } from '#ui/drawings/figure-facts.ts';

/**
 * The whole vocabulary of an MDX body besides Markdown. The content check refuses everything that is not listed
 * here; `mdx/components.tsx` gives each entry its look; the back office offers the same list to editors.
 */

export type AttributeType =
  | { type: 'text' }
  | { type: 'enum'; values: readonly string[] }
  /** An id or slug of another document, which must exist. */
  | { type: 'reference'; to: 'glossary' | 'product' | 'sources' | 'facts' }
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
  /** Where it stands: on lines of its own, or among the words of a sentence. */
  place: 'block' | 'sentence';
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

/** The titles of boxes that an editor need not name. */
export const boxTitles = {
  DoList: 'Do',
  DontList: 'Don’t',
  WhoShouldNot: 'Do not roll at home if',
  Risks: 'What can go wrong',
} as const;

export type CareUrgency = 'self-care' | 'see-clinician' | 'urgent';

/** Read out before the title of a care card: the colour says it to those who see it. */
export const urgencyWords: Readonly<Record<CareUrgency, string>> = {
  'self-care': 'Care for yourself: ',
  'see-clinician': 'Ask a clinician: ',
  urgent: 'Urgent advice: ',
};

/** Every component an article, product, glossary or legal body may use. */
export const mdxComponentSet: readonly MdxComponent[] = [
  {
    name: 'CareCard',
    description: 'Advice for health, coloured and labelled by how soon somebody should act.',
    children: 'blocks',
    place: 'block',
    attributes: [
      {
        name: 'urgency',
        value: { type: 'enum', values: Object.keys(urgencyWords) },
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
    place: 'block',
    attributes: [title('Never share a roller')],
    example: '<WarningCallout title="Never share a roller">…</WarningCallout>',
  },
  {
    name: 'DoList',
    description: 'A list of what to do.',
    children: 'blocks',
    place: 'block',
    attributes: [title(boxTitles.DoList, false)],
    example: '<DoList>…</DoList>',
  },
  {
    name: 'DontList',
    description: 'A list of what not to do.',
    children: 'blocks',
    place: 'block',
    attributes: [title(boxTitles.DontList, false)],
    example: '<DontList>…</DontList>',
  },
  {
    name: 'WhoShouldNot',
    description: 'Who must not roll: stands above the first roller that an article names.',
    children: 'blocks',
    place: 'block',
    attributes: [title(boxTitles.WhoShouldNot, false)],
    example: '<WhoShouldNot>…</WhoShouldNot>',
  },
  {
    name: 'Risks',
    description: 'What can go wrong: stands above the first roller that an article names.',
    children: 'blocks',
    place: 'block',
    attributes: [title(boxTitles.Risks, false)],
    example: '<Risks>…</Risks>',
  },
  {
    name: 'Question',
    description: 'A short question that readers ask, with its answer.',
    children: 'blocks',
    place: 'block',
    attributes: [
      {
        name: 'ask',
        value: { type: 'text' },
        required: true,
        example: 'Does it hurt?',
        description: 'The question; it is a heading of the third level.',
      },
    ],
    example: '<Question ask="Does it hurt?">…</Question>',
  },
  {
    name: 'Conflict',
    description: 'Sources disagree: both sides, with their citations.',
    children: 'blocks',
    place: 'block',
    attributes: [title('How deep does a 0.5 mm needle go?')],
    example: '<Conflict title="How deep does a 0.5 mm needle go?">…</Conflict>',
  },
  {
    name: 'Term',
    description: 'A word that the glossary explains.',
    children: 'words',
    place: 'sentence',
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
    place: 'sentence',
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
    name: 'Fact',
    description: 'A cited figure with its unit, from facts.yaml.',
    children: 'none',
    place: 'sentence',
    attributes: [
      {
        name: 'id',
        value: { type: 'reference', to: 'facts' },
        required: true,
        example: 'roller-needles',
        description: 'Id from facts.yaml.',
      },
      {
        name: 'form',
        value: { type: 'enum', values: factForms },
        required: false,
        example: 'number',
        description:
          'The number alone where the sentence names the unit; with its unit where it is not said.',
      },
    ],
    example: '<Fact id="roller-needles" />',
  },
  {
    name: 'Roller',
    description: 'A product by name with its price and stock of this moment.',
    children: 'none',
    place: 'sentence',
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
    name: 'RollerCard',
    description: 'A product with its picture, its needle lengths, and its price and stock of this moment.',
    children: 'none',
    place: 'block',
    attributes: [
      {
        name: 'slug',
        value: { type: 'reference', to: 'product' },
        required: true,
        example: 'face-roller',
        description: 'File name of the product.',
      },
    ],
    example: '<RollerCard slug="face-roller" />',
  },
  {
    name: 'DepthFigure',
    description: 'The skin in layers, to scale, with needles of the lengths named.',
    children: 'none',
    place: 'block',
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
      {
        name: 'explore',
        value: { type: 'enum', values: ['yes'] },
        required: false,
        example: 'yes',
        description: 'Lets the reader choose another length and place, where scripts run.',
      },
      caption('Nominal lengths beside the skin of the cheek.'),
    ],
    example: '<DepthFigure lengths="0.2,0.25,1.5" caption="Nominal lengths beside the skin of the cheek." />',
  },
  {
    name: 'HealingTimeline',
    description: 'What is thought to happen after clinical needling, and when a change is described.',
    children: 'none',
    place: 'block',
    attributes: [caption('Phases of healing, and who describes a change when.')],
    example: '<HealingTimeline caption="Phases of healing, and who describes a change when." />',
  },
  {
    name: 'RollingPattern',
    description: 'How the clinical procedure rolls in several directions. Not an instruction.',
    children: 'none',
    place: 'block',
    attributes: [caption('The clinical procedure seen from above.')],
    example: '<RollingPattern caption="The clinical procedure seen from above." />',
  },
  {
    name: 'ScarSection',
    description: 'A sunken scar in section before and after clinical needling, as a schematic.',
    children: 'none',
    place: 'block',
    attributes: [caption('A sunken scar, and two ways it may look afterwards.')],
    example: '<ScarSection caption="A sunken scar, and two ways it may look afterwards." />',
  },
  {
    name: 'SessionPlanner',
    description: 'The published schedules of clinical sessions, and dates by them where scripts run.',
    children: 'none',
    place: 'block',
    attributes: [caption('Schedules that were published for clinics.')],
    example: '<SessionPlanner caption="Schedules that were published for clinics." />',
  },
  {
    name: 'Expander',
    description: 'Detail that opens on demand.',
    children: 'blocks',
    place: 'block',
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
