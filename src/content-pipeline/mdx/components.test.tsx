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
  expect(render('Term', { id: 'dermis' }, 'dermis')).toContain('href="/glossary#term-dermis"');
  expect(render('Cite', { id: 'S5' })).toContain('href="#source-S5"');
  expect(render('Cite', { id: 'S5' })).toContain('>Source </span>7');
  expect(render('Roller', { slug: 'face-roller' })).toContain('(£18.00, in stock)');
});

test('what leads nowhere leaves the words and no link', () => {
  expect(render('Term', { id: 'lost' }, 'dermis')).toBe('dermis');
  expect(render('Cite', { id: 'lost' })).toBe('');
  expect(render('Roller', { slug: 'lost' })).toBe('');
});

test('figures are numbered as they come and carry their text twin', () => {
  const components = createMdxComponents(context, { firstFigure: 3 });
  const first = render('DepthFigure', { lengths: '0.2,1.5', caption: 'One' }, undefined, components);
  const second = render('DepthFigure', { lengths: '0.25', caption: 'Two' }, undefined, components);
  expect(first).toContain('Fig. 3');
  expect(second).toContain('Fig. 4');
  expect(first).toContain('0.2\u202fmm, 1.5\u202fmm');
  expect(first).toContain('id="figure-3-range"');
});
