import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { StrataError } from '../../../src/core/errors.ts';
import { parseConfig } from '../../../src/project/parse-config.ts';
import { openProject } from '../../../src/project/project.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const parse = (text: string) => parseConfig(text, '/shop/strata.json');

function faultIn(text: string): StrataError {
  try {
    parse(text);
  } catch (error) {
    return error as StrataError;
  }
  return assert.fail(`nothing is wrong with ${text}`);
}

describe('strata.json', () => {
  it('says nothing where it is empty', () => {
    assert.deepEqual(parse('{}'), {
      migrations: null,
      convention: null,
      options: {},
      environments: [],
      defaultEnvironment: null,
      rules: {},
      problems: [],
    });
  });

  it('is read with all its keys, comments and trailing commas', () => {
    const text = `{
  // The schema is known without it.
  "$schema": "https://example.com/strata.schema.json",
  "migrations": "db/changes", /* here */
  "convention": "sqlx",
  "options": { "table": "t", "lockFile": "l", "backupFolder": "b", "backupRetention": 3 },
  "environments": {
    "staging": { "url": "postgres://db/shop", "shadowUrl": "pglite:" },
    "production": {
      "url": "postgres://app:\${env:PASSWORD}@db/shop",
      "protected": true,
      "backup": "before-apply",
      "timeouts": { "lock": 3 },
    },
    "10": {},
  },
  "defaultEnvironment": "production",
  "rules": { "gap": "off", "too-large": "error" },
}`;
    assert.deepEqual(parse(text.replaceAll('\n', '\r\n')), {
      migrations: 'db/changes',
      convention: 'sqlx',
      options: { table: 't', lockFile: 'l', backupFolder: 'b', backupRetention: 3 },
      environments: [
        {
          name: 'staging',
          url: 'postgres://db/shop',
          shadowUrl: 'pglite:',
          protected: false,
          backup: null,
          timeouts: null,
          line: 8,
        },
        {
          name: 'production',
          url: 'postgres://app:${env:PASSWORD}@db/shop',
          shadowUrl: null,
          protected: true,
          backup: 'before-apply',
          timeouts: { lock: 3000, statement: null },
          line: 10,
        },
        {
          name: '10',
          url: null,
          shadowUrl: null,
          protected: false,
          backup: null,
          timeouts: null,
          line: 15,
        },
      ],
      defaultEnvironment: 'production',
      rules: { gap: 'off', 'too-large': 'error' },
      problems: [],
    });
  });

  const WRONG: readonly (readonly [text: string, ...lines: readonly string[]])[] = [
    ['', '1:1: a value is expected here'],
    ['{', '1:2: a closing } is expected here'],
    ['{\n  "migrations": \n}', '3:1: a value is expected here'],
    ['{\n  "migrations": "a"\n  "convention": "sqlx"\n}', '3:3: a comma is expected here'],
    ['{ "migrations" "a" }', '1:16: a colon is expected here'],
    ['{ migrations: 1 }', '1:3: this is not JSON: keys and text stand in double quotes'],
    ['{ "migrations": "a\n" }', '1:17: this text does not end on its line'],
    ['{} /* x', '1:4: this comment does not end'],
    ['{} {}', '1:4: the file should end here'],
    [
      '{ "migrations": "\\q" }',
      '1:17: this escape is none that JSON knows; a backslash is written \\\\',
    ],
    ['[]', '1:1: the file must not be a list'],
    ['"migrations"', '1:1: the file must be an object'],
    ['{ "migratons": "a" }', '1:3: migratons is not a known key. Did you mean "migrations"?'],
    [
      '{ "password": "a" }',
      '1:3: password is not a known key. Known: $schema, migrations, convention, options, environments, defaultEnvironment, rules',
    ],
    ['{ "migrations": 1 }', '1:17: migrations must be text'],
    ['{ "migrations": "" }', '1:17: migrations must not be empty'],
    ['{ "migrations": null }', '1:17: migrations must be text'],
    ['{ "migrations": ["a"] }', '1:17: migrations must not be a list'],
    [
      '{ "options": { "tabel": "t" } }',
      '1:16: options.tabel is not a known key. Did you mean "table"?',
    ],
    [
      '{ "options": { "backupRetention": 0.5 } }',
      '1:35: options.backupRetention must be a whole number, 1 or more',
    ],
    [
      '{ "options": { "backupRetention": 0 } }',
      '1:35: options.backupRetention must be a whole number, 1 or more',
    ],
    ['{ "environments": [] }', '1:19: environments must not be a list'],
    ['{ "environments": "dev" }', '1:19: environments must be an object'],
    ['{ "environments": { "dev": "sqlite:a.db" } }', '1:28: environments.dev must be an object'],
    [
      '{ "environments": { "dev": { "protected": "yes" } } }',
      '1:43: environments.dev.protected must be true or false',
    ],
    [
      '{ "environments": { "dev": { "backup": "before" } } }',
      '1:40: environments.dev.backup must be one of "never", "before-apply". Did you mean "before-apply"?',
    ],
    [
      '{ "environments": { "dev": { "timeouts": { "lock": 2147484 } } } }',
      '1:52: environments.dev.timeouts.lock must be 2147483 or less',
    ],
    [
      '{ "environments": { "dev": { "ulr": "a" } } }',
      '1:30: environments.dev.ulr is not a known key. Did you mean "url"?',
    ],
    ['{ "environments": { "a": {}, "b": {}, "a": {} } }', '1:39: environments.a is written twice'],
    ['{ "environments": { "": {} } }', '1:21: environments. cannot be a name'],
    ['{ "environments": { "a\\nb": {} } }', '1:21: environments.a\nb cannot be a name'],
    ['{ "environments": { "__proto__": {} } }', '1:21: environments.__proto__ cannot be a name'],
    [
      '{ "environments": { "constructor": {} } }',
      '1:21: environments.constructor cannot be a name',
    ],
    ['{ "__proto__": { "migrations": "a" } }', '1:3: __proto__ cannot be a name'],
    ['{ "migrations": "a", "migrations": "b" }', '1:22: migrations is written twice'],
    [
      '{ "environments": { "production": {} }, "defaultEnvironment": "prodction" }',
      '1:63: defaultEnvironment names no environment of this file: "prodction". Did you mean "production"?',
    ],
    [
      '{ "environments": { "dev": {} }, "defaultEnvironment": "production" }',
      '1:56: defaultEnvironment names no environment of this file: "production". Known: dev',
    ],
    [
      '{ "defaultEnvironment": "dev" }',
      '1:25: defaultEnvironment names no environment of this file: "dev".',
    ],
    [
      '{ "rules": { "gap": "warn" } }',
      '1:21: rules.gap must be one of "off", "info", "warning", "error". Did you mean "warning"?',
    ],
    ['{ "rules": { "gaps": "off" } }', '1:14: rules.gaps is not a known key. Did you mean "gap"?'],
    [
      '{\n  "rules": { "gap": 1 },\n  "migrations": 2,\n  "conventions": "sqlx"\n}',
      '2:21: rules.gap must be one of "off", "info", "warning", "error"',
      '3:17: migrations must be text',
      '4:3: conventions is not a known key. Did you mean "convention"?',
    ],
  ];
  for (const [text, ...lines] of WRONG) {
    it(`says what is wrong with ${text.replaceAll('\n', '⏎')}`, () => {
      const error = faultIn(text);
      assert.equal(error.code, 'configuration');
      assert.equal(error.message, lines.map((line) => `strata.json:${line}`).join('\n'));
      assert.deepEqual(error.place, {
        path: '/shop/strata.json',
        line: Number(lines[0]?.split(':')[0]),
      });
    });
  }

  it('names the conventions that there are', () => {
    assert.match(
      faultIn('{ "convention": "sqlxx" }').message,
      /^strata\.json:1:17: convention must be one of .*"sqlx".*\. Did you mean "sqlx"\?$/,
    );
  });

  it('warns of a password that everybody can read', () => {
    const [problem, ...others] = parse(
      '{ "environments": {\n  "dev": { "url": "postgres://u:geheim@h/d" }, "b": { "url": "sqlite:a.db" } } }',
    ).problems;
    assert.deepEqual(others, []);
    assert.ok(problem);
    assert.deepEqual(
      [problem.code, problem.severity, problem.path],
      ['literal-password', 'warning', 'strata.json'],
    );
    assert.deepEqual(problem.location, { line: 2, column: 19, endLine: 2, endColumn: 44 });
    assert.match(
      problem.message,
      /^The address “url” of dev holds a password .*\$\{env:PASSWORD\}/,
    );
    assert.doesNotMatch(problem.message, /geheim/);
  });

  it('tells two passwords of one environment apart', () => {
    const both = '{ "url": "postgres://u:a@h/d", "shadowUrl": "postgres://u:b@h/d" }';
    const messages = parse(`{ "environments": { "dev": ${both} } }`).problems.map(
      ({ message }) => /^The address “(\w+)” of dev/.exec(message)?.[1],
    );
    assert.deepEqual(messages, ['url', 'shadowUrl']);
  });
});

