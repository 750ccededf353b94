import * as l10n from '@vscode/l10n';
import type { Step } from '../core/plan.ts';
import type { LockHolder, LockOptions, Wait } from '../databases/database.ts';

/** Why a run does not get on, and when it does again. */
export type WaitEvent = LockEvent | (Wait & { readonly step: Step });

export type LockEvent =
  | { readonly kind: 'waiting'; readonly holder: LockHolder | null }
  /** Somebody who is gone had left the lock behind. */
  | { readonly kind: 'took-over'; readonly holder: LockHolder };

/** How somebody wants to wait for a lock. */
export interface LockWish {
  /** In milliseconds. */
  readonly lockTimeout: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: LockEvent) => void;
}

/** The same, as a database takes it. */
export function lockOptions({ lockTimeout, signal, onEvent }: LockWish): LockOptions {
  return {
    timeout: lockTimeout,
    ...(signal && { signal }),
    onWait: (holder) => onEvent?.({ kind: 'waiting', holder }),
    onTakeOver: (holder) => onEvent?.({ kind: 'took-over', holder }),
  };
}

/** For people, as one sentence. */
export function waitText(event: Exclude<WaitEvent, { kind: 'resumed' }>): string {
  switch (event.kind) {
    case 'waiting':
      return event.holder === null
        ? l10n.t('Waiting for another runner to end …')
        : l10n.t('Waiting for another runner to end: {0} …', holderText(event.holder));
    case 'took-over':
      return l10n.t('Took over the lock that {0} had left behind.', event.holder.who);
    case 'blocked':
      return l10n.t('{0} waits for {1} …', event.step.migration.description, holderText(event.by));
    case 'retrying':
      return l10n.t(
        '{0}: {1}. Nothing of it was kept; trying again in {2} s …',
        event.step.migration.description,
        event.because,
        Math.ceil(event.after / 100) / 10,
      );
  }
}

function holderText({ who, activity }: LockHolder): string {
  return activity === null ? who : l10n.t('{0}, busy with: {1}', who, activity);
}
