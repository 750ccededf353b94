import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { campaign, type Round } from './campaign.ts';
import { Command } from './command.ts';
import { trials } from './trials.ts';
import { tryWeakened } from './weakened.ts';

// `npm run reliability`: breaks what can break while migrations are applied and reverted, and looks
// what has become of them. What fails is repeated with the seed and the name that are printed.

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string', default: '' },
    lanes: { type: 'string', default: String(availableParallelism() + 1) },
    weakened: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const lanes = Number(values.lanes);
console.log(`seed ${seed}`);

const all = await trials((name) => name.includes(values.only));
if (values.weakened) {
  const found = await tryWeakened(all, {
    seed,
    lanes,
    onDone: ({ name, caughtBy, faults, runners }) => {
      const after = `${faults} faults, ${runners} runners at once`;
      console.log(
        caughtBy === null
          ? `✖ ${name}: not caught after ${after}`
          : `✔ ${name}: ${caughtBy.kind} in ${caughtBy.trial}, after ${after}\n    ${caughtBy.what.split('\n')[0] ?? ''}`,
      );
    },
  });
  process.exitCode = found.every(({ caughtBy }) => caughtBy !== null) ? 0 : 1;
} else {
  const command = await Command.build();
  const started = performance.now();
  const onRound = ({ trial, seed: own, failures }: Round, rounds: readonly Round[]): void => {
    for (const { kind, what } of failures) {
      console.log(
        `\n✖ ${kind}: --only '${trial.name}' --seed ${own} --faults 1 --rounds 1\n${what}`,
      );
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const faults = rounds.reduce((sum, round) => sum + round.faults.length, 0);
    const midRun = rounds.reduce((sum, r) => sum + r.faults.filter((f) => f.inMidRun).length, 0);
    console.log(`${seconds.padStart(5)} s  ${faults} faults, ${midRun} in mid-run  ${trial.name}`);
  };
  const faulty = all.filter(({ sort }) => sort === 'faults');
  const together = all.filter(({ sort }) => sort !== 'faults');
  const rounds = [
    ...(await campaign(faulty, command, {
      seed,
      lanes,
      onRound,
      isEnough: (played) =>
        played.reduce((sum, { faults }) => sum + faults.length, 0) >= Number(values.faults),
    })),
    ...(await campaign(together, command, {
      seed,
      lanes: 1,
      onRound,
      isEnough: (played) => played.length >= Number(values.rounds) * together.length,
    })),
  ];
  process.exitCode = rounds.some(({ failures }) => failures.length > 0) ? 1 : 0;
}