describe('the file strata.json', () => {
  const projectWith = (write: (path: string) => void) => {
    const root = temporaryFolder('config');
    write(join(root, 'strata.json'));
    return openProject(root);
  };

  it('may begin with a byte order mark', async () => {
    const { migrationsFolder } = await projectWith((path) => {
      writeFileSync(path, '\uFEFF{ "migrations": "changes" }');
    });
    assert.equal(migrationsFolder, 'changes');
  });

  it('may be a link', async () => {
    const other = join(temporaryFolder('config'), 'shared.json');
    writeFileSync(other, '{ "migrations": "changes" }');
    const { migrationsFolder } = await projectWith((path) => {
      symlinkSync(other, path);
    });
    assert.equal(migrationsFolder, 'changes');
  });

  for (const [what, write, message] of [
    [
      'a folder',
      (path: string) => {
        mkdirSync(path);
      },
      /^strata\.json is not a file\.$/,
    ],
    [
      'a link to itself',
      (path: string) => {
        symlinkSync('strata.json', path);
      },
      /^strata\.json cannot be read: ELOOP/,
    ],
    [
      'no text',
      (path: string) => {
        writeFileSync(path, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
      },
      /^strata\.json is not UTF-8 text\.$/,
    ],
    [
      'larger than anybody writes',
      (path: string) => {
        writeFileSync(path, ' '.repeat(1_000_001));
      },
      /^strata\.json is larger than 1 MB\.$/,
    ],
  ] as const) {
    it(`that is ${what} is told`, async () => {
      await assert.rejects(projectWith(write), { code: 'configuration', message });
    });
  }
});
