import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Unit } from '../../../src/core/engine.ts';
import { SqliteChild } from '../../../src/databases/sqlite/child-process.ts';
import {
  connectIsolated,
  type IsolatedConnection,
} from '../../../src/databases/sqlite/isolated.ts';
import { eventually } from '../../support/eventually.ts';
import { failureOf, isStrataError, statement } from '../contract.ts';
import {
  connectTo,
  look,
  make,
  newFolder,
  newPath,
  slow,
  slowStatement,
  targetOf,
} from './support.ts';

const prepared = 'CREATE TABLE history (version INTEGER PRIMARY KEY); CREATE TABLE t (x);';
const recordOne = [statement('INSERT INTO history VALUES (1)')];

/** Writes more than the cache holds, so that a kill finds the file half changed. */
const muchWork = `
  PRAGMA cache_size = 1;
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
  INSERT INTO t SELECT i FROM n;
`;

function inserting(version: number): Unit {
  return {
    transactional: true,
    script: `INSERT INTO t VALUES (${version})`,
    record: [statement('INSERT INTO history VALUES ($1)', BigInt(version))],
  };
}

function connect(path: string): Promise<IsolatedConnection> {
  const options = { mode: 'write', foreignKeys: true, driver: null } as const;
  return connectIsolated(targetOf(path), options);
}

/** Its journal is there: somebody has begun to write. */
function whenWritten(path: string): Promise<void> {
  return eventually(() => {
    assert.ok(readdirSync(dirname(path)).length > 1);
  });
}

function milliseconds(from: number): string {
  return `${(performance.now() - from).toFixed(0)} ms`;
}

