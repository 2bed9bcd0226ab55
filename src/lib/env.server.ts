import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One environment variable as the operator sees it; `.env.example` is generated from this table. */
export interface Setting {
  name: string;
  what: string;
  example: string;
}

export const settings = [
  { name: 'PORT', what: 'Port the shop listens on', example: '4321' },
  { name: 'HOST', what: 'Address the shop listens on', example: '127.0.0.1' },
  {
    name: 'SITE_URL',
    what: 'Public address of the shop, without a trailing slash',
    example: 'https://shop.example',
  },
  {
    name: 'DATA_DIR',
    what: 'Folder for the embedded database, the outbox and generated secrets',
    example: './data',
  },
  {
    name: 'DATABASE_URL',
    what: 'PostgreSQL; absent: the embedded database in DATA_DIR',
    example: 'postgresql://shop:password@127.0.0.1:5432/shop',
  },
  {
    name: 'APP_SECRET',
    what: 'Seals answers and signs links, 32 characters or more; generated into DATA_DIR outside production',
    example: 'a-long-random-text-of-32-characters-or-more',
  },
  {
    name: 'STRIPE_SECRET_KEY',
    what: 'Stripe; absent: the offline payment sandbox',
    example: 'sk_test_51AbCdEf',
  },
  { name: 'STRIPE_WEBHOOK_SECRET', what: 'Signing secret of the webhook endpoint', example: 'whsec_AbCdEf' },
  {
    name: 'STRIPE_API_URL',
    what: 'Another base URL for the same API, a test double; refused with a live key',
    example: 'http://127.0.0.1:12111',
  },
  { name: 'SANDBOX_PORT', what: 'Port of the offline payment sandbox', example: '4322' },
  {
    name: 'SMTP_URL',
    what: 'Mail server; absent: .eml files in DATA_DIR/outbox',
    example: 'smtps://user:password@mail.example:465',
  },
  { name: 'MAIL_FROM', what: 'Sender of every mail', example: 'Needlewise <orders@shop.example>' },
  { name: 'WORKERS', what: 'Server processes (PostgreSQL only)', example: '2' },
  { name: 'LOG_LEVEL', what: 'trace, debug, info, warn, error or silent', example: 'info' },
  {
    name: 'ALLOW_DRAFT_RULES',
    what: '1: sell in production although the safety rules are a draft that no clinician has reviewed',
    example: '1',
  },
  {
    name: 'KEYSTATIC_GITHUB_REPO',
    what: 'Edit content in this repository at GitHub; absent: in the folder content/ of this server',
    example: 'needlewise/shop',
  },
  {
    name: 'KEYSTATIC_GITHUB_CLIENT_ID',
    what: 'Client id of the GitHub App that editors sign in with',
    example: 'Iv1.0123456789abcdef',
  },
  {
    name: 'KEYSTATIC_GITHUB_CLIENT_SECRET',
    what: 'Client secret of that GitHub App',
    example: '0123456789abcdef0123456789abcdef01234567',
  },
  {
    name: 'KEYSTATIC_GITHUB_APP_SLUG',
    what: 'Name of that GitHub App in its address, to offer its installation; may be absent',
    example: 'needlewise-editor',
  },
] as const satisfies readonly Setting[];

export type SettingName = (typeof settings)[number]['name'];

/** What is wrong with one setting, and how a right one looks. */
export interface EnvironmentProblem {
  name: SettingName;
  problem: string;
  example: string;
}

export interface Config {
  /** A live Stripe key, or NODE_ENV=production with a database URL (product.md, policy 6). */
  production: boolean;
  host: string;
  port: number;
  /** Origin, without a trailing slash. */
  siteUrl: string;
  /** Absolute path. */
  dataDir: string;
  databaseUrl: string | null;
  appSecret: string;
  payment: {
    /** True while no Stripe key is set: the offline sandbox is started and used. */
    sandbox: boolean;
    secretKey: string;
    webhookSecret: string;
    /** Null: Stripe itself. */
    apiUrl: string | null;
    /** Where the hosted payment page lives; the pages' form-action must name it. */
    pageOrigin: string;
  };
  sandboxPort: number;
  smtpUrl: string | null;
  mailFrom: string;
  workers: number;
  logLevel: string;
  allowDraftRules: boolean;
  editor: EditorConfig;
}

/** Where editors' forms read and write. */
export interface EditorConfig {
  /** Null: the folder `content/` of this server. */
  github: {
    repo: `${string}/${string}`;
    clientId: string;
    clientSecret: string;
    appSlug: string | null;
  } | null;
}

