import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAddress } from '../../../src/databases/address.ts';
import { holdsPassword, replacePlaceholders } from '../../../src/project/placeholders.ts';

const HOSTILE = 'p@ss/w?rd#:%41 &ü';

function replace(url: string, variables: Record<string, string> = {}, workspaceFolder = '/w s/ü') {
  return replacePlaceholders(url, { env: (name) => variables[name], workspaceFolder });
}

function postgres(url: string, variables: Record<string, string>) {
  const target = parseAddress(replace(url, variables), { base: '/shop', env: {} });
  assert.equal(target.engine, 'postgres');
  const { user, password, host, port, database, applicationName } = target;
  return { user, password: password?.reveal(), host, port, database, applicationName };
}

function sqlite(url: string, variables: Record<string, string> = {}) {
  const target = parseAddress(replace(url, variables), { base: '/shop', env: {} });
  assert.equal(target.engine, 'sqlite');
  return [target.path, target.mode];
}

describe('a variable in an address', () => {
  it('stays the part that it stands for, whatever is in it', () => {
    const url = 'postgres://${env:U}:${env:P}@${env:H}:${env:N}/${env:D}?application_name=${env:A}';
    const variables = {
      U: HOSTILE,
      P: HOSTILE,
      H: 'db.example',
      N: '6000',
      D: HOSTILE,
      A: HOSTILE,
    };
    assert.deepEqual(postgres(url, variables), {
      user: HOSTILE,
      password: HOSTILE,
      host: 'db.example',
      port: 6000,
      database: HOSTILE,
      applicationName: HOSTILE,
    });
  });

  it('may be a server with its port, or an IPv6 address', () => {
    const server = (H: string) => {
      const { host, port } = postgres('postgres://u@${env:H}/d', { H });
      return [host, port];
    };
    assert.deepEqual(server('db:6000'), ['db', 6000]);
    assert.deepEqual(server('[::1]:6000'), ['::1', 6000]);
    assert.deepEqual(server('/run/pg'), ['/run/pg', 5432]);
  });

  it('is taken as it is where the address begins with it', () => {
    assert.equal(
      replace('${env:URL}', { URL: ' sqlite:a%20b.db?mode=ro\n' }),
      'sqlite:a%20b.db?mode=ro',
    );
    assert.deepEqual(postgres('${env:SERVER}/${env:D}', { SERVER: 'postgres://u:p@h', D: 'a/b' }), {
      ...{ user: 'u', password: 'p', host: 'h', port: 5432, database: 'a/b' },
      applicationName: 'strata',
    });
  });

  it('is a path of SQLite’s, or its memory', () => {
    assert.deepEqual(sqlite('sqlite:${env:F}', { F: '/data/50% ?#.db' }), [
      '/data/50% ?#.db',
      'rwc',
    ]);
    assert.deepEqual(sqlite('sqlite:${env:F}?mode=ro', { F: 'a.db' }), ['/shop/a.db', 'ro']);
    assert.deepEqual(sqlite('sqlite://${workspaceFolder}/a.db'), ['/w s/ü/a.db', 'rwc']);
    assert.deepEqual(sqlite('sqlite:${env:F}', { F: ':memory:' }), [':memory:', 'rwc']);
  });

  it('is not replaced a second time', () => {
    assert.equal(replace('sqlite:${env:A}', { A: '${env:B}', B: 'b' }), 'sqlite:%24%7Benv:B%7D');
  });

  it('has to be set, and not to nothing', () => {
    for (const variables of [{}, { A: '' }, { A: '  ' }]) {
      assert.throws(() => replace('postgres://u@${env:A}/d', variables), {
        code: 'configuration',
        message: 'The variable A is not set.',
      });
    }
  });

  it('is the only thing besides the workspace that braces may hold', () => {
    for (const [url, named] of [
      ['sqlite:${evn:A}', '${evn:A}'],
      ['sqlite:${A}', '${A}'],
      ['sqlite:${env:}', '${env:}'],
      ['sqlite:${}', '${…}'],
      ['postgres://u:${geheim!}@h', '${…}'],
      ['postgres://u:geheim${@h', '${'],
    ] as const) {
      assert.throws(
        () => replace(url, { A: 'a' }),
        (error: Error & { hint: string }) => {
          assert.equal(error.message, `"${named}" stands for nothing.`);
          assert.equal(error.hint, 'Known are ${env:NAME} and ${workspaceFolder}.');
          return true;
        },
      );
    }
  });

  it('leaves other dollars alone', () => {
    assert.equal(replace('postgres://u:a$b$$@h/d'), 'postgres://u:a$b$$@h/d');
  });
});

describe('a password in an address', () => {
  it('is seen where it is written out', () => {
    for (const url of [
      'postgres://u:geheim@h/d',
      ' POSTGRES://u:geheim@h',
      'postgres://${env:U}:geheim@h',
      'postgres://u:ge${env:P}@h',
      'postgres://:geheim@h',
      'postgres://h/d?password=geheim',
      'postgres://h/d?sslmode=require&password=geheim',
    ]) {
      assert.equal(holdsPassword(url), true, url);
    }
  });

  it('is not where a variable stands for it, or there is none', () => {
    for (const url of [
      'postgres://u:${env:P}@h/d',
      'postgres://u@h/d',
      'postgres://u:@h/d',
      'postgres://h:5432/d?application_name=a@b',
      'postgres://h/d?password=${env:P}',
      'sqlite:a:b@c.db',
      '${env:URL}',
    ]) {
      assert.equal(holdsPassword(url), false, url);
    }
  });
});
