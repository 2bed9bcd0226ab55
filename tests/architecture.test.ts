import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  explain,
  findViolations,
  type RuleNumber,
  readSources,
  type Sources,
} from './support/architecture.ts';

const root = path.resolve(import.meta.dirname, '..');

test('the sources keep the four rules', () => {
  const sources = readSources(root);
  expect(sources.size).toBeGreaterThan(50);
  expect(findViolations(sources).map(explain).join('\n')).toBe('');
});

/** A small shop that keeps every rule; each plant below is put on top of it. */
const sound: Record<string, string> = {
  'src/db/client.server.ts': `import pg from 'pg';\nexport const pool = new pg.Pool();`,
  'src/db/schema/inventory.ts': `
    import { pgTable, text } from 'drizzle-orm/pg-core';
    /** Units. Writer: inventory. */
    export const stockLevels = pgTable('stock_levels', { sku: text() });`,
  'src/features/inventory/inventory.server.ts': `
    import { stockLevels } from '#db/schema/inventory.ts';
    export const open = (tx) => tx.insert(stockLevels).values({ sku: 'A' });`,
  'src/features/cart/cart.ts': `import { ok } from '#lib/result.ts';\nexport const cart = ok;`,
  'src/features/orders/orders.server.ts': `
    import { stockLevels } from '#db/schema/inventory.ts';
    export const read = (db) => db.select().from(stockLevels);`,
  'src/features/checkout/start-checkout.server.ts': `
    import { cart } from '#features/cart/cart.ts';
    import { open } from '#features/inventory/inventory.server.ts';
    export const start = [cart, open];`,
  'src/features/payments/payments.server.ts': `import Stripe from 'stripe';\nexport default Stripe;`,
  'src/features/payments/payments.test.ts': `import Stripe from 'stripe';\nimport { app } from '../../sandbox/app.ts';`,
  'src/features/self-check/clearance.server.ts': `
    import type { Clearance } from '#lib/clearance.ts';
    export const issue = (facts: unknown) => facts as Clearance;`,
  'src/features/catalogue/Finder.tsx': `import { ok } from '#lib/result.ts';\nexport const Finder = () => ok;`,
  'src/lib/result.ts': `export const ok = 1;`,
  'src/lib/clearance.ts': `export interface Clearance {}`,
  'src/ui/Button.astro': `---\nimport { ok } from '#lib/result.ts';\n---\n<button>{ok}</button>`,
  'src/content-pipeline/store.server.ts': `import { allArticles } from '#generated/index.mjs';`,
  'src/sandbox/app.ts': `import { Hono } from 'hono';\nexport const app = new Hono();`,
  'src/services.server.ts': `import { pool } from '#db/client.server.ts';\nexport const services = { pool };`,
  'src/server/main.ts': `import { services } from '../services.server.ts';\nconsole.log(services);`,
  'src/cli/start.ts': `import '../server/main.ts';`,
  'src/pages/index.astro': `---
import { Finder } from '#features/catalogue/Finder.tsx';
import { start } from '#features/checkout/start-checkout.server.ts';
import Button from '#ui/Button.astro';
const steps = start.map((each) => each > 1);
---
<Button>{steps}</Button>
<Finder client:visible options={steps.map((each) => <b>{each}</b>)} />
<script>
  import { ok } from '#lib/result.ts';
  document.title = String(ok);
</script>`,
};

function violationsWith(plant: Record<string, string>) {
  const sources: Sources = new Map(Object.entries({ ...sound, ...plant }));
  return findViolations(sources).map(({ rule, file, line }) => `rule ${rule} ${file}:${line}`);
}

test('a sound shop has no violation', () => {
  expect(violationsWith({})).toEqual([]);
});

const front = (line: string, template = '<p />') => `---\n\n${line}\n---\n${template}`;

