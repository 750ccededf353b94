import { after, describe, it } from 'node:test';
import { Client } from 'pg';
import { ThreadAnalyst } from '../../../src/checks/thread-analyst.ts';
import type { Unit } from '../../../src/core/engine.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import { openShadow } from '../../../src/databases/open.ts';
import type { Connection, ScriptError } from '../../../src/databases/database.ts';
import type { ScratchPlace } from '../../../src/databases/shadow.ts';
import { statement } from '../contract.ts';
import { connect } from '../postgres/connect.ts';
import { postgres } from '../../support/postgres.ts';
import { assertAgreement } from './agreement.ts';
import { upByRunner } from './by-runner.ts';
import { postgresCases } from './postgres-cases.ts';
import type { VerdictCase } from './verdict-case.ts';

const history = { schema: 'own', name: 'history' };
const progress = { schema: 'own', name: 'progress' };
const own = [
  statement('CREATE SCHEMA own'),
  statement('CREATE TABLE own.history (version bigint PRIMARY KEY)'),
  statement('CREATE TABLE own.progress (completed bigint, in_doubt boolean)'),
];
const record = [statement('INSERT INTO own.history SELECT * FROM own.history WHERE 1 = 0')];
const advance = statement('UPDATE own.progress SET completed = $1, in_doubt = $2');

/** What reaches beyond the database. */
const notChecked = ['a copy to a program', 'a role'];

/** Back to a new database, by less than making one. */
const clear = `
  DO $$
  DECLARE it text;
  BEGIN
    FOR it IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$' LOOP
      EXECUTE format('DROP SCHEMA %I CASCADE', it);
    END LOOP;
    FOR it IN SELECT pubname FROM pg_publication LOOP
      EXECUTE format('DROP PUBLICATION %I', it);
    END LOOP;
  END $$;
  CREATE SCHEMA public;
  DROP ROLE IF EXISTS verdict_role;
`;

describe('the verdicts of a check in PostgreSQL', () => {
  const analyst = new ThreadAnalyst();
  after(() => analyst.close());

  it('are those of applying', async (t) => {
    const server = await postgres();
    const { url } = await server.createDatabase();
    const raw = new Client({ connectionString: url });
    await raw.connect();
    t.after(() => raw.end());
    const target = parseAddress(url, { base: '/', env: {} }) as ScratchPlace['target'];
    const shadow = await openShadow(
      { kind: 'scratch', target, project: '/verdicts', isOwnServer: true },
      {
        ...{ foreignKeys: true, fixedTimes: true, own, record, ownTables: [history, progress] },
        advance: () => advance,
      },
    );
    t.after(() => shadow.close());
    /** What is there; null: nothing. */
    let standing: string | null = null;
    const prepare = async (connection: Connection, before: string): Promise<void> => {
      if (standing === before) return;
      if (standing !== null) await raw.query(clear);
      await connection.execute(own);
      await connection.run(unit(before, true, 1n));
      standing = before;
    };
    const apply = async ({ before, sql, transactional }: VerdictCase): Promise<void> => {
      const connection = await connect(url);
      await prepare(connection, before);
      let isKept = true;
      try {
        await connection.run(unit(sql, transactional, 2n));
      } catch (error) {
        const { kept } = (error as ScriptError).failure;
        // No rollback takes back what a sequence has given away.
        isKept = kept !== 'nothing' || /insert|nextval/i.test(sql);
        throw error;
      } finally {
        await connection.close();
        // At once: a role is the whole server's, where the shadow would meet it.
        if (isKept) await raw.query(clear);
        if (isKept) standing = null;
      }
    };
    const up = async (each: VerdictCase): Promise<string | null> => {
      const { url } = await server.createDatabase();
      return upByRunner(each, url);
    };
    await assertAgreement(t, { cases: postgresCases, analyst, shadow, apply, up, notChecked });
  });
});

/** As the runner makes them. */
function unit(script: string, transactional: boolean, version: bigint): Unit {
  const record = [statement('INSERT INTO own.history VALUES ($1)', version)];
  if (transactional) return { transactional, script, record };
  return {
    ...{ transactional, script, from: 0, record },
    intent: [statement('INSERT INTO own.progress VALUES (0, false)')],
    advance,
    withdraw: [statement('DELETE FROM own.progress')],
  };
}