describe('a database in a child process', () => {
  for (const journal of ['DELETE', 'WAL']) {
    it(`cancels within a second and keeps nothing, journal mode ${journal}`, async (t) => {
      const path = newPath();
      make(path, `PRAGMA journal_mode = ${journal}; ${prepared}`);
      const connection = await connect(path);
      const abort = new AbortController();
      const script = `${muchWork} ${slowStatement}`;
      const running = connection.run(
        { transactional: true, script, record: recordOne },
        { signal: abort.signal },
      );
      await sleep(800);
      const before = readdirSync(dirname(path));
      assert.ok(before.length > 1, `there is no journal yet: ${before.join()}`);
      const start = performance.now();
      abort.abort();
      await assert.rejects(running, isStrataError('cancelled'));
      assert.ok(performance.now() - start < 1000, milliseconds(start));
      t.diagnostic(`cancelled and recovered after ${milliseconds(start)}`);

      assert.ok(connection.pid !== undefined && isGone(connection.pid));
      assert.deepEqual(readdirSync(dirname(path)), ['app.db']);
      assert.deepEqual(look(path, 'SELECT count(*) AS n FROM t'), [{ n: 0 }]);
      assert.deepEqual(look(path, 'SELECT * FROM history'), []);
      assert.deepEqual(look(path, 'PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);

      await assert.rejects(connection.query(statement('SELECT 1')), isStrataError('connect'));
      const next = await connect(path);
      await next.run({ transactional: true, script: muchWork, record: recordOne });
      await next.close();
      assert.deepEqual(look(path, 'SELECT * FROM history'), [{ version: 1 }]);
    });
  }

  it('is whole whenever it is cancelled', async (t) => {
    const path = newPath();
    make(path, prepared);
    const script = 'INSERT INTO t SELECT value FROM json_each(json_array(1, 2, 3));'.repeat(1000);
    const rounds = 12;
    let applied = 0;
    let whole = 0;
    for (let round = 0; round <= rounds; round++) {
      const connection = await connect(path);
      const abort = new AbortController();
      const record = [statement('INSERT INTO history VALUES ($1)', BigInt(round))];
      const start = performance.now();
      const running = connection.run(
        { transactional: true, script, record },
        { signal: abort.signal },
      );
      // The first one is let through, to learn how long it takes.
      const timer = setTimeout(
        () => {
          abort.abort();
        },
        round === 0 ? 60_000 : (whole * round) / rounds,
      );
      applied += await running.then(
        () => 1,
        () => 0,
      );
      clearTimeout(timer);
      if (round === 0) whole = (performance.now() - start) * 1.2;
      await connection.close();
      const [counts] = look(
        path,
        `SELECT (SELECT count(*) FROM history) AS rows,
          (SELECT count(*) FROM t) / 3000.0 AS scripts`,
      );
      assert.equal(counts?.rows, counts?.scripts);
    }
    t.diagnostic(`${rounds} aborts within ${whole.toFixed(0)} ms, ${applied - 1} came too late`);
  });

  it('takes more migrations than a message holds', async () => {
    const path = newPath();
    make(path, prepared);
    const connection = await connect(path);
    const comment = `-- ${'x'.repeat(100_000)}\n`;
    const units = Array.from({ length: 7 }, (_, index) => {
      const unit = inserting(index);
      return { ...unit, script: comment + unit.script };
    });
    const told: string[] = [];
    await connection.runAll(units, {
      onBegin: (index) => told.push(`begin ${index}`),
      onDone: (index) => told.push(`done ${index}`),
    });
    await connection.close();
    const all = units.flatMap((_, index) => [`begin ${index}`, `done ${index}`]);
    assert.deepEqual(told, all);
    assert.deepEqual(look(path, 'SELECT count(*) AS n FROM history'), [{ n: 7 }]);
  });

  it('has kept what it told to be done, and nothing of what it was cancelled in', async () => {
    const path = newPath();
    make(path, prepared);
    const connection = await connect(path);
    const abort = new AbortController();
    const slowOne = { ...inserting(3), script: `${muchWork} ${slowStatement}` };
    const units = [inserting(0), inserting(1), inserting(2), slowOne, inserting(4)];
    const told: string[] = [];
    const running = connection.runAll(units, {
      signal: abort.signal,
      onBegin(index) {
        told.push(`begin ${index}`);
        if (index === 3) void whenWritten(path).then(abort.abort.bind(abort));
      },
      onDone: (index) => told.push(`done ${index}`),
    });
    await assert.rejects(running, isStrataError('cancelled'));
    await connection.close();
    assert.deepEqual(told.slice(-2), ['done 2', 'begin 3']);
    assert.deepEqual(look(path, 'SELECT version FROM history').map(Object.values).flat(), [
      ...[0, 1, 2],
    ]);
    assert.deepEqual(look(path, 'SELECT x FROM t').map(Object.values).flat(), [0, 1, 2]);
  });

  it('that dies in the middle has told what was done, and leaves the next in doubt', async () => {
    const path = newPath();
    make(path, prepared);
    const connection = await connect(path);
    const told: number[] = [];
    const slowOne = { ...inserting(1), script: slowStatement };
    const failure = await failureOf(
      connection.runAll([inserting(0), slowOne, inserting(2)], {
        onBegin: (index) => index === 1 && process.kill(connection.pid ?? 0, 'SIGKILL'),
        onDone: (index) => told.push(index),
      }),
    );
    assert.equal(failure.kept, 'unknown');
    assert.deepEqual(told, [0]);
    await connection.close();
    assert.deepEqual(look(path, 'SELECT version FROM history'), [{ version: 0 }]);
  });

  it('leaves its parent answering while a statement takes seconds', async (t) => {
    const path = newPath();
    make(path, prepared);
    const connection = await connect(path);
    const delay = monitorEventLoopDelay({ resolution: 10 });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 20);
    delay.enable();
    const elapsed = await connection.run({
      transactional: true,
      script: slow(20_000_000),
      record: recordOne,
    });
    delay.disable();
    clearInterval(timer);
    await connection.close();
    const inMs = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(1);
    t.diagnostic(
      `event-loop delay during a statement of ${inMs(Number(elapsed))} ms: mean ${inMs(delay.mean)}, p99 ${inMs(delay.percentile(99))}, max ${inMs(delay.max)} ms (10 ms of each are the measure's own)`,
    );
    assert.ok(elapsed > 500_000_000n, 'the statement was too short to tell anything');
    assert.ok(ticks > 10, `${ticks} ticks`);
  });

  it('dies with its parent, and nothing of its script is kept', async (t) => {
    const path = newPath();
    make(path, prepared);
    const script = join(import.meta.dirname, 'abandoning-parent.ts');
    const parent = spawn(process.execPath, [script, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    assert.ok(pid > 0);
    await sleep(300);
    assert.equal(isGone(pid), false);
    const start = performance.now();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    while (!isGone(pid)) {
      assert.ok(performance.now() - start < 5_000, 'the child lives on');
      await sleep(5);
    }
    t.diagnostic(`the child was gone ${milliseconds(start)} after its parent was killed`);
    const connection = await connectTo(path);
    assert.equal((await connection.locate({ schema: null, name: 'a' })).columns, null);
    await connection.execute(recordOne);
    await connection.close();
  });

  it('starts fast and is gone after close', async (t) => {
    const path = newPath();
    make(path, prepared);
    const start = performance.now();
    const connection = await connect(path);
    t.diagnostic(`started and opened in ${milliseconds(start)}`);
    await connection.query(statement('SELECT 1'));
    await connection.close();
    assert.ok(connection.pid !== undefined && isGone(connection.pid));
  });

  it('can be cancelled while it connects', async () => {
    const abort = new AbortController();
    const connecting = connectTo(newPath(), { isolated: true, signal: abort.signal });
    setTimeout(() => {
      abort.abort();
    }, 5);
    await assert.rejects(connecting, isStrataError('cancelled'));
  });

  it('that is killed by somebody else leaves a script in doubt', async () => {
    const path = newPath();
    make(path, prepared);
    const connection = await connect(path);
    const running = connection.run({
      transactional: true,
      script: slowStatement,
      record: recordOne,
    });
    await sleep(200);
    process.kill(connection.pid ?? 0, 'SIGKILL');
    const failure = await failureOf(running);
    assert.equal(failure.kept, 'unknown');
    assert.match(failure.message, /has ended \(SIGKILL\)/);
    await connection.close();
    await assert.rejects(connection.query(statement('SELECT 1')), isStrataError('connect'));
  });

  it('that cannot even start says why', async () => {
    const entry = join(newFolder(), 'broken.cjs');
    writeFileSync(entry, 'console.error("no room to work in"); process.exitCode = 7;');
    const child = new SqliteChild(entry);
    await assert.rejects(child.call({ call: 'close' }), (error: Error) => {
      isStrataError('connect')(error);
      assert.match(error.message, /has ended \(exit code 7\)\.\nno room to work in$/);
      return true;
    });
  });

  it('answers calls in their order, also when they do not wait for each other', async () => {
    const connection = await connect(newPath());
    const [, , rows] = await Promise.all([
      connection.execute([statement('CREATE TABLE a (x)')]),
      connection.run({ transactional: true, script: 'INSERT INTO a VALUES (1)', record: [] }),
      connection.query(statement('SELECT x FROM a')),
      connection.close(),
    ]);
    assert.deepEqual(rows, [{ x: 1n }]);
  });

  it('is not touched by what a debugger has asked of our own process', async () => {
    const { NODE_OPTIONS } = process.env;
    process.env.NODE_OPTIONS = '--require ./no-such-file.js';
    try {
      await (await connect(newPath())).close();
    } finally {
      if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = NODE_OPTIONS;
    }
  });

  it('works in memory, for as long as it lives', async () => {
    const connection = await connect(':memory:');
    await connection.execute([statement('CREATE TABLE a (x)')]);
    assert.notEqual((await connection.locate({ schema: null, name: 'a' })).columns, null);
    await connection.close();
  });
});

/** A process that has ended, even if nobody has asked for its exit code. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return (
      process.platform === 'linux' && readFileSync(`/proc/${pid}/stat`, 'utf8').includes(' Z ')
    );
  } catch {
    return true;
  }
}
