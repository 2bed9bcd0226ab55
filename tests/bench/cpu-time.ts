import { existsSync, readdirSync, readFileSync } from 'node:fs';

// Linux counts in hundredths of a second, on every machine that we know.
const tickMs = 10;

/** Processor time of a process so far, that of its ended children included, in milliseconds; 0 for one that is gone. */
export function cpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * tickMs, 0);
  } catch {
    return 0;
  }
}

/** Whether this machine tells the processor time of another process. */
export const tellsCpuTime = existsSync('/proc/self/stat');

/** The processes that a process has started. */
export function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

/** How a process was called. */
export function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}
