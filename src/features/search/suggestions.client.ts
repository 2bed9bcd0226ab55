/**
 * Suggestions under the search box while somebody types: the editable combobox of the ARIA practices, whose list is
 * chosen from by hand. Without this script the box is a plain form.
 */

/** Typing faster than this asks once. */
const pauseMs = 120;
const shortest = 2;

interface Suggestion {
  title: string;
  kind: string;
  also: string | null;
  href: string;
}

function offerSuggestions(
  input: HTMLInputElement,
  list: HTMLElement,
  status: HTMLElement,
  address: string,
): void {
  let options: HTMLElement[] = [];
  let active = -1;
  let timer = 0;
  let asking = new AbortController();

  function close(): void {
    clearTimeout(timer);
    asking.abort();
    list.hidden = true;
    list.replaceChildren();
    options = [];
    status.textContent = '';
    input.setAttribute('aria-expanded', 'false');
    activate(-1);
  }

  function activate(place: number): void {
    active = place;
    options.forEach((option, each) => {
      option.setAttribute('aria-selected', String(each === place));
    });
    const option = options[place];
    if (option) {
      input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else input.removeAttribute('aria-activedescendant');
  }

  function show(suggestions: readonly Suggestion[]): void {
    options = suggestions.map(({ title, kind, also, href }, place) => {
      const option = document.createElement('li');
      option.id = `suggestion-${place}`;
      option.role = 'option';
      option.className = 'suggestion';
      option.dataset.href = href;
      const words = document.createElement('span');
      words.textContent = also === null ? title : `${title} (${also})`;
      const kindWords = document.createElement('span');
      kindWords.className = 'suggestion-kind';
      kindWords.textContent = kind;
      option.append(words, ' ', kindWords);
      return option;
    });
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    input.setAttribute('aria-expanded', String(options.length > 0));
    status.textContent =
      options.length === 0
        ? 'No suggestions'
        : `${options.length} suggestion${options.length === 1 ? '' : 's'}`;
    activate(-1);
  }

  async function ask(): Promise<void> {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: input.value.trim() })}`, { signal });
      const { suggestions } = (await answer.json()) as { suggestions: Suggestion[] };
      if (!signal.aborted) show(suggestions);
    } catch {
      // Left behind by newer typing, or the shop did not answer: the form still works.
      if (!signal.aborted) close();
    }
  }

  function askSoon(): void {
    clearTimeout(timer);
    if (input.value.trim().length < shortest) close();
    else timer = window.setTimeout(ask, pauseMs);
  }

  function follow(option: HTMLElement): void {
    close();
    location.assign(option.dataset.href ?? '');
  }

  input.role = 'combobox';
  input.autocomplete = 'off';
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  input.setAttribute('aria-expanded', 'false');

  input.addEventListener('input', askSoon);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    // Letters still being composed belong to the input method, with all its keys.
    if (event.isComposing) return;
    const { key } = event;
    const option = options[active];
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (options.length === 0) askSoon();
      // One place more than there are options: the box itself, before the first and after the last.
      else {
        const places = options.length + 1;
        activate(((active + 1 + (key === 'ArrowDown' ? 1 : -1) + places) % places) - 1);
      }
    } else if (key === 'Enter') {
      if (option) {
        event.preventDefault();
        follow(option);
      } else close();
    } else if (key === 'Escape' && options.length > 0) {
      // The first Escape closes the list; the next one, the browser's own, empties the box.
      event.preventDefault();
      close();
    } else if (/^(?:Arrow(?:Left|Right)|Home|End)$/.test(key)) activate(-1);
  });
  // A press must not take the focus from the box, or the list would be gone before the click arrives.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const option = options.find((each) => event.target instanceof Node && each.contains(event.target));
    if (option) follow(option);
  });
  // Back from a result, the page may be the one that was left.
  window.addEventListener('pageshow', close);
}

const input = document.querySelector<HTMLInputElement>('[data-suggest]');
const list = document.getElementById('suggestions');
const status = document.getElementById('suggestion-count');
if (input && list && status) offerSuggestions(input, list, status, input.dataset.suggest ?? '');
