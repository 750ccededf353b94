import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A migration of either engine, its scripts as sqlx has them. */
export interface Change {
  /** From 1. */
  readonly number: number;
  readonly kind: string;
  readonly up: string;
  readonly down: string;
}

/** Of mixed kind: each fifth makes a table, and those after it go on with that. */
export function changes(count: number): readonly Change[] {
  return Array.from({ length: count }, (_, index) => {
    const group = Math.floor(index / KINDS.length);
    const kind = KINDS[index % KINDS.length] ?? table;
    return { number: index + 1, ...kind(`item_${group}`) };
  });
}

/** A table, and a script with so many bytes or a few more, which fills it statement by statement. */
export function largeChanges(bytes: number): readonly Change[] {
  const line = (id: number): string =>
    `INSERT INTO large (id, name) VALUES (${id}, 'what number ${id} is called, at some length');\n`;
  const lines: string[] = [];
  for (let size = 0; size < bytes; size += lines.at(-1)?.length ?? 0) {
    lines.push(line(lines.length + 1));
  }
  return [
    { number: 1, ...table('large') },
    { number: 2, kind: 'rows', up: lines.join(''), down: 'DELETE FROM large;\n' },
  ];
}

/** The folder of a project with them and, behind them, what is to be typed. */
export function writeProject(
  folder: string,
  all: readonly Change[],
  more: Readonly<Record<string, string>> = {},
): void {
  mkdirSync(join(folder, 'migrations'), { recursive: true });
  const files = all.flatMap(({ number, kind, up, down }) => {
    const name = `${String(number).padStart(5, '0')}_${kind}`;
    return [
      [`${name}.up.sql`, up],
      [`${name}.down.sql`, down],
    ] as const;
  });
  for (const [name, sql] of [...files, ...Object.entries(more)]) {
    writeFileSync(join(folder, 'migrations', name), sql);
  }
  writeFileSync(join(folder, 'strata.json'), JSON.stringify({ convention: 'sqlx' }));
}

const table = (name: string): Omit<Change, 'number'> => ({
  kind: 'table',
  up: `CREATE TABLE ${name} (id integer PRIMARY KEY, name text NOT NULL);\n`,
  down: `DROP TABLE ${name};\n`,
});

const KINDS: readonly ((name: string) => Omit<Change, 'number'>)[] = [
  table,
  (name) => ({
    kind: 'index',
    up: `CREATE INDEX ${name}_name ON ${name} (name);\n`,
    down: `DROP INDEX ${name}_name;\n`,
  }),
  (name) => ({
    kind: 'column',
    up: `ALTER TABLE ${name} ADD COLUMN price integer;\n`,
    down: `ALTER TABLE ${name} DROP COLUMN price;\n`,
  }),
  (name) => ({
    kind: 'rows',
    up: `INSERT INTO ${name} (id, name, price) VALUES (1, 'one', 1), (2, 'two', 2);\n`,
    down: `DELETE FROM ${name} WHERE id IN (1, 2);\n`,
  }),
  (name) => ({
    kind: 'view',
    up: `CREATE VIEW cheap_${name} AS SELECT id, name FROM ${name} WHERE price < 2;\n`,
    down: `DROP VIEW cheap_${name};\n`,
  }),
];
