import { copyFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { ThreadAnalyst } from '../../../src/checks/thread-analyst.ts';
import type { Unit } from '../../../src/core/engine.ts';
import { openSqliteShadow } from '../../../src/databases/sqlite/shadow.ts';
import { statement } from '../contract.ts';
import { connectTo, newPath } from '../sqlite/support.ts';
import { assertAgreement } from './agreement.ts';
import { upByRunner } from './by-runner.ts';
import { sqliteCases } from './sqlite-cases.ts';
import type { VerdictCase } from './verdict-case.ts';

const own = [
  statement('CREATE TABLE history (version INTEGER PRIMARY KEY)'),
  statement('CREATE TABLE progress (completed INTEGER, in_doubt INTEGER)'),
];
const record = [statement('INSERT INTO history SELECT * FROM history WHERE 1 = 0')];
const advance = statement('UPDATE progress SET completed = $1, in_doubt = $2');
const ownTables = ['history', 'progress'].map((name) => ({ schema: null, name }));

/** Of files, and of modules and extensions that only some programs have, a check knows nothing. */
const notChecked = [
  ...['a virtual table of a missing module', 'an extension', 'another file'],
  ...['a PRAGMA of the journal', 'a PRAGMA of the journal, without a transaction'],
  'a vacuum into a file, without a transaction',
];

describe('the verdicts of a check in SQLite', () => {
  const analyst = new ThreadAnalyst();
  after(() => analyst.close());

  it('are those of applying', async (t) => {
    const settings = { foreignKeys: true, fixedTimes: true, own, record, ownTables };
    const shadow = await openSqliteShadow({ ...settings, advance: () => advance });
    t.after(() => shadow.close());
    const prepared = new Map<string, string>();

    const apply = async (each: VerdictCase): Promise<void> => {
      const { before, sql, transactional } = each;
      const from = prepared.get(before) ?? (await prepare(before));
      prepared.set(before, from);
      const path = newPath();
      copyFileSync(from, path);
      await applyTo(path, unit(sql, transactional, 2n));
    };
    const up = (each: VerdictCase) => upByRunner(each, 'sqlite:app.db');
    await assertAgreement(t, { cases: sqliteCases, analyst, shadow, apply, up, notChecked });
  });
});

async function prepare(before: string): Promise<string> {
  const path = newPath();
  const connection = await connectTo(path);
  await connection.execute(own);
  await connection.close();
  await applyTo(path, unit(before, true, 1n));
  return path;
}

async function applyTo(path: string, work: Unit): Promise<void> {
  const connection = await connectTo(path);
  try {
    await connection.run(work);
  } finally {
    await connection.close();
  }
}

/** As the runner makes them. */
function unit(script: string, transactional: boolean, version: bigint): Unit {
  const record = [statement('INSERT INTO history VALUES ($1)', version)];
  if (transactional) return { transactional, script, record };
  return {
    ...{ transactional, script, from: 0, record, withdraw: [statement('DELETE FROM progress')] },
    intent: [statement('INSERT INTO progress VALUES (0, 0)')],
    advance,
  };
}
