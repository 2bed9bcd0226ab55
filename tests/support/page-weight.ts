import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** Bytes of something as it is and as it travels. */
export interface Weight {
  raw: number;
  /** Compressed, as a browser gets it. */
  wire: number;
}

/** What a browser fetches for one page, on a first visit. */
export interface PageWeight {
  status: number;
  html: Weight;
  /** Files and inline code that the browser would run; data blocks (JSON-LD) are no script. */
  script: Weight;
  style: Weight;
  font: Weight;
  image: Weight;
  total: Weight;
}

/** Fetches the page and everything it names, as a browser does that takes Brotli. */
export async function weighPage(url: string): Promise<PageWeight> {
  const page = await fetchCompressed(url);
  const text = page.body.toString('utf8');
  const sums = { script: none(), style: none(), font: none(), image: none() };
  const add = (to: Weight, { raw, wire }: Weight) => {
    to.raw += raw;
    to.wire += wire;
  };
  const seen = new Set<string>();
  const addFile = async (to: Weight, address: string) => {
    const target = new URL(address, url);
    if (seen.has(target.href) || target.protocol === 'data:') return '';
    seen.add(target.href);
    const file = await fetchCompressed(target.href);
    if (file.status !== 200) throw new Error(`${target.href}: ${file.status}`);
    add(to, { raw: file.body.length, wire: file.wire });
    return file.body.toString('utf8');
  };

  for (const [tag, code = ''] of text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)) {
    const type = attribute(tag, 'type');
    if (type && !/^(module|text\/javascript|importmap)$/.test(type)) continue;
    const source = attribute(tag, 'src');
    if (source) await addFile(sums.script, source);
    else add(sums.script, { raw: code.length, wire: code.length });
  }
  // A handler in an attribute is script as well.
  for (const [handler] of text.matchAll(/<[^>]*\son[a-z]+=/g)) {
    add(sums.script, { raw: handler.length, wire: handler.length });
  }
  for (const [tag] of text.matchAll(/<link\b[^>]*>/g)) {
    const address = attribute(tag, 'href');
    const relation = attribute(tag, 'rel');
    if (!address) continue;
    if (relation === 'modulepreload') await addFile(sums.script, address);
    if (relation === 'icon') await addFile(sums.image, address);
    if (relation === 'preload' && attribute(tag, 'as') === 'font') await addFile(sums.font, address);
    if (relation !== 'stylesheet') continue;
    const css = await addFile(sums.style, address);
    // Fonts that the style names are fetched once their letters are needed: counted as if all were.
    for (const match of css.matchAll(/url\(["']?([^"')]+\.woff2)["']?\)/g)) {
      await addFile(sums.font, new URL(match[1] ?? '', new URL(address, url)).href);
    }
  }
  for (const [tag] of text.matchAll(/<img\b[^>]*>/g)) {
    const address = attribute(tag, 'src');
    if (address) await addFile(sums.image, address);
  }
  const html = { raw: page.body.length, wire: page.wire };
  const total = none();
  for (const part of [html, ...Object.values(sums)]) add(total, part);
  return { status: page.status, html, ...sums, total };
}

function none(): Weight {
  return { raw: 0, wire: 0 };
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\s${name}=["']([^"']*)["']`).exec(tag)?.[1]?.replaceAll('&amp;', '&');
}

/** `fetch` would hide what came over the wire. */
function fetchCompressed(url: string): Promise<{ status: number; body: Buffer; wire: number }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers: { 'Accept-Encoding': 'br, gzip' } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const sent = Buffer.concat(chunks);
        const coding = response.headers['content-encoding'];
        const body =
          coding === 'br' ? brotliDecompressSync(sent) : coding === 'gzip' ? gunzipSync(sent) : sent;
        resolve({ status: response.statusCode ?? 0, body, wire: sent.length });
      });
    });
    call.once('error', reject);
    call.end();
  });
}
