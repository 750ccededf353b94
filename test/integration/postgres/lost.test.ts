import assert from 'node:assert/strict';
import { createConnection, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Unit } from '../../../src/core/engine.ts';
import type { Connection } from '../../../src/databases/database.ts';
import { asPostgres, postgres, postgresServer } from '../../support/postgres.ts';
import { failureOf, textAt } from '../contract.ts';
import { connect, errorOf, withParameters, withPart } from './connect.ts';

const statement = (sql: string) => ({ sql, values: [] });
const record = [statement('INSERT INTO history VALUES (1)')];
const whole = (script: string): Unit => ({ transactional: true, script, record });
const pieces = (script: string): Unit => ({
  transactional: false,
  from: 0,
  advance: { sql: 'SELECT $1::bigint, $2::boolean', values: [] },
  script,
  intent: record,
  record: [statement('INSERT INTO history VALUES (2)')],
  withdraw: [statement('DELETE FROM history')],
});

describe('a connection that is lost', () => {
  let url: string;
  let raw: Client;
  const connections: Connection[] = [];

  beforeEach(async () => {
    url = (await (await postgres()).createDatabase()).url;
    raw = new Client({ connectionString: url });
    await raw.connect();
    await raw.query('CREATE TABLE history (version int)');
  });

  afterEach(async () => {
    for (const connection of connections.splice(0)) await connection.close();
    await raw.end();
  });

  const open = async (address = url) => {
    const connection = await connect(address);
    connections.push(connection);
    return connection;
  };
  const history = async () =>
    (await raw.query<{ version: number }>('SELECT version FROM history')).rows.map(
      ({ version }) => version,
    );
  const terminate = () =>
    raw.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`);

  it('in the middle of a script keeps nothing, and says so', async () => {
    const script = 'CREATE TABLE a (); SELECT pg_sleep(60); CREATE TABLE b ()';
    const connection = await open();
    const failing = failureOf(connection.run(whole(script)));
    await sleep(200);
    await terminate();
    const failure = await failing;
    assert.equal(textAt(script, failure.statement), 'SELECT pg_sleep(60)');
    assert.deepEqual([failure.code, failure.completed, failure.kept], ['57P01', 1, 'nothing']);
    assert.match(failure.message, /terminating connection/);
    assert.deepEqual(await history(), []);
    const error = await errorOf(connection.query(statement('SELECT 1')), 'connect');
    assert.match(error.message, /connection to postgres:.* was lost/);
  });

  it('between two migrations shows at the next', async () => {
    const connection = await open();
    await terminate();
    await sleep(100);
    const error = await errorOf(connection.run(whole('CREATE TABLE a ()')), 'connect');
    assert.match(error.message, /connection to .* was lost: terminating connection/);
    await connection.close();
  });

  it('without a transaction leaves the intent, and no claim about what is kept', async () => {
    const script = 'CREATE TABLE a (); SELECT pg_sleep(60)';
    const connection = await open();
    const failing = failureOf(connection.run(pieces(script)));
    await sleep(200);
    await terminate();
    const failure = await failing;
    assert.deepEqual([failure.completed, failure.kept], [1, 'unknown']);
    assert.deepEqual(await history(), [1]);
  });

  it('while it waits for the lock is no lock', async () => {
    await raw.query('SELECT pg_advisory_lock(1)');
    const connection = await open();
    const waiting = connection.lock({ kind: 'advisory', key: 1n }, { timeout: 60_000 });
    const terminated = sleep(100).then(terminate);
    assert.match((await errorOf(waiting, 'connect')).message, /was lost: terminating connection/);
    await terminated;
  });

  it('by the death of the server does not kill this process', async (t) => {
    const server = await postgresServer();
    t.after(() => server.stop());
    const address = asPostgres(server).url('postgres');
    const connection = await open(address);
    const idle = await open(address);
    const failing = failureOf(
      connection.run(whole('SELECT pg_sleep(60)'), { signal: AbortSignal.timeout(60_000) }),
    );
    await sleep(300);
    await server.kill();
    assert.equal((await failing).kept, 'nothing');
    await errorOf(idle.query(statement('SELECT 1')), 'connect');
  });

  for (const [what, forwarded] of [
    ['before the server has it', false],
    ['before the server has answered', true],
  ] as const) {
    it(`with the commit, ${what}, leaves the question open`, async (t) => {
      const proxy = await cuttingProxy(url, 'COMMIT', forwarded);
      t.after(proxy.close);
      const address = withParameters(withPart(url, 'port', String(proxy.port)), {
        sslmode: 'disable',
      });
      const failure = await failureOf((await open(address)).run(whole('CREATE TABLE a ()')));
      assert.equal(failure.kept, 'unknown');
      assert.match(failure.hint ?? '', /look at the status/);
      await sleep(200);
      assert.deepEqual(await history(), forwarded ? [1] : []);
    });
  }

  it('without a word is noticed by whoever cancels', async (t) => {
    const proxy = await cuttingProxy(url, 'pg_sleep', true, 'stall');
    t.after(proxy.close);
    const address = withParameters(withPart(url, 'port', String(proxy.port)), {
      sslmode: 'disable',
    });
    const connection = await open(address);
    const abort = new AbortController();
    const running = errorOf(
      connection.run(whole('SELECT pg_sleep(60)'), { signal: abort.signal }),
      'cancelled',
    );
    await sleep(200);
    const aborted = performance.now();
    abort.abort();
    await running;
    const took = performance.now() - aborted;
    assert.ok(took > 3900 && took < 5500, `${took.toFixed(0)} ms`);
    assert.deepEqual(await history(), []);
    await terminate();
  });
});

/** Passes everything on until the client sends these words; then it cuts or stalls all it has. */
async function cuttingProxy(
  url: string,
  words: string,
  forwarded: boolean,
  manner: 'cut' | 'stall' = 'cut',
) {
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  let stalled = false;
  const proxy = createServer((client) => {
    const server = createConnection(Number(port), hostname);
    sockets.push(client, server);
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.on('close', () => manner === 'stall' || server.end());
    server.on('data', (data) => stalled || client.write(data));
    client.on('data', (data) => {
      if (stalled) return;
      const isIt = data.includes(words);
      if (!isIt || forwarded) server.write(data);
      if (!isIt) return;
      stalled = true;
      if (manner === 'cut') {
        client.destroy();
        server.end();
      }
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const bound = proxy.address();
  assert.ok(bound !== null && typeof bound === 'object');
  return {
    port: bound.port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}
