import { connect, type Socket } from 'node:net';

export interface LineAnswer {
  status: number;
  location: string | null;
  /** `name=value` of each cookie set; an emptied one has no value. */
  cookies: string[];
  text: string;
}

/** A connection that stays open, for one request after the other. */
export interface OpenLine {
  ask(
    method: 'GET' | 'POST',
    path: string,
    headers?: Record<string, string>,
    form?: string,
  ): Promise<LineAnswer>;
  close(): void;
}

/**
 * An HTTP client that does as little as a client can, so that a bench on one machine measures the shop and not the
 * buyers: `fetch` takes as much as the shop itself.
 */
export function openLine(origin: string): OpenLine {
  const { hostname, port, host } = new URL(origin);
  let socket: Socket | undefined;
  let received = '';
  let waiting: { resolve(answer: LineAnswer): void; reject(error: Error): void } | undefined;

  const connected = (): Socket => {
    if (socket && !socket.destroyed) return socket;
    received = '';
    const fresh = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
    fresh.setNoDelay(true);
    fresh.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      const answer = readAnswer(received);
      if (!answer) return;
      received = '';
      const asked = waiting;
      waiting = undefined;
      asked?.resolve(answer);
    });
    const broken = (error?: Error) => {
      const asked = waiting;
      waiting = undefined;
      asked?.reject(error ?? new Error(`${origin} closed the connection`));
    };
    fresh.on('error', broken);
    fresh.on('close', () => {
      if (socket === fresh) broken();
    });
    socket = fresh;
    return fresh;
  };

  return {
    ask: (method, path, headers = {}, form) =>
      new Promise((resolve, reject) => {
        if (waiting) throw new Error('One request at a time');
        waiting = { resolve, reject };
        let head = `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n`;
        for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
        if (method === 'POST') {
          head += `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(form ?? '')}\r\n`;
        }
        connected().write(`${head}\r\n${form ?? ''}`);
      }),
    close: () => socket?.destroy(),
  };
}

/** The answer, once all of it is there. */
function readAnswer(received: string): LineAnswer | null {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = received.slice(0, end);
  const rest = received.slice(end + 4);
  const status = Number(head.slice(9, 12));
  const cookies: string[] = [];
  let location: string | null = null;
  let length: number | null = null;
  let isChunked = false;
  for (const line of head.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, colon).toLowerCase()) {
      case 'location':
        location = value;
        break;
      case 'set-cookie':
        cookies.push(value.split(';', 1)[0] ?? '');
        break;
      case 'content-length':
        length = Number(value);
        break;
      case 'transfer-encoding':
        isChunked = true;
        break;
    }
  }
  if (isChunked ? !rest.endsWith('0\r\n\r\n') : rest.length < (length ?? 0)) return null;
  return { status, location, cookies, text: rest };
}
