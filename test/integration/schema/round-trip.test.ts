import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeLines, residueProblems, SINCE_BEFORE } from '../../../src/checks/residue.ts';
import { roundTrips, type RoundTrip } from '../../../src/checks/round-trip.ts';
import type { Engine } from '../../../src/core/engine.ts';
import type { Migration, Script } from '../../../src/core/migration.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import { openShadow } from '../../../src/databases/open.ts';
import type { ShadowPlace } from '../../../src/databases/shadow.ts';
import { postgres } from '../../support/postgres.ts';
import {
  POSTGRES_SETTING,
  POSTGRES_WAYS,
  SQLITE_SETTING,
  SQLITE_WAYS,
  type Way,
} from './round-trips.ts';
import { noBookkeeping } from '../shadow-contract.ts';

function migration(version: number, up: string, down: string | null): Migration {
  const script = (direction: string, sql: string): Script => ({
    ...{ path: `${version}.${direction}.sql`, sql, transactional: true, marker: null },
    start: { line: 1, column: 1 },
  });
  return {
    ...{ version: String(version), description: '', checksum: null, metadata: null },
    up: script('up', up),
    down: down === null ? null : script('down', down),
  };
}

async function placeOf(engine: Engine): Promise<Exclude<ShadowPlace, { kind: 'pglite' }>> {
  if (engine === 'sqlite') return { kind: 'memory' };
  const { url } = await (await postgres()).createDatabase();
  const target = parseAddress(url, { base: process.cwd(), env: {} });
  assert.ok(target.engine === 'postgres');
  return { kind: 'scratch', target, project: '/round-trips', isOwnServer: true };
}

async function walk(engine: Engine, migrations: readonly Migration[]): Promise<RoundTrip[]> {
  const shadow = await openShadow(await placeOf(engine), noBookkeeping);
  try {
    const trips: RoundTrip[] = [];
    for await (const trip of roundTrips(migrations, shadow)) trips.push(trip);
    return trips;
  } finally {
    await shadow.close();
  }
}

const SCENES: Record<Engine, { setting: string; ways: readonly Way[] }> = {
  sqlite: { setting: SQLITE_SETTING, ways: SQLITE_WAYS },
  postgres: { setting: POSTGRES_SETTING, ways: POSTGRES_WAYS },
};

for (const [engine, { setting, ways }] of Object.entries(SCENES) as [
  Engine,
  (typeof SCENES)[Engine],
][]) {
  describe(`the way back on ${engine}`, () => {
    it('leaves nothing behind that is not told, and nothing is told that is not so', async (t) => {
      const [, ...trips] = await walk(engine, [
        migration(1, setting, null),
        ...ways.map(({ up, down }, index) => migration(index + 2, up, down)),
      ]);
      assert.equal(trips.length, ways.length, trips.at(-1)?.up.failure?.message);
      for (const [index, { up, left }] of ways.entries()) {
        const trip = trips[index];
        assert.ok(trip?.down, up);
        assert.equal(trip.down.failure, null, up);
        const lines = changeLines(trip.residue, SINCE_BEFORE);
        assert.deepEqual(
          lines,
          left.map((line) => `- ${line}`),
          up,
        );
        assert.equal(residueProblems(trip, engine).length, left.length > 0 ? 1 : 0, up);
      }
      t.diagnostic(
        `${ways.length} ways back, ${ways.filter(({ left }) => left.length > 0).length} planted`,
      );
    });

    // SQLite has nothing that makes another schema of other rows.
    if (engine === 'postgres') {
      it('is told to lead elsewhere the second time', async () => {
        const [, trip] = await walk(engine, [
          migration(1, 'CREATE TABLE t (x integer)', null),
          migration(
            2,
            `INSERT INTO t VALUES (1);
            DO 'BEGIN IF (SELECT count(*) FROM t) > 1 THEN CREATE TABLE more (x integer); END IF; END'`,
            'DROP TABLE IF EXISTS more',
          ),
        ]);
        assert.ok(trip);
        assert.equal(
          residueProblems(trip, engine)[0]?.message,
          'Applied again after the down script, the up script leads elsewhere:\n- table more is there the second time only',
        );
      });
    }

    it('is told where the up script does not apply again', async () => {
      const [, trip, next] = await walk(engine, [
        migration(1, 'CREATE TABLE t (x integer PRIMARY KEY)', null),
        migration(2, 'INSERT INTO t VALUES (1)', 'INSERT INTO t VALUES (3)'),
        migration(3, 'INSERT INTO t VALUES (3)', 'DELETE FROM t WHERE x = 3'),
      ]);
      assert.ok(trip?.again?.failure);
      assert.deepEqual(trip.residue, []);
      assert.match(
        residueProblems(trip, engine)[0]?.message ?? '',
        /does not apply again: .*(UNIQUE|unique)/,
      );
      assert.equal(next?.again?.failure, null, 'the next goes on from what is sound');
    });

    it('ends behind what does not apply, and passes over a way back that fails', async () => {
      const trips = await walk(engine, [
        migration(1, 'CREATE TABLE t (x integer)', 'DROP TABLE nowhere'),
        migration(2, 'CREATE TABLE t2 (x integer)', 'DROP TABLE t2'),
        migration(3, 'INSERT INTO nowhere VALUES (1)', 'SELECT 1'),
        migration(4, 'CREATE TABLE t4 (x integer)', null),
      ]);
      assert.deepEqual(
        trips.map(({ up, down, again }) =>
          [up, down, again].map((each) => (each === null ? null : each.failure === null)),
        ),
        [
          [true, false, null],
          [true, true, true],
          [false, null, null],
        ],
      );
    });

    it('need not be whole where a comment says so', async () => {
      const [trip] = await walk(engine, [
        migration(
          1,
          'CREATE TABLE t (x integer)',
          '-- strata-ignore residue: kept on purpose\nSELECT 1',
        ),
      ]);
      assert.equal(trip?.residue.length, 2);
      assert.deepEqual(residueProblems(trip, engine), []);
    });
  });
}
