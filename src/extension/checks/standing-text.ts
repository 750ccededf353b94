import * as l10n from '@vscode/l10n';
import type { ShadowInfo } from '../../databases/shadow.ts';
import type { CheckStanding } from './project-check.ts';
import type { Remedy } from './shadow-keeper.ts';

export interface StandingText {
  readonly text: string;
  readonly detail: string | null;
  /** What a click does about it; null: nothing is to be done. */
  readonly remedy: Remedy | null;
  readonly isWarning: boolean;
}

/** Where migrations are checked, in words. */
export function standingText(standing: CheckStanding): StandingText {
  switch (standing.kind) {
    case 'none':
      return standing.reason === null
        ? quiet(l10n.t('Not checked yet'), null)
        : quiet(l10n.t('Not checked'), standing.reason, standing.remedy);
    case 'shadow':
      return standing.complete
        ? quiet(l10n.t('Checked {0}', placeText(standing.about)), null)
        : quiet(
            l10n.t('Checked in part {0}', placeText(standing.about)),
            l10n.t('Not all statements can be tried there.'),
          );
    case 'text':
      return {
        text: l10n.t('Checked by text only'),
        detail: shortened(standing.reason),
        remedy: standing.remedy,
        // What somebody has decided, or is still to decide, is nothing to warn of.
        isWarning: standing.remedy === 'problems' || standing.remedy === 'explain',
      };
  }
}

/** To follow a word such as “checked”. */
export function placeText({ kind, version, place }: ShadowInfo): string {
  switch (kind) {
    case 'memory':
      return l10n.t('by SQLite {0}, in memory', version);
    case 'scratch':
      return l10n.t('by PostgreSQL {0}, in a scratch database on {1}', version, place);
    case 'pglite':
      return l10n.t('by PostgreSQL {0} (PGlite), which is not your server', version);
  }
}

/** In UTF-16 units: it stands in one line with a link, which would be cut off instead. */
const LONGEST = 38;

function shortened(reason: string): string {
  const first = reason.split('\n')[0] ?? '';
  return first.length <= LONGEST ? first : `${first.slice(0, LONGEST - 1).trimEnd()}…`;
}

function quiet(text: string, detail: string | null, remedy: Remedy | null = null): StandingText {
  return { text, detail, remedy, isWarning: false };
}
