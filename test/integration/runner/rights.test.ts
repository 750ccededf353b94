import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { StrataError } from '../../../src/core/errors.ts';
import { initialise } from '../../../src/runner/initialise.ts';
import { repair } from '../../../src/runner/repair.ts';
import { postgres } from '../../support/postgres.ts';
import { shop, usual } from './support.ts';

describe('a user who may not make the history table', () => {
  it('changes nothing, and is told which table it is and what it wants', async (t) => {
    const { name, url } = await (await postgres()).createDatabase();
    const raw = new Client({ connectionString: url });
    await raw.connect();
    t.after(() => raw.end());
    const role = `poor_${randomBytes(4).toString('hex')}`;
    await raw.query(`CREATE ROLE ${role}; ALTER DATABASE ${name} SET role = ${role}`);
    const { project, target, up } = await shop(null, url);

    for (const act of [
      () => up(),
      () => initialise(project, target, usual),
      () => repair(project, target, { kind: 'baseline', to: null }, usual),
    ]) {
      await assert.rejects(act(), (error) => {
        assert.ok(error instanceof StrataError);
        assert.equal(error.code, 'refused');
        assert.match(
          error.message,
          /^The history table public\.migration_history cannot be made: permission denied .*\. Nothing was changed\.$/,
        );
        assert.match(error.hint ?? '', /may create tables/);
        return true;
      });
    }
    const made = await raw.query(`SELECT FROM pg_tables WHERE schemaname = 'public'`);
    assert.equal(made.rowCount, 0);
  });
});
