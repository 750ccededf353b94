import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LockHolder, Wait } from '../../../src/databases/database.ts';
import { isStrataError, statement } from '../contract.ts';
import {
  connectTo,
  look,
  make,
  newPath,
  otherProcess,
  says,
  type OtherProcess,
} from './support.ts';

const tables = 'CREATE TABLE t (x); CREATE TABLE history (version); INSERT INTO t VALUES (1);';

/** A migration, and what it is told while it waits. */
const unit = {
  transactional: true,
  script: 'INSERT INTO t VALUES (2)',
  record: [statement('INSERT INTO history VALUES (1)')],
} as const;

/** Who is named, where the system tells. */
function named({ pid }: OtherProcess, path: string): string {
  return process.platform === 'linux'
    ? `process ${pid} (node)`
    : `another process, which has ${path} locked`;
}

for (const isolated of [false, true]) {
  describe(`a locked file, ${isolated ? 'in a child process' : 'in this process'}`, () => {
    for (const [what, journal, sql] of [
      ['writes', 'DELETE', 'BEGIN IMMEDIATE'],
      ['writes', 'WAL', 'BEGIN IMMEDIATE'],
      ['reads', 'DELETE', 'BEGIN; SELECT * FROM t'],
    ] as const) {
      it(`is waited for while somebody ${what}, who is named, journal mode ${journal}`, async () => {
        const path = newPath();
        make(path, `PRAGMA journal_mode = ${journal}; ${tables}`);
        const connection = await connectTo(path, { isolated, lockTimeout: 60_000 });
        const other = await otherProcess(path, sql);
        const told: Wait[] = [];
        const onWait = (wait: Wait): void => {
          told.push(wait);
          if (wait.kind === 'blocked') void other.end();
        };
        await connection.run(unit, { onWait });
        await connection.close();
        const by: LockHolder = { who: named(other, path), activity: null, isGone: false };
        assert.deepEqual(told, [{ kind: 'blocked', by }, { kind: 'resumed' }]);
        assert.deepEqual(look(path, 'SELECT x FROM t'), [{ x: 1 }, { x: 2 }]);
        assert.deepEqual(look(path, 'SELECT version FROM history'), [{ version: 1 }]);
      });
    }

    it('is given up when its time is over, and nothing is kept', async () => {
      const path = newPath();
      make(path, tables);
      const connection = await connectTo(path, { isolated, lockTimeout: 300 });
      for (const sql of ['BEGIN IMMEDIATE', 'BEGIN; SELECT * FROM t']) {
        const other = await otherProcess(path, sql);
        const who = process.platform === 'linux' ? named(other, path) : 'another process';
        const refused = says('lock', `${path} is locked: ${who} holds it`);
        await assert.rejects(connection.run(unit), refused);
        await other.end();
      }
      await connection.run(unit);
      await connection.close();
      assert.deepEqual(look(path, 'SELECT x FROM t'), [{ x: 1 }, { x: 2 }]);
    });

    it('is waited for no longer when that is cancelled', async () => {
      const path = newPath();
      make(path, tables);
      const connection = await connectTo(path, { isolated, lockTimeout: 3_600_000 });
      const other = await otherProcess(path, 'BEGIN EXCLUSIVE');
      const abort = new AbortController();
      const onWait = (): void => {
        abort.abort();
      };
      const running = connection.run(unit, { signal: abort.signal, onWait });
      await assert.rejects(running, isStrataError('cancelled'));
      await connection.close();
      await other.end();
      assert.deepEqual(look(path, 'SELECT x FROM t'), [{ x: 1 }]);
    });

    it('is waited for by whoever connects, looks, and makes the history table', async () => {
      const path = newPath();
      make(path, tables);
      const first = await otherProcess(path, 'BEGIN EXCLUSIVE');
      const connecting = connectTo(path, { isolated, lockTimeout: 60_000 });
      setTimeout(() => void first.end(), 300);
      const connection = await connecting;
      const second = await otherProcess(path, 'BEGIN EXCLUSIVE');
      const looking = connection.query(statement('SELECT x FROM t'));
      setTimeout(() => void second.end(), 300);
      assert.deepEqual(await looking, [{ x: 1n }]);
      const third = await otherProcess(path, 'BEGIN IMMEDIATE');
      const told: string[] = [];
      await connection.execute([statement('CREATE TABLE u (y)')], [], {
        onWait: ({ kind }) => {
          told.push(kind);
          if (kind === 'blocked') void third.end();
        },
      });
      assert.deepEqual(told, ['blocked', 'resumed']);
      await connection.close();
    });
  });
}
