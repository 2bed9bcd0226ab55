import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EnvironmentRefused, environmentExample, readConfig } from './env.server.ts';
import { projectRoot } from './project-root.server.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'needlewise-env-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (env: Record<string, string>) => readConfig({ DATA_DIR: folder, ...env });
const problems = (env: Record<string, string>) => {
  try {
    read(env);
  } catch (error) {
    if (error instanceof EnvironmentRefused) return error.problems.map(({ name }) => name);
    throw error;
  }
  return [];
};

const live = {
  DATABASE_URL: 'postgresql://shop:secret@db.example/shop',
  STRIPE_SECRET_KEY: 'sk_live_abc',
  STRIPE_WEBHOOK_SECRET: 'whsec_12345678',
  APP_SECRET: 'x'.repeat(32),
};

test('an empty environment gives the demo: sandbox, embedded database, outbox, drafts allowed', () => {
  expect(read({})).toMatchObject({
    production: false,
    port: 4321,
    siteUrl: 'http://localhost:4321',
    databaseUrl: null,
    payment: { sandbox: true, apiUrl: 'http://127.0.0.1:4322', pageOrigin: 'http://127.0.0.1:4322' },
    smtpUrl: null,
    workers: 1,
    allowDraftRules: true,
  });
});

test('secrets are made once, kept for the next start, and readable by the owner alone', () => {
  const first = read({});
  const second = read({});
  expect(first.appSecret.length).toBeGreaterThanOrEqual(32);
  expect(second.appSecret).toBe(first.appSecret);
  expect(second.payment.webhookSecret).toBe(first.payment.webhookSecret);
  expect(statSync(path.join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
});

test('a live shop', () => {
  expect(read(live)).toMatchObject({
    production: true,
    payment: { sandbox: false, apiUrl: null, pageOrigin: 'https://checkout.stripe.com' },
    allowDraftRules: false,
  });
  expect(read({ ...live, ALLOW_DRAFT_RULES: '1' }).allowDraftRules).toBe(true);
});

test('NODE_ENV=production is production only with a database', () => {
  expect(read({ NODE_ENV: 'production' }).production).toBe(false);
  expect(problems({ NODE_ENV: 'production', DATABASE_URL: live.DATABASE_URL })).toEqual(['APP_SECRET']);
});

test('every problem is named at once, with an example, and no secret is repeated', () => {
  const env = {
    PORT: 'eighty',
    SITE_URL: 'shop.example',
    DATABASE_URL: 'mysql://user:hunter2@db/shop',
    STRIPE_SECRET_KEY: 'hunter2',
    SMTP_URL: 'mail.example',
    WORKERS: '0',
    LOG_LEVEL: 'loud',
    MAIL_FROM: 'nobody',
    ALLOW_DRAFT_RULES: 'yes',
    APP_SECRET: 'hunter2',
    SANDBOX_PORT: '99999',
  };
  // The webhook secret is missing beside a key.
  expect(problems(env).sort()).toEqual([...Object.keys(env), 'STRIPE_WEBHOOK_SECRET'].sort());
  try {
    read(env);
  } catch (error) {
    expect(String(error)).not.toContain('hunter2');
    expect(String(error)).toContain('PORT=4321');
  }
});

describe('payment settings that must not stand together', () => {
  test.each([
    ['a test double with a live key', { ...live, STRIPE_API_URL: 'http://127.0.0.1:1' }, ['STRIPE_API_URL']],
    ['a test double without a key', { STRIPE_API_URL: 'http://127.0.0.1:1' }, ['STRIPE_API_URL']],
    ['a key without a webhook secret', { STRIPE_SECRET_KEY: 'sk_test_a' }, ['STRIPE_WEBHOOK_SECRET']],
    ['more processes than the embedded database allows', { WORKERS: '2' }, ['WORKERS']],
    ['a site below a path', { SITE_URL: 'https://example.com/shop' }, ['SITE_URL']],
  ])('%s', (_, env, expected) => {
    expect(problems(env)).toEqual(expected);
  });
});

test('.env.example lists exactly what is read', () => {
  expect(readFileSync(path.join(projectRoot, '.env.example'), 'utf8')).toBe(environmentExample());
});
