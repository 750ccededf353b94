import { hostname } from 'node:os';

/** Who a lock file says holds it. */
export interface Holder {
  readonly pid: number;
  /** Null: the file doesn't say. */
  readonly host: string | null;
  /** As written. */
  readonly since: string | null;
  /** On another host, as far as the file tells: its processes cannot be seen from here. */
  readonly isElsewhere: boolean;
  /** The process was one of this host, and is no more. */
  readonly isGone: boolean;
}

/** Null where the text is not such a file's. */
export function holderIn(text: string): Holder | null {
  const { pid, hostname: host, timestamp } = parse(text);
  // 0 and below are whole groups of processes.
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1 || pid > MAX_PID) return null;
  const isElsewhere = host !== hostname();
  return {
    pid,
    host: typeof host === 'string' ? host : null,
    since: typeof timestamp === 'string' ? timestamp : null,
    isElsewhere,
    isGone: !isElsewhere && !isAlive(pid),
  };
}

const MAX_PID = 2 ** 31 - 1;

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Any other failure is about somebody who is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
