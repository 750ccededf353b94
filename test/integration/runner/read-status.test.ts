import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Client } from 'pg';
import { parseAddress } from '../../../src/databases/address.ts';
import { readMigrations } from '../../../src/project/migrations.ts';
import { readStatus } from '../../../src/runner/status.ts';
import { eventually } from '../../support/eventually.ts';
import { postgres } from '../../support/postgres.ts';
import { shop, usual, type Shop } from './support.ts';

describe('the status', () => {
  it('connects while the files are read', async (test) => {
    const { project, target, sessions } = await far(test);
    const reading = readMigrations(project);
    const files = eventually(async () => {
      assert.equal(await sessions(), 1);
    }).then(() => reading);
    const { migrations } = await readStatus(project, files, target, usual);
    assert.equal(migrations.length, 2);
  });

  it('leaves no session behind where the files cannot be read', async (test) => {
    const { project, target, sessions } = await far(test);
    const files = Promise.reject(new Error('no files'));
    await assert.rejects(readStatus(project, files, target, usual), /no files/);
    await eventually(async () => {
      assert.equal(await sessions(), 0);
    });
  });

  it('tells of files that cannot be read before a server that cannot be reached', async (test) => {
    const { project } = await far(test);
    const nowhere = parseAddress('postgres://127.0.0.1:1/none', { base: project.root, env: {} });
    const files = Promise.reject(new Error('no files'));
    await assert.rejects(readStatus(project, files, nowhere, usual), /no files/);
  });
});

/** A project with two migrations, and how many sessions its database has. */
async function far(
  test: TestContext,
): Promise<Shop & { readonly sessions: () => Promise<number> }> {
  const server = await postgres();
  const { name, url } = await server.createDatabase();
  const beside = new Client({ connectionString: server.url('postgres') });
  await beside.connect();
  test.after(() => beside.end());
  const sessions = async (): Promise<number> => {
    const found = 'SELECT 1 FROM pg_stat_activity WHERE datname = $1';
    return (await beside.query(found, [name])).rowCount ?? 0;
  };
  return { ...(await shop(null, url)), sessions };
}
