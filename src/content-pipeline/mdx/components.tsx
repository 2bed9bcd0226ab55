import { type ComponentType, createContext, createElement, type ReactNode, useContext } from 'react';
import {
  type BodyContext,
  definitionAnchor,
  sourceAnchor,
  termAnchor,
} from '#content-pipeline/body-context.ts';
import { type FactForm, factWords } from '#content-pipeline/fact-words.ts';
import { boxTitles, type CareUrgency, parseLengths, urgencyWords } from '#content-pipeline/mdx-components.ts';
import type { MdxComponents } from '#content-pipeline/render-body.server.tsx';
import { formatNeedleLength } from '#lib/needle-length.ts';
import { paths } from '#lib/paths.ts';
import { drawDepthRule, smallRule } from '#ui/drawings/depth-rule.ts';
import { type FigureFact, type SkinSiteName, skinSites } from '#ui/drawings/figure-facts.ts';
import type { FigureFrame, SourceMark } from '#ui/drawings/figure-frame.ts';
import { drawHealingTimeline, healingTimelineFacts } from '#ui/drawings/healing-timeline.ts';
import { drawPlate } from '#ui/drawings/roller.ts';
import { drawRollingPattern, rollingPatternFacts } from '#ui/drawings/rolling-pattern.ts';
import { drawScarSection, scarSectionFacts } from '#ui/drawings/scar-section.ts';
import { drawSessionSchedules, sessionScheduleFacts } from '#ui/drawings/session-schedules.ts';
import { drawSkinSection, skinSectionFacts } from '#ui/drawings/skin-section.ts';

interface DepthFigureProps {
  lengths: string;
  caption: string;
  site?: SkinSiteName;
  explore?: 'yes';
}

/** What a script finds an enhanced figure by, and what it needs to know of it; React writes these as attributes. */
interface FigureHook {
  'data-figure': 'depth-explorer' | 'healing-timeline' | 'session-planner';
  'data-lengths'?: string;
  'data-site'?: SkinSiteName;
}

/** The number of the `<details>` that a component stands in; null outside of any. */
const Folded = createContext<number | null>(null);

/** A source as its number on the page, which leads to it; nothing where the id leads nowhere. */
function Citation({ id, context }: { id: string; context: BodyContext }) {
  const cited = context.cite(id);
  if (!cited) return null;
  return (
    <sup className="cite">
      <a href={`#${sourceAnchor(id)}`}>
        <span className="sr-only">Source </span>
        {cited.number}
      </a>
    </sup>
  );
}

/** A heading that leads to itself, so that its address can be taken: the link is the heading, and read out once. */
function Heading({ level: Level, id, children }: { level: 'h2' | 'h3'; id?: string; children: ReactNode }) {
  if (!id) return <Level>{children}</Level>;
  return (
    <Level id={id}>
      <a className="heading-anchor" href={`#${id}`}>
        {children}
      </a>
    </Level>
  );
}

/**
 * The look of every component that `mdx-components.ts` lists, for one body and the page it stands in. Rendered to
 * plain HTML on the server; make a new set for each page, because figures are numbered and terms defined as they come.
 * `firstFigure`: the number of the first figure in the body, where the page shows others before it. `onUse` hears the
 * name of each component as it is rendered, and of a figure that a script enhances its `data-figure` too.
 */
