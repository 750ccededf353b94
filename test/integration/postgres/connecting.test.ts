import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { asPostgres, postgresServer, type PostgresServer } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { connect, errorOf, withParameters, withPart } from './connect.ts';

/** Has signs that are written otherwise in an address. */
const planted = 'gehe/im@ 100%ü';

describe('connecting to PostgreSQL', () => {
  let server: PostgresServer;
  let admin: Client;
  let url: string;

  before(async () => {
    server = await postgresServer({
      hba: `host all trusted 127.0.0.1/32 trust
        host all all 127.0.0.1/32 scram-sha-256
        local all all scram-sha-256`,
    });
    admin = new Client({ connectionString: asPostgres(server).url('postgres') });
    await admin.connect();
    await admin.query(`CREATE ROLE ann LOGIN PASSWORD '${planted}'`);
    url = withPart(
      withPart(asPostgres(server).url('postgres'), 'username', 'ann'),
      'password',
      encodeURIComponent(planted),
    );
  });
  after(async () => {
    await admin.end();
    await server.stop();
  });

  /** The refusal, which must not tell the password in any way. */
  async function refusalOf(address: string, env?: Record<string, string>) {
    const error = await errorOf(connect(address, {}, env), 'connect');
    const everything = [error.message, error.hint, error.stack, JSON.stringify(error)].join(' ');
    for (const form of [planted, encodeURIComponent(planted), encodeURI(planted), 'gehe']) {
      assert.ok(!everything.includes(form), everything);
    }
    assert.equal(error.cause, undefined);
    return `${error.message} → ${error.hint ?? ''}`;
  }

  it('takes a password with every kind of sign', async () => {
    const connection = await connect(url);
    assert.equal(connection.server.user, 'ann');
    await connection.close();
  });

  it('takes a trusted role without one', async () => {
    await admin.query('CREATE ROLE trusted LOGIN');
    const connection = await connect(
      withPart(withPart(url, 'username', 'trusted'), 'password', ''),
    );
    assert.equal(connection.server.user, 'trusted');
    await connection.close();
  });

  if (process.platform !== 'win32') {
    it('goes through a socket', async () => {
      for (const address of [
        withParameters(url, { host: server.folder }),
        withPart(url, 'hostname', encodeURIComponent(server.folder)),
      ]) {
        const connection = await connect(address);
        assert.equal(connection.server.user, 'ann');
        await connection.close();
      }
    });
  }

  describe('is refused in people’s words', () => {
    it('for a wrong password', async () => {
      await admin.query('CREATE ROLE bob LOGIN PASSWORD $$other$$');
      const text = await refusalOf(withPart(url, 'username', 'bob'));
      assert.match(
        text,
        /refused the password of “bob” \(postgres:\/\/bob@127\.0\.0\.1:\d+\/postgres\)/,
      );
      assert.match(text, /→ Correct user and password in the address, PGPASSWORD or .*\.pgpass/);
    });

    it('for an unknown role', async () => {
      const text = await refusalOf(withPart(url, 'username', 'nobody'));
      assert.match(text, /refused the password of “nobody”/);
    });

    it('for no password', async () => {
      const address = withPart(url, 'password', '');
      const text = await refusalOf(address, { PGPASSFILE: '/nowhere' });
      assert.match(
        text,
        /asks for a password of “ann”, and none is given.*PGPASSWORD, or into \/nowhere/,
      );
    });

    it('for an unknown database', async () => {
      const text = await refusalOf(withPart(url, 'pathname', '/nowhere'));
      assert.match(text, /There is no database “nowhere” on the server .*CREATE DATABASE/);
    });

    it('for an unknown host', async () => {
      const text = await refusalOf(withPart(url, 'hostname', 'nowhere.invalid'));
      assert.match(text, /There is no host “nowhere\.invalid” .*→ Correct the host/);
    });

    it('for a port where nothing listens', async () => {
      const text = await refusalOf(withPart(url, 'port', '1'));
      assert.match(text, /Nothing answers on 127\.0\.0\.1, port 1 .*→ Start the server/);
    });

    it('for a folder without a socket', async () => {
      const text = await refusalOf(withParameters(url, { host: '/nowhere' }));
      assert.match(text, /has its socket in \/nowhere for port \d+/);
    });

    it('for too many connections', async () => {
      await admin.query('ALTER ROLE ann CONNECTION LIMIT 1');
      const first = await connect(url);
      const text = await refusalOf(url);
      assert.match(
        text,
        /no connection left: too many connections for role "ann".*CONNECTION LIMIT/,
      );
      await first.close();
      await admin.query('ALTER ROLE ann CONNECTION LIMIT -1');
    });

    it('for options that the server does not know', async () => {
      const text = await refusalOf(withParameters(url, { options: '-c nonsense_setting=1' }));
      assert.match(text, /refused the session’s settings: .*nonsense_setting.*PGOPTIONS/);
    });

    it('for a server that shuts down', async () => {
      const stopping = await postgresServer();
      const address = asPostgres(stopping).url('postgres');
      await stopping.stop();
      assert.match(await refusalOf(address), /Nothing answers on/);
    });

    describe('that is none', () => {
      let other: Server | undefined;
      afterEach(() => other?.close());

      const listen = async (onConnection: Parameters<typeof createServer>[1]) => {
        other = createServer({}, onConnection);
        await new Promise<void>((resolve) => other?.listen(0, '127.0.0.1', resolve));
        const bound = other.address();
        assert.ok(bound !== null && typeof bound === 'object');
        return withPart(url, 'port', String(bound.port));
      };

      it('and never answers', async () => {
        const address = await listen((socket) => socket.on('error', () => undefined));
        const started = performance.now();
        const text = await refusalOf(withParameters(address, { connect_timeout: '1' }));
        const took = performance.now() - started;
        assert.match(text, /did not answer within 1 s.*PGCONNECT_TIMEOUT/);
        assert.ok(took > 950 && took < 2000, `${took.toFixed(0)} ms`);
      });

      it('and speaks HTTP', async () => {
        const address = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
        assert.match(await refusalOf(address), /connection to .* failed: .*PostgreSQL server/);
      });

      it('and hangs up', async () => {
        const address = await listen((socket) => socket.destroy());
        assert.match(await refusalOf(address), /connection to .* failed/);
      });

      it('and the user does not wait for it', async () => {
        const address = await listen((socket) => socket.on('error', () => undefined));
        const started = performance.now();
        await errorOf(connect(address, { signal: AbortSignal.timeout(100) }), 'cancelled');
        assert.ok(performance.now() - started < 500);
      });
    });
  });

  describe('with a password file', () => {
    const folder = temporaryFolder('pgpass');
    const passwordFile = (text: string, mode = 0o600) => {
      const path = join(folder, `pgpass-${String(Math.random())}`);
      writeFileSync(path, text);
      chmodSync(path, mode);
      return { PGPASSFILE: path };
    };
    const escaped = planted.replaceAll(/[:\\]/g, '\\$&');
    const withoutPassword = () => withPart(url, 'password', '');
    const port = () => String(server.port);

    for (const [what, text] of [
      ['in full', () => `127.0.0.1:${port()}:postgres:ann:${escaped}\n`],
      ['with stars', () => `*:*:*:*:${escaped}`],
      [
        'after comments and others’ lines',
        () => `# me\r\nother:*:*:*:no\r\n\n*:*:*:ann:${escaped}\r\n`,
      ],
      ['with escapes', () => `*:*:post\\gres:a\\nn:${escaped}`],
    ] as const) {
      it(`takes the line ${what}`, async () => {
        const connection = await connect(withoutPassword(), {}, passwordFile(text()));
        assert.equal(connection.server.user, 'ann');
        await connection.close();
      });
    }

    it('passes over a file that others may read, as libpq does', async () => {
      if (process.platform === 'win32') return;
      const env = passwordFile(`*:*:*:*:${escaped}`, 0o644);
      assert.match(await refusalOf(withoutPassword(), env), /none is given.*nobody else may read/);
    });

    it('prefers the password of the address and of the environment', async () => {
      const env = { ...passwordFile('*:*:*:*:wrong'), PGPASSWORD: planted };
      const connection = await connect(withoutPassword(), {}, env);
      await connection.close();
    });
  });

  it('does with one session where the server allows no second', async () => {
    await admin.query('CREATE TABLE history (x int); GRANT INSERT ON history TO ann');
    await admin.query('ALTER ROLE ann CONNECTION LIMIT 1');
    const connection = await connect(url);
    const abort = new AbortController();
    const record = [{ sql: 'INSERT INTO history VALUES (1)', values: [] }];
    const unit = (script: string) => ({ transactional: true, script, record }) as const;
    await connection.run(unit('SELECT 1'), { signal: abort.signal });
    const running = errorOf(
      connection.run(unit('SELECT pg_sleep(1)'), { signal: abort.signal }),
      'cancelled',
    );
    setTimeout(() => {
      abort.abort();
    }, 200);
    const started = performance.now();
    await running;
    assert.ok(performance.now() - started < 900);
    await connection.close();
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const { rows } = await admin.query<{ n: string }>('SELECT count(*) AS n FROM history');
    assert.deepEqual(rows, [{ n: '1' }]);
    await admin.query('ALTER ROLE ann CONNECTION LIMIT -1');
  });
});
