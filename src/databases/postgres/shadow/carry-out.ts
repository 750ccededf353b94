import type { Client } from 'pg';
import * as l10n from '@vscode/l10n';
import { beyondDatabase } from '../../../sql/beyond-database.ts';
import { split } from '../../../sql/split.ts';
import { ScriptError, type ScriptFailure } from '../../database.ts';
import { neverEnds } from '../../never-ends.ts';
import type { LeftOut, ShadowOptions, ShadowScript } from '../../shadow.ts';
import { cancelled } from '../../cancelled.ts';
import { blankedOut, leftOutFor, type Missing } from './left-out.ts';
import type { ScratchSession } from './scratch-session.ts';
import { assertWithinDatabase, firstBeyond, ReachesBeyond } from './within-database.ts';

export interface Outcome {
  readonly failure: ScriptFailure | null;
  readonly leftOut: readonly LeftOut[];
}

/** What follows a script, and in its transaction, if it has one, ends that. */
export type Ending = (client: Client) => Promise<void>;

/** As many statements of a script are left out one by one; then it fails as it does. */
const MOST_LEFT_OUT = 50;

/**
 * Carries a script out but for what reaches beyond the database, and for what fails since the shadow
 * lacks something.
 *
 * @throws StrataError `cancelled`; what is no verdict on the script, such as a lost connection
 */
export async function carryOut(
  script: ShadowScript,
  session: ScratchSession,
  missing: Missing,
  end: Ending,
  { signal, timeout }: ShadowOptions,
): Promise<Outcome> {
  const { sql, transactional } = script;
  const leftOut: LeftOut[] = [...beyondDatabase(sql, transactional)];
  const overall = (timeout ?? 0) * LONGEST;
  const late = overall === 0 ? [] : [AbortSignal.timeout(overall)];
  const limits = AbortSignal.any([...(signal ? [signal] : []), ...late]);
  for (let from = 0; ;) {
    const started = performance.now();
    const blanked = blankedOut(
      sql,
      leftOut.map(({ statement }) => statement),
    );
    try {
      const application = { sql: blanked, transactional, from, end };
      await session.apply({ ...application, signal: limits, timeout: timeout ?? null });
      return { failure: null, leftOut };
    } catch (error) {
      if (signal?.aborted) throw cancelled();
      const isLate = timeout !== undefined && performance.now() - started >= timeout;
      if (limits.aborted) return { failure: neverEnds(null, 0, overall), leftOut };
      if (!(error instanceof ScriptError) || session.isLost) throw error;
      const { statement, completed, code } = error.failure;
      if (isLate && code === CANCELED) {
        return { failure: neverEnds(statement, completed, timeout), leftOut };
      }
      const texts = [
        ...missing.texts,
        ...leftOut.map(({ statement }) => sql.slice(statement.start, statement.end)),
      ];
      const next =
        error instanceof ReachesBeyond
          ? await beyond(session.client, blanked)
          : leftOutFor(error, sql, { ...missing, texts });
      if (next === null || leftOut.length >= MOST_LEFT_OUT) {
        return { failure: error.failure, leftOut };
      }
      leftOut.push(next);
      from = transactional ? 0 : completed;
    }
  }
}

/**
 * Of what a statement may take, a script may take so many times as much. The server itself ends the
 * statement, and says which it is, unless the script has set another `statement_timeout`.
 */
const LONGEST = 5;

/** What a server answers after `statement_timeout`. */
const CANCELED = '57014';

async function beyond(client: Client, sql: string): Promise<LeftOut | null> {
  const statements = split(sql, 'postgres');
  const texts = statements.map(({ start, end }) => sql.slice(start, end));
  const found = statements[await firstBeyond(client, texts)];
  if (found === undefined) return null;
  const { start, end } = found;
  const because = l10n.t('what it calls changes roles or other things of the whole server');
  return { statement: { start, end }, because };
}

/** What is kept of a script, unless something of it reaches beyond the database. */
export const keeping: Ending = async (client) => {
  await assertWithinDatabase(client);
  await client.query('COMMIT');
};
