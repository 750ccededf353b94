import type { Unit } from '../../core/engine.ts';
import { SqlReader } from '../../sql/reader.ts';
import type { RunAllOptions } from '../database.ts';
import type { Guarded } from './apply-ahead.ts';

/** Migrations that follow one another, from `first` of all on. */
export type Batch =
  | { readonly first: number; readonly isAhead: true; readonly units: readonly Guarded[] }
  | { readonly first: number; readonly isAhead: false; readonly units: readonly Unit[] };

/**
 * Parts what can be sent ahead from what cannot. In a batch all apply or all revert: of one that
 * does both to a migration, the history could not tell what has become.
 */
export function batches(units: readonly Unit[]): readonly Batch[] {
  const found: { first: number; isAhead: boolean; units: Unit[] }[] = [];
  for (const [first, unit] of units.entries()) {
    const last = found.at(-1);
    const previous = last?.units.at(-1);
    const isAhead = isGuarded(unit);
    const isSame = last?.isAhead === isAhead && unit.guard?.expects === previous?.guard?.expects;
    if (isSame) last.units.push(unit);
    else found.push({ first, isAhead, units: [unit] });
  }
  return found as readonly Batch[];
}

/** What is known of migrations from `first` on, told with their places among all. */
export function startingAt(first: number, options: RunAllOptions): RunAllOptions {
  return {
    ...options,
    onBegin: (index) => options.onBegin?.(first + index),
    onDone: (index, elapsed) => options.onDone?.(first + index, elapsed),
  };
}

function isGuarded(unit: Unit): unit is Guarded {
  if (!unit.transactional || !unit.guard) return false;
  return !UNFIT.test(unit.script) && !beginsByEnding(unit.script);
}

/**
 * A message ends at a NUL, COPY from the client would take the next ones for rows, and with FREEZE
 * takes no open cursor; the others let go of what the server is to stop by.
 */
const UNFIT = /\0|\b(?:stdin|freeze|close|deallocate|discard)\b|advisory_unlock/i;

/**
 * A transaction that failed takes nothing but its end, so that one before which has failed could be
 * left, or gone on with, by what such a script does first.
 */
function beginsByEnding(script: string): boolean {
  const reader = new SqlReader(script, { start: 0, end: script.length }, 'postgres');
  while (reader.accept(';'));
  return ENDINGS.has(reader.token?.text ?? '');
}

const ENDINGS = new Set(['abort', 'commit', 'end', 'prepare', 'rollback']);
