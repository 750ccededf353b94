import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from './command.ts';
import type { Random } from './random.ts';
import { completed, distance, type Failure, type Goal } from './rounds.ts';
import type { RestorableScene } from './scene.ts';
import type { Played } from './trials.ts';
import { judge } from './truth.ts';

/** How often making and restoring a backup is struck each, before it is let through. */
const STRIKES = 3;

/** How much there is to be copied, in bytes. */
const LOAD = 8 * 2 ** 20;
/** In milliseconds, after the first change that is seen from outside. */
const WRITING = 40;

/**
 * A backup in mid-way, and what is restored from it: killed, the database is as before or as after.
 *
 * @param written resolves when the database is next changed, where that is seen from outside
 */
export async function restore(
  scene: RestorableScene,
  command: Command,
  random: Random,
  written: ((signal: AbortSignal) => Promise<void>) | null = null,
): Promise<Played> {
  await scene.renew();
  await scene.load(LOAD);
  const all = scene.changes.list.length;
  const between = 1 + random.below(all - 1);
  const { version = '' } = scene.changes.list[between - 1] ?? {};
  const some: Goal = { parameters: ['to', version], newest: between };
  const every: Goal = { parameters: ['up'], newest: all };
  const [then, later] = scene.newOnesStay || random.below(2) === 0 ? [every, some] : [some, every];
  const backUp: Goal = { parameters: ['backup'], newest: then.newest };
  const putBack: Goal = {
    parameters: ['restore', 'latest', '--confirm', scene.confirmation],
    newest: then.newest,
  };

  const faults: Played['faults'][number][] = [];
  const failures: Failure[] = [...(await completed(scene, command, then))];
  const strike = async (goal: Goal): Promise<void> => {
    const started = performance.now();
    failures.push(...(await completed(scene, command, goal)));
    const whole = performance.now() - started;
    for (let count = 0; count < STRIKES && failures.length === 0; count++) {
      if (goal === putBack) failures.push(...(await completed(scene, command, later)));
      const over = new AbortController();
      const begun = goal === putBack ? written?.(over.signal) : undefined;
      const runner = command.start(scene.folder, scene.url, goal.parameters);
      const instant =
        begun !== undefined && random.below(4) > 0
          ? begun.then(() => sleep(random.below(WRITING)))
          : sleep(random.next() * whole);
      await Promise.race([instant, runner.exit]);
      const isOver = runner.isOver;
      runner.kill('SIGKILL');
      const { output } = await runner.exit;
      over.abort();
      await scene.settled();
      const after = judge(scene.changes, await scene.look());
      const isWhole = distance(after, then) === 0 || distance(after, later) === 0;
      faults.push({ name: `${goal.parameters[0] ?? ''} killed`, inMidRun: !isOver });
      failures.push(
        ...after.findings.map(({ kind, what }) => ({ kind, what: `${what}\n${output}` })),
        ...(isWhole
          ? []
          : [{ kind: 'half done' as const, what: 'neither as before nor as after' }]),
      );
    }
  };
  if (failures.length === 0) await strike(backUp);
  if (failures.length === 0) await strike(putBack);
  // The newest may be one that a kill has let through: it has to be sound as well.
  if (failures.length === 0) failures.push(...(await completed(scene, command, putBack)));
  return { faults, runners: 0, steps: then.newest, failures };
}
