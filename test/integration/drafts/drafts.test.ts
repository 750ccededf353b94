import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Engine } from '../../../src/core/engine.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import { openShadow } from '../../../src/databases/open.ts';
import type { Shadow, ShadowPlace } from '../../../src/databases/shadow.ts';
import { draftChanges, draftDown } from '../../../src/drafts/down.ts';
import { loadGrammar } from '../../../src/grammar/libpg-query.ts';
import { parseScript, type ParsedStatement } from '../../../src/grammar/parse.ts';
import { changeLines, SINCE_BEFORE } from '../../../src/checks/residue.ts';
import { compareSchemas } from '../../../src/schema/compare.ts';
import type { Schema } from '../../../src/schema/schema.ts';
import { postgres } from '../../support/postgres.ts';
import {
  POSTGRES_CHANGES,
  POSTGRES_SETTING,
  POSTGRES_UPS,
  SQLITE_CHANGES,
  SQLITE_SETTING,
  SQLITE_UPS,
  type Up,
} from './ups.ts';
import { noBookkeeping } from '../shadow-contract.ts';

interface Scene {
  readonly setting: string;
  readonly ups: readonly Up[];
  /** Only from schema to schema. */
  readonly changes: readonly string[];
}

/** Names that the server gives, and what was there already. */
const AFTER = /INDEX ON|ADD (?:UNIQUE|CHECK|FOREIGN)|GRANT SELECT, INSERT|REPLACE VIEW/;

const SCENES: readonly (readonly [Engine, Scene])[] = [
  ['sqlite', { setting: SQLITE_SETTING, ups: SQLITE_UPS, changes: SQLITE_CHANGES }],
  ['postgres', { setting: POSTGRES_SETTING, ups: POSTGRES_UPS, changes: POSTGRES_CHANGES }],
];

async function placeOf(engine: Engine): Promise<Exclude<ShadowPlace, { kind: 'pglite' }>> {
  if (engine === 'sqlite') return { kind: 'memory' };
  const { url } = await (await postgres()).createDatabase();
  const target = parseAddress(url, { base: process.cwd(), env: {} });
  assert.ok(target.engine === 'postgres');
  return { kind: 'scratch', target, project: '/drafts', isOwnServer: true };
}

function isTransactional(sql: string): boolean {
  return !/CONCURRENTLY|PRAGMA foreign_keys/.test(sql);
}

for (const [engine, { setting, ups, changes }] of SCENES) {
  describe(`drafts on ${engine}`, () => {
    let shadow: Shadow;
    let start: Schema;
    let parse: (sql: string) => readonly ParsedStatement[] | null;

    before(async () => {
      const grammar = engine === 'postgres' ? await loadGrammar() : null;
      parse = (sql) => grammar && parseScript(sql, grammar);
      shadow = await openShadow(await placeOf(engine), noBookkeeping);
      await shadow.goTo([{ version: '1', sql: setting, transactional: true }]);
      start = await shadow.schema();
    });

    after(() => shadow.close());

    /** Where scripts lead that are applied one after the other. */
    async function leads(...scripts: readonly string[]): Promise<Schema> {
      const sql = scripts
        .filter((each) => each !== '')
        .map((each) => each.replace(/;?\s*$/, ';'))
        .join('\n');
      const transactional = isTransactional(sql);
      const attempt = await shadow.attempt({ version: '2', sql, transactional }, { schema: true });
      assert.equal(attempt.failure?.message, undefined, sql);
      assert.ok(attempt.schema, sql);
      return attempt.schema;
    }

    function assertSame(wanted: Schema, found: Schema, sql: string): void {
      assert.deepEqual(changeLines(compareSchemas(wanted, found), SINCE_BEFORE), [], sql);
    }

    it('down scripts take all back, or say what they do not', async (t) => {
      const wrong: string[] = [];
      for (const { sql, lossy = false, partial = false } of ups) {
        try {
          const needsAfter = engine === 'sqlite' || AFTER.test(sql);
          const schemas = { before: start, after: needsAfter ? await leads(sql) : null };
          const down = draftDown(sql, parse(sql), schemas);
          assert.equal(down.complete, !lossy, `${sql}\n${down.sql}`);
          const back = await leads(sql, down.sql);
          if (!partial) assertSame(start, back, `${sql}\n${down.sql}`);
        } catch (error) {
          wrong.push((error as Error).message);
        }
      }
      assert.equal(wrong.join('\n---\n'), '');
      t.diagnostic(`${ups.length} up scripts`);
    });

    it('changes lead from one schema to another, and back', async (t) => {
      const wrong: string[] = [];
      // PostgreSQL takes its time for each, and these are much alike.
      const some = ups.filter((_, index) => engine === 'sqlite' || index % 4 === 0);
      const scripts = [...changes, ...some.map(({ sql }) => sql)];
      for (const sql of scripts) {
        try {
          const there = await leads(sql);
          const [forth, back] = [draftChanges(start, there), draftChanges(there, start)];
          if (!forth.complete || !back.complete) t.diagnostic(`left to be written: ${sql}`);
          else
            assertSame(
              there,
              await leads(sql, back.sql, forth.sql),
              `${sql}\n${back.sql}\n${forth.sql}`,
            );
        } catch (error) {
          wrong.push((error as Error).message);
        }
      }
      assert.equal(wrong.join('\n---\n'), '');
      t.diagnostic(`${scripts.length} scripts`);
    });
  });
}