export function createMdxComponents(
  context: BodyContext,
  { firstFigure = 1, onUse }: { firstFigure?: number; onUse?: (componentName: string) => void } = {},
): MdxComponents {
  let nextFigure = firstFigure;
  let nextTable = 1;
  let nextCard = 1;
  let nextFold = 1;
  // The ids of the definitions of each term, by the `<details>` they lie in: a closed one keeps its definition shut.
  const definitions = new Map<string, Map<number | null, string>>();

  const numberOf = (id: string) => context.cite(id)?.number ?? Number.POSITIVE_INFINITY;

  /** In a drawing nothing can be followed, so it carries the numbers only; its text twin links them. */
  const mark: SourceMark = (sources) =>
    sources
      .flatMap((id) => context.cite(id)?.number ?? [])
      .sort((a, b) => a - b)
      .join(', ');

  function numbered(
    caption: string,
    facts: readonly FigureFact[],
    draw: (frame: FigureFrame) => string,
    hook?: FigureHook,
  ) {
    const number = nextFigure++;
    if (hook) onUse?.(hook['data-figure']);
    const drawing = draw({ id: `figure-${number}`, mark });
    return (
      <figure className="figure" {...hook}>
        <div className="figure-plate">
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own drawing, and no text of an editor's is in it */}
          <div className="figure-drawing" dangerouslySetInnerHTML={{ __html: drawing }} />
        </div>
        <figcaption>
          <p>
            <span className="figure-number">Fig. {number}</span> {caption}
          </p>
          <details className="figure-twin" open>
            <summary>This figure in words</summary>
            <ul className="figure-facts">
              {facts.map(({ words, sources }) => (
                <li key={words}>
                  {words}
                  {sources
                    .toSorted((a, b) => numberOf(a) - numberOf(b))
                    .map((id) => (
                      <Citation key={id} {...{ id, context }} />
                    ))}
                </li>
              ))}
            </ul>
          </details>
        </figcaption>
      </figure>
    );
  }

  const components = {
    /** The only box whose title is a heading: people look for it. Second level, since that is in order anywhere. */
    CareCard({ urgency, title, children }: { urgency: CareUrgency; title: string; children: ReactNode }) {
      return (
        <section className={`care-card care-${urgency}`}>
          <h2 className="care-title">
            <span className="sr-only">{urgencyWords[urgency]}</span>
            {title}
          </h2>
          <div className="care-body">{children}</div>
        </section>
      );
    },

    WarningCallout({ title, children }: { title: string; children: ReactNode }) {
      return (
        <section className="warning">
          <p className="warning-title">
            <span className="sr-only">Warning: </span>
            {title}
          </p>
          {children}
        </section>
      );
    },

    DoList({ title = boxTitles.DoList, children }: { title?: string; children: ReactNode }) {
      return (
        <div className="do-list">
          <p className="do-title">{title}</p>
          {children}
        </div>
      );
    },

    DontList({ title = boxTitles.DontList, children }: { title?: string; children: ReactNode }) {
      return (
        <div className="dont-list">
          <p className="do-title">{title}</p>
          {children}
        </div>
      );
    },

    WhoShouldNot({ title = boxTitles.WhoShouldNot, children }: { title?: string; children: ReactNode }) {
      return (
        <div className="dont-list who-should-not">
          <p className="do-title">{title}</p>
          {children}
        </div>
      );
    },

    Risks({ title = boxTitles.Risks, children }: { title?: string; children: ReactNode }) {
      return (
        <section className="risks">
          <p className="eyebrow">{title}</p>
          {children}
        </section>
      );
    },

    /** The compiler adds the `id`, which is also in `body.headings`. */
    Question({ ask, id, children }: { ask: string; id?: string; children: ReactNode }) {
      return (
        <section className="question">
          <Heading level="h3" {...(id !== undefined && { id })}>
            {ask}
          </Heading>
          {children}
        </section>
      );
    },

    Conflict({ title, children }: { title: string; children: ReactNode }) {
      return (
        <section className="conflict">
          <p className="conflict-kind">Our sources disagree</p>
          <p className="conflict-title">{title}</p>
          {children}
        </section>
      );
    },

    /**
     * A word that opens its definition: by keyboard, by touch, for screen readers, and without script. The definition
     * stands behind the first use, so that paper and old browsers show it there.
     */
    Term({ id, children }: { id: string; children: ReactNode }) {
      const fold = useContext(Folded);
      const term = context.term(id);
      if (!term) return <>{children}</>;
      if (context.definitions === 'link') {
        return (
          <a className="term" href={`#${termAnchor(term.slug)}`}>
            {children}
          </a>
        );
      }
      const known = definitions.get(term.slug) ?? new Map<number | null, string>();
      definitions.set(term.slug, known);
      // No slug has two hyphens in a row, so no id of one term is that of another.
      const within = known.get(null) ?? known.get(fold);
      const target = within ?? definitionAnchor(term.slug) + (known.size > 0 ? `--${known.size + 1}` : '');
      if (within === undefined) known.set(fold, target);
      return (
        <>
          <button type="button" className="term" popoverTarget={target}>
            {children}
          </button>
          {within === undefined && (
            <span popover="" id={target} className="term-definition">
              {/* The spaces go where the words go: on paper the definition stands alone. */}
              <b>{`${term.term} `}</b>
              {term.definition}
              <a href={`${paths.glossary}#${termAnchor(term.slug)}`}> More in the glossary</a>
            </span>
          )}
        </>
      );
    },

    Fact({ id, form }: { id: string; form?: FactForm }) {
      const fact = context.fact(id);
      return fact && <>{factWords(fact, form)}</>;
    },

    Cite({ id }: { id: string }) {
      return <Citation {...{ id, context }} />;
    },

    Roller({ slug }: { slug: string }) {
      const roller = context.roller(slug);
      if (!roller) return null;
      const now = [roller.priceText, roller.stockText].filter(Boolean).join(', ');
      return (
        <span className="roller-words">
          <a href={roller.href}>{roller.title}</a>{' '}
          <span className="roller-now">({now || 'not for sale'})</span>
        </span>
      );
    },

    /** The same look as `ui/ProductCard.astro`; its title is no heading, because an article is not about products. */
    RollerCard({ slug }: { slug: string }) {
      const roller = context.roller(slug);
      if (!roller) return null;
      const { title, href, summary, plate, lengthsMm, price, stock, saleWords } = roller;
      const picture = drawPlate(plate, { id: `card-${nextCard++}`, view: 'three-quarter', name: null });
      const rule =
        lengthsMm.length > 0
          ? drawDepthRule({
              lengthsMm,
              maxMm: Math.max(smallRule.maxMm, ...lengthsMm),
              unitsPerMm: smallRule.unitsPerMm,
              labelled: false,
              name: null,
            })
          : '';
      return (
        <article className="card roller-card">
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own drawing, and no text of an editor's is in it */}
          <div className="card-plate" dangerouslySetInnerHTML={{ __html: picture + rule }} />
          <p className="card-title">
            <a href={href}>{title}</a>
          </p>
          {lengthsMm.length > 0 && (
            <p className="card-lengths">{lengthsMm.map(formatNeedleLength).join(' · ')}</p>
          )}
          <p className="card-summary">{summary}</p>
          {price && stock ? (
            <>
              <p className="card-price">
                <span className="price">
                  {price.isFrom && <span className="price-from">from </span>}
                  <span className="price-amount">{price.amount}</span>
                </span>{' '}
                <span className={`stock stock-${stock.state}`}>{stock.text}</span>
              </p>
              <p className="card-sale">{saleWords}</p>
            </>
          ) : (
            <p className="card-price">
              <span className="tag tag-amber">{saleWords}</span>
            </p>
          )}
        </article>
      );
    },

    DepthFigure({ lengths: text, caption, site = 'face', explore }: DepthFigureProps) {
      const lengthsMm = parseLengths(text);
      if (!lengthsMm) return null;
      const name = `Layers of the skin of ${skinSites[site].name} to scale, needles beside them`;
      return numbered(
        caption,
        skinSectionFacts(lengthsMm, site),
        (frame) => drawSkinSection({ ...frame, lengthsMm, site, detail: true, name }),
        explore && {
          'data-figure': 'depth-explorer',
          'data-lengths': lengthsMm.join(','),
          'data-site': site,
        },
      );
    },

    HealingTimeline({ caption }: { caption: string }) {
      return numbered(caption, healingTimelineFacts(), drawHealingTimeline, {
        'data-figure': 'healing-timeline',
      });
    },

    RollingPattern({ caption }: { caption: string }) {
      return numbered(caption, rollingPatternFacts(), drawRollingPattern);
    },

    ScarSection({ caption }: { caption: string }) {
      return numbered(caption, scarSectionFacts(), drawScarSection);
    },

    SessionPlanner({ caption }: { caption: string }) {
      return numbered(caption, sessionScheduleFacts(), drawSessionSchedules, {
        'data-figure': 'session-planner',
      });
    },

    Expander({ summary, children }: { summary: string; children: ReactNode }) {
      return (
        <details className="expander">
          <summary>{summary}</summary>
          <div className="expander-body">
            <Folded value={nextFold++}>{children}</Folded>
          </div>
        </details>
      );
    },

    h2({ id, children }: { id?: string; children: ReactNode }) {
      return (
        <Heading level="h2" {...(id !== undefined && { id })}>
          {children}
        </Heading>
      );
    },

    h3({ id, children }: { id?: string; children: ReactNode }) {
      return (
        <Heading level="h3" {...(id !== undefined && { id })}>
          {children}
        </Heading>
      );
    },

    /** A wide table scrolls by itself, by keyboard too, instead of widening the page. */
    table({ children }: { children: ReactNode }) {
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="table-scroll" aria-label={`Table ${nextTable++}`} tabIndex={0}>
          <table>{children}</table>
        </section>
      );
    },
  } satisfies MdxComponents;

  if (!onUse) return components;
  const hear = (name: string, Component: ComponentType<never>) => (props: never) => {
    onUse(name);
    return createElement(Component, props);
  };
  return Object.fromEntries(
    Object.entries(components).map(([name, Component]) => [name, hear(name, Component)]),
  );
}
