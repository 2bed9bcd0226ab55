/** A question of the self-check, as far as the basket tells of it: never its answers. */
export interface AskedQuestion {
  /** Two or three words. */
  name: string;
  /** Why it is asked. */
  why: string;
}

/** Where a basket stands with the self-check, and what that asks. The basket itself asks nothing about health. */
export interface BasketCheck {
  /** `closed`: no rules are in force, so no needles are sold. */
  state: 'not-needed' | 'needed' | 'clear' | 'closed';
  /** What everybody is asked, by the rules in force; empty where there are none. */
  questions: readonly AskedQuestion[];
  /** What is asked only after an answer that opens it. */
  further: readonly AskedQuestion[];
}

/** One sentence for somebody who has just put something in; `hasNeedles`: this very thing has. */
export function aboutTheCheck({ state, questions }: BasketCheck, hasNeedles: boolean): string {
  switch (state) {
    case 'not-needed':
      return 'It has no needles, so there is no self-check.';
    case 'closed':
      return 'Nothing with needles is sold at present, because the rules of the self-check are not in force.';
    case 'clear':
      return 'Your self-check covers this basket.';
    case 'needed':
      return `${hasNeedles ? '' : 'This has no needles, but something else in your basket has. '}Before you pay, the self-check asks ${
        questions.length
      } questions, about: ${questions.map(({ name }) => inSentence(name)).join('; ')}.`;
  }
}

/** “Blood and bleeding” as it stands within a sentence. */
function inSentence(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
