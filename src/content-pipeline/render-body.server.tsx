import * as React from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import { renderToStaticMarkup } from 'react-dom/server';
import type { CompiledBody } from '#content-pipeline/content.ts';

/**
 * A component that MDX may use: its attributes arrive as texts, what it encloses as `children`. The props' type is
 * left open in that one direction only, so that each component can say exactly what it takes.
 */
export type MdxComponents = Readonly<Record<string, React.ComponentType<never>>>;

type BodyComponent = React.ComponentType<{ components: MdxComponents }>;

const evaluated = new WeakMap<CompiledBody, BodyComponent>();

/**
 * A body as HTML without scripts, its second and third level headings with the ids of `body.headings`. Give it
 * `createMdxComponents(context)`; a component that the body uses and `components` lacks is an error.
 */
export function renderBody(body: CompiledBody, components: MdxComponents): string {
  if (body.code === '') return '';
  const Body = evaluated.get(body) ?? evaluate(body);
  return renderToStaticMarkup(<Body components={components} />);
}

function evaluate(body: CompiledBody): BodyComponent {
  // Not an open door: the content check and the compiler refuse every body that holds anything but words and components.
  const run = new Function('React', '_jsx_runtime', body.code);
  const Body: BodyComponent = run(React, jsxRuntime).default;
  evaluated.set(body, Body);
  return Body;
}
