import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const src = join(import.meta.dirname, '../../src');

/** One thing taken out of the runner that keeps it from harm. */
export interface Weakening {
  readonly name: string;
  /** By file below src; each text must be there. */
  readonly edits: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>;
  /** The names of those that are to find it out. */
  readonly trials: RegExp;
}

const recordAhead = '...unit.record.map(execute),';
const declare = '`DECLARE ${cursor} CURSOR FOR SELECT`,';
const record = `script.record(session, record, { completed, kept: 'nothing' });`;
const lookAgain = 'if (guard) lookAgain(session, script, guard);';

const guardOff = {
  'databases/postgres/guard.ts': [
    ["if (found !== (expects === 'row')) throw overtaken();", ''],
    ['...lock.map(inline), ', ''],
  ],
  'databases/postgres/apply-ahead.ts': [
    ['...unit.guard.lock.map(inline),', ''],
    ['unit.guard];', `{ check: { sql: 'SELECT', values: [] }, expects: 'row' }];`],
  ],
  'databases/sqlite/run-in-transaction.ts': [
    ["if (rows.length > 0 !== (expects === 'row')) throw overtaken();", ''],
  ],
} as const;

const lockOff = {
  'databases/postgres/exclusion.ts': [
    ['await takeLock(sessions.main, lock, options);', ''],
    ['if (!(await isReal(() => isDenied(sessions, lock)))) return null;', ''],
    ['held: isHeld(lock)', "held: 'true'"],
  ],
} as const;

const advance = 'await this.#write(index + 1, false);\n    await commit(this.#client);';

export const WEAKENINGS: readonly Weakening[] = [
  {
    name: 'lock off',
    edits: lockOff,
    trials: /^at once postgres/,
  },
  {
    name: 'lock and guard off',
    edits: { ...lockOff, ...guardOff },
    trials: /^at once postgres/,
  },
  {
    name: 'lock file written over another’s',
    edits: {
      'databases/sqlite/lock-file.ts': [
        ['read(path) === null ? make(path) : null', 'make(path)'],
        ['publish(writeUnnamed(path, content), path);', 'writeFileSync(path, content);'],
      ],
    },
    trials: /^at once sqlite\/versioned-folders$/,
  },
  {
    name: 'guard off, against a tool without a lock',
    edits: guardOff,
    trials: /^race /,
  },
  {
    name: 'history row committed after the script',
    edits: {
      'databases/postgres/apply-ahead.ts': [[recordAhead, `'COMMIT; BEGIN', ${recordAhead}`]],
    },
    trials: /^faults postgres\/\S+$/,
  },
  {
    name: 'history row committed before the script',
    edits: {
      'databases/postgres/apply-ahead.ts': [
        [recordAhead, ''],
        [declare, `${recordAhead} 'COMMIT; BEGIN', ${declare}`],
      ],
    },
    trials: /^faults postgres\/\S+$/,
  },
  {
    name: 'history row committed after the script, SQLite',
    edits: {
      'databases/sqlite/run-in-transaction.ts': [
        [record, `session.exec('COMMIT'); session.exec('BEGIN IMMEDIATE'); ${record}`],
      ],
    },
    trials: /^faults sqlite\/\S+ journal/,
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
    trials: /^faults sqlite\/\S+ journal/,
  },
  {
    name: 'commits not awaited on the disk',
    edits: {
      'databases/postgres/apply-ahead.ts': [
        [recordAhead, `'SET LOCAL synchronous_commit = off', ${recordAhead}`],
      ],
    },
    trials: /^faults postgres\/(?:sqlx|sections) server killed$/,
  },
  {
    name: 'progress of scripts without a transaction not written down',
    edits: { 'databases/postgres/pieces.ts': [[advance, 'await commit(this.#client);']] },
    trials: /^faults postgres\/sqlx-no-transaction$/,
  },
  {
    name: 'progress written down after the statement, in a transaction of its own',
    edits: {
      'databases/postgres/pieces.ts': [
        [advance, `await this.#client.query('COMMIT; BEGIN'); ${advance}`],
      ],
    },
    trials: /^faults postgres\/sqlx-no-transaction$/,
  },
  {
    name: 'progress not written down, SQLite',
    edits: { 'databases/sqlite/pieces.ts': [['this.#write(index + 1);', '']] },
    trials: /^faults sqlite\/sqlx-no-transaction journal/,
  },
  {
    name: 'what cannot be in a transaction not marked before it begins',
    edits: { 'databases/postgres/pieces.ts': [['await this.advance(true);', '']] },
    trials: /^faults (?:cockroach|yugabyte|postgres\/sqlx-no-transaction$)/,
  },
  {
    name: 'lease not looked at again before a commit',
    edits: { 'databases/postgres/exclusion.ts': [['held: lease.held,', "held: 'true',"]] },
    trials: /^faults (?:cockroach|yugabyte)/,
  },
  {
    name: 'lease looked at again, but not whose it is',
    edits: {
      'databases/postgres/lease-table.ts': [
        [
          'AND owner = $2 AND expires > ${NOW} FOR UPDATE',
          'AND $2 IS NOT NULL AND expires > ${NOW} FOR UPDATE',
        ],
      ],
    },
    trials: /^faults (?:cockroach|yugabyte)/,
  },
  {
    name: 'lease taken before it has run out',
    edits: {
      'databases/postgres/lease.ts': [['if (holder === null || holder.isOver) {', 'if (true) {']],
      'databases/postgres/lease-table.ts': [['WHERE lease.expires <= ${NOW}', '']],
    },
    trials: /^at once cockroach/,
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
    trials: /^restore sqlite/,
  },
];

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
