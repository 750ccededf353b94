import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { Tally } from '../../support/tally.ts';
import { engines, serveCommands, Shop, type Variables } from './harness.ts';
import { assertHarmless } from './harmless.ts';

serveCommands();

const tally = new Tally('hostile-text', ['inputs', 'commands']);
after(() => {
  tally.write();
});

/** What a stranger may write, and what it would do where it were more than text. */
const USUAL: Readonly<Record<string, string>> = {
  SQL: `x"'); DROP TABLE victim; CREATE TABLE owned (id int); --`,
  'what steers a terminal, or a CI':
    'a\u202Efed\u2066b\u200F\u061C\u001B]0;owned\u0007\u001B[2J\u009B31m\u0008\u007F\n::error file=a::owned\n \t::add-mask::y\r::stop-commands::z\r\n##',
  'a shell’s commands': '$(touch OWNED);`touch OWNED`|touch OWNED & %PATH% %0A::error::%s%n{0}',
};

const OTHERS: Readonly<Record<string, string>> = {
  'SQL in a name': 'x"; DROP TABLE victim; CREATE TABLE owned (id int); --',
  'SQL in a literal': "x'); DROP TABLE victim; CREATE TABLE owned (id int); --\\'",
  'SQL after a dollar': '$$; DROP TABLE victim; $$ :x @y ? $1',
  'an option': '--help',
  'a path': '..\\..\\..',
  'a prototype': '__proto__',
  'a member': 'constructor',
  'a long name': 'é'.repeat(120),
};

/** All of them, with everything else that is tried by `npm run reliability`. */
const TEXTS = process.env.STRATA_ALL_HOSTILE === '1' ? { ...USUAL, ...OTHERS } : USUAL;

/** No file name of this length, or with these characters, is there on Linux. */
const asFileName = (text: string): string => text.slice(0, 100).replaceAll('/', '∕');

interface Try {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Variables;
  readonly commands: readonly (readonly string[])[];
}

const simple = { 'migrations/1_x.sql': 'SELECT 1;\n' };
const folders = {
  'migrations/V001__x/up.sql': 'SELECT 1;\n',
  'migrations/V001__x/down.sql': 'SELECT 1;\n',
};
const APPLY = [
  ['up', '--json'],
  ['status', '--verbose'],
  ['validate', '--format', 'github'],
];
const quotedToml = (text: string): string => JSON.stringify(text).replaceAll('\u007F', '\\u007F');

