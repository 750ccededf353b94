import type { Engine } from '../core/engine.ts';

/** PostgreSQL cuts longer names off, in bytes of UTF-8, so that two may become one. */
export const LONGEST_NAME = 63;

export function isTooLong(name: string, engine: Engine): boolean {
  return engine === 'postgres' && new TextEncoder().encode(name).length > LONGEST_NAME;
}

/** A name as SQL reads it, between quotes where it has to be. */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
