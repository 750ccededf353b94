import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'libpg-query';
import { Client, DatabaseError } from 'pg';
import type { TextRange } from '../../src/core/problem.ts';
import { loadGrammar } from '../../src/grammar/libpg-query.ts';
import { parseScript } from '../../src/grammar/parse.ts';
import { split } from '../../src/sql/split.ts';
import { postgres } from '../support/postgres.ts';
import { postgresBinaries } from '../support/postgres-binaries.ts';
import { generator, programs } from '../support/sql-programs.ts';

const native = dirname(dirname((await postgresBinaries()).postgres));
const folder = join(native, 'share/postgresql');

/** What comes with a server: its own schemas and its extensions, as CREATE EXTENSION reads them. */
const scripts = globSync('**/*.sql', { cwd: folder })
  .sort()
  .map((path) => ({
    name: basename(path),
    sql: readFileSync(join(folder, path), 'utf8')
      .replaceAll(/@(\w+)(?::\w+)?@/g, '$1')
      // Lines of psql's own.
      .replaceAll(/^\\.*/gm, ''),
  }));

/** The parser's own ranges, from bytes of UTF-8. */
async function rangesByParser(sql: string): Promise<readonly TextRange[]> {
  const bytes = Buffer.from(sql);
  const units = (end: number): number => bytes.subarray(0, end).toString().length;
  const { stmts = [] } = await parse(sql === '' ? ' ' : sql);
  return stmts.map(({ stmt_location: start = 0, stmt_len: length }) => ({
    start: units(start),
    end: length === undefined ? sql.length : units(start + length),
  }));
}

/** Ours are without the blanks and comments around a statement, and the parser's with them. */
async function agree(sql: string, name: string): Promise<number> {
  const theirs = await rangesByParser(sql);
  const ours = split(sql, 'postgres');
  assert.equal(ours.length, theirs.length, name);
  for (const [index, { start, end }] of ours.entries()) {
    const their = theirs[index] ?? { start: 0, end: 0 };
    assert.ok(their.start <= start && end <= their.end, `${name}: ${sql.slice(start, end)}`);
  }
  return ours.length;
}

describe('splitting, compared with PostgreSQL’s parser', () => {
  it('agrees on all scripts that come with a server', async () => {
    let count = 0;
    for (const { name, sql } of scripts) count += await agree(sql, name);
    assert.ok(count > 4_000, `only ${count} statements`);
  });

  it('agrees on generated programs', async () => {
    for (const { sql } of programs('postgres', 300)) await agree(sql, sql);
  });
});

/** Where libpg-query is not the server's parser; both are rare, and there a shadow has the last word. */
const DEVIATIONS = [
  // It takes parameters in more places, as in `interval $1`.
  /\$\d/,
  // To it a comment ends a string that goes on in the next line.
  /'\s*--[^\n]*\n(?:\s|--[^\n]*\n)*'/,
];

describe('syntax errors, compared with the server’s', () => {
  let client: Client;

  before(async () => {
    const { url } = await (await postgres()).createDatabase();
    client = new Client({ connectionString: url });
    await client.connect();
    // In a transaction that has failed the server still parses, and carries nothing out.
    await client.query('BEGIN');
    await assert.rejects(client.query('SELECT 1 / 0'));
  });
  after(() => client.end());

  /** The server's words, and its position in code points from 1; null: it can read it. */
  async function byServer(sql: string): Promise<{ message: string; at: number } | null> {
    const error: unknown = await client.query(sql).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof DatabaseError, sql);
    const { code, message, position } = error;
    return code === '25P02' ? null : { message, at: Number(position) };
  }

  it('have its words and its place, in hundreds of broken statements', async () => {
    const grammar = await loadGrammar();
    const random = generator(20250131);
    const sources = [
      ...scripts.map(({ sql }) => sql),
      ...[...programs('postgres', 100)].map(({ sql }) => sql),
    ];
    let errors = 0;
    for (const source of sources) {
      const statements = split(source, 'postgres');
      for (let count = 0; count < Math.min(8, statements.length); count++) {
        const { start, end } = statements[Math.floor(random() * statements.length)] as TextRange;
        const sql = broken(source.slice(start, end), random);
        const [first] = parseScript(sql, { parse: (text) => grammar.parse(text) });
        if (first === undefined || first.end - first.start !== sql.length) continue;
        if (DEVIATIONS.some((deviation) => deviation.test(sql))) continue;
        const theirs = await byServer(sql);
        const { error } = first;
        const ours = error && {
          message: error.message,
          at: Array.from(sql.slice(0, error.position)).length + 1,
        };
        assert.deepEqual(ours, theirs, sql);
        if (theirs !== null) errors++;
      }
    }
    assert.ok(errors > 500, `only ${errors} errors`);
  });
});

/** With a piece less, a piece twice, two in each other's place, or something foreign. */
function broken(statement: string, random: () => number): string {
  const pieces = statement.match(/\w+|\s+|./gsu) ?? [];
  const at = Math.floor(random() * pieces.length);
  const [piece = '', next = ''] = pieces.slice(at, at + 2);
  const ways = [[], [piece, ' ', piece], [next, piece], ['é', piece], [')'], ["'"], ['😀 ', piece]];
  const instead = ways[Math.floor(random() * ways.length)] ?? [];
  return pieces
    .toSpliced(at, instead[0] === next ? 2 : 1, ...instead)
    .join('')
    .trim();
}
