/** What the basket page says once about the step that led to it, by a code in a cookie or in `?notice=`. */
export interface BasketNotice {
  kind: 'done' | 'change' | 'refusal' | 'information';
  title: string;
  words: string;
  /** More, one thing a line. */
  lines?: readonly { title: string; words: string }[];
}

/** Lives for one page: set beside the redirect, deleted by the page that shows it. */
export const noticeCookie = { name: 'basket-notice', seconds: 60 } as const;

/** The same for a saved basket that was put back: what became of each item (`writePutBack`). */
export const putBackCookie = 'basket-put-back';

const notices = {
  added: { kind: 'done', title: 'Added to your basket', words: 'Nothing is held for you until you pay.' },
  updated: { kind: 'done', title: 'Quantity changed', words: 'The totals below are up to date.' },
  delivery: { kind: 'done', title: 'Way of delivery changed', words: 'The totals below are up to date.' },
  removed: { kind: 'done', title: 'Taken out of your basket', words: 'The totals below are up to date.' },
  empty: {
    kind: 'refusal',
    title: 'Your basket was empty',
    words: 'There was nothing to pay for, so nothing was done.',
  },
  changed: {
    kind: 'change',
    title: 'Something changed before you paid',
    words: 'Look at your basket once more. Nothing was ordered and no money was taken.',
  },
  'total-changed': {
    kind: 'change',
    title: 'The total changed before you paid',
    words: 'A price or the delivery charge is not what you saw. The new total is below. No money was taken.',
  },
  'no-sale-here': {
    kind: 'refusal',
    title: 'We do not sell here',
    words: 'Nothing was ordered and no money was taken.',
  },
  'try-again': {
    kind: 'refusal',
    title: 'The payment page did not answer',
    words: 'No money was taken. Your basket is as it was: wait a minute and press the same button again.',
  },
  refused: {
    kind: 'refusal',
    title: 'The payment could not be started',
    words: 'No money was taken and nothing is held for you. You can try again, or write to us.',
  },
} as const satisfies Record<string, BasketNotice>;

export type NoticeCode = keyof typeof notices;

/** The notice of a code; null for none or an unknown one. */
export function basketNotice(code: string | null | undefined): BasketNotice | null {
  return code && Object.hasOwn(notices, code) ? notices[code as NoticeCode] : null;
}
