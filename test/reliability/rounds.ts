import { setTimeout as sleep } from 'node:timers/promises';
import type { Command, Exit, Runner } from './command.ts';
import type { Fault } from './faults.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';
import { judge, type Finding, type Truth } from './truth.ts';

/** What came of one fault, or of one run without any. */
export interface Outcome {
  /** Null: the run was left alone. */
  readonly fault: string | null;
  /** Something was done, and something was left. */
  readonly inMidRun: boolean;
  /** How many migrations were applied or reverted. */
  readonly steps: number;
  readonly failures: readonly Failure[];
}

/** What must not be. */
export interface Failure {
  readonly kind: Finding['kind'] | 'not completed' | 'stuck';
  readonly what: string;
}

/** Something to be reached from anywhere. */
export interface Goal {
  readonly parameters: readonly string[];
  /** The newest that is there when it is reached; 0: none. */
  readonly newest: number;
}

/** How often the way to one goal is struck before a run is let through. */
const STRIKES = 3;

/** Up and down through a set of migrations: with faults, and after them without. Ends at the first failure. */
export async function playRound<S extends Scene>(
  scene: S,
  command: Command,
  faults: readonly Fault<S>[],
  random: Random,
): Promise<readonly Outcome[]> {
  await scene.renew();
  const outcomes: Outcome[] = [];
  for (const goal of goalsOf(scene, random)) {
    for (let strike = 0; strike <= STRIKES; strike++) {
      const before = judge(scene.changes, await scene.look());
      if (strike > 0 && isReached(before, goal)) break;
      const outcome =
        strike < STRIKES
          ? await struck(scene, command, { goal, before, fault: random.pick(faults), random })
          : await leftAlone(scene, command, { goal, before });
      outcomes.push(outcome);
      if (outcome.failures.length > 0) return outcomes;
    }
  }
  return outcomes;
}

/** The whole way up, somewhere in between, and the whole way down. */
function goalsOf({ changes }: Scene, random: Random): readonly Goal[] {
  const all = changes.list.length;
  const between = 1 + random.below(all - 1);
  const version = changes.list[between - 1]?.version ?? '';
  return [
    { parameters: ['up'], newest: all },
    { parameters: ['to', version], newest: between },
    { parameters: ['up'], newest: all },
    { parameters: ['down', '--to', '0'], newest: 0 },
  ];
}

async function struck<S extends Scene>(
  scene: S,
  command: Command,
  { goal, before, fault, random }: { goal: Goal; before: Truth; fault: Fault<S>; random: Random },
): Promise<Outcome> {
  const own = random.branch();
  const seen: Truth[] = [];
  const look = async (): Promise<Truth> => {
    const truth = judge(scene.changes, await scene.look());
    seen.push(truth);
    return truth;
  };
  const observe = async (): Promise<void> => {
    await look();
  };
  const readied = await fault.prepare(scene);
  const start = (): Runner => command.start(scene.folder, readied.url, nextCommand(before, goal));
  const runner = start();
  await someInstant(runner, distance(before, goal), own);
  await readied.strike({ runner, random: own, observe, startAnother: start });
  const exit = await runner.exit;
  await readied.mend();
  const after = await look();
  const findings = seen.flatMap((truth) => truth.findings);
  return {
    fault: fault.name,
    inMidRun: seen.some((truth) => isOnTheWay(truth, before, goal)),
    steps: distance(before, goal) - distance(after, goal),
    failures: [...findings, ...stuck(exit), ...forgotten(runner, scene, goal, after)].map(
      ({ kind, what }) => ({ kind, what: `${fault.name}: ${what}\n${exit.output}` }),
    ),
  };
}

/** Runs undisturbed, which must reach the goal. */
export async function completed(
  scene: Scene,
  command: Command,
  goal: Goal,
): Promise<readonly Failure[]> {
  const before = judge(scene.changes, await scene.look());
  return (await leftAlone(scene, command, { goal, before })).failures;
}

async function leftAlone(
  scene: Scene,
  command: Command,
  { goal, before }: { goal: Goal; before: Truth },
): Promise<Outcome> {
  let after = before;
  let exit: Exit;
  let wasUnfinished: boolean;
  do {
    wasUnfinished = after.unfinished !== null;
    exit = await command.start(scene.folder, scene.url, nextCommand(after, goal)).exit;
    after = judge(scene.changes, await scene.look());
  } while (wasUnfinished && exit.code === 0);
  const failures: readonly Failure[] = [
    ...after.findings,
    ...stuck(exit),
    ...(exit.code === 0 && isReached(after, goal)
      ? []
      : [{ kind: 'not completed' as const, what: `exit ${exit.code}` }]),
  ];
  return {
    fault: null,
    inMidRun: false,
    steps: distance(before, goal) - distance(after, goal),
    failures: failures.map(({ kind, what }) => ({ kind, what: `${what}\n${exit.output}` })),
  };
}

/** What people are told to do: continue what is unfinished, and then go on. */
function nextCommand({ unfinished }: Truth, { parameters }: Goal): readonly string[] {
  return unfinished === null ? parameters : ['repair', unfinished, '--continue'];
}

/** In milliseconds: about what the command takes until it begins, and for one migration. */
const START = 150;
const ONE_STEP = 20;

/** Mostly while it works, sometimes while it starts. */
async function someInstant(runner: Runner, steps: number, random: Random): Promise<void> {
  const isStart = steps < 2 || random.below(8) === 0;
  const done = isStart ? 0 : 1 + random.below(steps - 1);
  const delay = random.below(isStart ? START : ONE_STEP);
  await runner.reaches(done);
  await Promise.race([sleep(delay), runner.exit]);
}

/** Something was done, and something is left. */
function isOnTheWay(truth: Truth, before: Truth, goal: Goal): boolean {
  const left = distance(truth, goal);
  return left > 0 && (left < distance(before, goal) || isBetween(truth));
}

/** How many migrations are not yet as they are when the goal is reached. */
export function distance({ places }: Truth, { newest }: Goal): number {
  return [...places].filter(
    ([number, place]) => place !== (number <= newest ? 'present' : 'absent'),
  ).length;
}

function isReached(truth: Truth, goal: Goal): boolean {
  // All statements of a script may be done, and only its record be lacking.
  return truth.unfinished === null && truth.findings.length === 0 && distance(truth, goal) === 0;
}

function isBetween({ places }: Truth): boolean {
  return [...places.values()].some((place) => typeof place === 'object');
}

function stuck({ isStuck }: Exit): readonly Failure[] {
  return isStuck ? [{ kind: 'stuck', what: 'the run came to no end' }] : [];
}

/** What it had told to be done, and is not in the database. */
function forgotten(
  { acknowledged }: Runner,
  { changes }: Scene,
  { newest }: Goal,
  { places }: Truth,
): readonly Failure[] {
  return changes.list
    .filter(({ version }) => acknowledged.includes(version))
    .filter(({ number }) => places.get(number) !== (number <= newest ? 'present' : 'absent'))
    .map(({ number }) => ({ kind: 'lost', what: `${number} had been told to be done` }));
}
