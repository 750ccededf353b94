import type { Client } from 'pg';
import * as l10n from '@vscode/l10n';
import { ScriptError, type LockHolder, type RunUnitOptions } from '../database.ts';
import type { Session } from './session.ts';
import { asHolder, SESSION_COLUMNS, type ServerSession } from './sessions.ts';

/** In milliseconds. */
const BETWEEN_LOOKS = 500;

/** Looks, while a script runs, who keeps it from getting on; from a second session. */
export class Blockers {
  readonly #pid: bigint;
  readonly #openHelper: () => Promise<Client | null>;
  readonly #onWait: RunUnitOptions['onWait'];
  /** All that there were, by process. */
  readonly #seen = new Map<bigint, LockHolder>();
  #isBlocked = false;
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;

  /** @param openHelper gives the second session; null: the server has none for us */
  constructor(
    { pid, timeouts }: Session,
    openHelper: () => Promise<Client | null>,
    onWait: RunUnitOptions['onWait'],
  ) {
    this.#pid = pid;
    this.#openHelper = openHelper;
    this.#onWait = onWait;
    const patience = timeouts?.lock ?? 0;
    // Else who waits for less would never hear for whom.
    this.#lookIn(patience > 0 ? Math.min(BETWEEN_LOOKS, patience / 2) : BETWEEN_LOOKS);
  }

  stop(): void {
    this.#isOver = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** An error of having waited too long, with whom it was for. */
  blamed(error: unknown): unknown {
    const blockers = [...this.#seen.values()].map(({ who }) => who);
    if (!(error instanceof ScriptError) || blockers.length === 0) return error;
    const { failure } = error;
    if (failure.code !== LOCK_NOT_AVAILABLE && failure.code !== DEADLOCK) return error;
    const detail = l10n.t('It waited for {0}.', blockers.join('; '));
    const told = failure.detail === null ? detail : `${failure.detail}\n${detail}`;
    const hint = failure.code === DEADLOCK ? failure.hint : patience();
    return new ScriptError({ ...failure, detail: told, hint }, error.cause);
  }

  #lookIn(pause: number): void {
    this.#timer = setTimeout(() => {
      this.#look().then(
        () => {
          if (!this.#isOver) this.#lookIn(BETWEEN_LOOKS);
        },
        // Without the second session nothing is seen, and nothing else is lost.
        () => undefined,
      );
    }, pause);
  }

  async #look(): Promise<void> {
    const helper = await this.#openHelper();
    if (helper === null) throw new Error('there is no second session');
    const { rows } = await helper.query<ServerSession>(
      `SELECT b.pid, ${SESSION_COLUMNS}
        FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids($1)) AS b (pid)
        LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid`,
      [this.#pid],
    );
    if (this.#isOver) return;
    const wasBlocked = this.#isBlocked;
    this.#isBlocked = rows.length > 0;
    if (wasBlocked && !this.#isBlocked) this.#onWait?.({ kind: 'resumed' });
    for (const session of rows.filter(({ pid }) => !wasBlocked || !this.#seen.has(pid))) {
      const by = asHolder(session);
      this.#seen.set(session.pid, by);
      this.#onWait?.({ kind: 'blocked', by });
    }
  }
}

function patience(): string {
  return l10n.t(
    'Apply again when that session is done, or give it more time: "timeouts" in strata.json.',
  );
}

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';
