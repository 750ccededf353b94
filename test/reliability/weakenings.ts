import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const src = join(import.meta.dirname, '../../src');

/** One thing taken out of the runner that keeps it from harm. */
export interface Weakening {
  readonly name: string;
  /** By file below src; each text must be there. */
  readonly edits: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>;
  /** Words of the names of trials that are to find it out. */
  readonly trials: readonly string[];
}

const send = 'for (const statement of unit.record) await send(client, statement);';
const record = `script.record(session, record, { completed, kept: 'nothing' });`;
const lookAgain = 'if (guard) lookAgain(session, script, guard);';

const guardOff = {
  'databases/postgres/guard.ts': [
    ["if (found !== (expects === 'row')) throw overtaken();", ''],
    ['...lock.map(inline), ', ''],
  ],
  'databases/sqlite/run-in-transaction.ts': [
    ["if (rows.length > 0 !== (expects === 'row')) throw overtaken();", ''],
  ],
} as const;

const lockOff = {
  'databases/postgres/lock.ts': [['pg_try_advisory_lock(', 'pg_try_advisory_lock_shared(']],
} as const;

export const WEAKENINGS: readonly Weakening[] = [
  { name: 'guard off, against a tool without a lock', edits: guardOff, trials: ['race'] },
  {
    name: 'history row committed after the script',
    edits: {
      'databases/postgres/apply-whole.ts': [[send, `await client.query('COMMIT; BEGIN'); ${send}`]],
    },
    trials: ['faults postgres'],
  },
  {
    name: 'history row committed before the script',
    edits: {
      'databases/postgres/apply-whole.ts': [
        [send, ''],
        [
          'await script.send(client);',
          `${send} await client.query('COMMIT; BEGIN'); await script.send(client);`,
        ],
        ['if (beginning !== begun) throw endedItself(unit, script);', ''],
      ],
    },
    trials: ['faults postgres'],
  },
  {
    name: 'history row committed after the script, SQLite',
    edits: {
      'databases/sqlite/run-in-transaction.ts': [
        [record, `session.exec('COMMIT'); session.exec('BEGIN IMMEDIATE'); ${record}`],
      ],
    },
    trials: ['faults sqlite'],
  },
  {
    name: 'history row committed before the script, SQLite',
    edits: {
      'databases/sqlite/run-in-transaction.ts': [
        [record, ''],
        [
          lookAgain,
          `${lookAgain} script.record(session, record, { completed: 0, kept: 'nothing' }); session.exec('COMMIT'); session.exec('BEGIN IMMEDIATE');`,
        ],
      ],
    },
    trials: ['faults sqlite'],
  },
  {
    name: 'commits not awaited on the disk',
    edits: {
      'databases/postgres/apply-whole.ts': [
        ["'BEGIN;'", "'BEGIN; SET LOCAL synchronous_commit = off;'"],
      ],
    },
    trials: ['faults postgres killed'],
  },
  {
    name: 'lock file looked for, then written',
    edits: {
      'databases/sqlite/lock-file.ts': [
        ['publish(writeUnnamed(path, content), path);', 'writeFileSync(path, content);'],
      ],
    },
    trials: ['at once sqlite/versioned-folders'],
  },
  {
    name: 'progress of scripts without a transaction not written down',
    edits: {
      'databases/postgres/pieces.ts': [['await this.#write(index + 1, false);', '']],
    },
    trials: ['faults postgres/sqlx-no-transaction'],
  },
  {
    name: 'progress written down after the statement, in a transaction of its own',
    edits: {
      'databases/postgres/pieces.ts': [
        [
          'await this.#write(index + 1, false);',
          "await this.#client.query('COMMIT; BEGIN'); await this.#write(index + 1, false);",
        ],
      ],
    },
    trials: ['faults postgres/sqlx-no-transaction'],
  },
  {
    name: 'progress not written down, SQLite',
    edits: { 'databases/sqlite/pieces.ts': [['this.#write(index + 1);', '']] },
    trials: ['faults sqlite/sqlx-no-transaction'],
  },
  {
    name: 'what cannot be in a transaction not marked before it begins',
    edits: { 'databases/postgres/pieces.ts': [['await this.advance(true);', '']] },
    trials: ['faults postgres/sqlx-no-transaction', 'faults cockroach', 'faults yugabyte'],
  },
  {
    name: 'lease not looked at again',
    edits: { 'databases/postgres/exclusion.ts': [['held: lease.held,', "held: 'true',"]] },
    trials: ['faults cockroach', 'faults yugabyte'],
  },
  {
    name: 'restored into the file itself',
    edits: {
      'databases/sqlite/administration.ts': [
        [
          "if (await inChild({ call: 'put-back', path, file }, signal)) return;",
          'copyFileSync(file, path); return;',
        ],
      ],
    },
    trials: ['restore'],
  },
  { name: 'lock off', edits: lockOff, trials: ['at once postgres'] },
  {
    name: 'lock and guard off',
    edits: { ...lockOff, 'databases/postgres/guard.ts': guardOff['databases/postgres/guard.ts'] },
    trials: ['at once postgres/versioned-folders'],
  },
];

/** Whether a trial is to find it out. */
export function isFor({ trials }: Weakening, { name }: { readonly name: string }): boolean {
  return trials.some((words) => words.split(' ').every((word) => name.includes(word)));
}

/** Changes the sources on their way into the bundle. @throws where a text is not there (any more) */
export function weaken({ name, edits }: Weakening): Plugin {
  return {
    name,
    setup(build) {
      for (const [file, changes] of Object.entries(edits)) {
        const path = join(src, file);
        let contents = readFileSync(path, 'utf8');
        for (const [from, to] of changes) {
          if (!contents.includes(from)) throw new Error(`${name}: ${file} has no “${from}”`);
          contents = contents.replaceAll(from, to);
        }
        build.onLoad({ filter: /\.ts$/ }, ({ path: loaded }) =>
          loaded === path ? { contents, loader: 'ts' } : undefined,
        );
      }
    },
  };
}