/** Where it may be written. */
const PLACES: Readonly<Record<string, (text: string, url: string) => Try>> = {
  'the table of strata.json': (text) => ({
    files: {
      ...simple,
      'strata.json': JSON.stringify({ convention: 'sections', options: { table: text } }),
    },
    commands: APPLY,
  }),
  'the table of sqlx.toml, quoted': (text) => ({
    files: {
      ...simple,
      'sqlx.toml': `[migrate]\ntable-name = ${quotedToml(`"${text.replaceAll('"', '""')}"`)}\n`,
    },
    commands: APPLY,
  }),
  'the table of sqlx.toml': (text) => ({
    files: { ...simple, 'sqlx.toml': `[migrate]\ntable-name = ${quotedToml(text)}\n` },
    commands: APPLY,
  }),
  'schemas of sqlx.toml': (text) => ({
    files: { ...simple, 'sqlx.toml': `[migrate]\ncreate-schemas = [${quotedToml(text)}]\n` },
    commands: APPLY,
  }),
  'the folder of sqlx.toml': (text) => ({
    files: { ...simple, 'sqlx.toml': `[migrate]\nmigrations-dir = ${quotedToml(text)}\n` },
    commands: APPLY,
  }),
  'a key of sqlx.toml': (text) => ({
    files: { ...simple, 'sqlx.toml': `[migrate]\n${quotedToml(text)} = 1\n` },
    commands: APPLY,
  }),
  'a description': (text) => ({
    files: { [`migrations/1_${asFileName(text)}.sql`]: 'SELECT 1;\n' },
    commands: APPLY,
  }),
  'a description of what fails': (text) => ({
    files: { [`migrations/1_${asFileName(text)}.sql`]: `SELECT 1;\nSELECT ${text};\n` },
    commands: [['up'], ['up', '--json'], ['status']],
  }),
  'the name of a file that is none': (text) => ({
    files: { ...simple, [`migrations/${asFileName(text)}.sql`]: '' },
    commands: APPLY,
  }),
  'the name of a folder': (text) => ({
    files: { [`migrations/V002__${asFileName(text)}/up.sql`]: 'SELECT 1;\n', ...folders },
    commands: APPLY,
  }),
  'metadata.yaml': (text) => ({
    files: {
      ...folders,
      'migrations/V001__x/metadata.yaml': [
        'version: 1',
        ...['description', 'author', 'notes', text].map(
          (key) => `${JSON.stringify(key)}: ${JSON.stringify(text)}`,
        ),
        `tags: [${JSON.stringify(text)}]`,
        `dependencies: [${JSON.stringify(text)}]`,
      ].join('\n'),
    },
    commands: [...APPLY, ['down', '--json']],
  }),
  'an environment': (text, url) => ({
    files: {
      ...simple,
      'strata.json': `{"environments": {${JSON.stringify(text)}: {"url": ${JSON.stringify(url)}, "protected": true}}}`,
    },
    commands: [...APPLY, ['up', '--environment', text], ['up', `--confirm=${text}`]],
  }),
  'a convention': (text) => ({
    files: { ...simple, 'strata.json': JSON.stringify({ convention: text, [text]: text }) },
    commands: APPLY,
  }),
  '.env': (text) => ({
    files: { ...simple, '.env': `A='${text}'\n${text}=1\nPGAPPNAME="${text}"\n${text}\n` },
    commands: APPLY,
  }),
  'the command line': (text) => ({
    files: simple,
    commands: [
      ['up', `--to=${text}`],
      ['down', `--to=${text}`, '--json'],
      ['to', '--', text],
      ['restore', '--json', '--', text],
      ['up', `--environment=${text}`],
      ['up', `--convention=${text}`],
      ['status', `--migrations=${text}`],
      ['status', `-C${text}`],
      ['up', `--lock-timeout=${text}`],
      [text],
      ['create', '--json', '--', text],
    ],
  }),
  'the database': (text, url) => ({
    files: simple,
    env: { DATABASE_URL: url.replace(/[^/:]*$/, encodeURIComponent(text)) },
    commands: [
      ...APPLY,
      ['backup', '--json'],
      ['reset', '--json', `--confirm=${text}`],
      ['database', 'drop', `--confirm=${text}`],
    ],
  }),
  'parts of an address': (text) => ({
    files: simple,
    env: { DATABASE_URL: `postgres://${encodeURIComponent(text)}@127.0.0.1:1/x` },
    commands: [
      ['status'],
      ['status', '--json', `--url=postgres://u@${encodeURIComponent(text)}:1/x`],
      ['status', `--url=${text}`],
      ['status', `--url=postgres://127.0.0.1:1/x?sslmode=${encodeURIComponent(text)}`],
      ['status', `--url=postgres://127.0.0.1:1/x?host=${encodeURIComponent(text)}`],
    ],
  }),
  'settings of an address': (text, url) => ({
    files: simple,
    env: {
      DATABASE_URL: `${url}?application_name=${encodeURIComponent(text)}&options[search_path]=${encodeURIComponent(`"${text}",public`)}`,
      PGOPTIONS: '',
    },
    commands: [...APPLY, ['doctor']],
  }),
  'the one who is at work': (text) => ({
    files: { ...folders, '.git/config': `[user]\nname = ${JSON.stringify(text)}\n` },
    env: { GIT_AUTHOR_NAME: text.replaceAll('\0', ''), USER: text },
    commands: [['create', 'more', '--json'], ...APPLY],
  }),
};

/** Where the text gets as far as to a server, one differs from the other. */
const IN_DATABASES = new Set([
  ...['the table of strata.json', 'the table of sqlx.toml, quoted', 'the table of sqlx.toml'],
  ...['schemas of sqlx.toml', 'a description', 'the name of a folder', 'metadata.yaml'],
  ...['the database', 'settings of an address', 'the one who is at work'],
]);

for (const [engine, open] of Object.entries(engines)) {
  for (const [place, write] of Object.entries(PLACES)) {
    if (engine === 'postgres' && !IN_DATABASES.has(place)) continue;
    describe(`${place}, on ${engine}`, () => {
      for (const [kind, text] of Object.entries(TEXTS)) {
        it(`holds ${kind}`, async () => {
          const bench = await open();
          await bench.execute('CREATE TABLE victim (id int)');
          await bench.execute('INSERT INTO victim VALUES (1)');
          const { files = {}, env = {}, commands } = write(text, bench.url);
          const shop = new Shop(files, { DATABASE_URL: bench.url, ...env });
          tally.add('inputs');
          for (const command of commands) {
            tally.add('commands');
            const result = await shop.strata(...command);
            assertHarmless(result, `${place}: ${kind}: ${JSON.stringify(command)}`);
          }
          assert.equal((await bench.look('SELECT * FROM victim')).length, 1);
          await assert.rejects(bench.look('SELECT * FROM owned'));
          for (const name of ['OWNED', 'migrations/OWNED']) assert.ok(!existsSync(shop.path(name)));
        });
      }
    });
  }
}
