import * as l10n from '@vscode/l10n';
import type { Fragment } from '../../sql/split.ts';
import { ScriptError, type ScriptFailure } from '../database.ts';
import type {
  Rehearsal,
  RehearsalUnit,
  RehearsalWork,
  RehearsedScript,
  RehearsedStatement,
} from '../rehearsal.ts';
import type { Session } from './driver.ts';
import { areEnforced, leadingSwitches } from './foreign-keys.ts';
import { atOnce, type WhenFree } from './patience.ts';
import { commitScript } from './run-in-transaction.ts';
import { Script } from './script.ts';
import { begin, rollBack } from './transaction.ts';
import { violationCheck } from './violation-check.ts';
import { setForeignKeys } from './writing.ts';

/**
 * Carries all of it out in one transaction, and takes that back.
 *
 * @param path of the database, for messages
 */
export async function rehearseInPlace(
  session: Session,
  whenFree: WhenFree,
  work: RehearsalWork,
  path: string,
): Promise<Rehearsal> {
  await begin(session, whenFree);
  try {
    return await rehearse(session, work, path, (unit, tried) => {
      // What is deferred to the commit is looked for, since there is none.
      const check = violationCheck(session, tried.script);
      oneByOne(session, unit, tried);
      check?.();
    });
  } finally {
    rollBack(session);
  }
}

/** On a copy, which is thrown away: each script for good, so that those without a transaction are, too. */
export function rehearseForGood(
  session: Session,
  work: RehearsalWork,
  path: string,
): Promise<Rehearsal> {
  return rehearse(session, work, path, async (unit, tried) => {
    const enforced = areEnforced(session);
    try {
      if (!unit.transactional) {
        oneByOne(session, unit, tried);
        return;
      }
      const switches = leadingSwitches(tried.script);
      for (const pragma of switches) tried.step(session, pragma);
      session.exec('BEGIN IMMEDIATE');
      const check = areEnforced(session) ? null : violationCheck(session, tried.script);
      oneByOne(session, unit, tried, switches.length);
      check?.();
      await commitScript(session, atOnce, tried.script);
    } finally {
      rollBack(session);
      setForeignKeys(session, enforced);
    }
  });
}

async function rehearse(
  session: Session,
  { prepare, units }: RehearsalWork,
  path: string,
  carryOut: (unit: RehearsalUnit, tried: TriedScript) => Promise<void> | void,
): Promise<Rehearsal> {
  const started = process.hrtime.bigint();
  const scripts: TriedScript[] = [];
  let failure: ScriptFailure | null = null;
  try {
    new Script('', path).record(session, prepare, { completed: 0, kept: 'nothing' });
    for (const unit of units) {
      const tried = new TriedScript(unit.script, path);
      scripts.push(tried);
      await carryOut(unit, tried);
    }
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    failure = { ...error.failure, kept: 'nothing' };
  }
  const elapsed = process.hrtime.bigint() - started;
  const lasting = { sequences: [], deadRows: [] };
  return { scripts: scripts.map((each) => each.told), failure, elapsed, tables: [], lasting };
}

/** @param from how many of its statements are done already */
function oneByOne(session: Session, { record }: RehearsalUnit, tried: TriedScript, from = 0): void {
  for (const statement of tried.script.statements.slice(from)) {
    if (opensAnotherFile(statement)) tried.passOver(statement);
    else tried.step(session, statement);
  }
  tried.script.record(session, record, { completed: tried.completed, kept: 'nothing' });
}

function opensAnotherFile({ words }: Fragment): boolean {
  return words[0] === 'attach' || (words[0] === 'vacuum' && words.includes('into'));
}

/** A script, and what its statements took. */
class TriedScript {
  readonly script: Script;
  readonly #statements: RehearsedStatement[] = [];

  constructor(sql: string, path: string) {
    this.script = new Script(sql, path);
  }

  get completed(): number {
    return this.#statements.length;
  }

  get told(): RehearsedScript {
    const elapsed = this.#statements.reduce((sum, each) => sum + each.elapsed, 0n);
    return { statements: this.#statements, elapsed, lockedBefore: [] };
  }

  step(session: Session, statement: Fragment): void {
    const before = changesIn(session);
    const started = process.hrtime.bigint();
    this.script.step(session, statement, { completed: this.completed, kept: 'nothing' });
    const elapsed = process.hrtime.bigint() - started;
    const after = changesIn(session);
    const rows = CHANGES_ROWS.has(statement.words[0] ?? '')
      ? Number(after.total > before.total ? after.last : 0n)
      : null;
    this.#add(statement, { elapsed, rows, notTried: null });
  }

  passOver(statement: Fragment): void {
    const notTried = l10n.t('it opens another file, which no copy is made of');
    this.#add(statement, { elapsed: 0n, rows: null, notTried });
  }

  #add(
    { start, end }: Fragment,
    told: Pick<RehearsedStatement, 'elapsed' | 'rows' | 'notTried'>,
  ): void {
    this.#statements.push({ start, end, ...told, locks: [], rewritten: [], scans: [] });
  }
}

const CHANGES_ROWS = new Set(['insert', 'update', 'delete', 'replace', 'with']);

/** By the last statement of that kind, and since the file was opened. */
function changesIn(session: Session): { readonly last: bigint; readonly total: bigint } {
  const [row] = session.all({
    sql: 'SELECT changes() AS last, total_changes() AS total',
    values: [],
  });
  return { last: BigInt(Number(row?.last)), total: BigInt(Number(row?.total)) };
}
