import type { FigureFact } from './figure-facts.ts';
import {
  across,
  type FigureFrame,
  figureNote,
  figureTitle,
  picture,
  scaleAcross,
  stroke,
  written,
} from './figure-frame.ts';
import { type Gap, type SessionSchedule, sessionSchedules } from './session-facts.ts';
import { at } from './svg.ts';

const lastWeek = 30;

/** A gap in weeks: 30 days are a little more than four. */
export function weeksOf(gap: Gap): number {
  return gap.weeks ?? gap.days / 7;
}

/** “about 3 sessions, about 4 weeks apart”, “4 to 6 sessions, at least 6 weeks apart”. */
export function scheduleWords({ sessions: { from, to }, gap, gapIs }: SessionSchedule): string {
  const about = gapIs === 'about' ? 'about ' : '';
  const sessions = from === to ? `${about}${from} sessions` : `${from} to ${to} sessions`;
  if (gap === null) return `${sessions}; time between them not given`;
  const apart = gap.weeks === undefined ? `${gap.days} days apart` : `${gap.weeks} weeks apart`;
  return `${sessions}, ${gapIs === 'least' ? 'at least ' : about}${apart}`;
}

/** The facts of the figure as sentences, each with its sources. */
export function sessionScheduleFacts(): FigureFact[] {
  return [
    {
      words: 'All of this is about needling in clinics. None of it is a schedule for a roller used at home.',
      sources: [],
    },
    ...sessionSchedules.map((schedule) => ({
      words: [`${schedule.who}: ${scheduleWords(schedule)}.`, schedule.design].filter(Boolean).join(' '),
      sources: schedule.sources,
    })),
    { words: 'We found no schedule that all of them agree on.', sources: [] },
  ];
}

/** Across the picture, from its first to its last week; a dot at either end is drawn whole. */
const shareOf = (weeks: number) => 0.025 + (weeks / lastWeek) * 0.95;

/**
 * The published courses of clinical needling, each as dots on one scale of weeks from the first session. A session
 * that only some have is a broken ring; where the time between two is not published, there is none to draw.
 */
export function drawSessionSchedules({ id, mark }: FigureFrame): string {
  const top = 34;
  const pitch = 64;
  const bottom = top + sessionSchedules.length * pitch + 6;
  const rows = sessionSchedules.map((schedule, index) => {
    const y = top + 6 + index * pitch;
    return (
      written(0, y + 16, [schedule.who], { look: 'd-strong d-ground', mark: mark(schedule.sources) }) +
      written(0, y + 31, [scheduleWords(schedule)], { look: 'd-ground' }) +
      course(schedule, y + 47)
    );
  });
  const title = 'Published courses of clinical needling on a scale of weeks. The same in words follows.';
  return (
    figureTitle('Courses of clinical needling, as published') +
    figureNote('Weeks from the first session, to scale') +
    picture(
      id,
      bottom + 4,
      'session-schedules',
      title,
      scaleAcross({ last: lastWeek, every: 2, numberedEvery: 6 }, shareOf, top, bottom) + rows.join(''),
    ) +
    figureNote('A broken ring: a session that only some people have.')
  );
}

function course({ sessions, gap }: SessionSchedule, y: number): string {
  const line = (from: number, to: number, look: string) =>
    stroke(look, across(shareOf(from)), y, across(shareOf(to)), y);
  const dot = (weeks: number, look: string) =>
    `<circle class="${look}" data-week="${at(weeks)}" cx="${across(shareOf(weeks))}" cy="${at(y)}" r="5"/>`;
  if (gap === null)
    return (
      line(0, 3, 'd-perhaps') +
      dot(0, 'd-session') +
      written(across(shareOf(3.4)), y + 4, ['?'], { look: 'd-strong' })
    );
  const every = weeksOf(gap);
  let dots = '';
  for (let session = 0; session < sessions.to; session += 1)
    dots += dot(session * every, session < sessions.from ? 'd-session' : 'd-session d-perhaps');
  return (
    line(0, (sessions.from - 1) * every, 'd-line') +
    (sessions.to > sessions.from
      ? line((sessions.from - 1) * every, (sessions.to - 1) * every, 'd-perhaps')
      : '') +
    dots
  );
}
