import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { outcomeWords } from '#features/self-check/check-words.ts';
import { evaluate } from '#features/self-check/evaluate.ts';
import { type Answers, withAnswer } from '#features/self-check/journey.ts';
import { sealPreview } from '#features/self-check/review-preview.server.ts';
import type { OutcomeKind, Question } from '#features/self-check/ruleset.ts';
import { todayIn } from '#lib/dates.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { claimsIn } from '../content/editorial/lint.ts';
import { safeAnswers } from '../support/answers.ts';
import { elements, idsOf, meta, wordsOf } from '../support/html.ts';
import { type Answer, builtRuleset, type HttpShopper, newHttpShopper } from '../support/http-shopper.ts';
import { type ShopProcess, startShop } from '../support/shop-process.ts';

const secret = 'the secret of this test, 32 characters and more';

let shop: ShopProcess;
let person: HttpShopper;
beforeAll(async () => {
  // Everything that the shop can be made to say.
  shop = await startShop({ env: { LOG_LEVEL: 'trace', APP_SECRET: secret } });
});
afterAll(() => shop.remove());
beforeEach(() => {
  person = newHttpShopper(shop);
});

const ruleset = builtRuleset();
const today = todayIn('Europe/London', new Date());
const lastMonth = (() => {
  const [year = 0, month = 0] = today.split('-').map(Number);
  return month === 1
    ? { month: '12', year: String(year - 1) }
    : { month: String(month - 1), year: String(year) };
})();

type Choices = Record<string, string[] | { day?: string; month: string; year: string }>;

/** Answers every question that is asked, by the safe answer unless said otherwise; where the last one led. */
async function answerAll(choices: Choices = {}): Promise<string> {
  const safe = safeAnswers(ruleset);
  let at = '/self-check/consent';
  for (let step = 0; /\/self-check\/(?!answers|outcome)/.test(at) && step < 20; step += 1) {
    const id = at.split('/').at(-1) ?? '';
    const given = choices[id] ?? (safe[id] as { chosen: string[] }).chosen;
    const answer = await person.post(at, Array.isArray(given) ? { answer: given } : given);
    expect([answer.status, id], wordsOf(answer.text)).toEqual([303, id]);
    at = answer.location ?? '';
  }
  return at;
}

/** The page of the outcome that these answers lead to. */
async function outcomeOf(choices: Choices): Promise<Answer> {
  if ((await answerAll(choices)) === '/self-check/answers') {
    const answer = await person.post('/self-check/outcome');
    expect([answer.status, answer.location]).toEqual([303, '/self-check/outcome']);
  }
  return person.get('/self-check/outcome');
}

const heading = (html: string) => wordsOf(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '');
const main = (html: string) => wordsOf(/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? '');
const title = (html: string) => wordsOf(/<title>([\s\S]*?)<\/title>/.exec(html)?.[1] ?? '');
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

const kinds: Record<OutcomeKind, Choices> = {
  clear: {},
  'wait-date': { filler: ['yes'], 'filler-date': lastMonth },
  'wait-healed': { skin: ['infection', 'spots'] },
  'wait-both': { skin: ['broken'], filler: ['yes'], 'filler-date': lastMonth },
  clinician: { conditions: ['diabetes', 'unsure'], filler: ['yes'], 'filler-date': lastMonth },
  'do-not-use': { blood: ['anticoagulant'], skin: ['lesion'], allergies: ['metal'] },
  'not-run': { age: ['no'] },
};

