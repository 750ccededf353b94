import { blockedBy } from '../databases/rehearsal.ts';
import type { RehearsedStep } from './rehearse.ts';

/** For how long others would have to wait for a table while the plan is applied. */
export interface Blocking {
  readonly relation: string;
  readonly blocks: 'reads and writes' | 'writes';
  /** In nanoseconds, from the beginning of what locks it: each migration lets go at its end. */
  readonly elapsed: bigint;
}

/** The longest first; pure. */
export function blockings(steps: readonly RehearsedStep[]): readonly Blocking[] {
  const found = steps.flatMap(ofStep);
  const byPlace = Map.groupBy(found, ({ relation, blocks }) => `${blocks} ${relation}`);
  return [...byPlace.values()]
    .flatMap(([first, ...more]) => {
      if (first === undefined) return [];
      return [{ ...first, elapsed: more.reduce((sum, each) => sum + each.elapsed, first.elapsed) }];
    })
    .sort((a, b) => Number(b.elapsed - a.elapsed));
}

function ofStep({ statements }: RehearsedStep): readonly Blocking[] {
  const found = new Map<string, Blocking>();
  let left = statements.reduce((sum, { elapsed }) => sum + elapsed, 0n);
  for (const { locks, elapsed } of statements) {
    for (const { relation, mode } of locks) {
      const blocks = blockedBy(mode);
      if (blocks !== 'reads and writes' && blocks !== 'writes') continue;
      // What keeps readers out keeps writers out, too.
      if (found.get(relation)?.blocks === 'reads and writes') continue;
      found.set(relation, { relation, blocks, elapsed: left });
    }
    left -= elapsed;
  }
  return [...found.values()];
}
