import { formatNeedleLength } from '#lib/needle-length.ts';
import { type FigureFact, type SkinSiteName, skinSiteNames } from '#ui/drawings/figure-facts.ts';
import { redrawSkinSection } from '#ui/drawings/skin-section.ts';
import { depthWords, lengthRange, nominalLengthsMm } from './depth-words.ts';
import { afterRest, citations, element, figuresOf, pageMark } from './elements.ts';

const siteWords: Record<SkinSiteName, string> = {
  face: 'Face',
  eyelid: 'Eyelid',
  scalp: 'Scalp',
  body: 'Body',
};

/** Adds the choice of a length and a place; the drawing stays as it came until somebody chooses. */
function enhance(figure: HTMLElement, drawing: HTMLElement): void {
  const id =
    drawing
      .querySelector('svg')
      ?.getAttribute('aria-labelledby')
      ?.replace(/-title$/, '') ?? 'figure';
  const lengths = (figure.getAttribute('data-lengths') ?? '').split(',').map(Number);
  const firstSite = skinSiteNames.find((name) => name === figure.getAttribute('data-site')) ?? 'face';
  const firstDrawing = drawing.innerHTML;
  const textures = drawing.querySelector('defs')?.outerHTML ?? '';
  const summary = figure.closest('figure')?.querySelector('.figure-twin > summary');
  const summaryWords = summary?.textContent ?? '';
  const first = lengths.find((length) => length > 0) ?? 0.2;
  let drawn = first;

  const slider = element('input', {
    type: 'range',
    class: 'figure-slider',
    id: `${id}-length`,
    min: String(lengthRange.from),
    max: String(lengthRange.to),
    step: String(lengthRange.step),
    value: String(first),
    list: `${id}-lengths`,
  });
  const marks = element(
    'datalist',
    { id: `${id}-lengths` },
    ...nominalLengthsMm.map((length) => element('option', { value: String(length) })),
  );
  // Hidden from screen readers: they read the value of the slider itself.
  const shown = element('span', { class: 'figure-value', 'aria-hidden': 'true' });
  const step = (words: string, sign: string, next: () => number | undefined) => {
    const button = element(
      'button',
      { type: 'button', class: 'step' },
      element('span', { class: 'sr-only' }, words),
    );
    button.append(element('span', { 'aria-hidden': 'true' }, sign));
    button.addEventListener('click', () => {
      const to = next();
      if (to === undefined) return;
      slider.value = String(to);
      redraw();
    });
    return button;
  };
  const shorter = step('Next shorter usual length', '−', () =>
    nominalLengthsMm.findLast((mm) => mm < Number(slider.value)),
  );
  const longer = step('Next longer usual length', '+', () =>
    nominalLengthsMm.find((mm) => mm > Number(slider.value)),
  );
  const place = element(
    'select',
    { class: 'select', id: `${id}-place` },
    ...skinSiteNames.map((site) => element('option', { value: site }, siteWords[site])),
  );
  place.value = firstSite;
  const again = element('button', { type: 'button', class: 'button-link' }, 'Show the figure as it was');
  again.hidden = true;
  const head = element('div', { class: 'figure-said', role: 'status' });
  const said = element('div', { class: 'figure-said', role: 'status' });

  const site = () => skinSiteNames.find((name) => name === place.value) ?? 'face';
  const length = () => Math.round(Number(slider.value) * 100) / 100;
  const say = afterRest(300, () => {
    // Put back as it was in the meantime
    if (again.hidden) return;
    const { head: first, cautions, layers, measured } = depthWords(length(), site());
    head.replaceChildren(element('p', { class: 'figure-strong' }, [`${first}.`, ...cautions].join(' ')));
    said.replaceChildren(list(layers), list(measured));
  });
  const showValue = () => {
    shown.textContent = formatNeedleLength(length());
    slider.setAttribute('aria-valuetext', formatNeedleLength(length()));
  };
  const redraw = () => {
    showValue();
    const name = `Layers of the skin to scale, a needle of ${formatNeedleLength(length())} beside them`;
    drawing.innerHTML = redrawSkinSection(
      { id, mark: pageMark, lengthsMm: [length()], site: site(), detail: true, name },
      textures,
    );
    if (drawn !== length() && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      const from = { transform: `scaleY(${drawn / length()})` };
      for (const needle of drawing.querySelectorAll('.d-steel-needle'))
        needle.animate([from, { transform: 'none' }], { duration: 160, easing: 'ease-out' });
    }
    drawn = length();
    again.hidden = false;
    if (summary) summary.textContent = 'The figure as it was, in words';
    say();
  };
  slider.addEventListener('input', redraw);
  place.addEventListener('change', redraw);
  again.addEventListener('click', () => {
    drawing.innerHTML = firstDrawing;
    head.replaceChildren();
    said.replaceChildren();
    if (summary) summary.textContent = summaryWords;
    again.hidden = true;
    slider.value = String(first);
    place.value = firstSite;
    drawn = first;
    showValue();
    slider.focus();
  });
  showValue();

  drawing.before(
    element(
      'div',
      { class: 'figure-controls', role: 'group', 'aria-label': 'Try another length and place' },
      element('p', { class: 'figure-title' }, 'Try another length and place'),
      element(
        'div',
        { class: 'figure-field' },
        element(
          'p',
          { class: 'figure-label' },
          element('label', { class: 'field-label', for: `${id}-length` }, 'Needle length'),
          shown,
        ),
        element('div', { class: 'figure-slide' }, shorter, slider, longer, marks),
      ),
      element(
        'div',
        { class: 'figure-field' },
        element('label', { class: 'field-label', for: `${id}-place` }, 'Place'),
        place,
      ),
      again,
    ),
    head,
  );
  drawing.after(said);
}

function list(facts: readonly FigureFact[]): HTMLElement {
  return element(
    'ul',
    {},
    ...facts.map(({ words, sources }) => element('li', {}, words, ...citations(sources))),
  );
}

for (const { figure, drawing } of figuresOf('depth-explorer')) enhance(figure, drawing);
