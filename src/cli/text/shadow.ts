import * as l10n from '@vscode/l10n';
import type { Shadow } from '../../databases/shadow.ts';

/** Such as `SQLite 3.50.4 in memory`. */
export function shadowText({ about }: Pick<Shadow, 'about'>): string {
  const { kind, version, place } = about;
  switch (kind) {
    case 'memory':
      return l10n.t('SQLite {0} in memory', version);
    case 'scratch':
      return l10n.t('PostgreSQL {0}, a scratch database on {1}', version, place);
    case 'pglite':
      return l10n.t('PostgreSQL {0} as PGlite, not your server', version);
  }
}
