import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { StrataError } from '../../../src/core/errors.ts';
import type { Connection, LockHolder, LockOptions } from '../../../src/databases/database.ts';
import { statement } from '../contract.ts';
import { eventually } from '../../support/eventually.ts';
import { connectTo, newFolder, newPath, says, slowStatement } from './support.ts';
import { itWithPython, python } from '../../support/python.ts';

const lock = { kind: 'file', path: 'migration.lock' } as const;
const soon: LockOptions = { timeout: 200 };
const patient: LockOptions = { timeout: 30_000 };

function lockFile(path: string): string {
  return join(dirname(path), 'migration.lock');
}

/** A process that was there and is not any more. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

function pidIn(file: string): unknown {
  return (JSON.parse(readFileSync(file, 'utf8')) as { pid?: unknown }).pid;
}

/** As the original runner writes it: Python's `json.dump`, with `isoformat()` of an aware time. */
function writtenByRunner(file: string, pid: number, host = hostname()): void {
  const timestamp = new Date().toISOString().replace('Z', '000+00:00');
  writeFileSync(file, `{"pid": ${pid}, "timestamp": "${timestamp}", "hostname": "${host}"}`);
}

/** In milliseconds. */
const HOUR = 3_600_000;

/** Left behind at some time, when the process of that id was another one than now. */
function leftBehind(file: string, at: number, timestamp = isoAt(at)): void {
  writeFileSync(file, JSON.stringify({ pid: process.pid, timestamp, hostname: hostname() }));
  utimesSync(file, at / 1000, at / 1000);
}

