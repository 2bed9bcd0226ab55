import { buildIfNeeded } from './build-if-needed.ts';
import { startShop } from './shop-process.ts';

/** Once a run of the browser tests: builds the shop where needed and starts it; the tests read where it is. */
export default async function setup(): Promise<() => Promise<void>> {
  buildIfNeeded();
  // With the gallery, which only tests and the development server open.
  const shop = await startShop({ env: { GALLERY: '1' } });
  process.env.TEST_SHOP_URL = shop.url;
  process.env.TEST_SANDBOX_URL = shop.sandboxUrl;
  process.env.TEST_DATA_DIR = shop.dataDir;
  return async () => {
    const code = await shop.stop();
    const said = shop.said();
    await shop.remove();
    if (code !== 0) throw new Error(`The shop ended with ${code}:\n${said}`);
  };
}