/** Thrown with every problem of the environment at once; its message is the list that the operator reads. */
export class EnvironmentRefused extends Error {
  readonly problems: readonly EnvironmentProblem[];
  constructor(problems: readonly EnvironmentProblem[]) {
    super(
      [
        `The environment has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:`,
        ...problems.map(
          ({ name, problem, example }) => `  ${name}  ${problem}  (for example ${name}=${example})`,
        ),
      ].join('\n'),
    );
    this.name = 'EnvironmentRefused';
    this.problems = problems;
  }
}

/**
 * Reads the whole environment or throws `EnvironmentRefused` naming every problem at once.
 * Outside production, absent secrets are generated once and kept in `DATA_DIR/secrets.json` (mode 0600).
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: EnvironmentProblem[] = [];
  const text = (name: SettingName) => {
    const value = env[name]?.trim();
    return value === '' ? undefined : value;
  };
  const wrong = (name: SettingName, problem: string) => {
    const example = settings.find((setting) => setting.name === name)?.example ?? '';
    problems.push({ name, problem, example });
  };
  const whole = (name: SettingName, fallback: number, lowest: number, highest: number) => {
    const value = text(name);
    if (value === undefined) return fallback;
    const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= lowest && number <= highest) return number;
    wrong(name, `must be a whole number from ${lowest} to ${highest}, not “${value}”`);
    return fallback;
  };
  const url = (name: SettingName, protocols: readonly string[]) => {
    const value = text(name);
    if (value === undefined) return null;
    const parsed = URL.canParse(value) ? new URL(value) : null;
    if (parsed && protocols.includes(parsed.protocol)) return parsed;
    // The value itself may hold a password, so only its form is named.
    wrong(name, `must be an address that starts with ${protocols.map((each) => `${each}//`).join(' or ')}`);
    return null;
  };

  const port = whole('PORT', 4321, 0, 65535);
  const sandboxPort = whole('SANDBOX_PORT', 4322, 0, 65535);
  const databaseUrl = url('DATABASE_URL', ['postgresql:', 'postgres:']);
  const siteUrl = url('SITE_URL', ['http:', 'https:']);
  if (siteUrl && (siteUrl.pathname !== '/' || siteUrl.search || siteUrl.hash)) {
    wrong('SITE_URL', 'must be an address without a path');
  }
  const smtpUrl = url('SMTP_URL', ['smtp:', 'smtps:']);

  const secretKey = text('STRIPE_SECRET_KEY');
  if (secretKey !== undefined && !/^(sk|rk)_(test|live)_\w+$/.test(secretKey)) {
    wrong('STRIPE_SECRET_KEY', 'must start with sk_test_, sk_live_, rk_test_ or rk_live_');
  }
  const live = secretKey !== undefined && /^(sk|rk)_live_/.test(secretKey);
  const production = live || (env.NODE_ENV === 'production' && databaseUrl !== null);

  const apiUrl = url('STRIPE_API_URL', ['http:', 'https:']);
  if (apiUrl && live) wrong('STRIPE_API_URL', 'must not be set together with a live key');
  if (apiUrl && secretKey === undefined) wrong('STRIPE_API_URL', 'needs STRIPE_SECRET_KEY beside it');

  const webhookSecret = text('STRIPE_WEBHOOK_SECRET');
  if (webhookSecret !== undefined && !/^whsec_\S{8,}$/.test(webhookSecret)) {
    wrong('STRIPE_WEBHOOK_SECRET', 'must start with whsec_, followed by 8 characters or more');
  }
  if (secretKey !== undefined && webhookSecret === undefined) {
    wrong('STRIPE_WEBHOOK_SECRET', 'is missing: without it anyone could report an order as paid');
  }

  const appSecret = text('APP_SECRET');
  if (appSecret !== undefined && appSecret.length < 32) {
    wrong('APP_SECRET', `must have 32 characters or more, it has ${appSecret.length}`);
  }
  if (appSecret === undefined && production) {
    wrong('APP_SECRET', 'is missing: in production every process must share one');
  }

  const workers = whole('WORKERS', 1, 1, 64);
  if (workers > 1 && !databaseUrl) wrong('WORKERS', 'more than one process needs DATABASE_URL');

  const logLevel = text('LOG_LEVEL') ?? 'info';
  if (!['trace', 'debug', 'info', 'warn', 'error', 'silent'].includes(logLevel)) {
    wrong('LOG_LEVEL', `must be trace, debug, info, warn, error or silent, not “${logLevel}”`);
  }
  const mailFrom = text('MAIL_FROM') ?? 'Needlewise <orders@needlewise.example>';
  if (!/@/.test(mailFrom)) wrong('MAIL_FROM', 'must hold an e-mail address');
  const allowDraft = text('ALLOW_DRAFT_RULES');
  if (allowDraft !== undefined && !['0', '1'].includes(allowDraft)) {
    wrong('ALLOW_DRAFT_RULES', `must be 1 or 0, not “${allowDraft}”`);
  }

  const editor = editorIn(text, wrong);

  if (problems.length > 0) throw new EnvironmentRefused(problems);

  const dataDir = path.resolve(text('DATA_DIR') ?? './data');
  const generated = appSecret === undefined || secretKey === undefined ? keptSecrets(dataDir) : null;
  const sandbox = secretKey === undefined;
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const api = sandbox ? sandboxUrl : (apiUrl?.origin ?? null);
  return {
    production,
    host: text('HOST') ?? 'localhost',
    port,
    siteUrl: siteUrl?.origin ?? `http://localhost:${port}`,
    dataDir,
    databaseUrl: databaseUrl ? (text('DATABASE_URL') ?? null) : null,
    appSecret: appSecret ?? generated?.appSecret ?? '',
    payment: {
      sandbox,
      secretKey: secretKey ?? 'sk_test_sandbox',
      webhookSecret: sandbox ? (webhookSecret ?? generated?.webhookSecret ?? '') : (webhookSecret ?? ''),
      apiUrl: api,
      // With a test double the hosted page is wherever the double puts it, most likely beside its API.
      pageOrigin: api ?? 'https://checkout.stripe.com',
    },
    sandboxPort,
    smtpUrl: smtpUrl ? (text('SMTP_URL') ?? null) : null,
    mailFrom,
    workers,
    logLevel,
    allowDraftRules: !production || allowDraft === '1',
    editor,
  };
}

function editorIn(
  text: (name: SettingName) => string | undefined,
  wrong: (name: SettingName, problem: string) => void,
): EditorConfig {
  const repo = text('KEYSTATIC_GITHUB_REPO');
  const clientId = text('KEYSTATIC_GITHUB_CLIENT_ID');
  const clientSecret = text('KEYSTATIC_GITHUB_CLIENT_SECRET');
  const appSlug = text('KEYSTATIC_GITHUB_APP_SLUG') ?? null;
  if (repo === undefined) {
    if (clientId ?? clientSecret ?? appSlug)
      wrong('KEYSTATIC_GITHUB_REPO', 'is missing, though other settings of KEYSTATIC_GITHUB_… are there');
    return { github: null };
  }
  if (!isRepo(repo)) wrong('KEYSTATIC_GITHUB_REPO', `must be an owner and a name, not “${repo}”`);
  if (clientId === undefined)
    wrong('KEYSTATIC_GITHUB_CLIENT_ID', 'is missing: without it nobody can sign in at GitHub');
  if (clientSecret === undefined)
    wrong('KEYSTATIC_GITHUB_CLIENT_SECRET', 'is missing: without it nobody can sign in at GitHub');
  if (!isRepo(repo) || clientId === undefined || clientSecret === undefined) return { github: null };
  return { github: { repo, clientId, clientSecret, appSlug } };
}

function isRepo(text: string): text is `${string}/${string}` {
  return /^[\w-]+\/[\w.-]+$/.test(text);
}

function keptSecrets(dataDir: string): { appSecret: string; webhookSecret: string } {
  const file = path.join(dataDir, 'secrets.json');
  if (existsSync(file)) {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof kept === 'object' && kept !== null && 'appSecret' in kept && 'webhookSecret' in kept) {
      return { appSecret: String(kept.appSecret), webhookSecret: String(kept.webhookSecret) };
    }
  }
  mkdirSync(dataDir, { recursive: true });
  const made = {
    appSecret: randomBytes(32).toString('base64url'),
    webhookSecret: `whsec_${randomBytes(24).toString('base64url')}`,
  };
  writeFileSync(file, `${JSON.stringify(made)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return made;
}

/** The text of `.env.example`. */
export function environmentExample(): string {
  return `# Copy to .env and fill in what you need; every line is optional for a first look.\n\n${settings
    .map(({ name, what, example }) => `# ${what}\n# ${name}=${example}\n`)
    .join('\n')}`;
}
