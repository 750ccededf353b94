import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Client } from 'pg';
import { certificates } from '../support/certificates.ts';
import { postgres, postgresServer } from '../support/postgres.ts';
import type { PostgresServer } from '../support/postgres.ts';

async function query(url: string, sql: string, ssl: { ca: string } | false = false) {
  const client = new Client({ connectionString: url, ssl });
  // Closing a server also closes its clients, loudly.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, string>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the PostgreSQL that tests use', () => {
  it('gives each test a database of its own and asks for the password', async () => {
    const server = await postgres();
    const { name, url } = await server.createDatabase();
    assert.deepEqual(await query(url, 'SELECT current_database() AS name'), [{ name }]);
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await assert.rejects(query(wrong.href, 'SELECT 1'), { code: '28P01' });
  });

  it('comes back with its data after a kill', async (t) => {
    const server = await postgresServer({ fsync: true });
    t.after(() => server.stop());
    const url = address(server);
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await server.kill();
    await assert.rejects(query(url, 'SELECT 1'), { code: 'ECONNREFUSED' });
    await server.start();
    assert.equal((await query(url, 'SELECT n FROM kept')).length, 1);
    assert.match(server.log, /not properly shut down/);
  });

  describe('with TLS only', () => {
    let server: PostgresServer | undefined;
    after(() => server?.stop());

    it('takes the certificate and pg_hba.conf it is given', async () => {
      const { ca, cert, key } = certificates();
      server = await postgresServer({
        tls: { cert, key },
        hba: 'hostssl all all 127.0.0.1/32 scram-sha-256\n',
        flags: { log_connections: 'on' },
      });
      const url = address(server);
      assert.deepEqual(
        await query(url, 'SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()', { ca }),
        [{ ssl: 'true' }],
      );
      await assert.rejects(query(url, 'SELECT 1'), /no pg_hba.conf entry/);
    });
  });
});

function address({ user, password, host, port }: PostgresServer) {
  return `postgres://${user}:${password}@${host}:${port}/postgres`;
}
