import type { ReactNode } from 'react';
import { type BodyContext, sourceAnchor, termAnchor } from '#content-pipeline/body-context.ts';
import { parseLengths } from '#content-pipeline/mdx-components.ts';
import type { MdxComponents } from '#content-pipeline/render-body.server.tsx';
import { paths } from '#lib/paths.ts';
import { type FigureFact, type SkinSiteName, skinSites } from '#ui/drawings/figure-facts.ts';
import type { FigureFrame, FigureLayout, SourceMark } from '#ui/drawings/figure-frame.ts';
import { drawHealingTimeline, healingTimelineFacts } from '#ui/drawings/healing-timeline.ts';
import { drawRollingPattern, rollingPatternFacts } from '#ui/drawings/rolling-pattern.ts';
import { drawScarSection, scarSectionFacts } from '#ui/drawings/scar-section.ts';
import { drawSkinSection, skinSectionFacts } from '#ui/drawings/skin-section.ts';

type CareUrgency = 'self-care' | 'see-clinician' | 'urgent';

interface DepthFigureProps {
  lengths: string;
  caption: string;
  site?: SkinSiteName;
}

/** Read out before the title: the colour says it to those who see it. */
const urgencyWords: Record<CareUrgency, string> = {
  'self-care': 'Care for yourself: ',
  'see-clinician': 'Ask a clinician: ',
  urgent: 'Urgent advice: ',
};

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

/**
 * The look of every component that `mdx-components.ts` lists, for one body and the page it stands in. Rendered to
 * plain HTML on the server; make a new set for each body, because figures are numbered as they come.
 * `firstFigure`: the number of the first figure in the body, where the page shows others before it.
 */
export function createMdxComponents(context: BodyContext, { firstFigure = 1 } = {}): MdxComponents {
  let nextFigure = firstFigure;
  let nextTable = 1;

  const numberOf = (id: string) => context.cite(id)?.number ?? Number.POSITIVE_INFINITY;

  /** In a drawing nothing can be followed, so it carries the numbers only; its text twin links them. */
  const mark: SourceMark = (sources) =>
    sources
      .flatMap((id) => context.cite(id)?.number ?? [])
      .sort((a, b) => a - b)
      .join(', ');

  function numbered(caption: string, facts: readonly FigureFact[], draw: (frame: FigureFrame) => string) {
    const number = nextFigure++;
    const drawing = (layout: FigureLayout) => draw({ id: `figure-${number}-${layout}`, layout, mark });
    return (
      <figure className="figure">
        <div className="figure-plate">
          <div className="figure-drawing">
            {/* One of the two shows, by the room there is; the other is hidden from screen readers too. */}
            {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own drawing, and no text of an editor's is in it */}
            <div className="figure-wide" dangerouslySetInnerHTML={{ __html: drawing('wide') }} />
            {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own drawing, and no text of an editor's is in it */}
            <div className="figure-narrow" dangerouslySetInnerHTML={{ __html: drawing('narrow') }} />
          </div>
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

  return {
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

    DoList({ title = 'Do', children }: { title?: string; children: ReactNode }) {
      return (
        <div className="do-list">
          <p className="do-title">{title}</p>
          {children}
        </div>
      );
    },

    DontList({ title = 'Don’t', children }: { title?: string; children: ReactNode }) {
      return (
        <div className="dont-list">
          <p className="do-title">{title}</p>
          {children}
        </div>
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

    /** A link to the definition: works by keyboard, by touch, in print and without script, where a tooltip does not. */
    Term({ id, children }: { id: string; children: ReactNode }) {
      const term = context.term(id);
      if (!term) return <>{children}</>;
      return (
        <a className="term" href={`${paths.glossary}#${termAnchor(term.slug)}`}>
          {children}
        </a>
      );
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

    DepthFigure({ lengths: text, caption, site = 'face' }: DepthFigureProps) {
      const lengthsMm = parseLengths(text);
      if (!lengthsMm) return null;
      const name = `Layers of the skin of ${skinSites[site].name} to scale, needles beside them`;
      return numbered(caption, skinSectionFacts(lengthsMm, site), (frame) =>
        drawSkinSection({ ...frame, lengthsMm, site, detail: true, name }),
      );
    },

    HealingTimeline({ caption }: { caption: string }) {
      return numbered(caption, healingTimelineFacts(), drawHealingTimeline);
    },

    RollingPattern({ caption }: { caption: string }) {
      return numbered(caption, rollingPatternFacts(), drawRollingPattern);
    },

    ScarSection({ caption }: { caption: string }) {
      return numbered(caption, scarSectionFacts(), drawScarSection);
    },

    Expander({ summary, children }: { summary: string; children: ReactNode }) {
      return (
        <details className="expander">
          <summary>{summary}</summary>
          <div className="expander-body">{children}</div>
        </details>
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
  };
}
