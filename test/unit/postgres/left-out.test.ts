import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ScriptError } from '../../../src/databases/database.ts';
import { blankedOut, leftOutFor } from '../../../src/databases/postgres/shadow/left-out.ts';
import {
  isScratchComment,
  makersLock,
  newMaker,
  scratchComment,
  scratchName,
} from '../../../src/databases/postgres/shadow/scratch-name.ts';

describe('a statement that is left out', () => {
  it('becomes blanks, so that everything else stays where it is', () => {
    const sql = 'a é😀;\r\nb\n;c';
    const blanked = blankedOut(sql, [
      { start: 2, end: 5 },
      { start: 8, end: 10 },
    ]);
    assert.equal(blanked, 'a    ;\r\n \n;c');
    assert.equal(blanked.length, sql.length);
  });
});

interface Failed {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  /** The server's function that has failed. */
  readonly routine?: string;
}

function reason(statement: string, failed: Failed, texts: readonly string[], isOwnServer = true) {
  const { code, message, detail = null, routine } = failed;
  const cause = Object.assign(new Error(message), { severity: 'ERROR', code, routine });
  const error = new ScriptError(
    {
      ...{ message, code, detail, hint: null, position: null, completed: 0, kept: 'nothing' },
      statement: { start: 3, end: 3 + statement.length },
    },
    cause,
  );
  return leftOutFor(error, `-- ${statement};`, { texts, isOwnServer })?.because ?? null;
}

describe('what fails for what the shadow lacks', () => {
  const noRelation = { code: '42P01', message: 'relation "shop.places" does not exist' };
  const noRole = { code: '42704', message: 'role "app" does not exist', routine: 'get_role_oid' };
  const noExtension = { code: '0A000', message: 'extension "postgis" is not available' };
  const noFunction = { code: '42883', message: 'function st_x(integer) does not exist' };

  it('follows from what was left out, if that speaks of the name that is missing', () => {
    const made = ['CREATE TABLE shop.PLACES (p geometry)'];
    assert.equal(
      reason('SELECT * FROM shop.places', noRelation, made),
      'it needs what was left out before: relation "shop.places" does not exist',
    );
    assert.equal(reason('x', noRelation, ['CREATE TABLE workplaces (p geometry)']), null);
    assert.equal(reason('x', noRelation, []), null);
    const german = { code: '42P01', message: 'Relation »places« existiert nicht' };
    assert.notEqual(reason('x', german, made), null);
  });

  it('may be a row that another refers to', () => {
    const detail = 'Key (place)=(1) is not present in table "places".';
    const failed = { code: '23503', message: 'violates foreign key constraint "x"', detail };
    assert.notEqual(reason('x', failed, ['INSERT INTO places SELECT st_x(1)']), null);
    assert.equal(reason('x', failed, ['CREATE ROLE app']), null);
  });

  it('may be anything that an extension brings, and nothing else', () => {
    const missing = ['CREATE EXTENSION postgis'];
    assert.notEqual(reason('SELECT st_x(1)', noFunction, missing), null);
    assert.equal(reason('SELECT st_x(1)', noFunction, ['CREATE ROLE app']), null);
    assert.equal(reason('SELECT * FROM shop.places', noRelation, missing), null);
    const violated = { code: '23502', message: 'null value in column "x"' };
    assert.equal(reason('x', violated, missing), null);
  });

  it('is an extension or a role on another server only', () => {
    const create = 'CREATE EXTENSION postgis';
    assert.equal(reason(create, noExtension, [], true), null);
    assert.equal(
      reason(create, noExtension, [], false),
      'the shadow’s server does not have this extension: extension "postgis" is not available',
    );
    assert.equal(reason('GRANT SELECT ON t TO app', noRole, [], true), null);
    assert.notEqual(reason('GRANT SELECT ON t TO app', noRole, [], false), null);
    const noType = { code: '42704', message: 'type "app" does not exist', routine: 'typenameType' };
    assert.equal(reason('CREATE TABLE t (a app)', noType, [], false), null);
    const duplicate = { code: '42710', message: 'extension "postgis" already exists' };
    assert.equal(reason(create, duplicate, [], false), null);
  });

  it('is told without a password', () => {
    const statement = "ALTER TABLE app SET (x = 'y') -- PASSWORD 'planted'";
    const failed = { code: '42P01', message: `relation "app" does not exist at 'planted'` };
    assert.doesNotMatch(reason(statement, failed, ['CREATE ROLE app']) ?? '', /planted/);
  });
});

describe('the name of a scratch database', () => {
  it('leads to the lock of its maker, fits, and tells nothing of the project', () => {
    const maker = newMaker('/home/somebody/secret-project');
    const name = scratchName(maker, 12);
    assert.equal(makersLock(name), maker.lock);
    assert.ok(name.length <= 63);
    assert.match(name, new RegExp(`^strata_shadow_[0-9a-f]{8}_${process.pid}_[0-9a-f]{12}_12$`));
  });

  it('is no other, and neither is its comment', () => {
    for (const name of [
      'strata_shadow_mine',
      'strata_shadow_0123abcd_1_0123456789ab',
      'x_strata_shadow_0123abcd_1_0123456789ab_1',
      'strata_shadow_0123abcd_1_0123456789ab_1_old',
      'STRATA_SHADOW_0123abcd_1_0123456789ab_1',
    ]) {
      assert.equal(makersLock(name), null, name);
    }
    assert.ok(isScratchComment(scratchComment(new Date(0))));
    for (const comment of [null, '', 'kept for reports', 'Strata: a scratch database to keep']) {
      assert.equal(isScratchComment(comment), false);
    }
  });
});
