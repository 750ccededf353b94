import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { StrataError } from '../../src/core/errors.ts';
import { parseAddress } from '../../src/databases/address.ts';
import type { PostgresTarget, SqliteTarget } from '../../src/databases/target.ts';

const base = '/projects/shop';

function sqlite(address: string, platform: NodeJS.Platform = 'linux', folder = base): SqliteTarget {
  const target = parseAddress(address, { base: folder, env: {}, platform });
  assert.equal(target.engine, 'sqlite');
  return target;
}

function postgres(address: string, env: Record<string, string> = {}): PostgresTarget {
  const target = parseAddress(address, { base, env });
  assert.equal(target.engine, 'postgres');
  return target;
}

function refusal(address: string, env: Record<string, string> = {}): StrataError {
  try {
    parseAddress(address, { base, env });
  } catch (error) {
    assert.ok(error instanceof StrataError);
    assert.equal(error.code, 'configuration');
    return error;
  }
  throw new assert.AssertionError({ message: `${address} was taken` });
}

describe('an SQLite address', () => {
  for (const [address, path] of [
    ['sqlite:data/app.db', '/projects/shop/data/app.db'],
    ['sqlite://data/app.db', '/projects/shop/data/app.db'],
    ['sqlite://./app.db', '/projects/shop/app.db'],
    ['sqlite:../app.db', '/projects/app.db'],
    ['sqlite:///var/app.db', '/var/app.db'],
    ['sqlite:/var/app.db', '/var/app.db'],
    ['SQLITE:app.db', '/projects/shop/app.db'],
    ['sqlite:my%20shop%3F.db', '/projects/shop/my shop?.db'],
    ['sqlite:100%.db', '/projects/shop/100%.db'],
    ['sqlite:app#1.db', '/projects/shop/app#1.db'],
    ['sqlite::memory:', ':memory:'],
    ['sqlite://:memory:', ':memory:'],
    ['sqlite://?mode=memory', ':memory:'],
    ['sqlite:app.db?cache=shared&immutable=false', '/projects/shop/app.db'],
  ] as const) {
    it(`${address} is ${path}`, () => {
      assert.equal(sqlite(address).path, path);
    });
  }

  it('has the mode it names, and creates the file where it names none', () => {
    const modes = ['', '?mode=ro', '?mode=rw', '?mode=rwc', '?immutable=1'].map(
      (query) => sqlite(`sqlite:app.db${query}`).mode,
    );
    assert.deepEqual(modes, ['rwc', 'ro', 'rw', 'rwc', 'ro']);
  });

  it('takes drive letters on Windows', () => {
    for (const address of ['sqlite:///C:/data/app.db', 'sqlite://C:/data/app.db']) {
      assert.equal(sqlite(address, 'win32', 'D:\\shop').path, 'C:\\data\\app.db');
    }
    const target = sqlite('sqlite:data\\app.db', 'win32', 'D:\\shop');
    assert.equal(target.path, 'D:\\shop\\data\\app.db');
    assert.equal(target.name, 'app.db');
    assert.equal(target.display, 'sqlite:///D:/shop/data/app.db');
  });

  it('is shown so that it can be given again', () => {
    for (const address of ['sqlite:a%3F%2541.db?mode=ro', 'sqlite::memory:', 'sqlite:x/y.db']) {
      const target = sqlite(address);
      assert.deepEqual(sqlite(target.display), target);
      assert.equal(target.local, true);
    }
    assert.equal(sqlite('sqlite:x/y.db').name, 'y.db');
  });

  it('is refused when it names no file, or has a setting that sqlx would not take', () => {
    assert.match(refusal('sqlite:').message, /names no file/);
    assert.match(refusal('sqlite:app.db?mode=write').message, /“mode”/);
    assert.match(refusal('sqlite:app.db?key=geheim').message, /“key”/);
    assert.match(refusal('sqlite:app%ff.db').message, /the path is not UTF-8/);
  });
});