const plants: [name: string, rule: RuleNumber, file: string, line: number, text: string][] = [
  [
    'a feature that imports its sibling',
    1,
    'src/features/cart/more.ts',
    1,
    `import { read } from '#features/orders/orders.server.ts';`,
  ],
  [
    'the same by a relative path',
    1,
    'src/features/cart/more.ts',
    2,
    `\nimport { read } from '../orders/orders.server.ts';`,
  ],
  [
    'the same for a type only',
    1,
    'src/features/cart/more.ts',
    1,
    `import type { Order } from '#features/orders/orders.server.ts';`,
  ],
  [
    'the same by import()',
    1,
    'src/features/cart/more.ts',
    1,
    `export const late = () => import('#features/orders/orders.server.ts');`,
  ],
  [
    'the same by a type of import()',
    1,
    'src/features/cart/more.ts',
    1,
    `export type Late = import('#features/orders/orders.server.ts').Order;`,
  ],
  [
    'the same by a re-export',
    1,
    'src/features/cart/more.ts',
    1,
    `export * from '#features/orders/orders.server.ts';`,
  ],
  [
    'a component that imports a feature in its front matter',
    1,
    'src/ui/Basket.astro',
    3,
    front(`import { cart } from '#features/cart/cart.ts';`),
  ],
  [
    'a feature that imports checkout',
    1,
    'src/features/cart/more.ts',
    1,
    `import { start } from '#features/checkout/start-checkout.server.ts';`,
  ],
  [
    'checkout that imports admin',
    1,
    'src/features/checkout/more.ts',
    1,
    `import '#features/admin/list-orders.server.ts';`,
  ],
  [
    'a feature that imports a page',
    1,
    'src/features/cart/more.ts',
    1,
    `import Home from '../../pages/index.astro';`,
  ],
  ['a page that imports a command', 1, 'src/pages/about.astro', 3, front(`import '../cli/start.ts';`)],
  [
    'lib that imports the database',
    1,
    'src/lib/more.server.ts',
    1,
    `import { pool } from '#db/client.server.ts';`,
  ],
  [
    'the database that imports a feature',
    1,
    'src/db/more.server.ts',
    1,
    `import { cart } from '#features/cart/cart.ts';`,
  ],
  ['code that imports a test', 1, 'src/features/payments/more.ts', 1, `import './payments.test.ts';`],
  ['a folder without a place', 1, 'src/utils/text.ts', 1, `export const x = 1;`],

  [
    'a second writer',
    2,
    'src/features/orders/more.server.ts',
    2,
    `import { stockLevels } from '#db/schema/inventory.ts';\nexport const cheat = (tx) => tx.update(stockLevels).set({});`,
  ],
  [
    'a second writer under another name',
    2,
    'src/features/orders/more.server.ts',
    2,
    `import { stockLevels as levels } from '#db/schema/inventory.ts';\nexport const cheat = (tx) => tx.delete(levels);`,
  ],
  [
    'a second writer by a namespace',
    2,
    'src/features/orders/more.server.ts',
    2,
    `import * as schema from '#db/schema/inventory.ts';\nexport const cheat = (tx) => tx.insert(schema.stockLevels);`,
  ],
  [
    'a second writer in SQL',
    2,
    'src/features/orders/more.server.ts',
    1,
    'export const cheat = (tx) => tx.execute(sql`update stock_levels set on_hand = 9`);',
  ],
  [
    'a second writer in SQL with the table’s symbol',
    2,
    'src/features/orders/more.server.ts',
    2,
    `import { stockLevels } from '#db/schema/inventory.ts';\nexport const cheat = (tx) => tx.execute(sql\`delete from \${stockLevels}\`);`,
  ],
  [
    'a page that writes',
    2,
    'src/pages/cheat.astro',
    4,
    `---\nimport { stockLevels } from '#db/schema/inventory.ts';\nconst { db } = Astro.locals;\nawait db.delete(stockLevels);\n---\n<p />`,
  ],
  [
    'a second writer by way of a library',
    2,
    'src/features/orders/more.server.ts',
    2,
    `import { stockLevels } from '#db/schema/inventory.ts';\nexport const cheat = (tx) => drizzleAdapter(tx, { schema: { user: stockLevels } });`,
  ],
  [
    'a table that names no writer',
    2,
    'src/db/schema/notes.ts',
    2,
    `\nexport const notes = pgTable('notes', {});`,
  ],
  [
    'a table that nobody writes',
    2,
    'src/db/schema/notes.ts',
    3,
    `\n/** Writer: orders. */\nexport const notes = pgTable('notes', {});`,
  ],

  [
    'an island that reaches the server',
    3,
    'src/pages/finder.astro',
    5,
    front(`import { Island } from '#features/catalogue/Island.tsx';`, '<Island client:load />'),
  ],
  [
    'an island with tags in its attributes',
    3,
    'src/pages/finder.astro',
    5,
    front(
      `import { Island } from '#features/catalogue/Island.tsx';`,
      '<Island icon={<Icon a={1 > 0} />} client:idle />',
    ),
  ],
  [
    'a script that reaches the server',
    3,
    'src/pages/finder.astro',
    6,
    front('', `<script>\n  import '#features/orders/orders.server.ts';\n</script>`),
  ],

  ['stripe outside payments', 4, 'src/features/checkout/more.server.ts', 1, `import Stripe from 'stripe';`],
  [
    'the sign-in library outside staff',
    4,
    'src/features/orders/more.server.ts',
    1,
    `export const late = () => import('better-auth');`,
  ],
  ['stripe in a page', 4, 'src/pages/pay.astro', 3, front(`import type Stripe from 'stripe';`)],
  [
    'generated content outside content-pipeline',
    4,
    'src/pages/list.astro',
    3,
    front(`import { allArticles } from '#generated/index.mjs';`),
  ],
  [
    'a driver outside db',
    4,
    'src/features/orders/more.server.ts',
    1,
    `import { drizzle } from 'drizzle-orm/pglite';`,
  ],
  [
    'the job queue outside db',
    4,
    'src/features/orders/more.server.ts',
    1,
    `import { PgBoss } from 'pg-boss';`,
  ],
  [
    'the shop that imports the sandbox',
    4,
    'src/features/payments/more.server.ts',
    1,
    `import { app } from '../../sandbox/app.ts';`,
  ],
  ['the sandbox that imports the shop', 4, 'src/sandbox/more.ts', 1, `import { ok } from '#lib/result.ts';`],
  [
    'a clearance made outside the self-check',
    4,
    'src/features/checkout/more.ts',
    1,
    `export const forged = {} as unknown as Clearance;`,
  ],
];

const companions: Record<string, string> = {
  'src/features/catalogue/Island.tsx': `import { price } from './price.ts';\nexport const Island = () => <b>{price}</b>;`,
  'src/features/catalogue/price.ts': `import { read } from './stock.server.ts';\nexport const price = read;`,
  'src/features/catalogue/stock.server.ts': `export const read = 1;`,
};

describe('a planted violation is found, with its file and line', () => {
  test.each(plants)('%s', (_name, rule, file, line, text) => {
    const found = violationsWith({ ...companions, [file]: text });
    expect(found).toEqual([`rule ${rule} ${file}:${line}`]);
  });

  test('the message says the rule and the line', () => {
    const sources: Sources = new Map([['src/features/cart/cart.ts', `\nimport Stripe from 'stripe';`]]);
    expect(findViolations(sources).map(explain)).toEqual([
      expect.stringMatching(
        /^src\/features\/cart\/cart\.ts:2 {2}imports stripe\n {4}rule 4: stripe is imported only by payments/,
      ),
    ]);
  });
});
