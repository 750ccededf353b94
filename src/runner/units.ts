import type { History } from '../conventions/convention.ts';
import type { Capabilities, Unit } from '../core/engine.ts';
import type { Step } from '../core/plan.ts';
import type { Statement } from '../core/statement.ts';
import type { ProgressTable } from './progress.ts';

/** Statement by statement, since the script or the server wants it so, or a run before has begun so. */
export function isPiecewise({ script, continues }: Step, { wholeScripts }: Capabilities): boolean {
  return !script.transactional || !wholeScripts || continues !== undefined;
}

/** Script and history row as one. */
export function wholeUnit({ direction, migration, script }: Step, history: History): Unit {
  return {
    transactional: true,
    guard: history.guard(migration, direction),
    script: script.sql,
    record: recordOf(direction, history, migration),
  };
}

/** The tool's own terms for a script that has begun, where it has them, beside our progress. */
export function piecewiseUnit(step: Step, history: History, progress: ProgressTable): Unit {
  const { direction, migration, script, from, continues } = step;
  const { version } = migration;
  const { piecewise } = history;
  const common = {
    transactional: false,
    script: script.sql,
    from,
    advance: progress.advance(version),
    record: [
      ...(piecewise?.completed(migration, direction) ?? recordOf(direction, history, migration)),
      progress.end(version),
    ],
  } as const;
  if (continues !== undefined) {
    return {
      ...common,
      inDoubt: continues.inDoubt,
      drop: continues.invalidIndexes,
      guard: progress.guard(step),
      intent: progress.begin(step),
      withdraw: [],
    };
  }
  return {
    ...common,
    guard: history.guard(migration, direction),
    intent: [...(piecewise?.started(migration, direction) ?? []), ...progress.begin(step)],
    withdraw: [...(piecewise?.withdrawn(migration, direction) ?? []), progress.end(version)],
  };
}

/** What writes into the history that it is done. */
export function recordOf(
  direction: Step['direction'],
  history: History,
  migration: Step['migration'],
): readonly Statement[] {
  return direction === 'up' ? history.applied(migration) : history.reverted(migration);
}
