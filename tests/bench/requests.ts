import { fork } from 'node:child_process';
import { connect } from 'node:net';
import path from 'node:path';

const seconds = 4;
const connections = 16;

/**
 * Requests a second of one address, asked over a few connections that stay open, by a client that does no more than
 * count bytes: it writes the request, reads the length of the answer and waits for its end. `addressOf` gives each
 * request its path, so that a page that nothing keeps can be asked for under names that were never asked for. Throws at
 * the first answer that is not 200.
 */
export async function requestsPerSecond(
  url: string,
  addressOf: (turn: number) => string,
  forSeconds = seconds,
): Promise<number> {
  const { hostname, port } = new URL(url);
  const begun = performance.now();
  let turn = 0;
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
          let left = -1;
          let head = '';
          const ask = () => {
            if (performance.now() - begun > forSeconds * 1000) {
              socket.destroy();
              resolve();
              return;
            }
            turn += 1;
            socket.write(
              `GET ${addressOf(turn)} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept-Encoding: br\r\n\r\n`,
            );
          };
          socket.on('connect', ask);
          socket.on('error', reject);
          socket.on('data', (chunk: Buffer) => {
            let body = chunk.length;
            if (left < 0) {
              head += chunk.toString('latin1');
              const end = head.indexOf('\r\n\r\n');
              if (end < 0) return;
              if (!head.startsWith('HTTP/1.1 200'))
                return reject(new Error(`${url}: ${head.slice(0, head.indexOf('\r\n'))}`));
              const length = /^content-length: (\d+)/im.exec(head)?.[1];
              if (length === undefined) return reject(new Error(`${url}: no Content-Length`));
              left = Number(length);
              body = head.length - end - 4;
              head = '';
            }
            left -= body;
            if (left > 0) return;
            left = -1;
            ask();
          });
        }),
    ),
  );
  return turn / ((performance.now() - begun) / 1000);
}

/** Requests a second of a bare node:http server that sends 12 kB from memory: a measure of the machine. */
export async function bareRequestsPerSecond(): Promise<number> {
  const child = fork(path.join(import.meta.dirname, 'bare-server.ts'), { execArgv: [] });
  try {
    const port = await new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('error', reject);
    });
    return await requestsPerSecond(`http://127.0.0.1:${port}`, () => '/');
  } finally {
    child.disconnect();
  }
}
