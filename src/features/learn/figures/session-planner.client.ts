import { scheduleWords } from '#ui/drawings/session-schedules.ts';
import {
  type Course,
  type CourseField,
  calendarOf,
  datesOf,
  dayWords,
  publishedBy,
  readCourse,
  sessionRange,
  weekRange,
} from './course.ts';
import { citations, element, figuresOf } from './elements.ts';

/** Adds a form that lists the dates of a course; nothing that is typed leaves the page. */
function enhance(drawing: HTMLElement): void {
  const id =
    drawing
      .querySelector('svg')
      ?.getAttribute('aria-labelledby')
      ?.replace(/-title$/, '') ?? 'figure';
  const fields = {
    start: field(id, 'start', 'First session', 'The date that you agreed with the clinic.', {
      type: 'date',
      class: 'input input-8',
      min: '2000-01-01',
      max: '2099-12-31',
    }),
    sessions: field(
      id,
      'sessions',
      'Number of sessions',
      `Published courses have ${sessionRange.from} to ${sessionRange.to}.`,
      { inputmode: 'numeric', class: 'input input-2' },
    ),
    weeksApart: field(
      id,
      'weeks',
      'Weeks between two sessions',
      `Published courses leave ${weekRange.from} to ${weekRange.published} weeks, and some more.`,
      { inputmode: 'numeric', class: 'input input-2' },
    ),
  } satisfies Record<CourseField, Field>;
  const planned = element('div', { class: 'figure-said' });
  const form = element(
    'form',
    { class: 'figure-controls', novalidate: '', 'aria-labelledby': `${id}-plan` },
    element(
      'p',
      { class: 'figure-title', id: `${id}-plan` },
      'Plan the dates of a course agreed with a clinic',
    ),
    element('p', { class: 'figure-note' }, 'What you enter stays on this device.'),
    ...Object.values(fields).map(({ box }) => box),
    element('button', { class: 'button button-secondary' }, 'List the dates'),
  );
  let file = '';
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const typed = {
      // A date half typed reads as empty; the browser knows the difference.
      start: fields.start.input.validity.badInput ? '?' : fields.start.input.value,
      sessions: fields.sessions.input.value,
      weeksApart: fields.weeksApart.input.value,
    };
    const course = readCourse(typed);
    for (const [name, each] of Object.entries(fields))
      each.setFault(course.ok ? undefined : course.error[name as CourseField]);
    URL.revokeObjectURL(file);
    if (!course.ok) {
      planned.replaceChildren();
      form.querySelector<HTMLInputElement>('[aria-invalid]')?.focus();
      return;
    }
    file = fileOf(course.value);
    planned.replaceChildren(...plan(course.value, file));
    planned.querySelector<HTMLElement>('[tabindex]')?.focus();
  });
  drawing.after(form, planned);
}

interface Field {
  box: HTMLElement;
  input: HTMLInputElement;
  /** Says beside the field what is wrong with it; nothing where it is right. */
  setFault(words: string | undefined): void;
}

function field(
  figure: string,
  name: string,
  label: string,
  hint: string,
  attributes: Record<string, string>,
): Field {
  const id = `${figure}-${name}`;
  const input = element('input', {
    id,
    autocomplete: 'off',
    'aria-describedby': `${id}-hint`,
    ...attributes,
  });
  const error = element('p', { class: 'error', id: `${id}-error` });
  const box = element(
    'div',
    { class: 'field' },
    element('label', { class: 'field-label', for: id }, label),
    element('p', { class: 'hint', id: `${id}-hint` }, hint),
    input,
  );
  return {
    box,
    input,
    setFault(words) {
      box.classList.toggle('has-error', words !== undefined);
      if (words === undefined) {
        error.remove();
        input.removeAttribute('aria-invalid');
        input.setAttribute('aria-describedby', `${id}-hint`);
        return;
      }
      error.replaceChildren(element('span', { class: 'sr-only' }, 'Error: '), words);
      input.before(error);
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', `${id}-hint ${id}-error`);
    },
  };
}

/** The address of a calendar file in this browser’s memory. */
function fileOf(course: Course): string {
  const [part] = crypto.getRandomValues(new Uint32Array(1));
  const key = `${course.start}-${part?.toString(36)}@${location.hostname}`;
  const calendar = calendarOf(course, { key, writtenAt: new Date() });
  return URL.createObjectURL(new Blob([calendar], { type: 'text/calendar' }));
}

function plan(course: Course, file: string): Node[] {
  const sources = publishedBy(course);
  const published =
    sources.length === 0
      ? [element('p', {}, 'No source we read publishes this very course.')]
      : sources.map((schedule) =>
          element(
            'p',
            {},
            `Published: ${schedule.who}, ${scheduleWords(schedule)}.`,
            ...citations(schedule.sources),
          ),
        );
  return [
    element(
      'p',
      { class: 'figure-strong', tabindex: '-1' },
      `${course.sessions} sessions, ${course.weeksApart} weeks apart`,
    ),
    element(
      'ol',
      { class: 'figure-dates' },
      ...datesOf(course).map((date) =>
        element('li', {}, element('time', { datetime: date }, dayWords(date))),
      ),
    ),
    ...published,
    element(
      'p',
      {},
      'Whether the skin has healed enough for the next session, the clinic decides on the day. This is not a plan for a roller at home.',
    ),
    element(
      'p',
      { class: 'no-print' },
      element(
        'a',
        { class: 'link-apart', href: file, download: 'needling-sessions.ics' },
        'Download the dates for a calendar (.ics)',
      ),
    ),
  ];
}

for (const { drawing } of figuresOf('session-planner')) enhance(drawing);
