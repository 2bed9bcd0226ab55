import { chromium } from '@playwright/test';
import lighthouse, { type Result } from 'lighthouse';
import { chromiumLaunch } from '#cli/chromium.ts';
import { freePort } from '../support/free-port.ts';

/** The pages of the bar in `npm run bench`: each of them 100 in every category on a slow phone. */
export const lighthousePages = {
  home: '/',
  'list of articles': '/learn',
  'article, figures': '/learn/how-derma-rollers-work',
  'article, explorer': '/learn/needle-length-and-real-depth',
  'article, no figure': '/learn/how-we-check-facts',
  glossary: '/glossary',
  search: '/search',
  catalogue: '/rollers',
  product: '/rollers/face-roller',
  'self-check': '/self-check',
} as const;

const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

/** Medians over the runs of one page. */
export interface LighthouseMedians {
  /** 0–100, in the order performance, accessibility, best practices, search engines. */
  scores: number[];
  /** Largest Contentful Paint in seconds, on the phone that Lighthouse reckons with. */
  lcpSeconds: number;
  /** Cumulative Layout Shift. */
  cls: number;
  /** What kept runs below 100, each once; empty where every median is 100. */
  findings: string[];
}

/** Opens Lighthouse's phone for as long as `use` runs; each call of its argument loads a page `runs` times, never from a cache. */
export async function withLighthouse(
  runs: number,
  use: (measure: (url: string) => Promise<LighthouseMedians>) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const launch = chromiumLaunch();
  const browser = await chromium.launch({
    ...launch,
    args: [...launch.args, `--remote-debugging-port=${port}`],
  });
  try {
    await use(async (url) => {
      const results: Result[] = [];
      for (let run = 0; run < runs; run += 1) results.push(await once(url, port));
      return mediansOf(results);
    });
  } finally {
    await browser.close();
  }
}

/** One load of the page. A busy machine may spoil a recording, so a spoilt one is made anew, twice at most. */
async function once(url: string, port: number): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    // Its defaults are the phone: a slow processor, a slow network, a small window.
    const answer = await lighthouse(url, { port, logLevel: 'silent', onlyCategories: [...categories] });
    if (answer && !answer.lhr.runtimeError) return answer.lhr;
    if (attempt === 3) throw new Error(`${url}: ${answer?.lhr.runtimeError?.message ?? 'no answer'}`);
  }
}

function mediansOf(results: readonly Result[]): LighthouseMedians {
  const numeric = (audit: string) =>
    median(results.map(({ audits }) => audits[audit]?.numericValue ?? Number.NaN));
  const scores = categories.map((name) =>
    median(results.map((result) => (result.categories[name]?.score ?? 0) * 100)),
  );
  return {
    scores,
    lcpSeconds: numeric('largest-contentful-paint') / 1000,
    cls: numeric('cumulative-layout-shift'),
    findings: scores.every((score) => score === 100) ? [] : [...new Set(results.flatMap(findingsOf))],
  };
}

/** Audits that count and are not passed, of every category below 100. */
function findingsOf({ categories: found, audits }: Result): string[] {
  return Object.values(found)
    .filter(({ score }) => score !== null && score < 1)
    .flatMap(({ id, auditRefs }) =>
      auditRefs
        .filter(({ id: audit, weight }) => weight > 0 && (audits[audit]?.score ?? 1) < 0.995)
        .map(({ id: audit }) => {
          const { title, displayValue } = audits[audit] ?? {};
          return `${id}: ${title}${displayValue ? ` (${displayValue})` : ''}`;
        }),
    );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
