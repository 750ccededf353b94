import { parseArgs } from 'node:util';
import { openArenas } from './arenas.ts';
import { campaign, type PlayedRound } from './campaign.ts';
import { Command } from './command.ts';

// `npm run reliability`: breaks what can break while migrations are applied and reverted, and looks
// what has become of them. A round that fails is repeated by its seed and its arena's name.

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string', default: '' },
    lanes: { type: 'string', default: '3' },
  },
});

const [command, arenas] = await Promise.all([Command.build(), openArenas(values.only)]);
let injected = 0;
const started = Date.now();
console.log(`seed ${values.seed}`);
const rounds = await campaign(arenas, command, {
  faults: Number(values.faults),
  seed: Number(values.seed),
  lanes: Number(values.lanes),
  onRound: ({ arena, seed, outcomes, failures }: PlayedRound) => {
    injected += outcomes.filter(({ fault }) => fault !== null).length;
    for (const { kind, what } of failures) {
      console.log(`✖ --only ${arena.name} --seed ${seed} --faults 1\n  ${kind}: ${what}\n`);
    }
    console.log(
      `${injected} faults, ${((Date.now() - started) / 1000).toFixed(0)} s ${arena.name} ${outcomes.filter((o) => o.inMidRun).length}/${outcomes.length}`,
    );
  },
});
const all = rounds.flatMap((round) => round.outcomes).filter((o) => o.fault !== null);
const by = Map.groupBy(all, (o) => o.fault);
for (const [fault, list] of by)
  console.log(fault, list.length, list.filter((o) => o.inMidRun).length);
process.exitCode = rounds.some(({ failures }) => failures.length > 0) ? 1 : 0;
