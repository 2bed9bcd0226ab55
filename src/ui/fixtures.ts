import { drawDepthRule } from '#ui/drawings/depth-rule.ts';
import { type FigureFrame, noMarks } from '#ui/drawings/figure-frame.ts';
import { drawHealingTimeline, healingTimelineFacts } from '#ui/drawings/healing-timeline.ts';
import { drawRollingPattern, rollingPatternFacts } from '#ui/drawings/rolling-pattern.ts';
import { drawScarSection, scarSectionFacts } from '#ui/drawings/scar-section.ts';
import { drawSessionSchedules, sessionScheduleFacts } from '#ui/drawings/session-schedules.ts';
import { drawSkinSection, skinSectionFacts } from '#ui/drawings/skin-section.ts';

/** One state of a component. */
export interface Fixture<Props = object> {
  /** Unique in its component, and the last part of its address: lower case, hyphens. */
  name: string;
  props: Props;
  /** HTML of the default slot. */
  slot?: string;
}

const radioOptions = [
  { value: 'no', label: 'No' },
  {
    value: 'yes',
    label: 'Yes',
    hint: 'Also if it was only once, and also if a doctor said it was nothing to worry about.',
  },
];
const notSure = [{ value: 'unsure', label: 'I am not sure' }];
const skinOptions = [
  { value: 'sore', label: 'A cut, a graze or sunburn' },
  {
    value: 'sores',
    label: 'Cold sores, now or in the last weeks',
    hint: 'Also where they have just healed.',
  },
  { value: 'bumps', label: 'Raised, firm or itchy scars that grew past the wound' },
];
const none = [{ value: 'none', label: 'None of these' }];
const aRoller = {
  kind: 'roller',
  needleLengthMm: 0.25,
  needleCount: 540,
  rows: 12,
  headWidthMm: 22,
  material: 'steel',
  handle: 'green',
} as const;
const measures = {
  'storage-case': { width: 175, depth: 60, height: 44 },
  'cleaning-tray': { width: 160, depth: 92, height: 28 },
  'travel-cap': { width: 42, depth: 28, height: 32 },
  'disposal-tub': { width: 84, depth: 84, height: 150 },
  gauze: { width: 95, depth: 110, height: 24 },
};
const aCard = {
  href: '/rollers/face-roller',
  title: 'Face roller',
  summary: 'A narrow head for cheeks and forehead, steel needles, in a closed case.',
  plate: aRoller,
  lengthsMm: [0.2, 0.25, 0.3],
  priceMinor: 2400,
  priceFrom: true,
  currency: 'GBP',
  saleWords: 'Needs the self-check',
} as const;
const aCareList = `<ul><li>the skin around it feels hot, hard or very sore, and the area grows</li>
  <li>there is pus, or you feel feverish</li></ul>
  <p>Redness is harder to see on brown and black skin: go by warmth, swelling and how the skin feels.</p>`;
