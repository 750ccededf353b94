import { createHash } from 'node:crypto';
import type { LeftOut, ShadowScript } from '../../shadow.ts';
import type { SequenceValues } from './sequences.ts';

/** A scratch database, and what it holds. */
export interface Kept {
  readonly name: string;
  /** Of the scripts that it holds, in order. */
  readonly keys: string[];
  readonly leftOut: (LeftOut & { readonly version: string; readonly text: string })[];
  /** Null: not read since it stands there. */
  sequences: SequenceValues | null;
}

const keys = new WeakMap<ShadowScript, string>();

export function keyOf(script: ShadowScript): string {
  const { sql, transactional } = script;
  const key =
    keys.get(script) ?? createHash('sha256').update(`${transactional}\n${sql}`).digest('base64');
  keys.set(script, key);
  return key;
}

/** The one from which it is the shortest way; null: all hold something else. */
export function nearest(kept: readonly Kept[], wanted: readonly string[]): Kept | null {
  const onTheWay = kept.filter(
    ({ keys }) => keys.length <= wanted.length && keys.every((key, at) => key === wanted[at]),
  );
  return onTheWay.reduce<Kept | null>(
    (best, each) => (best === null || each.keys.length > best.keys.length ? each : best),
    null,
  );
}
