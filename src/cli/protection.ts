import { quoted } from './quoted.ts';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import type { Place, Session } from './session.ts';

/** A name that is typed on a terminal, or given by `--confirm`, before something is done. */
export interface Confirmation {
  /** @throws StrataError `usage` where another name was typed, `cancelled` where none was */
  obtain(): Promise<void>;
}

export interface NameToConfirm {
  readonly name: string;
  /** Why it is asked for, as a sentence. */
  readonly reason: string;
}

/**
 * Judged before anything is connected to: without a terminal the name has to be there.
 *
 * @throws StrataError `usage` when `--confirm` is missing without a terminal, or names another one
 */
export function confirmationOf(session: Session, { name, reason }: NameToConfirm): Confirmation {
  const { terminal, options } = session;
  if (options.confirm !== undefined) {
    if (options.confirm !== name) throw otherName(options.confirm, name);
    return { obtain: () => Promise.resolve() };
  }
  if (terminal === null) {
    throw new StrataError('usage', `${reason} ${l10n.t('Nothing was changed.')}`, {
      hint: l10n.t('Without a terminal to type its name on, give it: --confirm {0}', quoted(name)),
    });
  }
  return {
    async obtain() {
      const typed = await terminal.ask(l10n.t('Type {0} to go on: ', name));
      if (typed.trim() === name) return;
      throw new StrataError('usage', l10n.t('That is not {0}. Nothing was changed.', name));
    },
  };
}

/**
 * What a protected environment asks for before anything is written there; null: it is not protected.
 *
 * @throws StrataError `usage`, also where `--confirm` names something else than is acted on
 */
export function protectionOf(session: Session, { destination }: Place): Confirmation | null {
  const { environment, target } = destination;
  if (environment?.protected === true) {
    const { name } = environment;
    return confirmationOf(session, { name, reason: l10n.t('{0} is protected.', name) });
  }
  const given = session.options.confirm;
  if (given !== undefined && given !== environment?.name) {
    throw otherName(given, environment?.name ?? target.name);
  }
  return null;
}

/**
 * What asks for a name wherever it is: the environment's where that is protected, else the database's.
 *
 * @throws StrataError `usage`
 */
export function nameToType(session: Session, place: Place, reason: string): Confirmation {
  const { environment, target } = place.destination;
  const protection = environment?.protected === true ? protectionOf(session, place) : null;
  return protection ?? confirmationOf(session, { name: target.name, reason });
}

function otherName(given: string, name: string): StrataError {
  return new StrataError(
    'usage',
    l10n.t('--confirm says {0}, but this is {1}. Nothing was changed.', given, name),
  );
}
