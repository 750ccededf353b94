import { hostname } from 'node:os';
import { isAlive, isGone } from '../process-start.ts';

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

export interface WrittenText {
  readonly text: string;
  /** In milliseconds since 1970, by the clock of the file system. */
  readonly writtenAt: number;
}

/** Null where the text is not such a file's. */
export async function holderIn({ text, writtenAt }: WrittenText): Promise<Holder | null> {
  const { pid, hostname: host, timestamp } = parse(text);
  // 0 and below are whole groups of processes.
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1 || pid > MAX_PID) return null;
  const since = typeof timestamp === 'string' ? timestamp : null;
  const isElsewhere = host !== hostname();
  // A time without a zone may be any zone's, and a file that was touched says little: the later
  // of the two is the one that takes nothing from somebody who is there.
  const seen = Math.max(Date.parse(since ?? ''), writtenAt);
  return {
    pid,
    host: typeof host === 'string' ? host : null,
    since,
    isElsewhere,
    isGone: !isElsewhere && (await isGone(pid, seen)),
  };
}

/** Looks again at one that was there: its id is not given to another while that one has it. */
export function stillThere(holder: Holder): Holder {
  return { ...holder, isGone: !holder.isElsewhere && !isAlive(holder.pid) };
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
