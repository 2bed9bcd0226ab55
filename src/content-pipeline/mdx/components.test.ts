import fc from 'fast-check';
import { type ComponentType, createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import type { BodyContext } from '#content-pipeline/body-context.ts';
import { mdxComponentSet } from '#content-pipeline/mdx-components.ts';
import { createMdxComponents } from './components.tsx';

const context: BodyContext = {
  cite: (id) =>
    id === 'lost'
      ? null
      : {
          number: 7,
          source: {
            id,
            title: 'A paper',
            year: 2012,
            url: 'https://example.org',
            read: 'abstract',
            confidence: 'H',
          },
        },
  term: (id) => (id === 'lost' ? null : { slug: id, term: 'Dermis', definition: 'The living layer.' }),
  roller: (slug) =>
    slug === 'lost'
      ? null
      : {
          slug,
          title: 'Face roller',
          href: '/rollers/face-roller',
          priceText: '£18.00',
          stockText: 'in stock',
          price: { amount: '£18.00', isFrom: false },
          summary: 'A plain roller.',
          lengthsMm: [0.2, 0.25],
          plate: {
            kind: 'roller',
            needleLengthMm: 0.25,
            needleCount: 192,
            rows: 8,
            headWidthMm: 20,
            material: 'steel',
            handle: 'green',
          },
          saleWords: 'Needs the self-check',
          stock: { state: 'in-stock', text: 'In stock' },
        },
  fact: (id) =>
    id === 'lost'
      ? null
      : {
          id,
          from: 0.5,
          to: 1.5,
          unit: 'mm',
          words: null,
          says: 'Needle lengths',
          sources: ['S5'],
          confidence: 'H',
          mustSay: [],
        },
};

function render(
  name: string,
  props: Record<string, string>,
  children?: string,
  components = createMdxComponents(context),
): string {
  const Component = components[name] as ComponentType<Record<string, string>> | undefined;
  if (!Component) throw new Error(`No component ${name}`);
  return renderToStaticMarkup(createElement(Component, props, children));
}

test.each(mdxComponentSet)(
  '$name has a look, without script or inline style',
  ({ name, attributes, children }) => {
    const props = Object.fromEntries(attributes.map((attribute) => [attribute.name, attribute.example]));
    const html = render(name, props, children === 'none' ? undefined : 'Words inside');
    expect(html).not.toBe('');
    expect(html).not.toMatch(/<script|style=| on\w+=/);
    if (children !== 'none') expect(html).toContain('Words inside');
  },
);

test('a care card says how soon in words', () => {
  expect(render('CareCard', { urgency: 'urgent', title: 'Get help now if' })).toContain(
    'Urgent advice: </span>Get help now if',
  );
});

test('a citation leads to its source, a roller says its price and stock, a fact its figure', () => {
  expect(render('Cite', { id: 'S5' })).toContain('href="#source-S5"');
  expect(render('Cite', { id: 'S5' })).toContain('>Source </span>7');
  expect(render('Roller', { slug: 'face-roller' })).toContain('(£18.00, in stock)');
  expect(render('Fact', { id: 'lengths' })).toBe('0.5 to 1.5\u202fmm');
  expect(render('Fact', { id: 'lengths', form: 'number' })).toBe('0.5 to 1.5');
});

test('a card shows what the list of rollers shows; one that is not sold says why', () => {
  const html = render('RollerCard', { slug: 'face-roller' });
  const words = html.replaceAll(/<svg.*?<\/svg>/g, '').replaceAll(/<[^>]+>/g, '|');
  expect(words.split('|').filter((word) => word.trim())).toEqual([
    'Face roller',
    '0.2\u202fmm · 0.25\u202fmm',
    'A plain roller.',
    '£18.00',
    'In stock',
    'Needs the self-check',
  ]);
  expect(html).toContain('class="drawing plate"');
  expect(html).toContain('depth-rule-small');
  const onShow: BodyContext = {
    ...context,
    roller: (slug) => {
      const roller = context.roller(slug);
      return roller && { ...roller, price: null, stock: null, saleWords: 'On show, not for sale' };
    },
  };
  const closed = render('RollerCard', { slug: 'face-roller' }, undefined, createMdxComponents(onShow));
  expect(closed).toContain('<span class="tag tag-amber">On show, not for sale</span>');
  expect(closed).not.toContain('£');
});

test('the title and the answer of each box', () => {
  expect(render('WhoShouldNot', {}, 'Words')).toContain('Do not roll at home if');
  expect(render('WhoShouldNot', { title: 'Not you if' }, 'Words')).toContain('Not you if');
  expect(render('Risks', {}, 'Words')).toContain('What can go wrong');
  const question = render('Question', { ask: 'Does it hurt?', id: 'does-it-hurt' }, 'Yes.');
  expect(question).toContain(
    '<h3 id="does-it-hurt"><a class="heading-anchor" href="#does-it-hurt">Does it hurt?</a></h3>Yes.',
  );
});

describe('terms', () => {
  const page = (components = createMdxComponents(context)) => {
    const term = (id: string, words: string) => render('Term', { id }, words, components);
    return { term, fold: (id: string) => renderToStaticMarkup(foldedTerm(components, id)) };
  };
  const foldedTerm = (components: ReturnType<typeof createMdxComponents>, id: string) => {
    const { Expander, Term } = components as Record<string, ComponentType<Record<string, string>>>;
    if (!Expander || !Term) throw new Error('No such component');
    return createElement(Expander, { summary: 'More' }, createElement(Term, { id }, id));
  };
  const idsIn = (html: string) => [...html.matchAll(/ id="(def-[^"]+)"/g)].map((match) => match[1]);
  const targetsIn = (html: string) =>
    [...html.matchAll(/ popovertarget="([^"]+)"/gi)].map((match) => match[1]);

  test('open their definition, which stands once behind the first use', () => {
    const { term } = page();
    const first = term('dermis', 'the dermis');
    expect(first).toBe(
      '<button type="button" class="term" popoverTarget="def-dermis">the dermis</button>' +
        '<span popover="" id="def-dermis" class="term-definition"><b>Dermis </b>The living layer.' +
        '<a href="/glossary#dermis"> More in the glossary</a></span>',
    );
    expect(term('dermis', 'skin')).toBe(
      '<button type="button" class="term" popoverTarget="def-dermis">skin</button>',
    );
    // Only phrasing content may stand in a paragraph.
    expect(first.match(/<(\w+)/g)).toEqual(['<button', '<span', '<b', '<a']);
  });

  test('whose definition is shut up in a fold get another outside; one outside serves every fold', () => {
    const { term, fold } = page();
    const html =
      fold('dermis') + fold('dermis') + term('dermis', 'skin') + fold('dermis') + term('dermis', 'skin');
    expect(idsIn(html)).toEqual(['def-dermis', 'def-dermis--2', 'def-dermis--3']);
    expect(targetsIn(html)).toEqual([
      'def-dermis',
      'def-dermis--2',
      'def-dermis--3',
      'def-dermis--3',
      'def-dermis--3',
    ]);
  });

  test('have ids that are unique on the page, and each opens one that is there', () => {
    const uses = fc.array(fc.tuple(fc.constantFrom('a', 'a-2', 'b'), fc.boolean()), { maxLength: 20 });
    fc.assert(
      fc.property(uses, (each) => {
        const { term, fold } = page();
        const html = each.map(([id, folded]) => (folded ? fold(id) : term(id, id))).join('');
        expect(new Set(idsIn(html)).size).toBe(idsIn(html).length);
        for (const target of targetsIn(html)) expect(idsIn(html)).toContain(target);
      }),
    );
  });

  test('lead down the page where the page is the glossary', () => {
    const components = createMdxComponents({ ...context, definitions: 'link' });
    expect(render('Term', { id: 'dermis' }, 'dermis', components)).toBe(
      '<a class="term" href="#dermis">dermis</a>',
    );
  });
});

test('who listens hears each component as it is used, and which figure a script may enhance', () => {
  const heard: string[] = [];
  const components = createMdxComponents(context, { onUse: (name) => heard.push(name) });
  render('Term', { id: 'dermis' }, 'dermis', components);
  render('DepthFigure', { lengths: '0.2', caption: 'One' }, undefined, components);
  expect(heard).toEqual(['Term', 'DepthFigure']);
  const explored = render(
    'DepthFigure',
    { lengths: '0.2, 1.50', site: 'body', caption: 'One', explore: 'yes' },
    undefined,
    components,
  );
  render('HealingTimeline', { caption: 'One' }, undefined, components);
  render('SessionPlanner', { caption: 'One' }, undefined, components);
  expect(heard.slice(2)).toEqual([
    'DepthFigure',
    'depth-explorer',
    'HealingTimeline',
    'healing-timeline',
    'SessionPlanner',
    'session-planner',
  ]);
  expect(explored).toContain(
    '<figure class="figure" data-figure="depth-explorer" data-lengths="0.2,1.5" data-site="body">',
  );
});

test('what leads nowhere leaves the words and no link', () => {
  expect(render('Term', { id: 'lost' }, 'dermis')).toBe('dermis');
  expect(render('Cite', { id: 'lost' })).toBe('');
  expect(render('Roller', { slug: 'lost' })).toBe('');
  expect(render('RollerCard', { slug: 'lost' })).toBe('');
  expect(render('Fact', { id: 'lost' })).toBe('');
});

test('figures are numbered as they come and carry their text twin, which is open', () => {
  const components = createMdxComponents(context, { firstFigure: 3 });
  const first = render('DepthFigure', { lengths: '0.2,1.5', caption: 'One' }, undefined, components);
  const second = render('HealingTimeline', { caption: 'Two' }, undefined, components);
  expect(first).toContain('Fig. 3');
  expect(second).toContain('Fig. 4');
  expect(first).toContain('0.2\u202fmm, 1.5\u202fmm');
  expect(second).toContain('<details class="figure-twin" open="">');
});

const figures: [string, Record<string, string>][] = [
  ['DepthFigure', { lengths: '0.2,1.5' }],
  ['DepthFigure', { lengths: '0.2,1.5', site: 'body' }],
  ['HealingTimeline', {}],
  ['RollingPattern', {}],
  ['ScarSection', {}],
  ['SessionPlanner', {}],
];

test('all figures on one page keep ids apart, and every reference finds its target', () => {
  const components = createMdxComponents(context);
  const page = [...figures, ...figures]
    .map(([name, props]) => render(name, { ...props, caption: 'Words' }, undefined, components))
    .join('');
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(ids.length).toBeGreaterThan(40);
  expect(new Set(ids).size).toBe(ids.length);
  const referred = [...page.matchAll(/url\(#([^)]+)\)|<use[^>]* href="#([^"]+)"|aria-\w+by="([^"]+)"/g)];
  for (const [, url, use, name] of referred) expect(ids).toContain(url ?? use ?? name);
});

test.each(figures)('%s %j is drawn, and cites its sources in the drawing and in the twin', (name, props) => {
  const html = render(name, { ...props, caption: 'Words & more' });
  expect(html).toContain('<div class="figure-drawing"><');
  expect(html).toContain('Words &amp; more');
  const twin = html.slice(html.indexOf('<ul'));
  expect(twin).toMatch(/<a href="#source-S\d+\w?"><span class="sr-only">Source <\/span>7<\/a>/);
  expect(html).toMatch(/class="(d|figure)-mark"/);
});

test('a figure names its place', () => {
  expect(render('DepthFigure', { lengths: '0.2', caption: 'One' })).toContain('Skin of the face');
  expect(render('DepthFigure', { lengths: '0.2', site: 'eyelid', caption: 'One' })).toContain(
    'Not a place to roll',
  );
});

test('citations in the twin are in the order of the page', () => {
  const order = ['S56', 'S5', 'S7'];
  const numbered: BodyContext = {
    ...context,
    cite: (id) => {
      const found = context.cite(id);
      return found && order.includes(id) ? { ...found, number: order.indexOf(id) + 1 } : found;
    },
  };
  const html = render(
    'DepthFigure',
    { lengths: '0.2', caption: 'One' },
    undefined,
    createMdxComponents(numbered),
  );
  const last = html.slice(html.lastIndexOf('Length is not depth'));
  expect([...last.matchAll(/#source-(\w+)/g)].map((match) => match[1])).toEqual(order);
});