describe('a PostgreSQL address', () => {
  it('says everything', () => {
    const target = postgres(
      'postgresql://ann%40x:p%40ss%2Fw%C3%B6rd@db.example.org:6000/shop%20eu?sslmode=VERIFY-CA' +
        '&ssl-root-cert=ca.crt&sslcert=/keys/me.crt&sslkey=/keys/me.key&application_name=ci' +
        '&options=-c%20geqo%3Doff&options[search_path]=a, b&connect_timeout=3&passfile=pass' +
        '&statement-cache-capacity=7&unheard=of',
    );
    const { password, ...rest } = target;
    assert.equal(password?.reveal(), 'p@ss/wörd');
    assert.deepEqual(rest, {
      engine: 'postgres',
      host: 'db.example.org',
      port: 6000,
      user: 'ann@x',
      database: 'shop eu',
      name: 'shop eu',
      ssl: {
        mode: 'verify-ca',
        rootCertificate: join(base, 'ca.crt'),
        certificate: '/keys/me.crt',
        key: '/keys/me.key',
      },
      options: '-c geqo=off -c search_path=a,\\ b',
      applicationName: 'ci',
      connectTimeout: 3000,
      passwordFile: join(base, 'pass'),
      display: 'postgres://ann%40x@db.example.org:6000/shop%20eu?sslmode=verify-ca',
      local: false,
    });
  });

  it('says next to nothing', () => {
    const { password, ...rest } = postgres('postgres://localhost');
    const user = userInfo().username;
    assert.equal(password, null);
    assert.deepEqual(rest, {
      engine: 'postgres',
      host: 'localhost',
      port: 5432,
      user,
      database: user,
      name: user,
      ssl: { mode: 'prefer', rootCertificate: null, certificate: null, key: null },
      options: null,
      applicationName: 'strata',
      connectTimeout: 10_000,
      passwordFile: join(homedir(), '.pgpass'),
      display: `postgres://${user}@localhost:5432/${user}`,
      local: true,
    });
  });

  it('is completed by the environment, and stronger than it', () => {
    const env = {
      PGHOST: 'envhost',
      PGPORT: '7000',
      PGUSER: 'envuser',
      PGPASSWORD: 'envpass',
      PGDATABASE: 'envdb',
      PGSSLMODE: 'require',
      PGSSLROOTCERT: '/ca.crt',
      PGSSLCERT: '/me.crt',
      PGSSLKEY: '/me.key',
      PGOPTIONS: '-c geqo=off',
      PGAPPNAME: 'envapp',
      PGPASSFILE: '/pgpass',
      PGCONNECT_TIMEOUT: '4',
    };
    const target = postgres('postgres://', env);
    assert.equal(target.password?.reveal(), 'envpass');
    assert.deepEqual(
      [target.host, target.port, target.user, target.database, target.options],
      ['envhost', 7000, 'envuser', 'envdb', '-c geqo=off'],
    );
    assert.deepEqual(target.ssl, {
      mode: 'require',
      rootCertificate: '/ca.crt',
      certificate: '/me.crt',
      key: '/me.key',
    });
    assert.deepEqual(
      [target.applicationName, target.passwordFile, target.connectTimeout],
      ['envapp', '/pgpass', 4000],
    );
    assert.equal(postgres('postgres://', { ...env, PGHOSTADDR: '10.0.0.1' }).host, '10.0.0.1');

    const given = postgres('postgres://u:p@h:1/d?sslmode=disable&options=-c%20jit=off', env);
    assert.equal(given.password?.reveal(), 'p');
    assert.deepEqual(
      [given.host, given.port, given.user, given.database, given.ssl.mode, given.options],
      ['h', 1, 'u', 'd', 'disable', '-c geqo=off -c jit=off'],
    );
  });

  for (const [address, host, port] of [
    ['postgres://[::1]:6000/db', '::1', 6000],
    ['postgres://%2Frun%2Fpg/db', '/run/pg', 5432],
    ['postgres://me@%2Frun%2Fpg:6000/db', '/run/pg', 6000],
    ['postgres:///db?host=/run/pg&port=6000', '/run/pg', 6000],
    ['postgres://ignored/db?host=other', 'other', 5432],
    ['postgres:///db?hostaddr=8.8.8.8', '8.8.8.8', 5432],
    ['postgres://me:pw@:6001/db?host=h', 'h', 6001],
    ['postgres://:6001/db?host=h', 'h', 6001],
  ] as const) {
    it(`${address} is on ${host}, port ${port}`, () => {
      const target = postgres(address);
      assert.deepEqual([target.host, target.port, target.database], [host, port, 'db']);
      assert.deepEqual(postgres(target.display), { ...target, password: null });
    });
  }

  it('takes user, password and database as parameters too', () => {
    const target = postgres('postgres://h?user=u&password=pw&dbname=d');
    assert.deepEqual([target.user, target.database], ['u', 'd']);
    assert.equal(target.password?.reveal(), 'pw');
    assert.doesNotMatch(target.display, /pw/);
  });

  it('keeps signs in the password that sqlx would keep', () => {
    for (const [written, password] of [
      ['p@ss', 'p@ss'],
      ['100%', '100%'],
      ['a%2', 'a%2'],
      ['a+b', 'a+b'],
      ['a:b', 'a:b'],
      ['a b', 'a b'],
      ['ä^|`', 'ä^|`'],
    ] as const) {
      assert.equal(postgres(`postgres://u:${written}@h/db`).password?.reveal(), password);
    }
  });

  it('without a host means the socket that is there', () => {
    const port = 51_234;
    const folder = process.platform === 'darwin' ? '/private/tmp' : '/tmp';
    const remove = temporaryFile(join(folder, `.s.PGSQL.${port}`));
    try {
      assert.equal(postgres(`postgres:///db?port=${port}`).host, folder);
    } finally {
      remove();
    }
    assert.equal(postgres(`postgres:///db?port=${port}`).host, 'localhost');
  });

  it('knows what is local', () => {
    const local = ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', '%2Ftmp', 'db.localhost'];
    const remote = ['db', '10.0.0.1', 'localhost.example.org', '[fe80::1]', '127.example.org'];
    for (const host of local) assert.equal(postgres(`postgres://${host}/db`).local, true, host);
    for (const host of remote) assert.equal(postgres(`postgres://${host}/db`).local, false, host);
  });

  it('takes the system’s authorities and certificates as text', () => {
    const { ssl } = postgres('postgres://h/d?sslrootcert=system');
    assert.deepEqual([ssl.mode, ssl.rootCertificate], ['verify-full', 'system']);
    assert.match(refusal('postgres://h/d?sslrootcert=system&sslmode=require').message, /too weak/);
    const pem = '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----';
    const written = `postgres://h/d?sslrootcert=${encodeURIComponent(pem)}`;
    assert.equal(postgres(written).ssl.rootCertificate, pem);
    assert.equal(postgres('postgres://h/d?ssl=true').ssl.mode, 'require');
  });
});

