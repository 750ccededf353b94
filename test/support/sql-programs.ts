import type { Engine } from '../../src/core/engine.ts';

export interface Program {
  readonly sql: string;
  /** Its statements, without blanks and comments around them. */
  readonly expected: readonly string[];
  /** Makes what the statements speak of. */
  readonly setup: string;
}

/** Programs put together from hard pieces: the same ones at every call. */
export function* programs(dialect: Engine, count: number): Generator<Program> {
  const random = generator(20250131);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const { comments, values, bodies } = PIECES[dialect];

  const blank = (): string => {
    const pieces = [' ', '\n', '\r\n', '\t', '  ', ...comments];
    return Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(pieces)).join('');
  };
  const statement = (index: number): string => {
    const form = Math.floor(random() * 4);
    if (form === 0) {
      const body = pick(bodies);
      return body
        .replaceAll('#', String(index))
        .replaceAll(' ', () => (random() < 0.2 ? blank() : ' '));
    }
    const list = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(values));
    return `SELECT${blank()}${list.join(`${blank()},${blank()}`)}`;
  };

  for (let program = 0; program < count; program++) {
    const expected = Array.from({ length: Math.floor(random() * 6) }, (_, index) =>
      statement(index),
    );
    let sql = blank();
    for (const [index, each] of expected.entries()) {
      const last = index === expected.length - 1;
      sql += `${each}${random() < 0.3 ? blank() : ''}${last && random() < 0.3 ? '' : ';'}`;
      sql += random() < 0.2 ? `;${blank()};` : random() < 0.3 ? '' : blank();
    }
    yield { sql, expected, setup: PIECES[dialect].setup };
  }
}

interface Pieces {
  readonly setup: string;
  /** Each ends its own line, so that it can stand anywhere. */
  readonly comments: readonly string[];
  readonly values: readonly string[];
  /** `#` becomes a number, and a space any blank. */
  readonly bodies: readonly string[];
}

const COMMON = {
  comments: ['-- it\'s; "not [closed\n', '/* ; -- */', '/**/', '-- END;\n', '/* $$ ; */', '--\n'],
  values: ["';'", "'it''s;'", '1', '-1', '1.5e3', '(1)', "'--;'", "'/*'", "'*/'", "''''", 'NULL'],
};

const PIECES: Record<Engine, Pieces> = {
  sqlite: {
    setup: 'CREATE TABLE a (b, c);',
    comments: [...COMMON.comments, '/* /* ; */', '-- `\n'],
    values: [
      ...COMMON.values,
      "'\\'",
      '1 AS ";"',
      '1 AS `;`',
      '1 AS [;]',
      '1 AS "a"";"',
      "x'3b'",
      "CASE 1 WHEN 2 THEN ';' ELSE 3 END",
    ],
    bodies: [
      'CREATE TABLE "t;#" (x)',
      'CREATE TRIGGER t# AFTER INSERT ON a BEGIN SELECT 1; END',
      "CREATE TEMP TRIGGER u# AFTER DELETE ON a BEGIN SELECT ';'; SELECT CASE 1 WHEN 1 THEN 2 END; END",
      'CREATE TRIGGER IF NOT EXISTS v# UPDATE OF b ON a BEGIN DELETE FROM a; UPDATE a SET b = 1; END',
      'CREATE VIEW w# AS SELECT b, CASE WHEN c THEN 1 END FROM a',
      "INSERT INTO a VALUES (';', '--')",
    ],
  },
  postgres: {
    setup: 'CREATE TABLE a (b int, c boolean, d int[])',
    comments: [...COMMON.comments, '/* /* ; */ ; */', '-- $a$\n'],
    values: [
      ...COMMON.values,
      "'\\'",
      "E'\\';'",
      "e'\\\\'",
      "U&'\\0041;'",
      '1 AS ";"',
      '1 AS "a"";"',
      '$$;$$',
      "$a$'; $$ ; $b$ $a$",
      '$é$;$é$',
      "B'1'",
      'ARRAY[1, 2]',
      "CASE 1 WHEN 2 THEN ';' ELSE '3' END",
    ],
    bodies: [
      'CREATE TABLE "t;#" (x int)',
      "DO $do$ BEGIN PERFORM ';'; PERFORM $$;$$; END $do$",
      'CREATE FUNCTION f#(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE n WHEN 1 THEN 2 END; END',
      'CREATE FUNCTION g#() RETURNS int LANGUAGE plpgsql AS $g$ BEGIN RETURN 1; END $g$',
      'CREATE RULE r# AS ON UPDATE TO a DO ALSO (DELETE FROM a; DELETE FROM a)',
      'CREATE RULE s# AS ON UPDATE TO a DO ALSO (INSERT INTO a (d[1]) VALUES (2); DELETE FROM a)',
      'CREATE VIEW w# AS SELECT b, CASE WHEN c THEN 1 END FROM a',
      "INSERT INTO a VALUES (1, 'yes;' = '--')",
    ],
  },
};

/** A small generator of numbers (mulberry32), since Math.random takes no seed. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
