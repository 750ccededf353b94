import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { campaign, type Round } from './campaign.ts';
import { Command } from './command.ts';
import { count, record, recordWeakened } from './figures.ts';
import { Random } from './random.ts';
import { byTurns, LEFT_OUT, trials, type Sort } from './trials.ts';
import { tryWeakened, type Weakened } from './weakened.ts';
import { WEAKENINGS } from './weakenings.ts';

// `npm run reliability`: breaks what can break while migrations are applied and reverted, and looks
// what has become of them. What fails is repeated with the seed and the name that are printed.

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string', default: '' },
    lanes: { type: 'string', default: String(availableParallelism() + 1) },
    minutes: { type: 'string', default: '60' },
    weakened: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const lanes = Number(values.lanes);
/** For faults; what has begun then is played to its end. */
const deadline = performance.now() + Number(values.minutes) * 60_000;
const isAll = values.only === '';
console.log(`seed ${seed}`);

for (const what of LEFT_OUT) console.log(`left out: ${what}`);

const isChosen = ({ name }: { readonly name: string }): boolean => name.includes(values.only);
process.exitCode = (values.weakened ? await weakened() : await sound()) ? 0 : 1;

async function weakened(): Promise<boolean> {
  const found = await tryWeakened(WEAKENINGS.filter(isChosen), trials(), {
    seed,
    lanes,
    onDone: (each) => {
      console.log(verdict(each));
      recordWeakened(each);
    },
  });
  return found.every(({ caughtBy }) => caughtBy !== null);
}

async function sound(): Promise<boolean> {
  const command = await Command.build();
  const all = byTurns(trials().filter(isChosen), new Random(seed));
  const alone = (sort: Sort): boolean => sort === 'faults' || sort === 'restore';
  const struck = all.filter(({ sort }) => alone(sort));
  const together = all.filter(({ sort }) => !alone(sort));
  const rounds: Round[] = [];
  const onRound = (round: Round): void => {
    rounds.push(round);
    tell(round, rounds);
    // At once, so that a run that is broken off was not for nothing.
    if (isAll) record({ trials: { seed, counts: count(rounds) } });
  };
  await campaign(struck, command, {
    ...{ seed, lanes, onRound },
    isEnough: (played) => faultsIn(played) >= Number(values.faults) || performance.now() > deadline,
  });
  await campaign(together, command, {
    // A crowd is enough for any machine.
    ...{ seed, lanes: 1, onRound },
    isEnough: (played) => played.length >= Number(values.rounds) * together.length,
  });
  return rounds.every(({ failures }) => failures.length === 0);
}

function tell({ trial, seed: own, failures }: Round, rounds: readonly Round[]): void {
  for (const { kind, what } of failures) {
    const again = `--only '${trial.name}' --seed ${own} --faults 1 --rounds 1`;
    console.log(`\n✖ ${kind}: ${again}\n${what}`);
  }
  console.log(`${String(faultsIn(rounds)).padStart(6)} faults  ${trial.name}`);
}

function verdict({ name, caughtBy, faults, runners }: Weakened): string {
  const after = `after ${faults} faults, ${runners} runners at once`;
  if (caughtBy === null) return `✖ ${name}: not found ${after}`;
  const { kind, trial, what } = caughtBy;
  return `✔ ${name}: ${kind} in ${trial}, ${after}\n    ${what}`;
}

function faultsIn(rounds: readonly Round[]): number {
  return rounds.reduce((sum, { faults }) => sum + faults.length, 0);
}
