import * as l10n from '@vscode/l10n';
import { isPending, type MigrationStatus } from '../../core/state.ts';
import { printableLine } from '../../core/printable.ts';

/** A line for each migration, as the guides' runners print them: `[x] 20250120134501 Add Users (applied …)`. */
export function guideLine(status: MigrationStatus): string {
  const { version, description } = status;
  return `[${mark(status)}] ${version} ${titleCase(printableLine(description))} (${words(status)})`;
}

function mark(status: MigrationStatus): string {
  if (isPending(status)) return ' ';
  return status.state === 'applied' ? 'x' : '!';
}

function words({ state, row }: MigrationStatus): string {
  const at = row?.appliedAt ?? null;
  const applied = at === null ? l10n.t('applied') : l10n.t('applied {0}', toTheSecond(at));
  switch (state) {
    case 'applied':
      return applied;
    case 'modified':
      return l10n.t('{0}, edited since', applied);
    case 'missing':
      return l10n.t('{0}, file missing', applied);
    case 'failed':
      return at === null ? l10n.t('failed') : l10n.t('failed {0}', toTheSecond(at));
    case 'out-of-order':
      return l10n.t('pending, out of order');
    case 'pending':
      return l10n.t('pending');
  }
}

/** `2025-01-20 13:45:01`, which is UTC. */
function toTheSecond(iso: string): string {
  return iso.slice(0, 'yyyy-mm-ddThh:mm:ss'.length).replace('T', ' ');
}

function titleCase(text: string): string {
  return text.replaceAll(/(?<=^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
}
