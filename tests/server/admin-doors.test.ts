import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAdmitted, type StaffRole, staffRoles } from '#lib/staff-role.ts';
import { type HttpShopper, newHttpShopper } from '../support/http-shopper.ts';
import { builtRoutes, pageFiles } from '../support/routes.ts';
import { type ShopProcess, startShop } from '../support/shop-process.ts';
import { signInStaff } from '../support/staff.ts';

interface Door {
  /** The roles beside the owner that are let in; none: anybody on the staff. */
  roles: readonly StaffRole[];
  /** An address of this route, where it has parameters. */
  example?: string;
  /** An endpoint without the other method, which then is no page for anybody. */
  only?: 'GET' | 'POST';
}

/** Every route for staff, with whom it admits. One that is not listed here fails the first tests: list it. */
const doors: Record<string, Door> = {
  '/admin': { roles: [] },
  '/admin/account': { roles: [] },
  '/admin/account/second-factor': { roles: [] },
  '/admin/audit': { roles: ['owner'] },
  '/admin/orders': { roles: ['packer'] },
  '/admin/orders/[number]': { roles: ['packer'], example: '/admin/orders/NW-0000-0000' },
  '/admin/orders/[number]/refund': { roles: ['packer'], example: '/admin/orders/NW-0000-0000/refund' },
  '/admin/pauses': { roles: ['packer', 'reviewer'] },
  '/admin/stock': { roles: ['packer'] },
  '/admin/stock/[sku]': { roles: ['packer'], example: '/admin/stock/FACE-025' },
  '/admin/staff': { roles: ['owner'] },
  '/admin/staff/[id]': { roles: ['owner'], example: '/admin/staff/nobody' },
  '/admin/content': { roles: ['editor'] },
  '/admin/content/[kind]/[slug]': { roles: ['editor'], example: '/admin/content/product/face-roller' },
  '/api/keystatic/[...params]': { roles: ['editor'], example: '/api/keystatic/tree' },
  '/keystatic/[...params]': { roles: ['editor'], example: '/keystatic' },
  '/admin/publish': { roles: ['editor', 'reviewer'] },
  '/admin/releases': { roles: ['editor', 'reviewer'] },
  '/admin/releases/[number]': { roles: ['editor', 'reviewer'], example: '/admin/releases/1' },
  '/admin/releases/compare': { roles: ['editor', 'reviewer'] },
};

/** Those that somebody who is not signed in must be able to use; each says what protects it. */
const open: Record<string, string> = {
  '/admin/forgot-password': 'mails a link to whom it belongs, and tells nobody else',
  '/admin/sign-in': 'the password',
  '/admin/sign-in/code': 'the password, and the app on the phone',
  '/admin/sign-out': 'ends only the session of who asks',
  '/admin/password/[token]': 'the signed link',
  '/admin/refused': 'says no; by its own address it is no page',
};

const isForStaff = (route: string) => /^\/(api\/)?(admin|keystatic)(\/|$)/.test(route);

test('every file of a page for staff is listed, with the roles it admits', () => {
  expect([...pageFiles().keys()].filter(isForStaff).sort(), 'list it in `doors`').toEqual(
    [...Object.keys(doors), ...Object.keys(open)].filter((route) => pageFiles().has(route)).sort(),
  );
});

test('and so is every such address that the built server answers', () => {
  expect(builtRoutes().filter(isForStaff)).toEqual([...Object.keys(doors), ...Object.keys(open)].sort());
});

describe('at each door', () => {
  let shop: ShopProcess;
  const people = new Map<StaffRole, HttpShopper>();
  beforeAll(async () => {
    shop = await startShop();
    for (const role of staffRoles) people.set(role, await signInStaff(shop, role));
  });
  afterAll(() => shop.remove());
  const person = (role: StaffRole) => {
    const found = people.get(role);
    if (!found) throw new Error(`Nobody is signed in as ${role}`);
    return found;
  };
  const cases = Object.entries(doors).map(([route, door]) => ({
    route,
    address: door.example ?? route,
    ...door,
  }));

  test.each(cases)('$route refuses a stranger', async ({ address, only }) => {
    const stranger = newHttpShopper(shop);
    // A cookie that nobody signed is no key.
    const forger = newHttpShopper(shop);
    forger.cookies.set('staff.session_token', `${'a'.repeat(32)}.${'b'.repeat(43)}%3D`);
    for (const who of [stranger, forger]) {
      if (only !== 'POST') {
        const read = await who.get(address);
        expect(read.status).toBe(303);
        expect(read.location).toMatch(/^\/admin\/sign-in(\?next=|$)/);
        expect(read.text).toBe('');
        expect(read.headers.get('cache-control')).toBe('no-store');
        expect(read.headers.get('x-robots-tag')).toBe('noindex');
      }
      if (only !== 'GET') expect((await who.post(address)).status).toBe(401);
    }
  });

  test.each(cases)('$route refuses every other role', async ({ address, roles, only }) => {
    for (const role of staffRoles.filter((each) => !isAdmitted(each, roles))) {
      if (only !== 'POST') expect((await person(role).get(address)).status, `GET as ${role}`).toBe(403);
      if (only !== 'GET') expect((await person(role).post(address)).status, `POST as ${role}`).toBe(403);
    }
  });

  test.each(cases)('$route lets in whom it names', async ({ address, roles, only }) => {
    for (const role of staffRoles.filter((each) => isAdmitted(each, roles))) {
      if (only === 'POST') continue;
      const { status, location, headers } = await person(role).get(address);
      expect([401, 403, 500], `GET as ${role}`).not.toContain(status);
      expect(location ?? '').not.toMatch(/^\/admin\/sign-in/);
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('the page that refuses has no address of its own', async () => {
    expect((await person('owner').get('/admin/refused')).status).toBe(404);
  });

  test('crawlers are told to leave all of it alone', async () => {
    const { text } = await newHttpShopper(shop).get('/robots.txt');
    expect(text).toContain('Disallow: /admin\n');
    expect(text).toContain('Disallow: /keystatic\n');
    expect(text).toContain('Disallow: /api/\n');
  });
});