describe('T1: every node renders', () => {
  test('every question, with its reason, its choices and what counts; nothing is chosen beforehand', async () => {
    const seen: string[] = [];
    let at = '/self-check/consent';
    while (at !== '/self-check/answers') {
      const { status, text } = await person.get(at);
      const id = at.split('/').at(-1) ?? '';
      const question = ruleset.questions.find((each) => each.id === id) as Question;
      seen.push(id);
      expect([status, title(text), heading(text)]).toEqual([
        200,
        `${question.text} – Needlewise`,
        question.text,
      ]);
      const said = main(text);
      for (const words of [
        `Why we ask: ${question.why}`,
        'What counts?',
        ...question.counts,
        ...question.choices.flatMap(({ text: choice, hint }) => (hint ? [choice, hint] : [choice])),
      ]) {
        expect(said, id).toContain(flat(words));
      }
      const form = elements(text, 'form').find(({ action }) => action === at);
      expect(form).toMatchObject({ method: 'post', autocomplete: 'off' });
      expect(text).toMatch(/<fieldset[^>]*>\s*<legend[^>]*>\s*<h1/);
      expect(
        elements(text, 'input').filter((input) => 'checked' in input || /\d/.test(input.value ?? '')),
      ).toEqual([]);
      expect(text).toMatch(/<a class="[^"]*link-back[^"]*"[^>]*>Back</);
      const answer = question.id === 'filler' ? ['yes'] : undefined;
      const safe = question.choices.find((choice) => choice.safe)?.id ?? '';
      const next = await person.post(at, question.kind === 'date' ? lastMonth : { answer: answer ?? [safe] });
      at = next.location ?? '/self-check/answers';
    }
    expect(seen).toEqual(ruleset.questions.map(({ id }) => id));
    const { status, text } = await person.get(at);
    expect([status, heading(text)]).toEqual([200, 'Check your answers']);
    for (const { text: question, name } of ruleset.questions) {
      expect(main(text)).toContain(`${question}`);
      expect(main(text)).toContain(`Change your answer: ${name}`);
    }
  });

  test.each(Object.entries(kinds))(
    'the outcome “%s”, with every reason and what to do',
    async (kind, choices) => {
      const { status, text } = await outcomeOf(choices);
      let answers: Answers = safeAnswers(ruleset);
      for (const [id, given] of Object.entries(choices)) {
        const answer = Array.isArray(given)
          ? { chosen: given }
          : { on: `${given.year}-${given.month.padStart(2, '0')}` };
        answers = withAnswer(ruleset, answers, id, answer);
      }
      const outcome = evaluate(ruleset, answers, today);
      const words = outcomeWords(ruleset, outcome);
      expect([status, heading(text)]).toEqual([200, flat(words.title)]);
      // The title stays in the history of the browser.
      expect(title(text)).toBe('The outcome of your check – Needlewise');
      const said = main(text);
      for (const sentence of [words.lead, ...words.instead, ...outcome.reasons.map(({ say }) => say)]) {
        expect(said, kind).toContain(flat(sentence));
      }
      for (const { care } of outcome.reasons) {
        for (const item of care ? [care.title, ...care.items] : []) expect(said).toContain(item);
      }
      expect(said).toContain('This is not a diagnosis.');
      expect(said).not.toMatch(/[{]\w+[}]|undefined|null/);
      expect(said.includes('Go to the payment page') || said.includes('Choose a roller')).toBe(
        kind === 'clear',
      );
      // The card to hand over is there where there is something to hand over.
      expect(said.includes('For a pharmacist, GP or dermatologist')).toBe(
        !['clear', 'not-run'].includes(kind),
      );
      expect(/<h1[^>]*tabindex="-1"[^>]*autofocus/.test(text)).toBe(true);
      expect([...person.cookies.keys()].includes('clearance')).toBe(kind === 'clear');
      expect(person.cookies.has('answers')).toBe(false);
    },
  );

  test('the pages about the check: limits, version, sources, the questions on paper', async () => {
    const about = main((await person.get('/self-check/about')).text);
    for (const words of [
      'It is not a diagnosis and not medical advice.',
      'about 1 in 15',
      'take the stricter side',
      'nor that you may buy one where you live',
      'If you find a mistake',
      `Version ${ruleset.version}`,
      'No clinician has signed it',
      'Our own rule: we found no source for it.',
      ...Object.values(ruleset.sources).map((source) => flat(source.title)),
    ]) {
      expect(about).toContain(words);
    }
    const paper = main((await person.get('/self-check/print')).text);
    for (const { text, choices, counts } of ruleset.questions) {
      for (const words of [text, ...choices.map((choice) => choice.text), ...counts]) {
        expect(paper).toContain(flat(words));
      }
    }
    expect(main((await person.get('/self-check')).text)).toMatch(/About this check.*The questions on paper/);
  });
});