const aDrawing = drawDepthRule({
  lengthsMm: [0.2, 0.25, 0.3],
  maxMm: 1.5,
  unitsPerMm: 160,
  labelled: true,
  name: 'A rule of 1.5 mm with needles of 0.2, 0.25 and 0.3 mm',
});
/** The figures of the articles, as the pages show them. */
const figures = [
  { name: 'healing-timeline', facts: healingTimelineFacts(), draw: drawHealingTimeline },
  { name: 'rolling-pattern', facts: rollingPatternFacts(), draw: drawRollingPattern },
  { name: 'scar-section', facts: scarSectionFacts(), draw: drawScarSection },
  { name: 'session-schedules', facts: sessionScheduleFacts(), draw: drawSessionSchedules },
  ...(['face', 'eyelid', 'scalp', 'body'] as const).map((site) => ({
    name: `skin-of-the-${site}`,
    facts: skinSectionFacts([0.25, 1.5], site),
    draw: (frame: FigureFrame) =>
      drawSkinSection({
        ...frame,
        lengthsMm: [0.25, 1.5],
        site,
        detail: true,
        name: `The ${site}, to scale`,
      }),
  })),
].map(({ name, facts, draw }) => ({
  name,
  props: { number: 1, caption: `The figure “${name}”.`, twin: facts.map(({ words }) => words) },
  slot: `<div class="figure-drawing">${draw({ id: name, mark: noMarks })}</div>`,
}));
/** The figures that a script enhances, as it finds them in an article: by an attribute of the box around them. */
const enhanced = [
  {
    name: 'depth-explorer',
    hook: 'data-lengths="0.25,1.5" data-site="face"',
    facts: skinSectionFacts([0.25, 1.5], 'face'),
    draw: (frame: FigureFrame) =>
      drawSkinSection({
        ...frame,
        lengthsMm: [0.25, 1.5],
        site: 'face',
        detail: true,
        name: 'The face, to scale',
      }),
  },
  { name: 'healing-timeline', hook: '', facts: healingTimelineFacts(), draw: drawHealingTimeline },
  { name: 'session-planner', hook: '', facts: sessionScheduleFacts(), draw: drawSessionSchedules },
].map(({ name, hook, facts, draw }) => ({
  name: `with-script-${name}`,
  props: {
    number: 1,
    caption: `The figure “${name}”, with its controls where scripts run.`,
    twin: facts.map(({ words }) => words),
  },
  slot: `<div data-figure="${name}" ${hook}><div class="figure-drawing">${draw({ id: `${name}-enhanced`, mark: noMarks })}</div></div>`,
}));
const aWord = 'Unverzüglichkeitsbescheinigungsformularnummer';

/**
 * Every component of `src/ui` in every state it has, as data. The gallery shows them, axe and the keyboard go through
 * them; `fixtures.test.ts` fails for a component without any. The gallery page checks the props against each component.
 */
