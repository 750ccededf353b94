import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { draftEdit } from '../../../src/checks/draft-edit.ts';
import { changeLines, SINCE_BEFORE } from '../../../src/checks/residue.ts';
import type { Engine } from '../../../src/core/engine.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import { openShadow } from '../../../src/databases/open.ts';
import type { Shadow, ShadowPlace, ShadowScript } from '../../../src/databases/shadow.ts';
import { compareSchemas } from '../../../src/schema/compare.ts';
import type { Schema } from '../../../src/schema/schema.ts';
import { compareScripts } from '../../../src/sql/compare-scripts.ts';
import { postgres } from '../../support/postgres.ts';
import { noBookkeeping } from '../shadow-contract.ts';

interface Edit {
  readonly applied: string;
  readonly edited: string;
  /** In the new up script to the letter. */
  readonly kept?: readonly string[];
  readonly on?: Engine;
}

const USERS = 'CREATE TABLE users (id integer PRIMARY KEY);\n';
const WITH_MAIL = 'CREATE TABLE users (id integer PRIMARY KEY, mail text);\n';
const INDEX = 'CREATE INDEX by_mail ON users  (mail);';
const ROW = "INSERT INTO users VALUES (1, 'a');";

const EDITS: Readonly<Record<string, Edit>> = {
  'a table, and what is built on its change': {
    applied: USERS,
    edited: `${WITH_MAIL}${INDEX}\n${ROW}\n`,
    kept: [INDEX, ROW],
  },
  'what was removed': { applied: `${USERS}CREATE TABLE carts (id integer);\n`, edited: USERS },
  'a view and the table that it is changed to': {
    applied: 'CREATE VIEW v AS SELECT 1 AS a;\n',
    edited: 'CREATE TABLE t (a integer, b integer);\nCREATE VIEW v AS SELECT a, b FROM t;\n',
  },
  'a table, and the type that its change needs': {
    applied: USERS,
    edited: `CREATE TYPE mood AS ENUM ('ok');\n${WITH_MAIL.replace('text', 'mood')}${ROW.replace("'a'", "'ok'")}\n`,
    kept: [ROW.replace("'a'", "'ok'")],
    on: 'postgres',
  },
  'rows only': {
    applied: `${WITH_MAIL}${ROW}\n`,
    edited: `${WITH_MAIL}${ROW.replace('1', '2')}\n`,
  },
};

async function placeOf(engine: Engine): Promise<Exclude<ShadowPlace, { kind: 'pglite' }>> {
  if (engine === 'sqlite') return { kind: 'memory' };
  const { url } = await (await postgres()).createDatabase();
  const target = parseAddress(url, { base: process.cwd(), env: {} });
  assert.ok(target.engine === 'postgres');
  return { kind: 'scratch', target, project: '/edits', isOwnServer: true };
}

for (const engine of ['sqlite', 'postgres'] as const) {
  describe(`an edit that is moved on ${engine}`, () => {
    const earlier = [script('CREATE TABLE earlier (id integer);\n', '1')];
    let shadow: Shadow;

    before(async () => {
      shadow = await openShadow(await placeOf(engine), noBookkeeping);
    });

    after(() => shadow.close());

    function script(sql: string, version = '2'): ShadowScript {
      return { version, sql, transactional: !sql.includes('PRAGMA foreign_keys') };
    }

    async function leads(...scripts: readonly string[]): Promise<Schema> {
      await shadow.goTo(earlier);
      const whole = script(scripts.join('\n'));
      const { schema, failure } = await shadow.attempt(whole, { schema: true });
      assert.ok(schema, `${failure?.message}\n${whole.sql}`);
      return schema;
    }

    function assertSame(wanted: Schema, found: Schema, told: string): void {
      assert.deepEqual(changeLines(compareSchemas(wanted, found), SINCE_BEFORE), [], told);
    }

    async function drafted(applied: string, edited: string) {
      const statements = compareScripts(applied, edited, engine);
      const scripts = { applied: script(applied), edited: script(edited) };
      const edit = { title: '2 users', before: earlier, ...scripts, statements };
      return await draftEdit(edit, shadow, { noTransaction: '-- no-transaction' }, {});
    }

    for (const [name, { applied, edited, kept = [], on = engine }] of Object.entries(EDITS)) {
      if (on !== engine) continue;
      it(`leads to it, and back: ${name}`, async () => {
        const { up, down } = await drafted(applied, edited);
        assertSame(await leads(edited), await leads(applied, up), up);
        assertSame(await leads(applied), await leads(edited, down ?? ''), `${up}\n${down}`);
        assert.deepEqual(
          kept.filter((each) => !up.includes(`${each}\n`)),
          [],
          up,
        );
      });
    }

    it('leaves to its author what no schema shows', async () => {
      const { applied, edited } = EDITS['rows only'] ?? assert.fail();
      const { up, down } = await drafted(applied, edited);
      assert.match(up, /\n\n-- TODO: go from what was applied:\n-- {3}INSERT[^]*\n-- {3}INSERT/);
      assert.doesNotMatch(down ?? '', /CREATE|ALTER|DROP/);
      const added = await drafted(WITH_MAIL, `${WITH_MAIL}${ROW}\n`);
      assert.match(added.up, /\n\nINSERT INTO users VALUES \(1, 'a'\);\n$/);
      assert.match(
        added.down ?? '',
        /\n\n-- TODO: take back what this did:\n-- {3}INSERT INTO users/,
      );
    });

    it('is refused where it does not apply', async () => {
      await assert.rejects(drafted(USERS, `${USERS}DROP TABLE nobody;\n`), {
        code: 'refused',
        message: /^2 does not apply: .*nobody/,
      });
    });
  });
}
