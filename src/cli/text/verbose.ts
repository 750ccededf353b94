import * as l10n from '@vscode/l10n';
import type { Project } from '../../project/project.ts';
import type { Status } from '../../runner/status.ts';
import type { Place, Session } from '../session.ts';
import { alignColumns } from './columns.ts';
import { printableLine } from '../../core/printable.ts';

/** Where everything comes from that the header names. */
export function verboseLines(
  status: Status,
  { destination }: Place,
  { options }: Session,
): readonly string[] {
  const { project, target, server, recorded } = status;
  const table = recorded.exists ? recorded.table : l10n.t('{0} (not there yet)', recorded.table);
  const { user, tls, version } = server;
  const rows: readonly (readonly [string, string])[] = [
    [l10n.t('project'), project.root],
    [
      l10n.t('migrations'),
      options.migrations === undefined
        ? project.migrationsFolder
        : l10n.t('{0} ({1})', project.migrationsFolder, '--migrations'),
    ],
    [l10n.t('convention'), conventionText(project)],
    ...(destination.environment === null
      ? []
      : [[l10n.t('environment'), destination.environment.name] as const]),
    [l10n.t('address'), destination.source],
    [
      l10n.t('database'),
      server.exists ? target.display : l10n.t('{0} (not there yet)', target.display),
    ],
    [l10n.t('server'), `${target.engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'} ${version}`],
    ...(user === null ? [] : [[l10n.t('user'), user] as const]),
    ...(target.engine === 'postgres' ? [[l10n.t('TLS'), tls ?? l10n.t('none')] as const] : []),
    [l10n.t('history'), table],
  ];
  return alignColumns(
    rows.map(([name, value]) => [{ text: `  ${name}` }, { text: printableLine(value) }]),
  );
}

function conventionText({ convention, detection }: Project): string {
  const { certain, reason } = detection;
  const known = reason === '' ? convention.title : `${convention.title} (${reason})`;
  return certain ? known : l10n.t('{0}; not certain', known);
}
