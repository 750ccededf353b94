import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { campaign, type Round } from './campaign.ts';
import { Command } from './command.ts';
import { Random } from './random.ts';
import { byTurns, trials } from './trials.ts';

/** A quick share of what `npm run reliability` does; the seed is another one each time. */
const seed = Date.now() % 1_000_000;
const FAULTS = 60;

const faultsIn = (rounds: readonly Round[]): number =>
  rounds.reduce((sum, { faults }) => sum + faults.length, 0);

/** With what repeats them. */
const failuresOf = (rounds: readonly Round[]): readonly string[] =>
  rounds.flatMap(({ trial, seed: own, failures }) =>
    failures.map(
      ({ kind, what }) =>
        `${kind}: npm run reliability -- --only '${trial.name}' --seed ${own} --faults 1 --rounds 1\n${what}`,
    ),
  );

describe('whatever happens while migrations run', () => {
  const all = byTurns(trials(), new Random(seed));
  let command: Command;

  before(async () => {
    command = await Command.build();
  });

  it(`${FAULTS} faults: nothing is lost, doubled or half done, and running again completes`, async () => {
    const rounds = await campaign(
      all.filter(({ sort }) => sort === 'faults'),
      command,
      { seed, lanes: 6, isEnough: (played) => faultsIn(played) >= FAULTS },
    );
    assert.deepEqual(failuresOf(rounds), []);
    const faults = rounds.flatMap((round) => round.faults);
    assert.ok(
      faults.some(({ inMidRun }) => inMidRun),
      'some are in mid-run',
    );
  });

  it('16 runners at once, and some of them killed: each migration once, in order', async () => {
    const crowds = ['postgres', 'sqlite'].flatMap(
      (wanted) => all.find(({ sort, engine }) => sort === 'at once' && engine === wanted) ?? [],
    );
    const isEnough = (played: readonly Round[]): boolean => played.length >= crowds.length;
    const rounds = await campaign(crowds, command, { seed, lanes: 2, isEnough });
    assert.deepEqual(failuresOf(rounds), []);
  });

  it('a runner that takes no lock: of two one fails, whole', async () => {
    const races = all.filter(({ sort }) => sort === 'race');
    const isEnough = (played: readonly Round[]): boolean => played.length >= races.length;
    const rounds = await campaign(races, command, { seed, lanes: 2, isEnough });
    assert.deepEqual(failuresOf(rounds), []);
  });
});
