/**
 * “Add to the basket” in place: the form is sent, and a drawer tells what came of it in the server's own words. The
 * basket page stays the truth; without this script, or without `<dialog>`, the form leads there.
 */
import { drawerHeader, drawerId } from '#features/cart/drawer-request.ts';

function addInPlace(
  drawer: HTMLDialogElement,
  title: HTMLElement,
  body: HTMLElement,
  unknown: HTMLElement,
  action: string,
): void {
  let isSending = false;

  function show(told: HTMLElement): void {
    title.textContent = told.dataset.drawerTitle ?? '';
    body.replaceChildren(...told.cloneNode(true).childNodes);
    if (!drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
    title.focus();
  }

  async function send(form: HTMLFormElement): Promise<void> {
    isSending = true;
    form.setAttribute('aria-busy', 'true');
    let told = unknown;
    try {
      const answer = await fetch(form.action, {
        method: 'POST',
        body: new FormData(form),
        headers: { [drawerHeader]: '1' },
      });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      told = page.querySelector<HTMLElement>('[data-drawer-title]') ?? unknown;
    } catch {
      // Nobody knows whether it arrived: sending it again by itself might put in two.
    }
    isSending = false;
    form.removeAttribute('aria-busy');
    show(told);
  }

  document.addEventListener('submit', (event) => {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || form.getAttribute('action') !== action) return;
    event.preventDefault();
    // Where a press gives a button no focus, the drawer would not know where to give it back to.
    if (!form.contains(document.activeElement)) submitter?.focus();
    if (!isSending) void send(form);
  });
  // Back from the basket, the page may be the one that was left.
  window.addEventListener('pagehide', () => drawer.close());
}

const drawer = document.querySelector<HTMLDialogElement>(`#${drawerId}`);
const title = document.getElementById(`${drawerId}-title`);
const body = document.getElementById(`${drawerId}-body`);
const unknown = document
  .querySelector<HTMLTemplateElement>(`#${drawerId}-unknown`)
  ?.content.querySelector<HTMLElement>('[data-drawer-title]');
const action = unknown?.dataset.action;
if (drawer?.showModal && title && body && unknown && action) addInPlace(drawer, title, body, unknown, action);
