import * as l10n from '@vscode/l10n';
import { isApplied, isPending } from '../../core/state.ts';
import type { Engine } from '../../core/engine.ts';
import type { Status } from '../../runner/status.ts';

const ENGINES: Readonly<Record<Engine, string>> = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

/** The answer to "test connection": where one is, as whom, and what is there. */
export function connectionText({ server, target, migrations }: Status, source: string): string {
  const engine = `${ENGINES[target.engine]} ${server.version}`;
  const address = l10n.t('Address: {0}, from {1}.', target.display, source);
  if (!server.exists) {
    return l10n.t('{0} is not there yet: applying creates it. {1}', target.name, address);
  }
  const session = [
    engine,
    ...(server.user === null ? [] : [l10n.t('as {0}', server.user)]),
    ...(server.tls === null ? [] : [server.tls]),
  ].join(', ');
  const counts = l10n.t(
    '{0} applied, {1} pending',
    migrations.filter(isApplied).length,
    migrations.filter(isPending).length,
  );
  return l10n.t('Connected to {0} ({1}): {2}. {3}', target.name, session, counts, address);
}

export function validText({ migrations }: Status, target: string): string {
  return migrations.length === 1
    ? l10n.t('1 migration, and its history on {0}: no problems.', target)
    : l10n.t('{0} migrations, and their history on {1}: no problems.', migrations.length, target);
}
