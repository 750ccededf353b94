import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Runner, type Command } from './command.ts';
import { KINDS, type Kind } from './migration-set.ts';
import type { Random } from './random.ts';
import { completed, type Goal } from './rounds.ts';
import type { Scene } from './scene.ts';
import type { Played } from './trials.ts';
import { judge } from './truth.ts';

/** Tools whose own runners take no lock on any engine. */
export const LOCKLESS: readonly Kind[] = KINDS.filter(
  (kind) => kind === 'sqlx' || kind === 'sections',
);

/** Strata and a runner that takes no lock want the same at the same time: up, then down. */
export async function race(scene: Scene, command: Command, random: Random): Promise<Played> {
  await scene.renew();
  const goals: readonly Goal[] = [
    { parameters: ['up'], newest: scene.changes.list.length },
    { parameters: ['down', '--to', '0'], newest: 0 },
  ];
  for (const goal of goals) {
    const delays = [random.below(150), random.below(150)];
    const exits = await Promise.all([
      sleep(delays[0]).then(() => command.start(scene.folder, scene.url, goal.parameters).exit),
      sleep(delays[1]).then(() => otherTool(scene, goal.newest === 0 ? 'down' : 'up').exit),
    ]);
    const { findings } = judge(scene.changes, await scene.look());
    const output = exits.map((exit) => exit.output).join('\n');
    const failures =
      findings.length > 0
        ? findings.map(({ kind, what }) => ({ kind, what: `${what}\n${output}` }))
        : await completed(scene, command, goal);
    if (failures.length > 0) return { ...nothing, runners: 2, failures };
  }
  return { ...nothing, runners: 4, steps: 2 * scene.changes.list.length };
}

const nothing: Played = { faults: [], runners: 0, steps: 0, failures: [] };

function otherTool({ changes: { engine, kind }, url }: Scene, direction: 'up' | 'down'): Runner {
  const script = join(import.meta.dirname, 'other-tool.ts');
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return new Runner(
    spawn(process.execPath, [script, engine, kind, url, direction], { stdio: [...stdio] }),
  );
}