export const fixtures = {
  Breadcrumb: [
    { name: 'two-steps', props: { items: [{ text: 'Learn', href: '/learn' }, { text: 'Needle length' }] } },
    {
      name: 'long-title',
      props: {
        items: [
          { text: 'Needlewise', href: '/' },
          { text: 'Learn', href: '/learn' },
          { text: 'What a needle of a given length reaches, and why the box cannot tell you' },
        ],
      },
    },
  ],
  Button: [
    { name: 'primary', props: {}, slot: 'Continue' },
    { name: 'secondary', props: { variant: 'secondary' }, slot: 'Show' },
    { name: 'like-a-link', props: { variant: 'link' }, slot: 'Delete my answers' },
    { name: 'link-like-a-button', props: { href: '/learn' }, slot: 'Read how rollers work' },
    { name: 'with-more-words', props: { label: 'Remove Face roller, 0.25 mm' }, slot: 'Remove' },
    {
      name: 'long-words',
      props: { variant: 'secondary' },
      slot: 'Show every roller that has needles of this length or a shorter one',
    },
  ],
  CareCard: (['self-care', 'see-clinician', 'urgent'] as const).map((urgency) => ({
    name: urgency,
    props: {
      urgency,
      title: {
        'self-care': 'You can wait and watch if',
        'see-clinician': 'Ask a pharmacist or doctor if',
        urgent: 'Get help now if',
      }[urgency],
      headingLevel: 2 as const,
    },
    slot: aCareList,
  })),
  Checkboxes: [
    {
      name: 'nothing-chosen',
      props: {
        name: 'skin',
        legend: 'Which of these is on the skin now?',
        hint: 'Choose all that apply.',
        options: skinOptions,
        apart: none,
      },
    },
    {
      name: 'chosen',
      props: {
        name: 'skin',
        legend: 'Which of these is on the skin now?',
        options: skinOptions,
        apart: none,
        values: ['sore', 'bumps'],
      },
    },
    {
      name: 'error',
      props: {
        name: 'skin',
        legend: 'Which of these is on the skin now?',
        hint: 'Choose all that apply.',
        error: 'Choose what is on the skin, or “None of these”',
        options: skinOptions,
        apart: none,
      },
    },
    {
      name: 'as-the-question-of-a-page',
      props: {
        name: 'skin',
        legend: 'Which of these is on the skin now?',
        heading: true,
        options: skinOptions,
      },
    },
  ],
  Colophon: [
    {
      name: 'shop',
      props: {
        shop: {
          name: 'Needlewise',
          tagline: 'Read first',
          postalAddress: '1 Example Street, London N1 1AA',
          contactEmail: 'hello@needlewise.example',
        },
        legal: [
          { slug: 'delivery', title: 'Delivery' },
          { slug: 'returns', title: 'Returns' },
          { slug: 'privacy', title: 'Privacy' },
        ],
      },
    },
  ],
  ContentsList: [
    {
      name: 'three-headings',
      props: {
        headings: [
          { depth: 2, text: 'What the number on the box says', id: 'number' },
          { depth: 3, text: 'A heading below, left out', id: 'below' },
          { depth: 2, text: 'What has been measured', id: 'measured' },
          { depth: 2, text: 'What nobody knows', id: 'nobody' },
        ],
      },
    },
    { name: 'too-short-to-show', props: { headings: [{ depth: 2, text: 'The only one', id: 'only' }] } },
  ],
  DateParts: [
    { name: 'empty', props: { legend: 'When was the last filler?', hint: 'For example, 27 March 2026.' } },
    {
      name: 'day-optional',
      props: {
        legend: 'When was the last filler?',
        hint: 'For example, 27 March 2026, or just March 2026.',
        dayOptional: true,
        values: { month: 'March', year: '2026' },
      },
    },
    {
      name: 'error-in-one-part',
      props: {
        legend: 'When was the last filler?',
        error: 'The year must have four digits',
        wrong: ['year'],
        values: { day: '27', month: '3', year: '26' },
      },
    },
    {
      name: 'error-in-all-parts',
      props: { legend: 'When was the last filler?', heading: true, error: 'Enter the date' },
    },
  ],
  DepthRule: [
    { name: 'tall', props: { lengths: [0.2, 0.25, 0.3, 1.5] } },
    { name: 'tall-and-longer', props: { lengths: [2], maxMm: 2 } },
    { name: 'small', props: { lengths: [0.25], size: 'small' } },
    { name: 'small-and-decorative', props: { lengths: [0.2, 0.5], size: 'small', decorative: true } },
  ],
  DoDont: [
    {
      name: 'both',
      props: {
        does: ['Look at the skin first, in good light', 'Stop when it hurts'],
        donts: ['Share a roller, also not in the family', 'Roll over a cold sore, a cut or a mole'],
        headingLevel: 2,
      },
    },
    {
      name: 'only-donts',
      props: { donts: ['Press harder to get further'], dontTitle: 'Do not roll at home if', headingLevel: 2 },
    },
    { name: 'only-dos', props: { does: ['Let it dry before the case is closed'], headingLevel: 2 } },
  ],
  Drawer: [
    {
      name: 'closed',
      props: { id: 'lengths', button: 'About the lengths', title: 'About the lengths' },
      slot: '<p>The number is the length of the needle. It is not how far the needle gets.</p><p><a href="/learn">Read about length and depth</a></p>',
    },
  ],
  ErrorSummary: [
    {
      name: 'one',
      props: { errors: [{ text: 'Enter the order number, such as NW-7K2M-QX9D', href: '#number' }] },
    },
    {
      name: 'several',
      props: {
        errors: [
          { text: 'Enter the order number, such as NW-7K2M-QX9D', href: '#number' },
          {
            text: 'Enter the e-mail address you gave when you paid, such as name@example.com',
            href: '#email',
          },
          { text: 'Something that belongs to no field' },
        ],
      },
    },
    { name: 'none', props: { errors: [] } },
  ],
  Expander: [
    {
      name: 'closed',
      props: { summary: 'What counts?' },
      slot: '<p>A filler is a gel that was injected. Creams do not count.</p>',
    },
    {
      name: 'open',
      props: { summary: 'What counts?', open: true },
      slot: '<p>A filler is a gel that was injected. Creams do not count.</p><p><a href="/glossary">Glossary</a></p>',
    },
  ],
  Field: [
    { name: 'plain', props: { name: 'number', label: 'Order number', characters: 20 } },
    {
      name: 'with-hint',
      props: {
        name: 'number',
        label: 'Order number',
        hint: 'It starts with NW and stands in the subject of the confirmation.',
        value: 'NW-7K2M-QX9D',
      },
    },
    {
      name: 'error',
      props: {
        name: 'email',
        label: 'E-mail address',
        type: 'email',
        autocomplete: 'email',
        hint: 'The one you gave when you paid.',
        error: 'Enter an e-mail address, such as name@example.com',
        value: 'name.example.com',
        required: true,
      },
    },
    {
      name: 'short-number',
      props: { name: 'year', label: 'Year', inputmode: 'numeric', characters: 4, value: '2026' },
    },
  ],
  Figure: [
    {
      name: 'words-folded',
      props: {
        number: 1,
        caption: 'The depth rule with three lengths. Length is not depth.',
        twin: ['The rule is 1.5 mm long.', 'Needles of 0.2, 0.25 and 0.3 mm stand on it.'],
      },
      slot: aDrawing,
    },
    {
      name: 'words-open',
      props: {
        number: 2,
        caption: 'The depth rule with three lengths.',
        twin: ['The rule is 1.5 mm long.', 'Needles of 0.2, 0.25 and 0.3 mm stand on it.'],
        folded: false,
      },
      slot: aDrawing,
    },
    ...figures,
    ...enhanced,
  ],
  Link: [
    { name: 'text', props: { href: '/glossary' }, slot: 'Glossary: the words explained' },
    { name: 'back', props: { href: '/self-check', variant: 'back' }, slot: 'Back' },
    { name: 'apart', props: { href: '/cart', variant: 'apart' }, slot: 'Back to the basket' },
    { name: 'with-more-words', props: { href: '/self-check', tail: 'your answer: skin' }, slot: 'Change' },
  ],
  Masthead: [
    { name: 'home', props: { shopName: 'Needlewise', here: '/' } },
    { name: 'here', props: { shopName: 'Needlewise', here: '/learn' } },
    { name: 'below-here', props: { shopName: 'Needlewise', here: '/rollers/face-roller' } },
  ],
  Notice: [
    {
      name: 'information',
      props: { title: 'For professionals: on show, not for sale' },
      slot: '<p>Needles above 0.5 mm are not sold to consumers.</p>',
    },
    {
      name: 'change',
      props: { title: 'We had to change your basket', kind: 'change', announce: true },
      slot: '<ul><li><strong>Face roller: </strong>there are only 3 left.</li></ul>',
    },
    {
      name: 'done',
      props: { title: 'The basket is changed', kind: 'done', announce: true },
      slot: '<p>It holds 2 face rollers now.</p>',
    },
    {
      name: 'refusal',
      props: { title: 'An order holds at most 4 of one roller', kind: 'refusal', announce: true },
    },
    { name: 'long-word', props: { title: aWord }, slot: `<p>${aWord}</p>` },
  ],
  Pagination: [
    { name: 'first', props: { page: 1, pages: 3, href: (page: number) => `?page=${page}` } },
    { name: 'middle', props: { page: 2, pages: 3, href: (page: number) => `?page=${page}` } },
    { name: 'last', props: { page: 3, pages: 3, href: (page: number) => `?page=${page}` } },
    { name: 'only-one', props: { page: 1, pages: 1, href: (page: number) => `?page=${page}` } },
  ],
  Price: [
    { name: 'plain', props: { minor: 2400, currency: 'GBP' } },
    { name: 'from', props: { minor: 2400, currency: 'GBP', from: true } },
    { name: 'with-note', props: { minor: 2400, currency: 'GBP', note: 'VAT included, delivery £3.95' } },
    { name: 'large', props: { minor: 123_450, currency: 'GBP' } },
  ],
  ProductCard: [
    {
      name: 'in-stock',
      props: { ...aCard, id: 'in-stock', stock: { state: 'in-stock', text: 'in stock' } },
    },
    {
      name: 'to-compare',
      props: {
        ...aCard,
        id: 'to-compare',
        stock: { state: 'in-stock', text: 'in stock' },
        compareSku: 'FACE-025',
      },
    },
    { name: 'low', props: { ...aCard, id: 'low', stock: { state: 'low', text: 'only 3 left' } } },
    { name: 'sold-out', props: { ...aCard, id: 'sold-out', stock: { state: 'sold-out', text: 'sold out' } } },
    {
      name: 'on-show',
      props: {
        ...aCard,
        id: 'on-show',
        title: 'Professional roller, 1.0 mm',
        plate: { ...aRoller, needleLengthMm: 1, handle: 'steel' },
        lengthsMm: [1],
        saleWords: 'For professionals: on show, not for sale',
      },
    },
    {
      name: 'without-needles',
      props: {
        ...aCard,
        id: 'without-needles',
        title: 'Storage case',
        plate: { kind: 'storage-case' },
        lengthsMm: [],
        priceFrom: false,
        stock: { state: 'in-stock', text: 'in stock' },
        saleWords: 'No self-check needed',
      },
    },
  ],
  Progress: [
    { name: 'first', props: { step: 1, of: 12 } },
    { name: 'other-noun', props: { step: 2, of: 3, noun: 'Step' } },
  ],
  QuantityField: [
    { name: 'alone', props: { id: 'quantity', label: 'Quantity', value: 1, least: 1, max: 4 } },
    {
      name: 'with-button',
      props: {
        id: 'quantity',
        label: 'Quantity',
        labelTail: 'of Face roller, 0.25 mm',
        value: 2,
        max: 4,
        button: 'Change',
        buttonTail: 'the quantity of Face roller, 0.25 mm',
      },
    },
    ...[1, 2, 4].map((value) => ({
      name: `stepper-at-${value}`,
      props: {
        id: 'quantity',
        label: 'Quantity',
        labelTail: 'of Face roller, 0.25 mm',
        value,
        max: 4,
        button: 'Change',
        buttonTail: 'the quantity of Face roller, 0.25 mm',
        stepForm: 'step',
      },
    })),
  ],
  Radios: [
    {
      name: 'nothing-chosen',
      props: {
        name: 'answer',
        legend: 'Have you ever had a scar that grew?',
        hint: 'Why we ask: needling can start one.',
        options: radioOptions,
        apart: notSure,
      },
    },
    {
      name: 'chosen',
      props: {
        name: 'answer',
        legend: 'Have you ever had a scar that grew?',
        options: radioOptions,
        apart: notSure,
        value: 'unsure',
      },
    },
    {
      name: 'error',
      props: {
        name: 'answer',
        legend: 'Have you ever had a scar that grew?',
        hint: 'Why we ask: needling can start one.',
        error: 'Choose an answer; “I am not sure” is one',
        options: radioOptions,
        apart: notSure,
      },
    },
    {
      name: 'as-the-question-of-a-page',
      props: {
        name: 'answer',
        legend: 'Have you ever had a scar that grew?',
        heading: true,
        options: radioOptions,
        apart: notSure,
      },
    },
  ],
  RollerPlate: [
    {
      name: 'front',
      props: { subject: aRoller, id: 'front', view: 'front', name: 'The face roller from the front' },
    },
    { name: 'head', props: { subject: aRoller, id: 'head', view: 'head', name: 'The head close up' } },
    { name: 'thumb', props: { subject: aRoller, id: 'thumb', view: 'thumb' } },
    {
      name: 'on-show',
      props: { subject: { ...aRoller, needleLengthMm: 1.5, handle: 'steel' }, id: 'on-show' },
    },
    { name: 'graphite', props: { subject: { ...aRoller, handle: 'graphite' }, id: 'graphite' } },
    {
      name: 'sand-titanium',
      props: { subject: { ...aRoller, handle: 'sand', material: 'titanium' }, id: 'sand-titanium' },
    },
    ...(['storage-case', 'cleaning-tray', 'travel-cap', 'disposal-tub', 'gauze'] as const).flatMap((kind) => [
      { name: kind, props: { subject: { kind }, id: kind } },
      {
        name: `${kind}-measured`,
        props: {
          subject: { kind, colour: 'sand', sizeMm: measures[kind] } as const,
          id: `${kind}-measured`,
          view: 'front' as const,
        },
      },
    ]),
  ],
  Select: [
    {
      name: 'any',
      props: {
        name: 'length',
        label: 'Needle length',
        any: 'Any',
        options: [
          { value: '0.2', label: '0.2 mm' },
          { value: '0.25', label: '0.25 mm' },
        ],
      },
    },
    {
      name: 'chosen',
      props: {
        name: 'sort',
        label: 'Order',
        options: [
          { value: 'shelf', label: 'As on the shelf' },
          { value: 'length', label: 'Shortest needles first' },
        ],
        value: 'length',
      },
    },
  ],
  SkinSection: [
    {
      name: 'one-length',
      props: { lengths: [0.25], id: 'one-length', name: 'Facial skin to scale with a needle of 0.25 mm' },
    },
    {
      name: 'several-lengths',
      props: {
        lengths: [0.2, 0.5, 1.5],
        id: 'several-lengths',
        name: 'Facial skin to scale with needles of 0.2, 0.5 and 1.5 mm',
      },
    },
    {
      name: 'another-place',
      props: {
        lengths: [0.25],
        id: 'another-place',
        name: 'The skin of the eyelid to scale',
        site: 'eyelid',
      },
    },
  ],
  SkipLink: [{ name: 'hidden-until-focused', props: {} }],
  StockWord: [
    { name: 'in-stock', props: { state: 'in-stock', text: 'in stock' } },
    { name: 'low', props: { state: 'low', text: 'only 3 left' } },
    { name: 'sold-out', props: { state: 'sold-out', text: 'sold out' } },
  ],
  SummaryList: [
    {
      name: 'with-change-links',
      props: {
        rows: [
          {
            label: 'Which of these is on the skin now?',
            values: ['None of these'],
            change: { href: '/self-check/skin', what: 'your answer: skin' },
          },
          {
            label: 'When was the last filler?',
            values: ['March 2026', 'That is less than six months ago.'],
            change: { href: '/self-check/filler', what: 'your answer: filler' },
          },
        ],
      },
    },
    { name: 'without', props: { rows: [{ label: 'Version', values: ['1.0.0'] }] } },
  ],
  Table: [
    {
      name: 'lines-and-sum',
      props: { caption: 'What you ordered' },
      slot: `<thead><tr><th scope="col">Item</th><th scope="col" class="number">Count</th><th scope="col" class="number">Price</th></tr></thead>
        <tbody><tr><th scope="row">Face roller, 0.25 mm</th><td class="number">2</td><td class="number">£48.00</td></tr></tbody>
        <tfoot><tr><th scope="row" colspan="2">Total</th><td class="number">£48.00</td></tr>
        <tr class="ledger-part"><th scope="row" colspan="2">of which VAT</th><td class="number">£8.00</td></tr></tfoot>`,
    },
    {
      name: 'wide',
      props: { caption: 'Thickness of the skin of the face, in mm', wide: true },
      slot: `<thead><tr><th scope="col">Place</th>${['Epidermis', 'Dermis', 'Both together', 'Measured by', 'People measured', 'Published in'].map((word) => `<th scope="col" class="number">${word}</th>`).join('')}</tr></thead>
        <tbody>${['Forehead', 'Cheek', 'Chin'].map((place) => `<tr><th scope="row">${place}</th>${'<td class="number">0.00</td>'.repeat(6)}</tr>`).join('')}</tbody>`,
    },
    {
      name: 'caption-hidden',
      props: { caption: 'Totals', captionHidden: true },
      slot: '<tbody><tr><th scope="row">Items</th><td class="number">£48.00</td></tr></tbody>',
    },
  ],
  Tag: (['plain', 'blue', 'amber', 'red'] as const).map((tone) => ({
    name: tone,
    props: { tone },
    slot: 'On show, not for sale',
  })),
  WarningCallout: [
    {
      name: 'list',
      props: { title: 'Before you buy it' },
      slot: '<ul><li>It breaks the skin.</li><li>Only one person may use it.</li></ul>',
    },
  ],
} as const satisfies Record<string, readonly Fixture[]>;
