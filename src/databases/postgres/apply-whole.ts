import type { Client, QueryResult } from 'pg';
import type { Guard, Unit } from '../../core/engine.ts';
import type { StrataError } from '../../core/errors.ts';
import { split } from '../../sql/split.ts';
import { ScriptError, type ScriptFailure } from '../database.ts';
import { assertNoNul } from '../no-nul.ts';
import { cancelled } from '../cancelled.ts';
import { brokenTransaction, recordFailure, scriptFailure } from './failure.ts';
import { assertFound, guardMessage } from './guard.ts';
import { goOn, type Run } from './run.ts';
import { ScriptMessage } from './script-message.ts';
import { isAnswer } from './server-error.ts';
import { lockTimeout, resetSession, statementTimeout, type Session } from './session.ts';
import { commit, rollback, send } from './transaction.ts';

export type Whole = Extract<Unit, { transactional: true }>;
export type Stage = 'begin' | 'script' | 'settle' | 'commit';

/**
 * Applies script and record in one transaction.
 *
 * @param end what becomes of the transaction
 * @returns the time from begin to commit, in nanoseconds
 */
export async function applyWhole(
  unit: Whole,
  run: Run,
  end: (client: Client) => Promise<void> = commit,
): Promise<bigint> {
  assertNoNul(unit.script);
  const { client, session } = run;
  const script = new ScriptMessage(unit.script);
  let stage: Stage = 'begin';
  const started = process.hrtime.bigint();
  try {
    const begun = await begin(run, unit.guard ?? null);
    goOn(run);
    stage = 'script';
    await script.send(client);
    goOn(run);
    stage = 'settle';
    const { moment, held } = await settle(run);
    if (moment !== begun) throw endedItself(unit, script);
    if (!held) throw run.exclusion.lost(script.tags.length);
    for (const statement of unit.record) await send(client, statement);
    goOn(run);
    stage = 'commit';
    await end(client);
    return process.hrtime.bigint() - started;
  } catch (error) {
    await run.stopInterrupting();
    await rollback(client, resetSession(session));
    const aborted = run.signal?.aborted === true;
    throw verdict(error, { unit, script, stage, aborted, isCommitSent: stage === 'commit' });
  }
}

/** Tells one transaction from the next, as no setting does: a script may RESET ALL. */
const MOMENT = 'EXTRACT(EPOCH FROM pg_catalog.now())::text AS moment';

interface Looks {
  readonly moment: string;
  readonly held: boolean;
  /** Whether the guard's row is there. */
  readonly found: boolean;
}

/** SQL that begins a transaction for a script. */
function beginning(session: Session): string {
  return `${resetSession(session)} BEGIN; ${limits(session)}`;
}

/** SQL that limits how long what follows in the transaction may wait and take. */
function limits(session: Session): string {
  return `${lockTimeout(session, true)} ${statementTimeout(session, true)}`;
}

async function begin({ client, session }: Run, guard: Guard | null): Promise<string> {
  const { moment, found } = await look(client, [
    beginning(session),
    // First the lock: what is looked for afterwards is as it is then, at every level of isolation.
    guard === null ? '' : `${guardMessage(guard)};`,
    `SELECT ${MOMENT}`,
  ]);
  if (guard !== null) assertFound(guard, found);
  return moment;
}

/** Takes back what the script has set, and looks which transaction it is now, and whose lock. */
async function settle({ client, session, exclusion }: Run): Promise<Looks> {
  return look(client, [
    ...[resetSession(session), lockTimeout(session, true)],
    `SELECT ${MOMENT}, ${exclusion.held} AS held`,
  ]);
}

async function look(client: Client, message: readonly string[]): Promise<Looks> {
  const results: unknown = await client.query(message.join(' '));
  const rows = (results as QueryResult<Looks>[]).flatMap((result) => result.rows);
  return Object.assign({ moment: '', held: false, found: false }, ...rows) as Looks;
}

interface Progress {
  readonly unit: Whole;
  /** How far it came. */
  readonly script: ScriptMessage;
  readonly stage: Stage;
  readonly aborted: boolean;
  /** Only an answer then tells what was kept. */
  readonly isCommitSent: boolean;
}

/** What an error means that has ended a migration. */
export function verdict(error: unknown, at: Progress): StrataError {
  const { unit, script, stage } = at;
  if (error instanceof ScriptError) return error;
  const committed = script.tags.some(isCommit);
  if (at.aborted) return committed ? endedItself(unit, script) : cancelled();
  const kept: ScriptFailure['kept'] =
    committed || (at.isCommitSent && !isAnswer(error)) ? 'unknown' : 'nothing';
  const completed = script.tags.length;
  if (stage !== 'script') return recordFailure(error, completed, kept);
  const statements = split(unit.script, 'postgres');
  return scriptFailure(error, { script: unit.script, statements, completed, offset: 0 }, kept);
}

/** The script has ended the transaction that it was to be applied in. */
export function endedItself({ script }: Whole, { tags }: ScriptMessage): ScriptError {
  const index = tags.findIndex((tag) => isCommit(tag) || tag === 'ROLLBACK');
  return brokenTransaction(split(script, 'postgres')[index] ?? null, tags.length);
}

function isCommit(tag: string): boolean {
  return tag === 'COMMIT' || tag === 'PREPARE TRANSACTION';
}