describe('T5: going back, changing, sending twice', () => {
  test('“Change” comes straight back; a change that opens a question asks it first', async () => {
    await answerAll();
    const page = await person.get('/self-check/blood');
    expect(page.text).toMatch(
      /link-back[^>]*href="\/self-check\/answers"|href="\/self-check\/answers"[^>]*>Back/,
    );
    expect((await person.post('/self-check/conditions', { answer: 'diabetes' })).location).toBe(
      '/self-check/answers',
    );
    expect((await person.post('/self-check/filler', { answer: 'yes' })).location).toBe(
      '/self-check/filler-date',
    );
    // Until it is answered there is neither a list of answers nor an outcome.
    expect((await person.get('/self-check/answers')).location).toBe('/self-check/filler-date');
    expect((await person.post('/self-check/outcome')).location).toBe('/self-check/filler-date');
    const dated = await person.post('/self-check/filler-date', { month: 'Jan', year: '2019', day: '' });
    expect(dated.location).toBe('/self-check/answers');
    expect(main((await person.get('/self-check/answers')).text)).toContain('January 2019');
  });

  test('a form sent twice, and one sent again after the outcome, change nothing', async () => {
    await answerAll({ blood: ['unsure'] });
    for (const _press of [1, 2]) {
      const answer = await person.post('/self-check/skin', { answer: ['spots'] });
      expect(answer.location).toBe('/self-check/answers');
    }
    for (const _press of [1, 2]) {
      expect((await person.post('/self-check/outcome')).location).toBe('/self-check/outcome');
    }
    const outcome = (await person.get('/self-check/outcome')).text;
    // The browser's Back, and “Continue” once more: the answers are gone, and the page says why.
    const late = await person.post('/self-check/skin', { answer: ['none'] });
    expect(late.location).toBe('/self-check?notice=gone');
    expect(main((await person.get(late.location ?? '')).text)).toContain('We have no answers of yours');
    expect(main((await person.get('/self-check/outcome')).text)).toBe(main(outcome));
  });

  test('a second tab goes on with the same answers', async () => {
    await person.post('/self-check/consent', { answer: 'yes' });
    const [first, second] = [await person.get('/self-check/user'), await person.get('/self-check/user')];
    expect(main(first.text)).toBe(main(second.text));
    await person.post('/self-check/user', { answer: 'me' });
    await person.post('/self-check/age', { answer: 'yes' });
    // The first tab still shows “user”: its answer leads on to where the check has come.
    expect((await person.post('/self-check/user', { answer: 'me' })).location).toBe('/self-check/age');
    expect((await person.get('/self-check/answers')).location).toBe('/self-check/blood');
  });

  test('no question can be opened before its turn, and none without answers', async () => {
    expect((await person.get('/self-check/scars')).location).toBe('/self-check?notice=gone');
    await person.post('/self-check/consent', { answer: 'yes' });
    expect((await person.get('/self-check/scars')).location).toBe('/self-check/user');
    expect((await person.get('/self-check/nothing')).status).toBe(404);
  });
});

describe('only change it if it was wrong', () => {
  const takeBack = async () => {
    await answerAll({ blood: ['anticoagulant'] });
    return person.post('/self-check/blood', { answer: ['none'] });
  };

  test('a page in between shows both answers; the change is made only by the clear words', async () => {
    const asked = await takeBack();
    expect([asked.status, asked.location]).toEqual([303, '/self-check/changed']);
    const { text } = await person.get('/self-check/changed');
    expect(heading(text)).toBe('Only change it if it was wrong');
    expect(main(text)).toMatch(
      /You answered first I take a blood thinner to prevent clots You have now chosen None of these/,
    );
    // Neither an address nor a field of the page holds an answer.
    for (const { value = '', action = '', href = '' } of [
      ...elements(text, 'input'),
      ...elements(text, 'button'),
      ...elements(text, 'form'),
      ...elements(text, 'a'),
    ]) {
      expect(`${value} ${action} ${href}`).not.toMatch(/anticoagulant|none/);
    }
    // Not answered: the first answer holds.
    expect(main((await person.get('/self-check/answers')).text)).toContain('I take a blood thinner');
    expect((await person.post('/self-check/changed', { first: 'wrong' })).location).toBe(
      '/self-check/answers',
    );
    expect(main((await person.get('/self-check/answers')).text)).not.toContain('I take a blood thinner');
    // Nothing waits any more.
    expect((await person.get('/self-check/changed')).location).toBe('/self-check/answers');
    expect((await person.post('/self-check/changed', { first: 'wrong' })).location).toBe(
      '/self-check/answers',
    );
  });

  test.each([{ first: 'right' }, {}, { first: 'nonsense' }])('%o keeps the first answer', async (fields) => {
    await takeBack();
    expect((await person.post('/self-check/changed', fields)).location).toBe('/self-check/answers');
    const outcome = await person.post('/self-check/outcome');
    expect(outcome.location).toBe('/self-check/outcome');
    expect(heading((await person.get('/self-check/outcome')).text)).toBe('Do not use a derma roller at home');
  });
});

