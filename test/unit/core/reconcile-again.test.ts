import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HistoryRow, Migration } from '../../../src/core/migration.ts';
import type { Problem } from '../../../src/core/problem.ts';
import { reconcile, type Reconciled, type Rules } from '../../../src/core/reconcile.ts';
import type { UnfinishedScript } from '../../../src/core/unfinished.ts';
import { Random } from '../../reliability/random.ts';
import { files, migration, problem, row, rows, rules } from './states.ts';

describe('reconciling again', () => {
  const found = { files: files('1 2 3 4r'), rows: rows('1 2~ 4!') };
  const last: Reconciled = {
    ...found,
    unfinished: [],
    migrations: reconcile(found.files, found.rows, rules),
  };

  it('is the same object where nothing is another', () => {
    assert.equal(reconcile(found.files, found.rows, rules, [], last), last.migrations);
  });

  it('judges anew only the migration whose file is another', () => {
    const migrations = found.files.migrations.with(1, migration('2'));
    let compared = 0;
    const counting: Rules = {
      ...rules,
      isRecorded: (...both) => {
        compared++;
        return rules.isRecorded(...both);
      },
    };
    const now = reconcile({ migrations, problems: [] }, found.rows, counting, [], last);
    assert.deepEqual(
      now.map((status, place) => status === last.migrations[place]),
      [true, false, true, true],
    );
    assert.equal(compared, 1);
  });

  it('judges anew only what another row is about', () => {
    const now = reconcile(found.files, found.rows.with(1, row('2')), rules, [], last);
    assert.deepEqual(
      now.map(({ state }, place) => (now[place] === last.migrations[place] ? 'same' : state)),
      ['same', 'applied', 'same', 'same'],
    );
  });

  it('keeps what was found out about a status', () => {
    const explained = last.migrations.map((status) => ({ ...status, description: 'explained' }));
    const now = reconcile(found.files, found.rows.slice(), rules, [], {
      ...last,
      migrations: explained,
    });
    assert.deepEqual(now, explained);
  });

  for (const retriesFailed of [false, true]) {
    it(`comes to what reconciling does where failed ones are ${retriesFailed ? '' : 'not '}retried`, () => {
      const of = { ...rules, retriesFailed };
      const random = new Random(20261122);
      const versions = Array.from({ length: 8 }, (_, index) => String(index + 1));
      let last: Reconciled = { files: files(''), rows: [], unfinished: [], migrations: [] };
      for (let round = 0; round < 2_000; round++) {
        const now = changed(last, random, versions);
        const unfinished = random.below(10) === 0 ? [begun(random.pick(versions))] : [];
        const migrations = reconcile(now.files, now.rows, of, unfinished, last);
        const anew = reconcile(now.files, now.rows, of, unfinished);
        assert.deepEqual(migrations, anew, `round ${round}`);
        last = { ...now, unfinished, migrations };
      }
    });
  }
});

/** Now the files, now the rows, now both have changed a little. */
function changed(
  { files, rows }: Reconciled,
  random: Random,
  versions: readonly string[],
): Pick<Reconciled, 'files' | 'rows'> {
  const what = random.below(4);
  const migrations = what === 0 ? files.migrations : replaced(files.migrations, random, versions);
  const problems = random.below(3) > 0 ? files.problems : someProblems(random, versions);
  return {
    files: what === 1 ? files : { migrations, problems },
    rows: what > 1 ? rows : replacedRows(rows, random, versions),
  };
}

function replaced(
  all: readonly Migration[],
  random: Random,
  versions: readonly string[],
): readonly Migration[] {
  const version = random.pick(versions);
  const edited: Migration = {
    ...migration(version),
    checksum: random.pick([`up ${version}`, 'other', 'another']),
  };
  const place = all.findIndex((each) => each.version === version);
  if (place < 0) return [...all, edited].sort((a, b) => rules.compare(a.version, b.version));
  switch (random.below(7)) {
    case 0:
      return all.toSpliced(place, 1);
    case 1:
      return all.toSpliced(place, 0, edited);
    case 2:
      // As many as before, of which one is another.
      return replaced(all.toSpliced(place, 1), random, versions);
    default:
      return all.with(place, edited);
  }
}

function replacedRows(
  all: readonly HistoryRow[],
  random: Random,
  versions: readonly string[],
): readonly HistoryRow[] {
  const version = random.pick(versions);
  const others = all.filter((each) => each.version !== version);
  const kind = random.pick(['', '~', '!', '-', 'gone']);
  return kind === 'gone' ? others : [...others, row(`${version}${kind}`)];
}

function someProblems(random: Random, versions: readonly string[]): readonly Problem[] {
  return Array.from({ length: random.below(4) }, (_, index) =>
    problem('naming', 'warning', `${index}.sql`, random.pick([...versions, null])),
  );
}

function begun(version: string): UnfinishedScript {
  return {
    version,
    direction: 'up',
    completed: 1,
    written: 1,
    total: 2,
    inDoubt: false,
    digest: '',
    startedAt: '2026-01-01T00:00:00.000Z',
    message: null,
    invalidIndexes: [],
    next: null,
    changed: null,
    settings: [],
    afterDoubt: null,
  };
}
