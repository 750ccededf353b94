import type { Client } from 'pg';
import type { RunUnitOptions } from '../database.ts';
import { cancelled } from '../cancelled.ts';
import type { Exclusion } from './held.ts';
import type { Session } from './session.ts';

/** What applying one migration needs of its connection. */
export interface Run {
  readonly client: Client;
  readonly session: Session;
  readonly signal: AbortSignal | undefined;
  /** To be awaited before what must not be interrupted any more. */
  readonly stopInterrupting: () => Promise<void>;
  /** What keeps other runners away; without it nothing more may be kept. */
  readonly exclusion: Exclusion;
  /** What a transaction does is kept as one, changes of the schema included. */
  readonly wholeTransactions: boolean;
  /** Told when something is tried again. */
  readonly onWait: RunUnitOptions['onWait'];
}

/** @throws StrataError `cancelled`, also when a statement has caught the cancel and went on */
export function goOn({ signal }: Run): void {
  if (signal?.aborted) throw cancelled();
}