describe('T13: a form that is not right says so', () => {
  test.each<[string, Choices, string, Record<string, string | string[]>, RegExp, string]>([
    ['nothing chosen', {}, 'consent', {}, /Choose whether we may use/, 'answer'],
    ['both', {}, 'skin', { answer: ['none', 'spots'] }, /It cannot be both/, 'answer'],
    [
      'two digits',
      { filler: ['yes'] },
      'filler-date',
      { day: '7', month: 'March', year: '26' },
      /4 digits/,
      'year',
    ],
    [
      'no such day',
      { filler: ['yes'] },
      'filler-date',
      { day: '30', month: 'Feb', year: '2026' },
      /does not exist/,
      'day',
    ],
    [
      'a date and “I do not know”',
      { filler: ['yes'] },
      'filler-date',
      { day: '', month: '3', year: '2026', answer: 'unknown' },
      /It cannot be both/,
      'month',
    ],
  ])(
    '%s: “Error:” in the title, a summary that takes the focus, what was given is kept',
    async (_what, before, id, fields, message, field) => {
      if (id !== 'consent') {
        const order = ruleset.questions.map((question) => question.id);
        for (const earlier of order.slice(0, order.indexOf(id))) {
          const safe = ruleset.questions
            .find((question) => question.id === earlier)
            ?.choices.find((choice) => choice.safe)?.id;
          const given = (before[earlier] as string[] | undefined) ?? [safe ?? ''];
          await person.post(`/self-check/${earlier}`, { answer: given });
        }
      }
      const { status, text, location } = await person.post(`/self-check/${id}`, fields);
      expect([status, location]).toEqual([422, null]);
      expect(title(text)).toMatch(/^Error: /);
      const summary = /<div class="error-summary"[^>]*>[\s\S]*?<\/div>/.exec(text)?.[0] ?? '';
      expect(summary).toMatch(/role="alert"/);
      expect(summary).toMatch(/tabindex="-1"[^>]*autofocus/);
      expect(wordsOf(summary)).toMatch(message);
      expect(elements(summary, 'a')).toEqual([{ href: `#${field}` }]);
      expect(idsOf(text)).toContain(field);
      // The same words stand at the field, and the group points to them.
      const said = /<p class="error" id="([^"]+)"[^>]*>([\s\S]*?)<\/p>/.exec(text);
      expect(wordsOf(said?.[2] ?? '')).toMatch(message);
      expect(elements(text, 'fieldset')[0]?.['aria-describedby']).toContain(said?.[1]);
      const inputs = elements(text, 'input');
      for (const [name, value] of Object.entries(fields)) {
        for (const one of [value].flat()) {
          const kept = inputs.find((input) => input.name === name && input.value === one);
          expect(kept, `${name} ${one}`).toBeDefined();
          if (name === 'answer') expect(kept).toHaveProperty('checked');
        }
      }
    },
  );
});

