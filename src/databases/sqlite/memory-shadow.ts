import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { TextRange } from '../../core/problem.ts';
import type { Statement } from '../../core/statement.ts';
import type { Schema } from '../../schema/schema.ts';
import { BrokenPrefix } from '../broken-prefix.ts';
import type { Rehearsal, RehearsalWork } from '../rehearsal.ts';
import type { Attempt, ShadowScript, Standing } from '../shadow.ts';
import { Checkpoints, type Checkpoint } from './checkpoints.ts';
import type { Driver, DriverName, Session } from './driver.ts';
import { loadDriver } from './drivers.ts';
import type { Beginning, MemorySettings, ShadowStep } from './messages.ts';
import { rehearseForGood } from './rehearse.ts';
import { readSchema } from './schema.ts';
import { tryOut } from './try-out.ts';
import { setForeignKeys } from './writing.ts';

/** In bytes; after 300 migrations of an ordinary project a database comes to one or two million. */
const BUDGET = 128 * 1024 * 1024;

/** An edit among the scripts costs no more than these, and those after it. */
const BETWEEN_CHECKPOINTS = 25;

type OnBegin = (beginning: Beginning) => void;
type CopyingDriver = Driver & { readonly restore: NonNullable<Driver['restore']> };

/** @throws StrataError `connect` where no driver can keep copies in memory */
export async function openMemoryShadow(
  settings: MemorySettings,
  wanted: DriverName | null,
  onBegin: OnBegin,
): Promise<MemoryShadow> {
  const driver = await loadDriver(wanted);
  if (canCopy(driver)) return new MemoryShadow(driver, settings, onBegin);
  throw new StrataError(
    'connect',
    l10n.t('{0} can’t copy a database in memory here.', driver.name),
    { hint: l10n.t('Use a newer Node.') },
  );
}

/** A shadow within this process: each call blocks it until it is done. */
export class MemoryShadow {
  readonly version: string;
  readonly #driver: CopyingDriver;
  readonly #settings: MemorySettings;
  /** What there is before the first script: the tool's own tables. */
  readonly #nothing: Checkpoint;
  readonly #onBegin: OnBegin;
  readonly #checkpoints = new Checkpoints(BUDGET);
  #standing: Checkpoint;
  #schema: Promise<Schema> | null = null;

  constructor(driver: CopyingDriver, settings: MemorySettings, onBegin: OnBegin) {
    this.#driver = driver;
    this.#settings = settings;
    this.#onBegin = onBegin;
    const session = driver.open(':memory:', 'create');
    const [row] = session.all({ sql: 'SELECT sqlite_version() AS v', values: [] });
    this.version = String(row?.v);
    for (const statement of settings.own) session.all(statement);
    this.#nothing = { image: session.serialize(), leftOut: [], missing: new Set() };
    this.#standing = this.#nothing;
    session.close();
  }

  /** How many steps of the beginning need not be told again. */
  known(keys: readonly string[]): number {
    return keys.findLastIndex((key) => this.#checkpoints.has(key)) + 1;
  }

  /** @throws BrokenPrefix */
  async goTo(after: string | null, steps: readonly ShadowStep[]): Promise<Standing> {
    let standing = after === null ? this.#nothing : this.#checkpoints.get(after);
    for (let at = 0; at < steps.length; at += BETWEEN_CHECKPOINTS) {
      const some = steps.slice(at, at + BETWEEN_CHECKPOINTS);
      standing = await this.#advance(standing, some);
      this.#checkpoints.keep(some.at(-1)?.key ?? '', standing);
    }
    if (standing !== this.#standing) this.#schema = null;
    this.#standing = standing;
    return { leftOut: standing.leftOut };
  }

  async attempt(script: ShadowScript, schema: boolean): Promise<Attempt> {
    const { version } = script;
    const session = this.#open(this.#standing);
    const onStep = this.#begin(version);
    try {
      const { missing } = this.#standing;
      const trial = await tryOut(session, script, { ...this.#settings, missing, onStep });
      const { failure, syntaxErrors, leftOut } = trial;
      const after = schema && failure === null ? await this.#schemaOf(session) : null;
      return { failure, syntaxErrors, leftOut, schema: after };
    } finally {
      session.close();
    }
  }

  async rehearse(work: RehearsalWork): Promise<Rehearsal> {
    const session = this.#open(this.#standing);
    try {
      return await rehearseForGood(session, work, ':memory:');
    } finally {
      session.close();
    }
  }

  /** Read once, as long as it stands there. */
  schema(): Promise<Schema> {
    return (this.#schema ??= this.#readStanding());
  }

  async #advance(from: Checkpoint, steps: readonly ShadowStep[]): Promise<Checkpoint> {
    const leftOut = [...from.leftOut];
    let { missing } = from;
    let session = this.#open(from);
    try {
      for (const step of steps) {
        const { version } = step;
        const onStep = this.#begin(version);
        const trial = await tryOut(session, step, { ...this.#settings, missing, onStep });
        if (trial.failure !== null) throw new BrokenPrefix(version, trial.failure);
        leftOut.push(...trial.leftOut.map((each) => ({ ...each, version })));
        ({ missing } = trial);
        if (trial.leavesTraces) session = this.#anew(session);
      }
      return { image: session.serialize(), leftOut, missing };
    } finally {
      session.close();
    }
  }

  /** @returns to be called with each statement that is about to be carried out */
  #begin(version: string): (statement: TextRange, completed: number) => void {
    this.#onBegin({ version, statement: null, completed: 0 });
    return ({ start, end }, completed) => {
      this.#onBegin({ version, statement: { start, end }, completed });
    };
  }

  /** What one migration has set must not reach the next: that one gets a session of its own. */
  #anew(session: Session): Session {
    const image = session.serialize();
    session.close();
    return this.#open({ image });
  }

  async #readStanding(): Promise<Schema> {
    const session = this.#open(this.#standing);
    try {
      return await this.#schemaOf(session);
    } finally {
      session.close();
    }
  }

  #schemaOf(session: Session): Promise<Schema> {
    const query = (statement: Statement) => Promise.resolve(session.all(statement));
    return readSchema(query, { without: this.#settings.ownTables });
  }

  #open({ image }: Pick<Checkpoint, 'image'>): Session {
    const session = this.#driver.restore(image);
    setForeignKeys(session, this.#settings.foreignKeys);
    return session;
  }
}

function canCopy(driver: Driver): driver is CopyingDriver {
  return driver.restore !== null;
}
