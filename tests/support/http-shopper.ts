import { readFileSync } from 'node:fs';
import path from 'node:path';
import { currentRuleset } from '#features/self-check/ruleset.ts';
import { todayIn } from '#lib/dates.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { safeAnswers } from './answers.ts';
import { cards, paymentForm } from './payment-form.ts';
import type { ShopProcess } from './shop-process.ts';

export interface Answer {
  status: number;
  /** Path and query where it leads, below the shop; the whole address elsewhere. */
  location: string | null;
  text: string;
  headers: Headers;
}

/** A browser without script and without eyes: it keeps cookies, sends forms and follows nothing by itself. */
export interface HttpShopper {
  readonly cookies: Map<string, string>;
  get(path: string): Promise<Answer>;
  post(path: string, fields?: Record<string, string | string[]>): Promise<Answer>;
  /** Puts units of a SKU into the basket. */
  add(sku: string, quantity?: number): Promise<void>;
  /** Answers every question of the self-check with its safe answer, to the outcome; the outcome page. */
  passSelfCheck(): Promise<Answer>;
  /** Fills in and sends the payment page; where it leads. */
  pay(pageUrl: string, card?: string): Promise<Answer>;
  /** Basket, check, payment, return: the path of the order page. */
  buy(sku: string): Promise<string>;
}

/** Somebody new at the shop. */
export function newHttpShopper(shop: Pick<ShopProcess, 'url'>): HttpShopper {
  const cookies = new Map<string, string>();

  async function send(address: string, init: RequestInit = {}): Promise<Answer> {
    const url = new URL(address, shop.url);
    const isOurs = url.origin === shop.url;
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: {
        ...init.headers,
        ...(isOurs && cookies.size > 0 && { Cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join('; ') }),
      },
    });
    for (const line of isOurs ? response.headers.getSetCookie() : []) {
      const [pair = '', ...attributes] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const isGone = attributes.some((each) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(each));
      if (isGone) cookies.delete(name);
      else cookies.set(name, pair.slice(pair.indexOf('=') + 1));
    }
    const location = response.headers.get('location');
    const target = location ? new URL(location, url) : null;
    return {
      status: response.status,
      location: target ? (target.origin === shop.url ? target.pathname + target.search : target.href) : null,
      text: await response.text(),
      headers: response.headers,
    };
  }

  const shopper: HttpShopper = {
    cookies,
    get: (address) => send(address),
    post(address, fields = {}) {
      const body = new URLSearchParams();
      for (const [name, values] of Object.entries(fields)) {
        for (const value of [values].flat()) body.append(name, value);
      }
      return send(address, { method: 'POST', body });
    },
    async add(sku, quantity = 1) {
      const answer = await shopper.post('/cart/items', { sku, quantity: String(quantity) });
      expectLeadsTo(answer, '/cart');
    },
    async passSelfCheck() {
      const answers = clearAnswers();
      let at = `/self-check/${Object.keys(answers)[0]}`;
      for (let step = 0; at !== '/self-check/answers'; step += 1) {
        const id = at.split('/').at(-1) ?? '';
        const chosen = answers[id];
        if (!chosen || step > 40) throw new Error(`The self-check led to ${at}`);
        const answer = await shopper.post(at, { answer: chosen });
        if (answer.status !== 303 || !answer.location) throw new Error(`${at}: ${answer.status}`);
        at = answer.location;
      }
      expectLeadsTo(await shopper.post('/self-check/outcome'), '/self-check/outcome');
      return shopper.get('/self-check/outcome');
    },
    pay: (pageUrl, card = cards.pays) => send(pageUrl, { method: 'POST', body: paymentForm(card) }),
    async buy(sku) {
      await shopper.add(sku);
      await shopper.passSelfCheck();
      const page = await shopper.post('/checkout');
      const paid = await shopper.pay(page.location ?? '');
      const back = await shopper.get(paid.location ?? '');
      if (!back.location?.startsWith('/orders/'))
        throw new Error(`The return led to ${back.status} ${back.location}`);
      return back.location;
    },
  };
  return shopper;
}

function expectLeadsTo(answer: Answer, location: string): void {
  if (answer.status === 303 && answer.location === location) return;
  throw new Error(`Expected 303 to ${location}, not ${answer.status} ${answer.location}\n${answer.text}`);
}

/** Question id → the choices of a person whom nothing stops, from the ruleset that the built shop uses. */
export function clearAnswers(): Record<string, string[]> {
  const ruleset = builtRuleset();
  return Object.fromEntries(
    Object.entries(safeAnswers(ruleset)).map(([id, answer]) => [
      id,
      'chosen' in answer ? [...answer.chosen] : [],
    ]),
  );
}

/** The ruleset that the built shop has in force. */
export function builtRuleset() {
  const { bundle } = JSON.parse(readFileSync(path.join(projectRoot, 'dist/content.json'), 'utf8'));
  const ruleset = currentRuleset(bundle.rulesets, todayIn('Europe/London', new Date()), { allowDraft: true });
  if (!ruleset.ok) throw new Error('The built shop has no ruleset in force');
  return ruleset.value;
}
