import { randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** Who holds a data folder, and where that process can be asked to do something. */
export interface LockHolder {
  pid: number;
  /** Loopback port of the holder's control server. */
  port: number;
  /** Bearer token of the control server. */
  token: string;
}

/** Thrown when another living process holds the folder. */
export class DataFolderInUse extends Error {
  readonly holder: LockHolder;
  constructor(dataDir: string, holder: LockHolder) {
    super(
      `Another process (pid ${holder.pid}) is using the embedded database in ${dataDir}. ` +
        'Two processes on one folder would corrupt it. Stop that one, give this one another DATA_DIR, or set DATABASE_URL.',
    );
    this.name = 'DataFolderInUse';
    this.holder = holder;
  }
}

const lockFile = (dataDir: string) => path.join(dataDir, 'shop.lock');

/** The lock as it stands on disk; null where there is none or it cannot be read. */
export function readLock(dataDir: string): LockHolder | null {
  if (!existsSync(lockFile(dataDir))) return null;
  return parseHolder(readFileSync(lockFile(dataDir), 'utf8'));
}

/** The process that holds the folder and answers on its control port; null where nobody does. */
export async function findHolder(dataDir: string): Promise<LockHolder | null> {
  const holder = readLock(dataDir);
  return holder && (await isAlive(holder)) ? holder : null;
}

/**
 * Takes the folder for this process, which must already answer on `port`, or throws `DataFolderInUse`. What a killed
 * process left behind is taken over: a lock is alive only while its control port answers to its token, so a pid that
 * the system has given to somebody else does not count. Returns the function that gives the folder back.
 */
export async function lockDataFolder(dataDir: string, self: LockHolder): Promise<() => void> {
  mkdirSync(dataDir, { recursive: true });
  const file = lockFile(dataDir);
  const text = JSON.stringify(self);
  const own = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(own, text, { mode: 0o600 });
  try {
    for (;;) {
      try {
        // A hard link either makes the name or fails: unlike a rename it never replaces somebody's lock.
        linkSync(own, file);
        return () => {
          if (existsSync(file) && readFileSync(file, 'utf8') === text) unlinkSync(file);
        };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const holder = readLock(dataDir);
      if (holder && (await isAlive(holder))) throw new DataFolderInUse(dataDir, holder);
      removeStale(file, holder);
    }
  } finally {
    unlinkSync(own);
  }
}

/** Moves the dead lock aside and looks at what was moved: had somebody taken over in between, it is put back. */
function removeStale(file: string, dead: LockHolder | null): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // Gone already: another process was faster, the loop looks again.
  }
  const moved = parseHolder(readFileSync(aside, 'utf8'));
  if (moved?.token !== dead?.token) linkSync(aside, file);
  unlinkSync(aside);
}

function parseHolder(text: string): LockHolder | null {
  try {
    const { pid, port, token } = JSON.parse(text);
    return typeof pid === 'number' && typeof port === 'number' && typeof token === 'string'
      ? { pid, port, token }
      : null;
  } catch {
    return null;
  }
}

async function isAlive(holder: LockHolder): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${holder.port}/alive`, {
      headers: { authorization: `Bearer ${holder.token}` },
      signal: AbortSignal.timeout(3_000),
    });
    return answer.ok;
  } catch (error) {
    // A busy process that does not answer in time is still a process; only a refused connection means nobody.
    return error instanceof Error && error.name === 'TimeoutError';
  }
}
