import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { engines, Shop } from './harness.ts';

type Files = Readonly<Record<string, string>>;

/** A project of each tool whose only migration is `sql`. */
const projects: Readonly<Record<string, (sql: string) => Files>> = {
  _sqlx_migrations: (sql) => ({ 'migrations/1_first.sql': sql }),
  schema_migrations: (sql) => ({
    'migrations/20250101000000_first.sql': `-- UP\n${sql}\n-- DOWN\n`,
  }),
  migration_history: (sql) => ({
    'migrations/V001__first/up.sql': sql,
    'migrations/V001__first/metadata.yaml': 'version: 1\ndescription: first\n',
  }),
  'ops.kept': (sql) => ({
    'migrations/1_first.sql': sql,
    'sqlx.toml': '[migrate]\ntable-name = "ops.kept"\ncreate-schemas = ["ops"]\n',
  }),
};

for (const [engine, open] of Object.entries(engines)) {
  for (const [table, files] of Object.entries(projects)) {
    if (engine === 'sqlite' && table.includes('.')) continue;
    describe(`a script that changes ${table} on ${engine}`, () => {
      it('is refused before anything is changed', async () => {
        const bench = await open();
        const statement = `INSERT INTO ${table} SELECT * FROM ${table}`;
        const shop = new Shop(files(`CREATE TABLE made (id integer);\n${statement};\n`), {
          DATABASE_URL: bench.url,
        });
        const { exit, problems } = await shop.json('up');
        assert.equal(exit, 1);
        const errors = problems.filter(({ severity }) => severity === 'error');
        assert.deepEqual(
          errors.map(({ code }) => code),
          ['history-change'],
        );
        assert.ok(
          (await shop.json('validate')).problems?.some((each) => each.code === 'history-change'),
        );
        await assert.rejects(bench.look('SELECT * FROM made'));
        await assert.rejects(bench.look(`SELECT * FROM ${table}`));
      });

      it('is applied where it makes the table if there is none, and reads it', async () => {
        const bench = await open();
        const shop = new Shop(
          files(
            `CREATE TABLE IF NOT EXISTS ${table} (id integer);\nCREATE TABLE made AS SELECT * FROM ${table};\n`,
          ),
          { DATABASE_URL: bench.url },
        );
        assert.equal((await shop.json('up')).exit, 0);
        assert.equal((await bench.look(`SELECT * FROM ${table}`)).length, 1);
      });
    });
  }
}