describe('the end of a wait as a calendar file', () => {
  test('comes from the sealed outcome, holds the date and no reason, and leaves nothing', async () => {
    const page = await outcomeOf({ filler: ['yes'], 'filler-date': lastMonth });
    const form = elements(page.text, 'form').find(({ action }) => action === '/self-check/wait-date');
    const date = form?.['data-date'] ?? '';
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    const before = new Map(person.cookies);
    const { status, text, headers } = await person.post('/self-check/wait-date');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="check-again.ics"');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).toContain(`DTSTART;VALUE=DATE:${date.replaceAll('-', '')}`);
    expect(text).not.toMatch(/filler|collagen|inject/i);
    expect(person.cookies).toEqual(before);
  });

  test('is not there without a date', async () => {
    expect((await person.post('/self-check/wait-date')).location).toBe('/self-check?notice=gone');
    await outcomeOf({ skin: ['broken'] });
    expect((await person.post('/self-check/wait-date')).location).toBe('/self-check?notice=gone');
    expect((await person.get('/self-check/wait-date')).status).toBe(404);
  });
});

describe('deleting', () => {
  test('“Delete my answers” leaves no cookie of the check, and says so', async () => {
    await person.passSelfCheck();
    await person.post('/self-check/consent', { answer: 'yes' });
    expect([...person.cookies.keys()].sort()).toEqual(['answers', 'cart', 'clearance', 'outcome']);
    const wiped = await person.post('/self-check/clear');
    expect(wiped.location).toBe('/self-check?notice=deleted');
    expect([...person.cookies.keys()]).toEqual(['cart']);
    expect(main((await person.get(wiped.location ?? '')).text)).toContain('We have deleted your answers');
  });

  test('what has had its time goes alone; the pass for the basket stays', async () => {
    await person.passSelfCheck();
    await person.post('/self-check/consent', { answer: 'yes' });
    expect((await person.post('/self-check/clear', { over: 'answers' })).location).toBe(
      '/self-check?notice=idle',
    );
    expect([...person.cookies.keys()].sort()).toEqual(['cart', 'clearance', 'outcome']);
    await person.post('/self-check/clear', { over: 'outcome' });
    expect([...person.cookies.keys()].sort()).toEqual(['cart', 'clearance']);
  });

  test('how long is left, and more time by one request without a body', async () => {
    const left = async (answer: Promise<Answer>) => JSON.parse((await answer).text);
    expect(await left(person.get('/self-check/keep'))).toEqual({ answers: 0, outcome: 0 });
    expect(await left(person.post('/self-check/keep'))).toEqual({ answers: 0, outcome: 0 });
    expect(person.cookies.size).toBe(0);
    await person.post('/self-check/consent', { answer: 'yes' });
    const sealed = person.cookies.get('answers');
    const { answers } = await left(person.get('/self-check/keep'));
    expect(answers).toBeGreaterThan(3500);
    expect(answers).toBeLessThanOrEqual(3600);
    expect(person.cookies.get('answers')).toBe(sealed);
    expect(await left(person.post('/self-check/keep'))).toEqual({ answers: 3600, outcome: 0 });
    expect(person.cookies.get('answers')).not.toBe(sealed);
    expect((await person.get('/self-check/user')).status).toBe(200);
  });

  test('the warning, and its script, are only where there is something to lose', async () => {
    const warns = (html: string) => [html.includes('id="idle-warning"'), elements(html, 'script').length > 0];
    for (const page of ['/self-check', '/self-check/consent', '/self-check/about', '/self-check/print']) {
      expect(warns((await person.get(page)).text), page).toEqual([false, false]);
    }
    await person.post('/self-check/consent', { answer: 'yes' });
    for (const page of ['/self-check', '/self-check/consent', '/self-check/user']) {
      const { text } = await person.get(page);
      expect(warns(text), page).toEqual([true, true]);
      const [dialog] = elements(text, 'dialog');
      expect(dialog).toMatchObject({ role: 'alertdialog', 'data-what': 'answers' });
      expect(Number(dialog?.['data-seconds'])).toBeGreaterThan(3500);
    }
    expect(main((await person.get('/self-check/user')).text)).toContain(
      'deleted an hour after your last answer',
    );
  });
});