/** A runner in Python that honours the lock file as the original does: it holds it until told. */
function pythonRunner(file: string) {
  const child = spawn(
    'python3',
    [
      '-c',
      `import json, os, socket, sys
from datetime import datetime, timezone
path = sys.argv[1]
if os.path.exists(path):
    with open(path) as f:
        held = json.load(f)
    datetime.fromisoformat(held['timestamp'])
    try:
        os.kill(held['pid'], 0)
        if held['hostname'] == socket.gethostname():
            print('excluded by', held['pid'], flush=True)
            sys.exit(3)
    except ProcessLookupError:
        os.unlink(path)
with open(path, 'x') as f:
    json.dump({'pid': os.getpid(), 'timestamp': datetime.now(timezone.utc).isoformat(),
               'hostname': socket.gethostname()}, f)
print('inside', flush=True)
sys.stdin.read()
os.unlink(path)`,
      file,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const said = once(createInterface(child.stdout), 'line').then(String);
  return { child, gone: once(child, 'exit'), said };
}

function isoAt(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

async function released(connection: Connection, path: string): Promise<void> {
  await connection.close();
  assert.equal(existsSync(lockFile(path)), false);
}

for (const isolated of [false, true]) {
  describe(`a lock file, ${isolated ? 'database in a child process' : 'in this process'}`, () => {
    itWithPython('says who holds it, for Python too, and is gone afterwards', async () => {
      const path = newPath();
      const connection = await connectTo(path, { isolated });
      await connection.lock(lock, soon);
      const read = python(
        `import json, socket, sys
from datetime import datetime, timezone
held = json.load(open(sys.argv[1]))
age = datetime.now(timezone.utc) - datetime.fromisoformat(held['timestamp'])
print(sorted(held), held['pid'], held['hostname'] == socket.gethostname(), 0 <= age.total_seconds() < 60)`,
        lockFile(path),
      );
      assert.equal(read, `['hostname', 'pid', 'timestamp'] ${process.pid} True True`);
      await released(connection, path);
      assert.deepEqual(readdirSync(dirname(path)), []);
    });

    it('is waited for, and then had', async () => {
      const path = newPath();
      const first = await connectTo(path, { isolated });
      const second = await connectTo(path, { isolated });
      await first.lock(lock, soon);
      const holders: (string | undefined)[] = [];
      const waiting = second.lock(lock, {
        ...patient,
        onWait: (holder) => holders.push(holder?.who),
      });
      await eventually(() => {
        assert.equal(holders.length, 1);
      });
      await first.close();
      await waiting;
      assert.equal(holders.length, 1);
      assert.match(
        holders[0] ?? '',
        new RegExp(`^process ${process.pid} \\(on ${hostname()}, since 20`),
      );
      await released(second, path);
    });

    it('is refused after the time, with its holder and what to do', async () => {
      const path = newPath();
      const first = await connectTo(path, { isolated });
      const second = await connectTo(path, { isolated });
      await first.lock(lock, soon);
      await assert.rejects(second.lock(lock, soon), (error: unknown) => {
        says('lock', `The lock file ${lockFile(path)} was not free within 0.2 s`)(error);
        return says('lock', `process ${process.pid} (on ${hostname()}, since `)(error);
      });
      await second.close();
      assert.ok(existsSync(lockFile(path)));
      await released(first, path);
    });

    it('stops waiting when cancelled', async () => {
      const path = newPath();
      const first = await connectTo(path, { isolated });
      const second = await connectTo(path, { isolated });
      await first.lock(lock, soon);
      const abort = new AbortController();
      const onWait = (): void => {
        abort.abort();
      };
      await assert.rejects(
        second.lock(lock, { ...patient, signal: abort.signal, onWait }),
        (error) => error instanceof StrataError && error.code === 'cancelled',
      );
      await second.close();
      await released(first, path);
    });
  });
}

describe('a lock file', () => {
  it('is held while the killed child of a cancelled migration is gone', async () => {
    const path = newPath();
    const connection = await connectTo(path, { isolated: true });
    await connection.lock(lock, soon);
    const abort = new AbortController();
    const running = connection.run(
      { transactional: true, script: slowStatement, record: [] },
      { signal: abort.signal },
    );
    setImmediate(() => {
      abort.abort();
    });
    await assert.rejects(running);
    assert.ok(existsSync(lockFile(path)));
    await released(connection, path);
  });

  it('may lie elsewhere, in a folder that is made for it', async () => {
    const path = newPath();
    const elsewhere = join(newFolder(), 'not', 'there', 'yet.lock');
    const connection = await connectTo(path);
    await connection.lock({ kind: 'file', path: elsewhere }, soon);
    assert.ok(existsSync(elsewhere));
    await connection.close();
    assert.equal(existsSync(elsewhere), false);
  });

  it('is none of a database in memory, which nobody else can get at', async () => {
    const connection = await connectTo(':memory:');
    await connection.lock(lock, soon);
    await connection.close();
    assert.equal(existsSync('migration.lock'), false);
  });

  it('is taken over from a process of this host that is gone, who is named', async () => {
    const path = newPath();
    const pid = deadPid();
    writtenByRunner(lockFile(path), pid);
    const connection = await connectTo(path);
    const gone: LockHolder[] = [];
    const onTakeOver = (holder: LockHolder): void => {
      gone.push(holder);
    };
    await connection.lock(lock, { ...soon, onTakeOver });
    assert.equal(gone.length, 1);
    assert.match(gone[0]?.who ?? '', new RegExp(`^process ${pid} \\(on ${hostname()}, since 20`));
    assert.equal(gone[0]?.isGone, true);
    assert.equal(pidIn(lockFile(path)), process.pid);
    await released(connection, path);
    assert.deepEqual(readdirSync(dirname(path)), []);
  });

  it('says nothing of taking over where there was nobody', async () => {
    const path = newPath();
    const connection = await connectTo(path);
    await connection.lock(lock, { ...soon, onTakeOver: () => assert.fail('there was nobody') });
    await released(connection, path);
  });

  it('is taken over where the id of its process is another one’s by now', async () => {
    const path = newPath();
    leftBehind(lockFile(path), performance.timeOrigin - HOUR);
    const connection = await connectTo(path);
    const gone: string[] = [];
    await connection.lock(lock, { ...soon, onTakeOver: ({ who }) => gone.push(who) });
    assert.match(gone.join(), new RegExp(`^process ${process.pid} `));
    await released(connection, path);
  });

  itWithPython(
    'is taken over so whether Python wrote its time with a zone or without',
    async () => {
      const at = performance.timeOrigin - HOUR;
      for (const zone of ['timezone.utc', 'None', 'timezone(timedelta(hours=5, minutes=30))']) {
        const path = newPath();
        const written = python(
          `from datetime import datetime, timedelta, timezone
print(datetime.fromtimestamp(${at / 1000}, ${zone}).isoformat())`,
        );
        leftBehind(lockFile(path), at, written);
        const connection = await connectTo(path);
        await connection.lock(lock, soon);
        await released(connection, path);
      }
    },
  );

  const started = performance.timeOrigin;
  const ofTheLiving: Record<string, [number, string?]> = {
    'began before it was written': [started],
    'began hardly later than it was written': [started - 2_000],
    'took it by a clock that was in another zone': [Date.now(), isoAt(started - HOUR)],
    'took it, as its time says, though the file is older': [started - HOUR, isoAt(Date.now())],
    'wrote no time that can be read': [started - HOUR, 'yesterday'],
  };
  for (const [who, [at, timestamp]] of Object.entries(ofTheLiving)) {
    it(`is not taken over from a process that ${who}`, async () => {
      const path = newPath();
      leftBehind(lockFile(path), at, timestamp);
      const connection = await connectTo(path);
      await assert.rejects(connection.lock(lock, soon), says('lock', `process ${process.pid} `));
      await connection.close();
      assert.ok(existsSync(lockFile(path)));
    });
  }

  it('is not taken over from a process that is alive, though it be another’s', async () => {
    const path = newPath();
    writtenByRunner(lockFile(path), 1);
    const connection = await connectTo(path);
    await assert.rejects(connection.lock(lock, soon), says('lock', 'process 1 '));
    await connection.close();
    assert.ok(existsSync(lockFile(path)));
  });

  it('is not taken over from another host, whose processes cannot be seen', async () => {
    const path = newPath();
    writtenByRunner(lockFile(path), deadPid(), 'build-7.example');
    const connection = await connectTo(path);
    await assert.rejects(connection.lock(lock, soon), (error: unknown) => {
      assert.match(
        String((error as StrataError).hint),
        /cannot be seen from here.*remove the file/,
      );
      return says('lock', 'on build-7.example')(error);
    });
    await connection.close();
    assert.ok(existsSync(lockFile(path)));
  });

  const unreadable: Record<string, string> = {
    empty: '',
    'cut off': '{"pid": 12',
    'without a process': '{"hostname": "a"}',
    'with a process group for a process': '{"pid": 0, "hostname": "HOST"}',
    'with a process that cannot be': '{"pid": 1e99, "hostname": "HOST"}',
    'a list': '[]',
    null: 'null',
    binary: '\u0000\u0001\ufffd',
  };
  for (const [what, content] of Object.entries(unreadable)) {
    it(`is left alone when it is ${what}`, async () => {
      const path = newPath();
      const written = content.replace('HOST', hostname());
      writeFileSync(lockFile(path), written);
      const connection = await connectTo(path);
      await assert.rejects(connection.lock(lock, soon), says('lock', lockFile(path)));
      await connection.close();
      assert.equal(readFileSync(lockFile(path), 'utf8'), written);
    });
  }

  it('is not waited for any longer when it goes on saying nothing', async () => {
    const path = newPath();
    writeFileSync(lockFile(path), '');
    const connection = await connectTo(path);
    await assert.rejects(connection.lock(lock, { timeout: 3_600_000 }), says('lock', 'is empty'));
    await connection.close();
  });

  it('is waited for when somebody has made it and not yet written it', async () => {
    const path = newPath();
    writeFileSync(lockFile(path), '');
    const connection = await connectTo(path);
    const taking = connection.lock(lock, {
      ...patient,
      onWait: (holder) => {
        assert.equal(holder, null);
        writtenByRunner(lockFile(path), process.pid);
        setImmediate(() => {
          rmSync(lockFile(path));
        });
      },
    });
    await taking;
    await released(connection, path);
  });

  it('is refused where a folder is in its place', async () => {
    const path = newPath();
    mkdirSync(lockFile(path));
    const connection = await connectTo(path);
    await assert.rejects(connection.lock(lock, patient), says('lock', 'there is a folder'));
    await connection.close();
    assert.deepEqual(readdirSync(dirname(path)), ['migration.lock']);
  });

  it('is refused where a link that leads nowhere is in its place', async () => {
    const path = newPath();
    symlinkSync('nowhere', lockFile(path));
    const connection = await connectTo(path);
    await assert.rejects(connection.lock(lock, soon), says('lock', lockFile(path)));
    await connection.close();
    assert.equal(readlinkSync(lockFile(path)), 'nowhere');
  });

  it('is none of the files of the database', async () => {
    const path = newPath();
    const connection = await connectTo(path);
    for (const name of ['app.db', './app.db-wal', 'app.db-shm', 'app.db-journal']) {
      const there = { kind: 'file', path: name } as const;
      await assert.rejects(connection.lock(there, soon), says('configuration', 'database itself'));
    }
    await connection.close();
    assert.deepEqual(readdirSync(dirname(path)), []);
  });

  it('is refused where its folder cannot be made', async () => {
    const path = newPath();
    const file = join(newFolder(), 'file');
    writeFileSync(file, 'x');
    const connection = await connectTo(path);
    const there = { kind: 'file', path: join(file, 'migration.lock') } as const;
    await assert.rejects(connection.lock(there, patient), says('lock', there.path));
    await connection.close();
    assert.equal(readFileSync(file, 'utf8'), 'x');
  });

  it('is left alone when it has become somebody else’s', async () => {
    const path = newPath();
    const connection = await connectTo(path);
    await connection.lock(lock, soon);
    writtenByRunner(`${lockFile(path)}.new`, 1);
    renameSync(`${lockFile(path)}.new`, lockFile(path));
    await connection.close();
    assert.equal(pidIn(lockFile(path)), 1);
  });

  for (const [end, remains] of [
    ['process.exit(1)', false],
    ["process.kill(process.pid, 'SIGKILL')", true],
  ] as const) {
    it(`is ${remains ? 'free for the next' : 'gone'} after ${end}`, async () => {
      const path = newPath();
      const source = join(import.meta.dirname, '../../../src/databases/sqlite/lock-file.ts');
      const code = `const { takeLockFile } = await import(${JSON.stringify(source)});
        await takeLockFile(${JSON.stringify(lockFile(path))}, { timeout: 0 }); ${end}`;
      spawnSync(process.execPath, ['--input-type=module', '-e', code]);
      assert.equal(existsSync(lockFile(path)), remains);
      const connection = await connectTo(path);
      await connection.lock(lock, soon);
      await released(connection, path);
    });
  }

  itWithPython('keeps a runner in Python out, and is kept out by one', async () => {
    const path = newPath();
    const connection = await connectTo(path);
    await connection.lock(lock, soon);
    const excluded = pythonRunner(lockFile(path));
    assert.equal(await excluded.said, `excluded by ${process.pid}`);
    await excluded.gone;
    await connection.close();

    const inside = pythonRunner(lockFile(path));
    assert.equal(await inside.said, 'inside');
    const second = await connectTo(path);
    await assert.rejects(second.lock(lock, soon), says('lock', `process ${inside.child.pid} `));
    const waiting = second.lock(lock, {
      ...patient,
      onWait: () => {
        inside.child.stdin.end();
      },
    });
    await waiting;
    await inside.gone;
    await released(second, path);
  });

  it('lets one in at a time, of sixteen processes of which some die inside', async () => {
    const folder = newFolder();
    const path = join(folder, 'migration.lock');
    const script = join(import.meta.dirname, 'lock-racer.ts');
    const pids = [String(deadPid()), String(process.pid)];
    const parameters = [script, path, join(folder, 'inside'), '12', ...pids];
    const racers = Array.from({ length: 16 }, () => spawn(process.execPath, parameters));
    const said = await Promise.all(
      racers.map(async ({ stdout, stderr }) => (await text(stdout)) + (await text(stderr))),
    );
    assert.deepEqual(said, Array<string>(16).fill('done\n'));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name !== 'migration.lock'),
      [],
    );
  });

  it('is no lock that SQLite has, when it is one of a server', async () => {
    const connection = await connectTo(newPath());
    await assert.rejects(
      connection.lock({ kind: 'advisory', key: 1n }, soon),
      says('refused', 'SQLite has no advisory locks'),
    );
    assert.deepEqual(await connection.query(statement('SELECT 1 AS n')), [{ n: 1n }]);
    await connection.close();
  });
});
