import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Client } from 'pg';
import { postgres } from '../../support/postgres.ts';
import { Search, SECRET } from '../../support/secret.ts';
import { serveCommands, Shop, type Result } from './harness.ts';

serveCommands();

const planted = SECRET;

const search = new Search('secrets-cli');
after(() => {
  search.end();
});

const migrations = { 'migrations/1_x.sql': 'SELECT 1;\n' };

function assertSilent({ stdout, stderr }: Result, path: string): void {
  search.assertSilent(`${stdout}${stderr}`, path);
}

describe('the password of an address', () => {
  const encoded = encodeURIComponent(planted);
  const commands = [
    ['status'],
    ['status', '--json', '--verbose'],
    ['up', '--verbose'],
    ['down', '--json'],
    ['plan'],
    ['validate', '--format', 'github'],
    ['doctor', '--verbose'],
    ['doctor', '--json'],
    ['init', '--verbose'],
    ['backup'],
    ['backups', '--json'],
    ['database', 'create'],
    ['shell', '--', '-c', 'SELECT 1'],
    ['reset'],
    ['restore'],
  ];

  const addresses: readonly (readonly [path: string, address: string])[] = [
    ['an unknown scheme', `mysql://user:${encoded}@localhost/shop`],
    ['no scheme at all', `user:${encoded}@localhost/shop`],
    ['a password that is not encoded', `postgres://user:${planted}@localhost/shop`],
    ['a wrong port', `postgres://user:${encoded}@localhost:99999/shop`],
    ['several hosts', `postgres://user:${encoded}@one,two/shop`],
    ['a host that is not there', `postgres://user:${encoded}@no-such-host.invalid/shop`],
    ['a port where nothing listens', `postgres://user:${encoded}@127.0.0.1:1/shop`],
    ['a wrong sslmode', `postgres://user:${encoded}@127.0.0.1/shop?sslmode=maybe`],
    ['a password as a parameter', `postgres://user@127.0.0.1:1/shop?password=${encoded}`],
    [
      'a certificate that is not there',
      `postgres://user:${encoded}@127.0.0.1:1/shop?sslrootcert=no.pem&sslmode=verify-full`,
    ],
  ];
  for (const [path, address] of addresses) {
    it(`stays secret: ${path}`, async () => {
      const variables = [
        new Shop(migrations, { DATABASE_URL: address }),
        new Shop({ ...migrations, '.env': `DATABASE_URL='${address.replaceAll("'", '%27')}'\n` }),
      ];
      for (const shop of variables) {
        for (const command of [commands[1] ?? [], commands[2] ?? []]) {
          const result = await shop.strata(...command);
          assert.ok([2, 3].includes(result.code ?? 0), `${result.code}: ${result.stderr}`);
          assertSilent(result, `${path}, ${command.join(' ')}`);
        }
        assertSilent(await shop.strata('doctor', '--json'), `${path}, doctor`);
      }
      assertSilent(await new Shop(migrations).strata('up', '--url', address), `${path}, --url`);
    });
  }

  it('stays secret where it is right, and where the server repeats what it was sent', async () => {
    const server = await postgres();
    const { name } = await server.createDatabase();
    const role = `planted_${name}`;
    await asAdmin(server.url(name), `CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD ${quoted}`);
    const at = `${server.host}:${server.port}`;
    const right = `postgres://${role}:${encoded}@${at}/${name}`;
    const shop = new Shop(
      { ...migrations, 'migrations/2_bad.sql': 'SELECT * FROM userz;\n' },
      { DATABASE_URL: right },
    );
    for (const command of commands) {
      const result = await shop.strata(...command);
      // What loses everything asks for the database's name.
      const isAsked = ['reset', 'restore'].includes(command[0] ?? '');
      assert.ok(isAsked || ![2, 3].includes(result.code ?? 2), result.stderr);
      assertSilent(result, command.join(' '));
    }
    for (const [path, address] of [
      ['a database that is not there', `postgres://${role}:${encoded}@${at}/nope`],
      ['TLS where there is none', `${right}?sslmode=require`],
      ['a wrong password', `postgres://${role}:${encoded}x@${at}/${name}`],
      ['wrong options', `${right}?options=-c%20nonsense=${encoded}`],
    ] as const) {
      const result = await shop.strata('status', '--url', address);
      assert.equal(result.code, 3, `${path}: ${result.stderr}`);
      assertSilent(result, path);
    }
  });
});

const quoted = `'${planted.replaceAll("'", "''")}'`;

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
