import { hash } from 'node:crypto';
import type { Migration } from '../../core/migration.ts';
import type { Difference } from '../../core/state.ts';
import { differenceOf } from '../difference.ts';

/** What the sections runner records, and what others of its family do: hex digits. */
const RECORDED = 16;
const WHOLE = 64;

/** The first 16 hex digits of SHA-256 of a section without the blanks around it. */
export function checksum(section: string): string {
  return sha256(section).slice(0, RECORDED);
}

/** In the length in which the one before it was recorded. */
export function checksumLike(recorded: string | null, { up, checksum }: Migration): string | null {
  return recorded?.length === WHOLE ? sha256(up.sql) : checksum;
}

/** What changed; by the recorded length, since others of this family record the whole hash. */
export function difference(section: string, recorded: string | null): Difference {
  if (recorded === null || ![RECORDED, WHOLE].includes(recorded.length)) return 'corrupt-record';
  return differenceOf(section, (form) => sha256(form).startsWith(recorded));
}

function sha256(section: string): string {
  return hash('sha256', section);
}
