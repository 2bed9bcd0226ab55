/**
 * Makes a comparison quick: adding, removing and going back fetch the same page and put its comparison in the place of
 * the one that is there. And “Only what differs”, which shows all facts in one table. Without this script the links,
 * the form and the fold do the same by loading pages.
 */

const said = document.getElementById('comparison-said');
let asking = new AbortController();
/** Kept while products come and go. */
let isOnlyWhatDiffers = true;
/** What is shown: a jump to a place on the page changes the address, and nothing else. */
let here = location.search;

/** Fetches a comparison and shows it; `focus` names the element that then has the focus. */
async function show(
  address: string,
  focus: () => HTMLElement | null | undefined,
  isBack = false,
): Promise<void> {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const old = document.getElementById('comparison');
  old?.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(address, { signal });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = page.getElementById('comparison');
    if (signal.aborted) return;
    if (!answer.ok || !old || !next) throw new Error(address);
    if (!isBack) history.pushState(null, '', answer.url);
    here = new URL(answer.url).search;
    document.title = page.title;
    old.replaceWith(next);
    offerOnlyWhatDiffers();
    (focus() ?? heading())?.focus({ preventScroll: isBack });
    if (said) said.textContent = next.dataset.said ?? '';
  } catch {
    // The browser's own way still works, and says what is wrong.
    if (!signal.aborted) location.assign(address);
  }
}

const heading = () => document.querySelector<HTMLElement>('#comparison h1');
const chooser = () => document.querySelector<HTMLElement>('[data-compare-add] select');
const removers = () => [...document.querySelectorAll<HTMLAnchorElement>('[data-compare-remove]')];

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>('#comparison a');
  // A new tab or window stays the browser's business, and so does a link to another page.
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || link.pathname !== location.pathname || link.hash) return;
  event.preventDefault();
  const place = removers().indexOf(link);
  void show(link.href, () => (place < 0 ? null : (removers()[place] ?? removers().at(-1))));
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute('data-compare-add')) return;
  event.preventDefault();
  const skus = new FormData(form)
    .getAll('skus')
    .map((sku) => encodeURIComponent(String(sku)).replaceAll('%2C', ','));
  void show(`${form.action}?skus=${skus.join(',')}`, chooser);
});

window.addEventListener('popstate', () => {
  if (location.search !== here) void show(location.href, heading, true);
});

/** Puts the button in front of the table, where there is something that is the same. */
function offerOnlyWhatDiffers(): void {
  const fold = document.querySelector<HTMLElement>('[data-compare-same]');
  const table = document.querySelector<HTMLTableElement>('.compare');
  const tools = document.querySelector('.compare-tools');
  if (!fold || !table || !tools) return;

  const rows = table.createTBody();
  rows.setAttribute('role', 'rowgroup');
  const columns = table.rows[0]?.cells.length ?? 1;
  for (const fact of fold.querySelectorAll('dl > div')) {
    const [term, words] = fact.children;
    const row = rows.insertRow();
    row.setAttribute('role', 'row');
    const head = document.createElement('th');
    head.scope = 'row';
    head.setAttribute('role', 'rowheader');
    const label = document.createElement('span');
    label.textContent = term?.textContent ?? '';
    head.append(label);
    const cell = document.createElement('td');
    cell.setAttribute('role', 'cell');
    cell.colSpan = columns - 1;
    cell.className = 'compare-for-all';
    const note = document.createElement('small');
    note.textContent = 'For all';
    cell.append(note, ...[...(words?.cloneNode(true).childNodes ?? [])]);
    row.append(head, cell);
  }

  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'compare-toggle';
  button.textContent = 'Only what differs';
  const apply = () => {
    button.setAttribute('aria-pressed', String(isOnlyWhatDiffers));
    rows.hidden = isOnlyWhatDiffers;
    fold.hidden = !isOnlyWhatDiffers;
  };
  button.addEventListener('click', () => {
    isOnlyWhatDiffers = !isOnlyWhatDiffers;
    apply();
    const count = rows.rows.length;
    if (said)
      said.textContent = isOnlyWhatDiffers
        ? `${count} facts that are the same are folded away.`
        : `${count} facts that are the same stand at the end of the table.`;
  });
  apply();
  tools.append(button);
}

offerOnlyWhatDiffers();
