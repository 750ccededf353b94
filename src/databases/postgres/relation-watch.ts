import type { Client, QueryResult } from 'pg';
import {
  blockedBy,
  LOCK_MODES,
  type Lasting,
  type LockMode,
  type RehearsedStatement,
  type RelationLock,
  type TableFacts,
} from '../rehearsal.ts';

/** What a transaction has locked, where a relation's rows lie, and how much of it was read. */
interface Look {
  readonly oid: bigint;
  readonly mode: string;
  /** Null: the relation is gone. */
  readonly file: bigint | null;
  readonly scans: bigint | null;
  readonly reads: bigint | null;
}

/** What one statement has changed in that, by the relations' object identifiers. */
export interface Seen {
  readonly locks: readonly { readonly oid: bigint; readonly mode: LockMode }[];
  readonly files: readonly { readonly oid: bigint; readonly file: bigint }[];
  readonly scans: readonly { readonly oid: bigint; readonly rows: bigint }[];
}

export const NOTHING_SEEN: Seen = { locks: [], files: [], scans: [] };

/**
 * Looks from within a transaction what each statement has locked, read and written anew.
 *
 * Relations are told by their identifiers, and named when the transaction is taken back: then those
 * that it has dropped are there again, and those that it has made, which nobody else could see, are gone.
 */
export class RelationWatch {
  readonly #client: Client;
  readonly #locks = new Set<string>();
  readonly #files = new Map<bigint, bigint>();
  readonly #scans = new Map<bigint, bigint>();
  #transaction: bigint | null = null;

  constructor(client: Client) {
    this.#client = client;
  }

  /** The server's number of the transaction; null: it has not written anything yet. */
  get transaction(): bigint | null {
    return this.#transaction;
  }

