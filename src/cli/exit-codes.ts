import type { ErrorCode } from '../core/errors.ts';

/** What the shell is told; the same for every command. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  connect: 3,
  lock: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOf(error: ErrorCode | 'internal'): ExitCode {
  switch (error) {
    case 'usage':
    case 'configuration':
      return exitCodes.usage;
    case 'connect':
      return exitCodes.connect;
    case 'lock':
      return exitCodes.lock;
    case 'cancelled':
      return exitCodes.interrupted;
    case 'refused':
    case 'failed':
    case 'internal':
      return exitCodes.failed;
  }
}
