/**
 * The list at once: a change of the form, and links within the results, fetch the page they lead to and take over what
 * is marked `data-live`, by its id. The address, the way back and the words for a screen reader go along. Whatever goes
 * wrong, the browser loads the page instead, which is all that happens without this script.
 */

/** What has the focus afterwards: what has it now, or the heading of the results. */
type Focus = 'stay' | 'results';

function makeInstant(form: HTMLFormElement, box: HTMLDetailsElement, status: HTMLElement): void {
  const address = () => location.pathname + location.search;
  let shown = address();
  let ticked: readonly string[] = [];
  let asking = new AbortController();

  async function show(href: string, focus: Focus, isNew: boolean): Promise<void> {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    document.getElementById('results')?.setAttribute('aria-busy', 'true');
    status.textContent = '';
    try {
      const answer = await fetch(href, { signal });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (signal.aborted) return;
      const next = page.getElementById('results');
      if (!answer.ok || !next) throw new Error('not a list');
      if (isNew) history.pushState(null, '', next.dataset.address ?? href);
      shown = address();
      document.title = page.title;
      takeOver(page);
    } catch {
      if (!signal.aborted) location.assign(href);
      return;
    }
    const heading = document.getElementById('found');
    status.textContent = heading?.textContent ?? '';
    const send = form.querySelector('button');
    if (send) send.textContent = `Show ${heading?.dataset.count ?? ''}`;
    if (focus === 'results') heading?.focus();
  }

  function takeOver(page: Document): void {
    const compare = compareForm();
    // An empty list has no such form; what was ticked before it comes back with the next one.
    if (compare) ticked = new FormData(compare).getAll('skus').map(String);
    const fresh = page.getElementById(form.id);
    if (fresh instanceof HTMLFormElement && idsOf(fresh) === idsOf(form)) copyControls(fresh);
    else if (fresh) {
      // Another set of choices: one that nothing has is only there while it is ticked.
      const focused = form.contains(document.activeElement) ? document.activeElement?.id : undefined;
      form.replaceChildren(...fresh.childNodes);
      if (focused) (document.getElementById(focused) ?? form.querySelector('select'))?.focus();
    }
    for (const part of page.querySelectorAll('[data-live]')) {
      document.getElementById(part.id)?.replaceWith(document.adoptNode(part));
    }
    keepTicked(ticked);
  }

  function copyControls(fresh: HTMLFormElement): void {
    for (const control of fresh.elements) {
      const own = document.getElementById(control.id);
      if (own instanceof HTMLInputElement && control instanceof HTMLInputElement) {
        const isFocused = own === document.activeElement;
        // A control that is switched off under the fingers loses the focus.
        own.disabled = control.disabled && !isFocused;
        own.checked = control.checked;
        if (!isFocused) own.value = control.value;
      } else if (own instanceof HTMLSelectElement && control instanceof HTMLSelectElement) {
        own.value = control.value;
      }
    }
  }

  form.addEventListener('change', () => show(addressOf(form), 'stay', true));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    box.open = false;
    show(addressOf(form), 'results', true);
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || !link.closest('#results') || link.pathname !== location.pathname) return;
    event.preventDefault();
    show(link.href, 'results', true);
  });
  // A jump within the page is no other list.
  window.addEventListener('popstate', () => {
    if (address() !== shown) show(address(), 'stay', false);
  });
}

function addressOf(form: HTMLFormElement): string {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && value.trim() !== '') chosen.append(name, value);
  }
  return `${form.action}?${chosen}`;
}

function idsOf(form: HTMLFormElement): string {
  return [...form.elements].map(({ id }) => id).join();
}

function compareForm(): HTMLFormElement | undefined {
  const form = document.getElementById('compare');
  return form instanceof HTMLFormElement ? form : undefined;
}

/** What was ticked to be compared stays so: on its card, or in the form where its card is on another page. */
function keepTicked(skus: readonly string[]): void {
  const elsewhere = skus.filter((sku) => {
    const box = document.getElementById(`compare-${sku}`);
    if (box instanceof HTMLInputElement) box.checked = true;
    return box === null;
  });
  for (const sku of elsewhere) {
    const kept = document.createElement('input');
    kept.type = 'hidden';
    kept.name = 'skus';
    kept.value = sku;
    compareForm()?.append(kept);
  }
  const words = document.getElementById('compare-kept');
  if (words && elsewhere.length > 0) words.textContent = ` ${elsewhere.length} not on this page.`;
}

const form = document.getElementById('filter');
const box = document.getElementById('filter-box');
const status = document.getElementById('list-status');
if (form instanceof HTMLFormElement && box instanceof HTMLDetailsElement && status) {
  makeInstant(form, box, status);
}
