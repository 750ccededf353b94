import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import type { CheckedRuleId } from '../../../src/rules/rule.ts';
import { split } from '../../../src/sql/split.ts';
import { postgres } from '../../support/postgres.ts';
import { examplesOf } from '../../unit/rules/examples.ts';
import { problemsBy } from '../../unit/rules/support.ts';

/** What the pages of the rules speak of, with rows. */
const SHOP = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text, name varchar(50));
  INSERT INTO users SELECT n, n || '@example.com', 'name ' || n FROM generate_series(1, 200) n;
  CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total int, note text);
  INSERT INTO orders SELECT n, n, n FROM generate_series(1, 200) n;
  CREATE INDEX orders_total ON orders (total);
  CREATE MATERIALIZED VIEW totals AS SELECT user_id, count(*) FROM orders GROUP BY user_id;
  CREATE UNIQUE INDEX totals_user ON totals (user_id);
  CREATE TABLE measurements (taken date) PARTITION BY RANGE (taken);
  CREATE TABLE measurements_2024 PARTITION OF measurements
    FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
  CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
`;

/** What one statement of a transaction does to others, by the server's own catalogs. */
interface Harm {
  /** Tables whose rows have moved to another file. */
  readonly rewritten: readonly string[];
  /** How often a table was read from end to end. */
  readonly scans: number;
  /** The locks on tables and views that were there before, as `table mode`. */
  readonly locks: readonly string[];
  /** Whether it waits for a lock as long as it takes. */
  readonly patient: boolean;
}

type Verdict = (harm: Harm) => boolean;

/** Modes that keep writers out; the last one readers, too. */
const CLOSED = /^(?!.* (?:AccessShare|RowShare|RowExclusive|ShareUpdateExclusive)Lock$)/;

const holds = (harm: Harm, mode: RegExp): boolean => harm.locks.some((lock) => mode.test(lock));
const rewrites: Verdict = ({ rewritten }) => rewritten.length > 0;
const scansUnderLock: Verdict = (harm) => harm.scans > 0 && holds(harm, CLOSED);

/** By what a Bad example can be told from a Good one. */
const FACTS: Partial<Record<CheckedRuleId, Verdict>> = {
  'rewriting-type': rewrites,
  'rewriting-column': rewrites,
  'scanning-not-null': scansUnderLock,
  'missing-not-valid': scansUnderLock,
  'validating-at-once': scansUnderLock,
  'blocking-unique': scansUnderLock,
  'missing-concurrently': (harm) => holds(harm, / (?:Share|AccessExclusive)Lock$/),
  'heavy-lock': (harm) => harm.patient && holds(harm, CLOSED),
  'work-under-lock': ({ locks }) =>
    locks.filter((lock) => lock.endsWith(' AccessExclusiveLock')).length > 1,
  'missing-lock-timeout': (harm) => harm.patient && holds(harm, / AccessExclusiveLock$/),
};

const RELATIONS =
  "FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm')";
const FILES = `SELECT oid, relname, relfilenode ${RELATIONS}`;
const SCANS = 'SELECT coalesce(sum(seq_scan), 0) FROM pg_stat_xact_user_tables';
const LOCKS = 'SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND granted';

/** A shop of its own, and one session on it. */
class Session {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(): Promise<Session> {
    const { url } = await (await postgres()).createDatabase();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(SHOP);
    return new Session(client);
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  /** Carries a migration out in one transaction; what each of its statements did to others. */
  async apply(sql: string, end: 'COMMIT' | 'ROLLBACK'): Promise<readonly Harm[]> {
    await this.#client.query('BEGIN');
    try {
      return await this.#harmsOf(sql);
    } finally {
      await this.#client.query(end);
    }
  }

  /** As a migration without a transaction. */
  async applyEach(sql: string): Promise<void> {
    for (const statement of statementsOf(sql)) await this.#client.query(statement);
  }

  async columnOf(sql: string): Promise<readonly unknown[]> {
    return (await this.#rows(sql)).map(([value]) => value);
  }

  async #harmsOf(sql: string): Promise<readonly Harm[]> {
    const harms: Harm[] = [];
    const files = await this.#files();
    for (const statement of statementsOf(sql)) {
      const scans = await this.#scans();
      await this.#client.query(statement);
      const filesNow = await this.#files();
      const locks = await this.#rows(LOCKS);
      harms.push({
        rewritten: [...files].flatMap(([table, { name, file }]) =>
          (filesNow.get(table)?.file ?? file) === file ? [] : [name],
        ),
        scans: (await this.#scans()) - scans,
        locks: locks.flatMap(([table, mode]) => {
          const name = files.get(table)?.name;
          return name === undefined ? [] : [`${name} ${String(mode)}`];
        }),
        patient: (await this.#rows('SHOW lock_timeout'))[0]?.[0] === '0',
      });
    }
    return harms;
  }

  /** By the table, which may have another name when it is asked again. */
  async #files(): Promise<ReadonlyMap<unknown, { readonly name: string; readonly file: unknown }>> {
    const rows = await this.#rows(FILES);
    return new Map(rows.map(([table, name, file]) => [table, { name: String(name), file }]));
  }

  async #scans(): Promise<number> {
    return Number((await this.#rows(SCANS))[0]?.[0]);
  }

  async #rows(sql: string): Promise<readonly (readonly unknown[])[]> {
    return (await this.#client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  }
}

function statementsOf(sql: string): readonly string[] {
  return split(sql, 'postgres').map(({ start, end }) => sql.slice(start, end));
}

describe('what is bad, and what is good, on the page of', () => {
  for (const [id, isHarm] of Object.entries(FACTS)) {
    it(`${id} is so on the server`, async (test) => {
      const session = await Session.open();
      test.after(() => session.close());
      const examples = examplesOf(id as CheckedRuleId);
      const [bad = [], good = []] = ['Bad', 'Good'].map((kind) =>
        examples.filter((each) => each.kind === kind).map(({ text }) => text),
      );
      for (const text of bad) {
        assert.ok((await session.apply(text, 'ROLLBACK')).some(isHarm), text);
      }
      // Those that are good follow one another, as the page has them.
      for (const text of good) {
        if (text.startsWith('-- no-transaction')) await session.applyEach(text);
        else assert.ok(!(await session.apply(text, 'COMMIT')).some(isHarm), text);
      }
    });
  }
});

describe('on the server', () => {
  let session: Session;

  before(async () => {
    session = await Session.open();
  });
  after(() => session.close());

  /** Told by the rule that speaks of all such locks. */
  const takesExclusive = (sql: string): boolean =>
    problemsBy('missing-lock-timeout', sql, 'postgres').length > 0;

  for (const sql of [
    'ALTER TABLE orders ADD COLUMN remark text',
    'ALTER TABLE orders ALTER COLUMN total SET DEFAULT 1',
    'ALTER TABLE orders ALTER COLUMN total SET STATISTICS 50',
    'ALTER TABLE orders SET (fillfactor = 70)',
    'ALTER TABLE orders RESET (fillfactor)',
    'ALTER TABLE orders CLUSTER ON orders_total',
    'ALTER TABLE orders SET WITHOUT CLUSTER',
    'ALTER TABLE orders DISABLE TRIGGER ALL',
    'ALTER TABLE orders ENABLE TRIGGER USER',
    'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users NOT VALID',
    'ALTER TABLE orders ADD CHECK (total > 0) NOT VALID',
    'ALTER TABLE orders OWNER TO CURRENT_USER',
    'ALTER TABLE orders ENABLE ROW LEVEL SECURITY',
    'ALTER TABLE orders REPLICA IDENTITY FULL',
    'ALTER TABLE orders RENAME TO purchases',
    'ALTER TABLE orders RENAME COLUMN total TO sum',
    'ALTER TABLE measurements DETACH PARTITION measurements_2024',
    'ALTER INDEX orders_total RENAME TO orders_sum',
    'CREATE INDEX ON orders (note)',
    'CREATE POLICY mine ON orders',
    'CREATE POLICY mine ON orders; ALTER POLICY mine ON orders USING (true)',
    'CREATE POLICY mine ON orders; DROP POLICY mine ON orders',
    'CREATE RULE never AS ON DELETE TO orders DO INSTEAD NOTHING',
    'CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION stamp()',
    'CREATE TRIGGER t BEFORE UPDATE ON users EXECUTE FUNCTION stamp(); DROP TRIGGER t ON users',
    'CREATE TABLE lines (order_id bigint REFERENCES orders)',
    'CREATE VIEW dear AS SELECT * FROM orders',
    "COMMENT ON TABLE orders IS 'Orders'",
    'GRANT SELECT ON orders TO PUBLIC',
    'DROP TABLE users',
    'TRUNCATE orders',
    'CLUSTER orders USING orders_total',
    'LOCK TABLE orders',
    'LOCK TABLE orders IN EXCLUSIVE MODE',
    'UPDATE orders SET total = 1',
    'REFRESH MATERIALIZED VIEW totals',
    'CREATE TABLE sums (); ALTER TABLE sums ADD COLUMN total int',
  ]) {
    it(`locks are what the rules take them for: ${sql}`, async () => {
      const harms = await session.apply(sql, 'ROLLBACK');
      const isExclusive = harms.some((harm) => holds(harm, / AccessExclusiveLock$/));
      assert.equal(takesExclusive(sql), isExclusive);
    });
  }

  for (const action of [
    'SET UNLOGGED',
    'SET ACCESS METHOD heap2',
    'ALTER COLUMN twice SET EXPRESSION AS (total * 3)',
  ]) {
    it(`a table is written anew by what is told so: ${action}`, async () => {
      const prepared = [
        'CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler',
        'ALTER TABLE orders ADD COLUMN twice int GENERATED ALWAYS AS (total * 2) STORED',
      ];
      const sql = `ALTER TABLE orders ${action}`;
      const [harm] = (await session.apply([...prepared, sql].join(';'), 'ROLLBACK')).slice(-1);
      assert.ok(harm?.rewritten.includes('orders'));
      assert.equal(problemsBy('heavy-lock', sql, 'postgres').length, 1);
    });
  }

  it('a default is volatile where the rule says so', async () => {
    const names = await session.columnOf(`SELECT proname FROM pg_proc
      WHERE provolatile = 'v' AND pronargs = 0 AND prokind = 'f' AND NOT proretset
        AND pronamespace = 'pg_catalog'::regnamespace AND proname !~ '^(pg|lo|txid|ts)_'
        AND prorettype IN ('uuid'::regtype, 'int8'::regtype, 'float8'::regtype, 'timestamptz'::regtype, 'text'::regtype)`);
    assert.ok(names.length >= 5, names.join());
    for (const name of names) {
      const sql = `ALTER TABLE orders ADD COLUMN fresh text DEFAULT ${String(name)}()`;
      assert.equal(problemsBy('rewriting-column', sql, 'postgres').length, 1, sql);
    }
  });
});
