import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openShadow } from '../../../src/databases/open.ts';
import type { Shadow, ShadowScript } from '../../../src/databases/shadow.ts';
import { isStrataError } from '../contract.ts';
import { noBookkeeping } from '../shadow-contract.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function open(project: string): Promise<Shadow> {
  return openShadow({ kind: 'pglite', project }, noBookkeeping);
}

function script(sql: string, transactional = true): ShadowScript {
  return { version: '1', sql, transactional };
}

describe('PGlite as a shadow', () => {
  let shadow: Shadow;

  before(async () => {
    shadow = await open(process.cwd());
  });
  after(() => shadow.close());

  it('is named as what it is', () => {
    const { kind, version, place } = shadow.about;
    assert.equal(kind, 'pglite');
    assert.match(version, /^\d+\.\d+$/);
    assert.equal(place, `PostgreSQL ${Number.parseInt(version)} (PGlite), not your server`);
  });

  it('judges as PostgreSQL does, in a transaction and without one, and takes it back', async () => {
    await shadow.goTo([script('CREATE EXTENSION pgcrypto; CREATE TABLE t (id serial, x uuid)')]);
    const { failure } = await shadow.attempt(script('SELECT 1;\nSELECT y FROM t;'));
    assert.equal(failure?.message, 'column "y" does not exist');
    assert.deepEqual([failure.completed, failure.position], [1, 17]);
    const insert = script('INSERT INTO t (x) VALUES (gen_random_uuid()); CREATE INDEX ON t (x)');
    const { schema } = await shadow.attempt(insert, { schema: true });
    assert.ok(schema?.objects.some(({ name }) => name === 't_x_idx'));
    const vacuum = await shadow.attempt(script('INSERT INTO t VALUES (7); VACUUM t', false));
    assert.equal(vacuum.failure, null);
    const unchanged = `DO $$ BEGIN
      ASSERT NOT EXISTS (SELECT 1 FROM t) AND nextval('t_id_seq') = 1;
    END $$`;
    assert.equal((await shadow.attempt(script(unchanged))).failure, null);
  });

  it('says what to do where the project has none', async () => {
    const folder = temporaryFolder('no-pglite');
    await assert.rejects(open(folder), (error) => {
      assert.ok(isStrataError('connect')(error));
      assert.match(
        String((error as { hint?: string }).hint),
        /npm install .*@electric-sql\/pglite/,
      );
      return true;
    });
  });
});
