import { setTimeout as sleep } from 'node:timers/promises';
import type { Command, Runner } from './command.ts';
import type { Random } from './random.ts';
import { completed, type Failure } from './rounds.ts';
import type { Scene } from './scene.ts';
import type { Played } from './trials.ts';
import { judge } from './truth.ts';

/** In milliseconds: within that all of them start. */
const CROWD = 300;

export interface CrowdSize {
  readonly runners?: number;
  /** How many of them at most. */
  readonly kills?: number;
}

/** Many runners that want the same, some of them killed on the way: first all up, then all down. */
export async function gather(
  scene: Scene,
  command: Command,
  random: Random,
  { runners = 16, kills = 4 }: CrowdSize = {},
): Promise<Played> {
  await scene.renew();
  const total = { faults: [] as Played['faults'][number][], runners: 0, steps: 0 };
  for (const goal of [
    { parameters: ['up'], newest: scene.changes.list.length },
    { parameters: ['down', '--to', '0'], newest: 0 },
  ]) {
    const crowd = await Promise.all(
      Array.from({ length: runners }, async (_, index) => {
        const own = random.branch();
        await sleep(own.below(CROWD));
        const runner = command.start(scene.folder, scene.url, goal.parameters);
        const isKilled = index < kills && (await killed(runner, own));
        return { isKilled, exit: await runner.exit };
      }),
    );
    const after = judge(scene.changes, await scene.look());
    const failures: readonly Failure[] = [
      ...after.findings,
      ...crowd
        .filter(
          ({ isKilled, exit }) => !isKilled && exit.code !== 0 && !mayFail(scene, exit.output),
        )
        .map(({ exit }) => ({
          kind: 'not completed' as const,
          what: `one of many: exit ${exit.code}\n${exit.output}`,
        })),
    ];
    total.runners += runners;
    for (const { isKilled } of crowd) {
      if (isKilled) total.faults.push({ name: 'one of many killed', inMidRun: true });
    }
    total.steps += scene.changes.list.length;
    if (failures.length > 0) return { ...total, failures };
    const left = await completed(scene, command, goal);
    if (left.length > 0) return { ...total, failures: left };
  }
  return { ...total, failures: [] };
}

/** @returns false where it had ended before */
async function killed(runner: Runner, random: Random): Promise<boolean> {
  await runner.reaches(random.below(3));
  await Promise.race([sleep(random.below(400)), runner.exit]);
  if (runner.isOver) return false;
  runner.kill('SIGKILL');
  return true;
}

/** Where one that meets another gives up, with nothing of its own kept, and says so. */
function mayFail({ changes: { engine, kind } }: Scene, output: string): boolean {
  const hasLock = engine === 'postgres' || kind === 'versioned-folders';
  if (!hasLock && output.includes('somebody else has applied or reverted it meanwhile'))
    return true;
  // One that was killed there, or on SQLite one that is still at work, has begun and not ended.
  return (
    kind === 'sqlx-no-transaction' && /begun without a transaction|recorded as failed/.test(output)
  );
}
