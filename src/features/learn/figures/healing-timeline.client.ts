import { across } from '#ui/drawings/figure-frame.ts';
import { shareOfMonth } from '#ui/drawings/healing-timeline.ts';
import { afterRest, citations, element, figuresOf } from './elements.ts';
import { type Described, describedBy, lastWeek, weekWords } from './timeline-words.ts';

/** Adds a slider along the months: it marks a moment in the picture, and says who describes what by then. */
function enhance(drawing: HTMLElement): void {
  const picture = drawing.querySelector<SVGElement>('.healing-timeline');
  const id = picture?.getAttribute('aria-labelledby')?.replace(/-title$/, '') ?? 'figure';
  if (!picture) return;
  const now = document.createElementNS('http://www.w3.org/2000/svg', 'line');
  now.setAttribute('class', 'd-now');
  now.setAttribute('y1', '16');
  now.setAttribute('y2', '100%');
  const slider = element('input', {
    type: 'range',
    class: 'figure-slider figure-slider-months',
    id: `${id}-week`,
    min: '0',
    max: String(lastWeek),
    step: '1',
    value: '0',
  });
  // Hidden from screen readers: they read the value of the slider itself.
  const shown = element('span', { class: 'figure-strong', 'aria-hidden': 'true' });
  const said = element('div', { class: 'figure-said', role: 'status' });

  const say = afterRest(300, () => said.replaceChildren(...wordsOf(Number(slider.value))));
  const showValue = () => {
    const weeks = Number(slider.value);
    const x = across(shareOfMonth((weeks * 12) / lastWeek));
    now.setAttribute('x1', x);
    now.setAttribute('x2', x);
    shown.textContent = weekWords(weeks);
    slider.setAttribute('aria-valuetext', weekWords(weeks));
  };
  slider.addEventListener('input', () => {
    // Below the words, so that it does not cross them out.
    if (!now.isConnected) picture.insertBefore(now, picture.querySelector(':scope > text'));
    showValue();
    say();
  });
  showValue();

  picture.before(
    element(
      'div',
      { class: 'figure-controls' },
      element('label', { class: 'field-label', for: `${id}-week` }, 'Weeks since a clinical treatment'),
      element('p', {}, shown),
      slider,
    ),
  );
  drawing.after(said);
}

function wordsOf(weeks: number): Node[] {
  const { by, later } = describedBy(weeks);
  const list = (head: string, described: readonly Described[]) =>
    described.length === 0
      ? []
      : [
          element('p', { class: 'figure-strong' }, head),
          element(
            'ul',
            {},
            ...described.map(({ who, what, sources }) =>
              element('li', {}, `${who}, ${what}.`, ...citations(sources)),
            ),
          ),
        ];
  return [
    element(
      'p',
      {},
      `${weekWords(weeks)}${by.length === 0 ? ', no source we read describes a change.' : ':'}`,
    ),
    ...list('Described by then', by),
    ...list('Described for later', later),
    element(
      'p',
      {},
      'Results vary. This is about needling in clinics; none of it describes a roller used at home.',
    ),
  ];
}

for (const { drawing } of figuresOf('healing-timeline')) enhance(drawing);
