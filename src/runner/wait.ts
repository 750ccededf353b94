import * as l10n from '@vscode/l10n';
import type { Step } from '../core/plan.ts';
import type { LockHolder, Wait } from '../databases/database.ts';

/** Why a run does not get on. */
export type WaitEvent =
  | { readonly kind: 'waiting'; readonly holder: LockHolder | null }
  /** Somebody who is gone had left the lock behind. */
  | { readonly kind: 'took-over'; readonly holder: LockHolder }
  | (Wait & { readonly step: Step });

/** For people, as one sentence. */
export function waitText(event: WaitEvent): string {
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
