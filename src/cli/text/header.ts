import * as l10n from '@vscode/l10n';
import { displayAddress, type Place } from '../session.ts';
import { printableLine } from '../../core/printable.ts';

/**
 * Where a command acts: `shop · production (protected) · postgres://… · sqlx`, or without
 * environments `shop · sqlite:./shop.db (DATABASE_URL in .env) · sqlx`.
 */
export function header(place: Place): string {
  const { project, destination } = place;
  const { environment, source } = destination;
  const address = displayAddress(place);
  const where =
    environment === null
      ? [`${address} (${source})`]
      : [
          environment.protected ? l10n.t('{0} (protected)', environment.name) : environment.name,
          address,
        ];
  return printableLine([project.name, ...where, project.convention.title].join(' · '));
}
