import * as l10n from '@vscode/l10n';
import type { SessionSettings } from '../core/engine.ts';
import { ConnectError } from '../databases/database.ts';
import { connect } from '../databases/open.ts';
import { Secret, type Target } from '../databases/target.ts';
import type { Terminal } from './terminal.ts';
import { printableLine } from '../core/printable.ts';

/**
 * Asks for the password where the server wants one and no place tells it; it is kept nowhere.
 *
 * @throws StrataError `cancelled` when the question is not answered
 */
export async function withPassword<T extends Target>(
  target: T,
  settings: SessionSettings,
  { terminal, signal }: { readonly terminal: Terminal | null; readonly signal: AbortSignal },
): Promise<T> {
  if (terminal === null || target.engine !== 'postgres' || target.password !== null) return target;
  try {
    const options = { mode: 'read', isolated: false, ...settings, signal } as const;
    await (await connect(target, options)).close();
  } catch (error) {
    // Anything else is said by who connects next.
    if (!(error instanceof ConnectError) || error.lacks !== 'password') return target;
    const { user, display } = target;
    const question = printableLine(l10n.t('Password of {0} for {1}:', user, display));
    return { ...target, password: new Secret(await terminal.askSecret(`${question} `)) };
  }
  return target;
}