describe('a reviewer’s preview', () => {
  const preview = { version: ruleset.version, date: '2031-02-28', market: 'uk' };

  test('says so on every page, stands on its day, gives no pass, and ends at one press', async () => {
    await person.passSelfCheck();
    const real = new Map(person.cookies);
    person.cookies.set('preview', await sealPreview(createSealer(secret), preview, new Date()));
    const isMarked = ({ text }: Answer) =>
      main(text).includes(`Preview of version ${ruleset.version}, as it would be on 28 February 2031`);
    for (const path of ['', '/about', '/print', '/consent']) {
      expect(isMarked(await person.get(`/self-check${path}`)), path).toBe(true);
    }
    const letter = await outcomeOf({ filler: ['yes'], 'filler-date': { month: '1', year: '2031' } });
    // A date that is still to come for everybody else.
    expect(heading(letter.text)).toBe('Wait until 1 August 2031');
    expect(isMarked(letter)).toBe(true);
    const clear = await outcomeOf({});
    expect([isMarked(clear), heading(clear.text)]).toEqual([true, 'You can buy rollers up to 0.3 mm']);
    expect(main(clear.text)).toContain('In a preview the check ends here. It gives no pass.');
    expect(main(clear.text)).not.toContain('Go to the payment page');
    expect(person.cookies.get('clearance')).toBe(real.get('clearance'));

    expect((await person.post('/self-check/clear')).location).toBe('/self-check?notice=deleted');
    expect(person.cookies.get('clearance')).toBe(real.get('clearance'));
    expect((await person.post('/self-check/clear', { over: 'preview' })).location).toBe('/self-check');
    expect(person.cookies).toEqual(real);
  });
});

describe('every page of the check', () => {
  let pages: [string, Answer][];
  beforeAll(async () => {
    person = newHttpShopper(shop);
    const found: [string, Answer][] = [];
    const visit = async (path: string) => found.push([path, await person.get(path)]);
    for (const path of ['/self-check', '/self-check/about', '/self-check/print', '/self-check/consent']) {
      await visit(path);
    }
    await answerAll({ blood: ['anticoagulant'], filler: ['yes'], 'filler-date': lastMonth });
    for (const { id } of ruleset.questions) await visit(`/self-check/${id}`);
    found.push(['error', await person.post('/self-check/skin')]);
    await visit('/self-check/answers');
    await person.post('/self-check/blood', { answer: ['none'] });
    await visit('/self-check/changed');
    for (const choices of Object.values(kinds)) found.push(['outcome', await outcomeOf(choices)]);
    pages = found;
  });

  test('is kept by nobody, listed by nobody, tells no other site, and talks to this shop alone', async () => {
    for (const [path, { headers, text }] of pages) {
      expect(headers.get('cache-control'), path).toBe('no-store');
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      expect(headers.get('content-security-policy'), path).toMatch(/default-src 'none'.*connect-src 'self';/);
      if (path !== '/self-check') {
        expect(headers.get('x-robots-tag'), path).toBe('noindex');
        expect(meta(text, 'robots'), path).toBe('noindex');
      }
      const loaded = [...elements(text, 'script'), ...elements(text, 'img')].map(({ src = '' }) => src);
      for (const src of loaded) expect(src === '' || src.startsWith('/'), `${path}: ${src}`).toBe(true);
    }
  });

  test('T14: makes no banned claim, says that it is no diagnosis, and that no medicine is to be stopped', async () => {
    for (const [path, { text }] of pages) {
      const words = main(text);
      expect(words.length, path).toBeGreaterThan(80);
      expect(
        claimsIn(words).map(({ problem }) => problem),
        path,
      ).toEqual([]);
      if (/^\/self-check(\/about|\/print)?$|outcome/.test(path)) expect(words).toMatch(/not a diagnosis/i);
      if (/^\/self-check(\/print|\/blood|\/medicines)?$/.test(path)) {
        expect(words, path).toMatch(/do not stop a medicine/i);
      }
    }
  });

  test('the shop’s log, at its most talkative, holds nothing that was answered', async () => {
    await answerAll({ filler: ['yes'], 'filler-date': { day: '13', month: 'July', year: '1987' } });
    await person.post('/self-check/filler-date', { month: 'Smarch-marker', year: '1988' });
    await person.post('/self-check/skin', { answer: ['impossible-marker'] });
    const said = shop.said();
    expect(said).not.toMatch(/marker|1987|anticoagulant|antiplatelet|lesion/);
  });
});
