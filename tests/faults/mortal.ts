import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { build } from 'esbuild';
import { inject } from 'vitest';
import { readBundle } from '#content-pipeline/bundle-file.server.ts';
import { newBasket } from '#features/cart/cart.ts';
import type { CheckoutStep } from '#features/checkout/start-checkout.server.ts';
import { issueClearance } from '#features/self-check/clearance.server.ts';
import { evaluate } from '#features/self-check/evaluate.ts';
import { currentRuleset } from '#features/self-check/ruleset.ts';
import { todayIn } from '#lib/dates.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import { createSealer } from '#lib/sealing.server.ts';
import { safeAnswers } from '../support/answers.ts';
import { freePort } from '../support/free-port.ts';
import type { ShopFacts } from '../support/shop-parts.ts';

/** Where a shop keeps its books. */
export type Storage = { DATABASE_URL: string } | { DATABASE_FOLDER: string };

/** `mortal-shop.ts` in a process of its own, which can be killed and started again on what it left. */
export interface MortalShop {
  /** Starts it; it must not be running. */
  start(): Promise<void>;
  /** Asks it for something. Rejects where it dies before it has answered. */
  ask<T>(command: string, input?: object): Promise<T>;
  /** Presses “Go to payment”. */
  checkout(buyer: MortalBuyer): Promise<CheckoutStep>;
  /** `kill -9`, and waits until the process is gone; how it ended. */
  kill(): Promise<NodeJS.Signals | null>;
  /** Waits until it is gone by itself; how it ended. */
  end(): Promise<NodeJS.Signals | null>;
}

export interface MortalBuyer {
  cart: { basketId: string; items: Record<string, number> };
  clearanceToken: string;
  seenTotalMinor: null;
}

const bundleFile = path.join(projectRoot, 'test-results/mortal-shop.mjs');

/** Makes the one file that is run: loaded from its sources the process would take seconds to start. */
export async function bundleMortalShop(): Promise<void> {
  await build({
    entryPoints: [path.join(projectRoot, 'tests/support/mortal-shop.ts')],
    outfile: bundleFile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    // Its WebAssembly is beside it.
    external: ['@electric-sql/pglite', 'pg-native'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}

/** Secrets and addresses of a shop that is yet to be started, and its port. */
export async function newFacts(): Promise<Omit<ShopFacts, 'providerUrl'> & { port: number }> {
  const port = await freePort();
  return {
    port,
    siteUrl: `http://127.0.0.1:${port}`,
    bundleFile: inject('bundleFile'),
    appSecret: randomBytes(24).toString('hex'),
    webhookSecret: `whsec_${randomBytes(12).toString('hex')}`,
  };
}

export function mortalShop(facts: ShopFacts & { port: number }, storage: Storage): MortalShop {
  let child: ChildProcess | null = null;
  let ended: Promise<NodeJS.Signals | null> = Promise.resolve(null);
  const ask: MortalShop['ask'] = async <T>(command: string, input: object = {}) => {
    const answer = await fetch(`${facts.siteUrl}/${command}`, {
      method: 'POST',
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(`/${command}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    async start() {
      const started = fork(bundleFile, {
        // As in shop-process.ts.
        execArgv: ['--liftoff-only'],
        env: {
          PATH: process.env.PATH,
          NODE_COMPILE_CACHE: path.join(projectRoot, 'test-results/compile-cache'),
          ...(process.env.FAULT_LOG && { FAULT_LOG: process.env.FAULT_LOG }),
          SHOP_FACTS: JSON.stringify(facts),
          PORT: String(facts.port),
          ...storage,
        },
      });
      child = started;
      ended = new Promise((resolve) => started.once('exit', (_code, signal) => resolve(signal)));
      await new Promise<void>((resolve, reject) => {
        started.once('message', () => resolve());
        started.once('exit', (code, signal) => reject(new Error(`The shop ended with ${code ?? signal}`)));
      });
    },
    ask,
    checkout: (buyer) => ask('checkout', buyer),
    async kill() {
      child?.kill('SIGKILL');
      return ended;
    },
    end: () => ended,
  };
}

/** Somebody with these units in the basket and a clear self-check for it. */
export async function newMortalBuyer(
  facts: Pick<ShopFacts, 'bundleFile' | 'appSecret'>,
  items: Record<string, number>,
): Promise<MortalBuyer> {
  const { basketId } = newBasket();
  const { rulesets, markets, shop } = await readBundleOnce(facts.bundleFile);
  const now = new Date();
  const today = todayIn(markets.find(({ id }) => id === shop.market)?.zone ?? 'UTC', now);
  const ruleset = currentRuleset(rulesets, today, { allowDraft: true });
  if (!ruleset.ok) throw new Error('No ruleset is in force');
  const clearanceToken = await issueClearance(createSealer(facts.appSecret), {
    outcome: evaluate(ruleset.value, safeAnswers(ruleset.value), today),
    ruleset: ruleset.value,
    basketId,
    market: shop.market,
    now,
  });
  return { cart: { basketId, items }, clearanceToken, seenTotalMinor: null };
}

let bundle: ReturnType<typeof readBundle> | undefined;
function readBundleOnce(file: string) {
  bundle ??= readBundle(file);
  return bundle;
}
