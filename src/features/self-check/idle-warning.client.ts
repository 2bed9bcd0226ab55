/** How long before the end the warning comes, in ms: ample time for a person who reads slowly (WCAG 2.2.1). */
const warnedMs = 5 * 60_000;
/** How often the page looks at the clock, in ms. A device may have slept: only the time of day tells. */
const lookEveryMs = 10_000;

const warning = document.querySelector<HTMLDialogElement>('#idle-warning');
const stay = warning?.querySelector<HTMLButtonElement>('[data-stay]');
const wipe = warning?.querySelector<HTMLFormElement>('[data-wipe]');
if (warning && stay && wipe) watch(warning, stay, wipe);

function watch(dialog: HTMLDialogElement, stayButton: HTMLButtonElement, wipeForm: HTMLFormElement): void {
  const { what = '', keep = '', seconds } = dialog.dataset;
  const main = document.querySelector('main');
  const left = dialog.querySelector('[data-left]');
  const trouble = dialog.querySelector<HTMLElement>('[data-trouble]');
  let endsAt = Date.now() + Number(seconds) * 1000;
  let isBusy = false;

  /** Seconds that the shop still gives, or null where it cannot be reached. Nothing is sent along but the cookie. */
  async function ask(method: 'GET' | 'POST'): Promise<number | null> {
    try {
      const answer = await fetch(keep, { method, cache: 'no-store' });
      const given: unknown = answer.ok ? ((await answer.json()) as Record<string, unknown>)[what] : null;
      return typeof given === 'number' ? given : null;
    } catch {
      return null;
    }
  }

  async function look(): Promise<void> {
    const remaining = endsAt - Date.now();
    if (isBusy || remaining > warnedMs) return;
    // What is over must not be read while the shop is asked.
    if (remaining <= 0 && main) main.hidden = true;
    if (!dialog.open || remaining <= 0) {
      // Somebody may have gone on in another tab: only the shop knows when the end is.
      isBusy = true;
      const given = await ask('GET');
      isBusy = false;
      if (given !== null) endsAt = Date.now() + given * 1000;
    }
    show(endsAt - Date.now());
  }

  function show(remaining: number): void {
    if (remaining <= 0) {
      wipeForm.submit();
      return;
    }
    if (main) main.hidden = false;
    if (remaining > warnedMs) {
      dialog.close();
      return;
    }
    const minutes = Math.ceil(remaining / 60_000);
    const words = minutes === 1 ? '1 minute' : `${minutes} minutes`;
    if (left && left.textContent !== words) left.textContent = words;
    if (!dialog.open) dialog.showModal();
  }

  async function goOn(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    const given = await ask('POST');
    isBusy = false;
    if (trouble) trouble.hidden = given !== null;
    if (given === null) return;
    endsAt = Date.now() + given * 1000;
    show(given * 1000);
  }

  stayButton.addEventListener('click', goOn);
  // Escape closes a dialog; here it means “I am here” as well.
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    void goOn();
  });
  setInterval(look, lookEveryMs);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void look();
  });
  // A page that comes back from the browser's memory has an old clock and may have old answers on it.
  addEventListener('pageshow', (event) => {
    if (event.persisted) void look();
  });
}