describe('an address that can’t be read', () => {
  for (const [address, message] of [
    ['', /is empty/],
    ['   ', /is empty/],
    ['mysql://u:geheim@h/d', /“mysql:\/\/”/],
    ['u:geheim@h/d', /which kind of database/],
    ['geheim:u@h', /which kind of database/],
    ['app.db', /which kind of database/],
    ['postgres://u:geheim@h:port/d', /port .* number/],
    ['postgres://u:geheim@h:70000/d', /port .* number/],
    ['postgres://u:geheim@h/d?port=0', /port .* number/],
    ['postgres://u:geheim@h/d?sslmode=geheim', /^sslmode .* does not know/],
    ['postgres://u:geheim@h/d?connect_timeout=geheim', /connect_timeout/],
    ['postgres://u:geheim@h/d?port=geheim', /port .* number/],
    ['sqlite:a.db?mode=geheim', /“mode”/],
    ['sqlite:a.db?cache=geheim', /“cache”/],
    ['postgres://u:geheim%ff@h/d', /the password is not UTF-8/],
    ['postgres://u:ge/heim@h/d', /hold a character that ends them/],
    ['postgres://u:ge#heim@h/d', /hold a character that ends them/],
    ['postgres://u:12/geheim@h/d', /hold a character that ends them/],
    ['postgres://u:12#geheim@h/d', /hold a character that ends them/],
    ['postgres://u:12?geheim@h/d', /hold a character that ends them/],
    ['postgres://u:geheim@a:1,b:2/d', /several hosts/],
    ['postgres://u:geheim@a,b/d', /several hosts/],
    ['postgres://u:geheim@[::1/d', /host .* can’t be read|port/],
  ] as const) {
    it(`“${address}” is told why, and no password`, () => {
      const error = refusal(address);
      assert.match(error.message, message);
      const everything = `${error.message} ${error.hint ?? ''} ${error.stack ?? ''}`;
      assert.doesNotMatch(everything, /geheim|heim|ge\//);
      assert.equal(error.cause, undefined);
    });
  }

  it('names the variable that is wrong', () => {
    assert.match(refusal('postgres://h', { PGPORT: 'x' }).message, /PGPORT/);
    assert.match(refusal('postgres://h', { PGCONNECT_TIMEOUT: 'x' }).message, /PGCONNECT_TIMEOUT/);
    assert.match(refusal('postgres://h', { PGSSLMODE: 'x' }).message, /PGSSLMODE/);
  });
});

function temporaryFile(path: string): () => void {
  writeFileSync(path, '', { flag: 'wx' });
  return () => {
    rmSync(path);
  };
}
