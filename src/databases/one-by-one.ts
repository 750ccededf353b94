import type { Unit } from '../core/engine.ts';
import { cancelled } from './cancelled.ts';
import type { Connection, RunAllOptions } from './database.ts';

/** Runs each migration when the one before it is done. */
export async function runOneByOne(
  connection: Pick<Connection, 'run'>,
  units: readonly Unit[],
  { onBegin, onDone, ...options }: RunAllOptions,
): Promise<void> {
  for (const [index, unit] of units.entries()) {
    if (options.signal?.aborted) throw cancelled();
    onBegin?.(index);
    onDone?.(index, await connection.run(unit, options));
  }
}
