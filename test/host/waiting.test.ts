import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Client } from 'pg';
import { statusText } from '../../src/extension/text/status-text.ts';
import { outline } from '../../src/extension/tree/outline.ts';
import { eventually } from '../support/eventually.ts';
import { postgres } from '../support/postgres.ts';
import { Person } from './person.ts';
import { Shop } from './shop.ts';

const files = {
  '1_users.sql': 'CREATE TABLE users (id INTEGER PRIMARY KEY);\n',
  '2_names.sql': 'ALTER TABLE users ADD COLUMN name TEXT;\n',
};

describe('a run that waits', () => {
  let shop: Shop;
  let person: Person;
  let other: Client;

  beforeEach(async () => {
    person = new Person();
    shop = new Shop(files);
    const { url } = await (await postgres()).createDatabase();
    writeFileSync(join(shop.root, '.env'), `DATABASE_URL=${url}\n`);
    other = new Client({ connectionString: url, application_name: 'nightly job' });
    await other.connect();
  });

  afterEach(async () => {
    await other.end();
    person.dispose();
    shop.dispose();
  });

  /** The lock that the tool itself would take here. */
  async function takeLock(): Promise<void> {
    await shop.model.refresh();
    const { project, state } = shop.model;
    assert.ok(project && state.kind === 'ready');
    const lock = project.convention.lock('postgres', state.status.server.database);
    assert.ok(lock?.kind === 'advisory');
    await other.query('SELECT pg_advisory_lock($1)', [lock.key]);
  }

  async function isWaiting(text: RegExp): Promise<void> {
    await eventually(() => {
      assert.match(shop.model.busy?.waiting ?? '', text);
    });
  }

  it('says who has the lock, in view, status bar and log, until it has it itself', async () => {
    await takeLock();
    const running = shop.flow.start(shop.model, { kind: 'up' });
    await isWaiting(/^Waiting for another runner to end: .*nightly job/);
    const { state, busy, id, name, project, histories } = shop.model;
    assert.match(statusText(state, busy)?.text ?? '', /· waiting$/);
    const view = { root: id, name, project, state, busy, lastFailure: null, histories };
    const second = { ...view, root: '/other', name: 'other', busy: null };
    const moment = { now: new Date(), locale: 'en' };
    const [row] = outline([view, second], moment);
    assert.match(row?.children?.()[0]?.label ?? '', /nightly job/);

    await other.query('SELECT pg_advisory_unlock_all()');
    const result = await running;
    assert.equal(result?.done.length, 2);
    assert.equal(shop.model.busy, null);
    assert.equal(shop.logged.filter((line) => line.includes('nightly job')).length, 1);
  });

  it('is cancelled, and nothing is changed', async () => {
    await takeLock();
    const running = shop.flow.start(shop.model, { kind: 'up' });
    await isWaiting(/nightly job/);
    shop.model.busy?.cancel();
    assert.equal(await running, null);
    assert.match(person.heard.at(-1) ?? '', /^Cancelled\. Nothing was changed on /);
    const { rows } = await other.query("SELECT to_regclass('users') AS found");
    assert.deepEqual(rows, [{ found: null }]);
  });

  it('waits to put a history right, too', async () => {
    await shop.flow.start(shop.model, { kind: 'up', to: '1' });
    await takeLock();
    const repairing = shop.repairs.start(shop.model, { kind: 'baseline', to: null });
    await isWaiting(/nightly job/);
    shop.model.busy?.cancel();
    assert.equal(await repairing, null);
    assert.deepEqual(shop.states(), ['1 applied', '2 pending']);
  });

  it('names who blocks a statement, and says when it gets on', async () => {
    // Time enough to see that it has got on.
    shop.write('2_names.sql', `${files['2_names.sql']}SELECT pg_sleep(3);\n`);
    await shop.flow.start(shop.model, { kind: 'up', to: '1' });
    await other.query('BEGIN');
    await other.query('SELECT * FROM users');
    const running = shop.flow.start(shop.model, { kind: 'up' });
    await isWaiting(/^names waits for .*nightly job/);
    assert.equal(shop.model.busy?.version, '2');
    await other.query('COMMIT');
    await eventually(() => {
      const { busy } = shop.model;
      assert.deepEqual([busy?.text, busy?.waiting], ['names (1 of 1)', null]);
    });
    const result = await running;
    assert.equal(result?.done.length, 1);
    assert.deepEqual(shop.states(), ['1 applied', '2 applied']);
  });
});
