import { parseLengths } from '#content-pipeline/mdx-components.ts';
import { type FigureFact, skinSiteNames } from '#ui/drawings/figure-facts.ts';
import { healingTimelineFacts } from '#ui/drawings/healing-timeline.ts';
import { rollingPatternFacts } from '#ui/drawings/rolling-pattern.ts';
import { scarSectionFacts } from '#ui/drawings/scar-section.ts';
import { sessionScheduleFacts } from '#ui/drawings/session-schedules.ts';
import { skinSectionFacts } from '#ui/drawings/skin-section.ts';

type AttributeReader = (name: string) => string | undefined;

const figures: Readonly<Record<string, (attribute: AttributeReader) => FigureFact[]>> = {
  DepthFigure: (attribute) => {
    const lengths = parseLengths(attribute('lengths') ?? '');
    const site = skinSiteNames.find((name) => name === attribute('site'));
    return lengths ? skinSectionFacts(lengths, site) : [];
  },
  HealingTimeline: healingTimelineFacts,
  RollingPattern: rollingPatternFacts,
  ScarSection: scarSectionFacts,
  SessionPlanner: sessionScheduleFacts,
};

/** The text twin of a figure by the name of its component: its sentences with their sources; null for what is no figure. */
export function figureFacts(componentName: string, attribute: AttributeReader): FigureFact[] | null {
  return Object.hasOwn(figures, componentName) ? (figures[componentName]?.(attribute) ?? null) : null;
}
