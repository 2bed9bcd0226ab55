import http from 'node:http';
import https from 'node:https';
import type { SendWebhook } from './webhooks.ts';

const agents = {
  'http:': new http.Agent({ keepAlive: true }),
  'https:': new https.Agent({ keepAlive: true }),
};

/**
 * Sends a webhook over connections that stay open. At a fourth of the cost of `fetch`, which the shop's bench pays once
 * an order on the same machine.
 */
export const sendWebhook: SendWebhook = (url, init) => attempt(new URL(url), init, true);

function attempt(
  url: URL,
  { method = 'GET', headers, body, signal }: RequestInit,
  mayRepeat: boolean,
): ReturnType<SendWebhook> {
  return new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const request = (isSecure ? https : http).request(url, {
      agent: agents[isSecure ? 'https:' : 'http:'],
      method,
      headers: { ...(headers as Record<string, string>), 'Content-Length': Buffer.byteLength(String(body)) },
      ...(signal && { signal }),
    });
    request.once('response', (response) => {
      response.resume();
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, arrayBuffer: async () => new ArrayBuffer(0) }),
      );
      response.once('error', reject);
    });
    request.once('error', (error) => {
      // The other side had given the idle connection up, and so has not seen this webhook.
      const wasGivenUp = request.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
      if (wasGivenUp && mayRepeat)
        resolve(attempt(url, { method, headers, body, signal } as RequestInit, false));
      else reject(error);
    });
    request.end(body);
  });
}
