import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** In milliseconds: how far two tellings of the same moment may differ. */
const MARGIN = 5_000;

/**
 * Whether the process of this id is gone: there is none, or one that has got the id since.
 *
 * @param seen when somebody of this id was at work, in milliseconds since 1970
 */
export async function isGone(pid: number, seen: number): Promise<boolean> {
  if (!isAlive(pid)) return true;
  const start = await processStart(pid);
  return start !== null && start > seen + MARGIN;
}

/**
 * When a process began, in milliseconds since 1970; null where that cannot be told.
 *
 * @param pid a positive integer
 */
export async function processStart(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<number | null> {
  try {
    const start =
      platform === 'linux'
        ? startInProc(pid)
        : platform === 'win32'
          ? await said('powershell.exe', [...QUIETLY, `(Get-Process -Id ${pid}).${IN_UTC}`])
          : await said('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return Number.isNaN(start) ? null : start;
  } catch {
    return null;
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Any other failure is about somebody who is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * A container may be shown another machine's start than its processes are counted from, and the
 * clock may have been put right: whether the figures can be trusted, our own start tells.
 */
function startInProc(pid: number): number {
  const boot = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]) * 1000;
  const own = boot + sinceBoot(process.pid);
  return Math.abs(own - performance.timeOrigin) < MARGIN ? boot + sinceBoot(pid) : NaN;
}

/** Field 22 of `proc(5)`, in hundredths of a second; the name before may hold anything. */
function sinceBoot(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(afterName[19]) * 10;
}

/** A program's answer, read as a time; one without a zone is local. */
async function said(program: string, parameters: readonly string[]): Promise<number> {
  const { stdout } = await promisify(execFile)(program, parameters, {
    env: { ...process.env, LC_ALL: 'C' },
    windowsHide: true,
  });
  return Date.parse(stdout.trim());
}

const QUIETLY = ['-NoProfile', '-NonInteractive', '-Command'];
const IN_UTC = "StartTime.ToUniversalTime().ToString('o')";
