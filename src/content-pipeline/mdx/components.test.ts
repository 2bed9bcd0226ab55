import { type ComponentType, createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
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

test('a term links to its definition, a citation to its source, a roller says its price and stock', () => {
  expect(render('Term', { id: 'dermis' }, 'dermis')).toContain('href="/glossary#dermis"');
  expect(render('Cite', { id: 'S5' })).toContain('href="#source-S5"');
  expect(render('Cite', { id: 'S5' })).toContain('>Source </span>7');
  expect(render('Roller', { slug: 'face-roller' })).toContain('(£18.00, in stock)');
});

test('what leads nowhere leaves the words and no link', () => {
  expect(render('Term', { id: 'lost' }, 'dermis')).toBe('dermis');
  expect(render('Cite', { id: 'lost' })).toBe('');
  expect(render('Roller', { slug: 'lost' })).toBe('');
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
];

test('all figures on one page keep ids apart, and every reference finds its target', () => {
  const components = createMdxComponents(context);
  const page = [...figures, ...figures]
    .map(([name, props]) => render(name, { ...props, caption: 'Words' }, undefined, components))
    .join('');
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(ids.length).toBeGreaterThan(100);
  expect(new Set(ids).size).toBe(ids.length);
  const referred = [...page.matchAll(/url\(#([^)]+)\)|<use[^>]* href="#([^"]+)"|aria-\w+by="([^"]+)"/g)];
  for (const [, url, use, name] of referred) expect(ids).toContain(url ?? use ?? name);
});

test.each(figures)('%s %j is drawn for both widths and cites its sources in the twin', (name, props) => {
  const html = render(name, { ...props, caption: 'Words & more' });
  expect(html).toContain('class="figure-wide"');
  expect(html).toContain('class="figure-narrow"');
  expect(html).toContain('Words &amp; more');
  const twin = html.slice(html.indexOf('<ul'));
  expect(twin).toMatch(/<a href="#source-S\d+\w?"><span class="sr-only">Source <\/span>7<\/a>/);
  expect(html).toContain('class="d-mark"');
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
