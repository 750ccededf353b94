import type { Unit } from '../../core/engine.ts';

/** In characters: no migration begins before the message that it comes in is read as a whole. */
const MOST = 256 * 1024;

/** In characters, about: guard and record of a migration. */
const BESIDE_SCRIPT = 1_000;

/** As many migrations as make a message, in their order; a script that is longer goes alone. */
export function* batches(units: readonly Unit[]): Generator<readonly Unit[]> {
  let batch: Unit[] = [];
  let size = 0;
  for (const unit of units) {
    const more = unit.script.length + BESIDE_SCRIPT;
    if (batch.length > 0 && size + more > MOST) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(unit);
    size += more;
  }
  if (batch.length > 0) yield batch;
}