  /** What is locked so far. */
  get locks(): Seen['locks'] {
    return [...this.#locks].map(lockOf);
  }

  async look(): Promise<Seen> {
    const results: unknown = await this.#client.query(`${LOCKS}; ${TRANSACTION}`);
    const [looks, numbers] = results as [QueryResult<Look>, QueryResult<{ id: bigint | null }>];
    const relations = looks.rows;
    this.#transaction = numbers.rows[0]?.id ?? null;
    return {
      locks: relations.filter((each) => isNew(this.#locks, keyOf(each))).map(asLock),
      files: relations.flatMap(({ oid, file }) =>
        file !== null && isNewValue(this.#files, oid, file) ? [{ oid, file }] : [],
      ),
      scans: relations.flatMap(({ oid, scans, reads }) => {
        if (scans === null || scans === 0n || reads === null) return [];
        const before = this.#scans.get(oid) ?? 0n;
        this.#scans.set(oid, reads);
        return reads > before ? [{ oid, rows: reads - before }] : [];
      }),
    };
  }
}

/** Of the database itself; what came with the server has lower identifiers. */
const LOCKS = `SELECT l.relation AS oid, l.mode, c.relfilenode AS file,
    pg_catalog.pg_stat_get_xact_numscans(l.relation) AS scans,
    pg_catalog.pg_stat_get_xact_tuples_returned(l.relation) AS reads
  FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
  WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted
    AND l.mode <> 'SIReadLock' AND l.relation >= 16384`;

const TRANSACTION = 'SELECT pg_catalog.txid_current_if_assigned() AS id';

function keyOf({ oid, mode }: Pick<Look, 'oid' | 'mode'>): string {
  return `${oid} ${mode}`;
}

function lockOf(key: string): Seen['locks'][number] {
  const [oid = '', mode = ''] = key.split(' ');
  return asLock({ oid: BigInt(oid), mode });
}

/** `ShareRowExclusiveLock` is what the documentation calls SHARE ROW EXCLUSIVE. */
function asLock({ oid, mode }: Pick<Look, 'oid' | 'mode'>): Seen['locks'][number] {
  const words = mode.replace(/Lock$/, '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return { oid, mode: words.toUpperCase() as LockMode };
}

function isNew(known: Set<string>, key: string): boolean {
  const size = known.size;
  return known.add(key).size > size;
}

/** Also when it is the first: whether that is another one than before, shows at the end. */
function isNewValue(known: Map<bigint, bigint>, key: bigint, value: bigint): boolean {
  if (known.get(key) === value) return false;
  known.set(key, value);
  return true;
}

interface Relation extends TableFacts {
  readonly oid: bigint;
  readonly relkind: string;
  readonly file: bigint;
  /** The table of an index. */
  readonly owner: bigint | null;
}

const RELATIONS = (bytes: string): string => `SELECT c.oid, c.relkind, c.relfilenode AS file,
    CASE n.nspname WHEN 'public' THEN '' ELSE pg_catalog.quote_ident(n.nspname) || '.' END
      || pg_catalog.quote_ident(c.relname) AS name,
    CASE WHEN c.reltuples >= 0 THEN c.reltuples::float8 END AS rows,
    CASE WHEN c.relkind IN ('r', 'm') THEN ${bytes} END::float8 AS bytes, i.indrelid AS owner
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
  WHERE c.oid = ANY ($1::oid[]) AND n.nspname <> 'pg_toast'
  ORDER BY name`;

/** The relations that were there before; to be read when the transaction is taken back. */
export class Relations {
  readonly #all: readonly Relation[];
  readonly #byOid: ReadonlyMap<bigint, Relation>;

  private constructor(all: readonly Relation[]) {
    this.#all = all;
    this.#byOid = new Map(all.map((each) => [each.oid, each]));
  }

  /** A size is not worth waiting for: somebody may hold a lock by now. */
  static async read(client: Client, seen: readonly Seen[]): Promise<Relations> {
    const oids = [...new Set(seen.flatMap(({ locks }) => locks.map(({ oid }) => oid)))];
    const read = async (bytes: string): Promise<Relations> => {
      const { rows } = await client.query<Relation>(RELATIONS(bytes), [oids.map(String)]);
      return new Relations(rows);
    };
    try {
      await client.query("BEGIN; SET LOCAL lock_timeout = '1s'");
      return await read('pg_catalog.pg_total_relation_size(c.oid)');
    } catch {
      await client.query('ROLLBACK');
      return await read('NULL');
    } finally {
      await client.query('ROLLBACK');
    }
  }

  get tables(): readonly TableFacts[] {
    return this.#all
      .filter(({ relkind }) => TABLES.has(relkind))
      .map(({ name, bytes, rows }) => ({ name, bytes, rows }));
  }

  /** The strongest of each relation; of an index only where that says more than its table's. */
  locks(locks: Seen['locks']): readonly RelationLock[] {
    const strongest = new Map<bigint, LockMode>();
    for (const { oid, mode } of locks) {
      const known = strongest.get(oid);
      if (known === undefined || isStronger(mode, known)) strongest.set(oid, mode);
    }
    return [...strongest].flatMap(([oid, mode]) => {
      const relation = this.#byOid.get(oid);
      if (relation === undefined) return [];
      const { name, relkind, owner } = relation;
      if (owner === null) return [{ relation: name, kind: KINDS[relkind] ?? 'table', mode }];
      const ofTable = strongest.get(owner) ?? 'ACCESS SHARE';
      if (blockedBy(mode) === 'nothing' || !isStronger(mode, ofTable)) return [];
      return [{ relation: name, kind: 'index', mode }];
    });
  }

  facts({ locks, files, scans }: Seen): Pick<RehearsedStatement, 'locks' | 'rewritten' | 'scans'> {
    return {
      locks: this.locks(locks),
      rewritten: this.#rewritten(files),
      scans: scans.flatMap(({ oid, rows }) => {
        const table = this.#byOid.get(oid);
        return table === undefined || !TABLES.has(table.relkind)
          ? []
          : [{ table: table.name, rows: Number(rows) }];
      }),
    };
  }

  /** The indexes of a table that is written anew are, too. */
  #rewritten(files: Seen['files']): readonly string[] {
    const changed = files.flatMap(({ oid, file }) => {
      const relation = this.#byOid.get(oid);
      return relation === undefined || relation.file === file ? [] : [relation];
    });
    const oids = new Set(changed.map(({ oid }) => oid));
    return changed
      .filter(({ owner, relkind }) => relkind !== 'S' && (owner === null || !oids.has(owner)))
      .map(({ name }) => name);
  }

  /** A sequence that gives a number is locked for writing, and so is a table that gets rows. */
  lasting(all: readonly Seen[], ofScripts: readonly Seen[]): Lasting {
    return { sequences: this.#written(all, 'S'), deadRows: this.#written(ofScripts, 'r') };
  }

  #written(seen: readonly Seen[], kind: string): readonly string[] {
    const oids = seen.flatMap(({ locks }) =>
      locks.flatMap(({ oid, mode }) => (mode === 'ROW EXCLUSIVE' ? [oid] : [])),
    );
    return this.#all
      .filter(({ oid, relkind }) => relkind === kind && oids.includes(oid))
      .map(({ name }) => name);
  }
}

const TABLES = new Set(['r', 'p', 'm', 'f']);

const KINDS: Readonly<Record<string, RelationLock['kind']>> = { v: 'view', S: 'sequence' };

function isStronger(mode: LockMode, other: LockMode): boolean {
  return LOCK_MODES.indexOf(mode) > LOCK_MODES.indexOf(other);
}
