import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConfig } from '../../../src/conventions/sqlx/config.ts';
import { sqlx } from '../../../src/conventions/sqlx/index.ts';
import { StrataError } from '../../../src/core/errors.ts';

const DEFAULTS = {
  urlVariable: 'DATABASE_URL',
  migrationsFolder: 'migrations',
  tableName: '_sqlx_migrations',
  createSchemas: [],
  ignoredChars: [],
  migrationType: 'inferred',
  versioning: 'inferred',
};

describe('sqlx.toml', () => {
  it('need not be there, nor say anything', () => {
    for (const text of [undefined, '', '# nothing\n', '[migrate]\n', '[macros]\nx = 1\n']) {
      assert.deepEqual(readConfig(text), DEFAULTS);
    }
  });

  it('is read as sqlx 0.9 reads it', () => {
    const text = `
      [common]
      database-url-var = "SHOP_DATABASE_URL"

      [drivers.sqlite]
      unsafe-load-extensions = ["uuid"]

      [migrate]
      create-schemas = ["shop", "audit"]
      table-name = "shop._sqlx_migrations"
      migrations-dir = "db/migrations"
      ignored-chars = [" ", "\\t", "\\r", "\\n", "\\uFEFF"]

      [migrate.defaults]
      migration-type = "reversible"
      migration-versioning = "sequential"`;
    assert.deepEqual(readConfig(text), {
      urlVariable: 'SHOP_DATABASE_URL',
      migrationsFolder: 'db/migrations',
      tableName: 'shop._sqlx_migrations',
      createSchemas: ['shop', 'audit'],
      ignoredChars: [' ', '\t', '\r', '\n', '\uFEFF'],
      migrationType: 'reversible',
      versioning: 'sequential',
    });
  });

  it('makes the convention', async () => {
    const text =
      '[common]\ndatabase-url-var = "A"\n[migrate]\nmigrations-dir = "b"\ntable-name = "C.d"\n';
    const { convention, migrationsFolder } = await sqlx.configure(
      new Map([['sqlx.toml', text]]),
      {},
    );
    assert.equal(convention.urlVariable, 'A');
    assert.equal(migrationsFolder, 'b');
    assert.deepEqual(convention.historyTable('postgres'), { schema: 'c', name: 'd' });
    assert.deepEqual(convention.historyTable('sqlite'), { schema: 'C', name: 'd' });
  });

  const wrong: [text: string, message: RegExp][] = [
    ['[migrate]\n\ntable-name =\n', /^sqlx\.toml, line 3: /],
    ['migrate = 1\n', /^sqlx\.toml: migrate must be a table\.$/],
    ['[migrate]\ntable-name = 1\n', /^sqlx\.toml: table-name must be a string\.$/],
    [
      '[migrate]\ncreate-schemas = "a"\n',
      /^sqlx\.toml: create-schemas must be a list of strings\.$/,
    ],
    ['[migrate]\nignored-chars = [1]\n', /^sqlx\.toml: ignored-chars must be a list of /],
    [
      '[migrate]\nignored-chars = ["ab"]\n',
      /^sqlx\.toml: ignored-chars must be a list of single characters\.$/,
    ],
    [
      '[migrate.defaults]\nmigration-type = "up"\n',
      /^sqlx\.toml: migration-type must be inferred \| simple \| reversible\.$/,
    ],
    [
      '[migrate.defaults]\nmigration-versioning = "x"\n',
      /^sqlx\.toml: migration-versioning must be inferred \| timestamp \| sequential\.$/,
    ],
    ['[migrate]\ntable_name = "a"\n', /^sqlx\.toml: unknown key table_name in \[migrate\]/],
    [
      '[migrate.defaults]\ntype = "simple"\n',
      /^sqlx\.toml: unknown key type in \[migrate\.defaults\]/,
    ],
  ];
  for (const [text, message] of wrong) {
    it(`${JSON.stringify(text)} is refused`, () => {
      assert.throws(
        () => readConfig(text),
        (error) => {
          assert.ok(error instanceof StrataError);
          assert.equal(error.code, 'configuration');
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  it('may hold one character of two UTF-16 units', () => {
    assert.deepEqual(readConfig('[migrate]\nignored-chars = ["😀"]\n').ignoredChars, ['😀']);
  });
});

describe('the history table’s name', () => {
  const cases: [
    written: string,
    postgres: [string | null, string],
    sqlite: [string | null, string],
  ][] = [
    ['_sqlx_migrations', [null, '_sqlx_migrations'], [null, '_sqlx_migrations']],
    ['Shop.Migrations', ['shop', 'migrations'], ['Shop', 'Migrations']],
    ['"Shop"."My Migrations"', ['Shop', 'My Migrations'], ['Shop', 'My Migrations']],
    ['"a.b".c', ['a.b', 'c'], ['a.b', 'c']],
    ['"say ""hi"""', [null, 'say "hi"'], [null, 'say "hi"']],
  ];
  for (const [written, postgres, sqlite] of cases) {
    it(`${written} is read as SQL reads it`, async () => {
      const text = `[migrate]\ntable-name = '${written}'\n`;
      const { convention } = await sqlx.configure(new Map([['sqlx.toml', text]]), {});
      for (const [engine, [schema, name]] of [
        ['postgres', postgres],
        ['sqlite', sqlite],
      ] as const) {
        assert.deepEqual(convention.historyTable(engine), { schema, name });
      }
    });
  }
});
