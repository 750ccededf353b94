import { execFileSync } from 'node:child_process';

/** A checksum as coreutils compute it; lower-case hex. */
export function sum(bits: 256 | 384, text: string): string {
  const printed = execFileSync(`sha${bits}sum`, { input: text, encoding: 'utf8' });
  return printed.split(' ')[0] ?? '';
}
