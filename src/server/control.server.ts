import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LockHolder, lockDataFolder } from '#db/data-lock.server.ts';

/** What another process on this machine may ask of the one that holds the embedded database. */
export type ControlCommands = Record<string, (input: unknown) => Promise<unknown>>;

export interface ControlServer {
  close(): void;
}

/**
 * Takes the data folder for this process and answers commands on a loopback port, to whoever can read the lock file:
 * only one process can open the embedded database, so `npm run stock:set` asks that one. Throws `DataFolderInUse`.
 */
export async function holdDataFolder(
  dataDir: string,
  commands: () => ControlCommands,
): Promise<ControlServer> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (!isBearer(request, token)) return answer(401, { error: 'Not allowed' });
    if (request.url === '/alive') return answer(200, { pid: process.pid });
    const command = commands()[request.url?.slice(1) ?? ''];
    if (request.method !== 'POST' || !command) return answer(404, { error: 'No such command' });
    try {
      answer(200, await command(JSON.parse(await text(request))));
    } catch (error) {
      answer(500, { error: error instanceof Error ? error.message : String(error) });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  try {
    const unlock = await lockDataFolder(dataDir, { pid: process.pid, port, token });
    return {
      close() {
        unlock();
        server.close();
        server.closeAllConnections();
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

/** Asks the process that holds the folder to run a command; throws with its words where it cannot. */
export async function askHolder(holder: LockHolder, command: string, input: unknown): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${holder.port}/${command}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${holder.token}` },
    body: JSON.stringify(input),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  throw new Error(
    typeof answer === 'object' && answer && 'error' in answer ? String(answer.error) : 'The shop refused',
  );
}

function isBearer(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
