import { childrenOf, killNow } from '../support/children.ts';
import { runnerFaults, simple, type Fault } from './faults.ts';
import type { SqliteScene } from './sqlite-scene.ts';

const childKilled = simple<SqliteScene>('child process killed', ({ runner }) => {
  childrenOf(runner.pid).forEach(killNow);
});

export const SQLITE_FAULTS: readonly Fault<SqliteScene>[] = [...runnerFaults(), childKilled];
