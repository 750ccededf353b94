import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Tally } from '../../support/tally.ts';
import { Shop } from './harness.ts';
import { assertHarmless } from './harmless.ts';

const tally = new Tally('hostile-structures', ['inputs', 'commands']);
after(() => {
  tally.write();
});

const nested = (open: string, close: string, depth: number): string =>
  `${open.repeat(depth)}1${close.repeat(depth)}`;

const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
  .concat(Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`))
  .join('\n');

const folder = 'migrations/V001__x';
const versioned = { [`${folder}/up.sql`]: 'SELECT 1;\n', [`${folder}/down.sql`]: 'SELECT 1;\n' };
const metadata = (yaml: string) => ({
  ...versioned,
  [`${folder}/metadata.yaml`]: `version: 1\n${yaml}\n`,
});
const simple = (files: Readonly<Record<string, string>>) => ({
  'migrations/1_x.sql': 'SELECT 1;\n',
  ...files,
});

/** What is to be said of it; null: it is taken as it is. */
const STRUCTURES: Readonly<
  Record<string, readonly [Readonly<Record<string, string>>, RegExp | null]>
> = {
  'a YAML bomb': [metadata(bomb), /is not YAML/],
  'YAML that holds itself': [metadata('notes: &a [*a]'), /refers to itself/],
  'YAML that holds itself by a key': [metadata('x: &a {? *a : 1}'), /metadata/],
  'YAML lists, deep': [metadata(`notes: ${nested('[', ']', 12_000)}`), /is not YAML/],
  'YAML maps, deep': [metadata(`notes: ${nested('{a: ', '}', 5_000)}`), /metadata/],
  'long YAML': [metadata(`notes: ${'x'.repeat(40_000)}`), /longer than 32 kB/],
  'YAML tags of programs': [
    metadata('notes: !!python/object/apply:os.system ["touch OWNED"]'),
    /not YAML/,
  ],
  'YAML prototypes': [metadata('__proto__: {reversible: false}\nconstructor: 1'), /unknown key/],
  'JSON lists, deep': [
    simple({ 'strata.json': `{"rules": ${nested('[', ']', 100_000)}}` }),
    /nested too deeply/,
  ],
  'JSON objects, deep': [
    simple({ 'strata.json': nested('{"a":', '}', 80_000) }),
    /nested too deeply/,
  ],
  'JSON prototypes': [
    simple({ 'strata.json': '{"__proto__": {"convention": "sqlx"}}' }),
    /cannot be a name/,
  ],
  'TOML lists, deep': [simple({ 'sqlx.toml': `a = ${nested('[', ']', 100_000)}` }), /nested/],
  'TOML tables, deep': [
    simple({ 'sqlx.toml': `[${Array(50_000).fill('a').join('.')}]\nb = 1` }),
    null,
  ],
  'TOML prototypes': [simple({ 'sqlx.toml': '[migrate]\n__proto__ = 1' }), /unknown key/],
  'variables that grow': [
    simple({
      '.env': `A0=xxxxxxxx\n${Array.from({ length: 30 }, (_, i) => `A${i + 1}=${`$A${i}`.repeat(9)}`).join('\n')}\n`,
    }),
    /longer than 100000 characters/,
  ],
  'variables of themselves': [simple({ '.env': `${'A=$A$A\n'.repeat(10_000)}B=\${` }), null],
};

describe('a file that is built to be too much', () => {
  for (const [what, [files, said]] of Object.entries(STRUCTURES)) {
    it(what, async () => {
      const shop = new Shop(files, {});
      tally.add('inputs');
      // Without an address on the command line, .env is read, too.
      const both = [
        await shop.strata('validate', '--url', 'sqlite:x.db'),
        await shop.strata('status'),
      ];
      for (const result of both) {
        tally.add('commands');
        assertHarmless(result, what);
      }
      const printed = both.map(({ stdout, stderr }) => `${stdout}${stderr}`).join('\n');
      if (said !== null) assert.match(printed, said);
    });
  }
});
