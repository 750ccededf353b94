import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { certificates } from '../../support/certificates.ts';
import { postgresServer, type PostgresServer } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { connect, errorOf, withParameters, withPart } from './connect.ts';

const ours = certificates(['localhost', '127.0.0.1']);
const elsewhere = certificates(['db.example.org']);
const folder = temporaryFolder('tls');
const caFile = file('ca.crt', ours.ca);
const wrongCaFile = file('wrong-ca.crt', elsewhere.ca);

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

function address(server: PostgresServer, parameters: Record<string, string> = {}) {
  const { user, password, host, port } = server;
  return withParameters(`postgres://${user}:${password}@${host}:${port}/postgres`, parameters);
}

/** The encryption of a session with these parameters. */
async function tlsOf(url: string): Promise<string | null> {
  const connection = await connect(url);
  try {
    return connection.server.tls;
  } finally {
    await connection.close();
  }
}

async function refusalOf(url: string) {
  const error = await errorOf(connect(url), 'connect');
  const everything = `${error.message} ${error.hint ?? ''} ${error.stack ?? ''}`;
  assert.doesNotMatch(everything, /secret/);
  assert.equal(error.cause, undefined);
  return error;
}

describe('sslmode means what it means to libpq', () => {
  const home = process.env.HOME;
  const standardFolder = join(folder, 'home', '.postgresql');

  before(() => {
    process.env.HOME = join(folder, 'home');
    mkdirSync(standardFolder, { recursive: true });
  });
  after(() => {
    process.env.HOME = home;
  });

  /** Runs the work with a root certificate in its standard place. */
  async function withStandardRoot(text: string, work: () => Promise<void>) {
    writeFileSync(join(standardFolder, 'root.crt'), text);
    try {
      await work();
    } finally {
      rmSync(join(standardFolder, 'root.crt'));
    }
  }

  describe('with a server that takes encrypted connections only', () => {
    let server: PostgresServer;
    before(async () => {
      server = await postgresServer({
        tls: { cert: ours.cert, key: ours.key },
        hba: 'hostssl all all 127.0.0.1/32 scram-sha-256\n',
      });
    });
    after(() => server.stop());

    for (const [parameters, what] of [
      [{}, 'nothing given'],
      [{ sslmode: 'allow' }, 'allow'],
      [{ sslmode: 'prefer' }, 'prefer'],
      [{ sslmode: 'require' }, 'require'],
      [{ sslmode: 'require', sslrootcert: caFile }, 'require with the root'],
      [{ sslmode: 'verify-ca', sslrootcert: caFile }, 'verify-ca'],
      [{ sslmode: 'verify-ca', sslrootcert: ours.ca }, 'verify-ca with the root as text'],
      [{ sslmode: 'verify-full', sslrootcert: caFile }, 'verify-full'],
    ] as const) {
      it(`${what} connects`, async () => {
        assert.equal(await tlsOf(address(server, parameters)), 'TLSv1.3');
      });
    }

    it('verify-full takes a host name that the certificate has', async () => {
      const url = address(server, { sslmode: 'verify-full', sslrootcert: caFile });
      assert.equal(await tlsOf(withPart(url, 'hostname', 'localhost')), 'TLSv1.3');
    });

    it('disable is told why', async () => {
      const { message, hint } = await refusalOf(address(server, { sslmode: 'disable' }));
      assert.match(message, /does not let “postgres” in at .*no encryption/);
      assert.match(hint ?? '', /sslmode/);
    });

    for (const mode of ['prefer', 'allow', 'require', 'verify-ca', 'verify-full']) {
      it(`${mode} does not trust another authority’s server`, async () => {
        const url = address(server, { sslmode: mode, sslrootcert: wrongCaFile });
        const { message, hint } = await refusalOf(url);
        assert.match(message, /encrypted connection to .* failed: .*(certificate|issuer)/);
        assert.match(hint ?? '', /sslrootcert/);
      });
    }

    it('the root certificate in its standard place is looked at', async () => {
      await withStandardRoot(ours.ca, async () => {
        assert.equal(await tlsOf(address(server, { sslmode: 'verify-ca' })), 'TLSv1.3');
      });
      await withStandardRoot(elsewhere.ca, async () => {
        await refusalOf(address(server, { sslmode: 'require' }));
      });
    });

    it('without a root certificate the well-known authorities are asked', async () => {
      for (const parameters of [{ sslmode: 'verify-full' }, { sslrootcert: 'system' }]) {
        const { message } = await refusalOf(address(server, parameters));
        assert.match(message, /encrypted connection to .* failed/);
      }
    });

    it('a root certificate that is not there is named', async () => {
      const url = address(server, { sslrootcert: join(folder, 'nowhere.crt') });
      const error = await errorOf(connect(url), 'configuration');
      assert.match(error.message, /nowhere\.crt can’t be read/);
    });

    it('the session that interrupts is encrypted, too', async () => {
      const connection = await connect(
        address(server, { sslmode: 'verify-ca', sslrootcert: caFile }),
      );
      const abort = new AbortController();
      const unit = { transactional: true, script: 'SELECT pg_sleep(60)', record: [] } as const;
      const running = errorOf(connection.run(unit, { signal: abort.signal }), 'cancelled');
      setTimeout(() => {
        abort.abort();
      }, 300);
      await running;
      await connection.close();
    });
  });

  describe('with a server whose certificate is for another host', () => {
    let server: PostgresServer;
    before(async () => {
      server = await postgresServer({ tls: { cert: elsewhere.cert, key: elsewhere.key } });
    });
    after(() => server.stop());

    it('verify-full refuses, verify-ca does not', async () => {
      const parameters = { sslrootcert: wrongCaFile };
      for (const host of ['127.0.0.1', 'localhost']) {
        const full = address(server, { ...parameters, sslmode: 'verify-full' });
        const { message, hint } = await refusalOf(withPart(full, 'hostname', host));
        assert.match(message, new RegExp(`certificate is for another host than ${host}`));
        assert.match(hint ?? '', /verify-ca/);
      }
      const ca = address(server, { ...parameters, sslmode: 'verify-ca' });
      assert.equal(await tlsOf(ca), 'TLSv1.3');
    });
  });

  describe('with a server whose certificate has expired', () => {
    const old = certificates(['localhost', '127.0.0.1'], { days: -1 });
    const sslrootcert = file('old-ca.crt', old.ca);
    let server: PostgresServer;
    before(async () => {
      server = await postgresServer({ tls: old });
    });
    after(() => server.stop());

    it('is not trusted where anything is verified, require with sslrootcert included', async () => {
      for (const sslmode of ['require', 'verify-ca', 'verify-full']) {
        const { message } = await refusalOf(address(server, { sslmode, sslrootcert }));
        assert.match(message, /encrypted connection .* failed: .*expired/);
      }
      assert.equal(await tlsOf(address(server, { sslmode: 'require' })), 'TLSv1.3');
    });
  });

  describe('with a server whose certificate names its host in the subject only', () => {
    const plain = certificates(['localhost'], { alternatives: false });
    const sslrootcert = file('plain-ca.crt', plain.ca);
    let server: PostgresServer;
    before(async () => {
      server = await postgresServer({ tls: plain });
    });
    after(() => server.stop());

    it('verify-full takes that name, as libpq does, and no address', async () => {
      const full = address(server, { sslmode: 'verify-full', sslrootcert });
      assert.equal(await tlsOf(withPart(full, 'hostname', 'localhost')), 'TLSv1.3');
      const { message } = await refusalOf(withPart(full, 'hostname', '127.0.0.1'));
      assert.match(message, /certificate is for another host than 127\.0\.0\.1/);
    });
  });

  it('a list of revoked certificates is not passed over', async () => {
    for (const parameter of ['sslcrl', 'sslcrldir']) {
      const error = await errorOf(
        Promise.resolve().then(() => connect(`postgres://u:secret@localhost/d?${parameter}=x`)),
        'configuration',
      );
      assert.match(error.message, new RegExp(`revoked certificates, as ${parameter} asks for`));
    }
  });

  describe('with a server that takes plain connections only, though it has TLS', () => {
    let server: PostgresServer;
    before(async () => {
      server = await postgresServer({
        tls: { cert: ours.cert, key: ours.key },
        hba: 'hostnossl all all 127.0.0.1/32 scram-sha-256\n',
      });
    });
    after(() => server.stop());

    it('prefer and allow go without', async () => {
      for (const sslmode of ['prefer', 'allow', 'disable']) {
        assert.equal(await tlsOf(address(server, { sslmode })), null);
      }
    });

    it('require does not', async () => {
      const { message } = await refusalOf(address(server, { sslmode: 'require' }));
      assert.match(message, /does not let “postgres” in/);
    });

    it('prefer goes without also where the certificate is not trusted', async () => {
      const url = address(server, { sslmode: 'prefer', sslrootcert: wrongCaFile });
      assert.equal(await tlsOf(url), null);
    });

    it('a wrong password is not sent a second time in the clear', async () => {
      const url = withPart(address(server, { sslmode: 'prefer' }), 'password', 'wrong');
      const { message } = await errorOf(connect(url), 'connect');
      assert.match(message, /refused the password/);
    });
  });

  describe('with a server without TLS', () => {
    let server: PostgresServer;
    before(async () => {
      server = await postgresServer();
    });
    after(() => server.stop());

    it('prefer, allow and disable connect', async () => {
      for (const sslmode of ['prefer', 'allow', 'disable']) {
        assert.equal(await tlsOf(address(server, { sslmode })), null);
      }
    });

    it('the others say what is missing', async () => {
      for (const sslmode of ['require', 'verify-ca', 'verify-full']) {
        const url = address(server, { sslmode, sslrootcert: caFile });
        const { message, hint } = await refusalOf(url);
        assert.match(message, new RegExp(`does not encrypt, and sslmode=${sslmode} insists`));
        assert.match(hint ?? '', /sslmode=prefer/);
      }
    });

    if (process.platform !== 'win32') {
      it('a socket needs none', async () => {
        const url = address(server, { host: server.folder, sslmode: 'require' });
        assert.equal(await tlsOf(url), null);
      });
    }
  });

  describe('with a server that asks for a certificate', () => {
    const client = certificates(['postgres']);
    let server: PostgresServer;
    before(async () => {
      // The server runs as another user where the tests run as root.
      const authority = file('client-ca.crt', client.ca);
      chmodSync(folder, 0o755);
      chmodSync(authority, 0o644);
      server = await postgresServer({
        tls: { cert: ours.cert, key: ours.key },
        hba: 'hostssl all all 127.0.0.1/32 cert\n',
        flags: { ssl_ca_file: authority },
      });
    });
    after(() => server.stop());

    it('the address names it', async () => {
      const sslcert = file('me.crt', client.cert);
      const sslkey = file('me.key', client.key);
      assert.equal(await tlsOf(address(server, { sslcert, sslkey })), 'TLSv1.3');
    });

    it('it lies in its standard place', async () => {
      writeFileSync(join(standardFolder, 'postgresql.crt'), client.cert);
      writeFileSync(join(standardFolder, 'postgresql.key'), client.key, { mode: 0o600 });
      try {
        assert.equal(await tlsOf(address(server)), 'TLSv1.3');
      } finally {
        rmSync(join(standardFolder, 'postgresql.crt'));
      }
    });

    it('its absence is told', async () => {
      const { message } = await refusalOf(address(server, { sslmode: 'require' }));
      assert.match(message, /certificate/);
    });
  });
});
