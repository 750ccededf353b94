import type { Client } from 'pg';
import type { ScriptError } from '../database.ts';
import { lostLock } from './failure.ts';

/** What keeps other runners away, for as long as it is held. */
export interface Exclusion {
  /** SQL that is true as long as it is ours; within a transaction it then stays so. */
  readonly held: string;
  /** It may be over though the session is not. */
  readonly runsOut: boolean;
  /** Why nothing more may be kept when it is over. @param completed statements before */
  readonly lost: (completed: number) => ScriptError;
  /**
   * After the session that worked under it: an advisory lock has gone with that.
   *
   * @param isOver false: the server may still be at work for it, and nobody is to come in yet
   */
  readonly release: (isOver: boolean) => Promise<void>;
}

/** Nothing was locked. */
export const FREE: Exclusion = {
  held: 'true',
  runsOut: false,
  lost: lostLock,
  release: () => Promise.resolve(),
};

/** To be asked in each transaction that is to be kept. @throws ScriptError when it is no longer ours */
export async function assertHeld(
  client: Client,
  { held, runsOut, lost }: Exclusion,
  completed = 0,
): Promise<void> {
  if (!runsOut) return;
  const { rows } = await client.query<{ held: boolean }>(`SELECT ${held} AS held`);
  if (rows[0]?.held !== true) throw lost(completed);
}
