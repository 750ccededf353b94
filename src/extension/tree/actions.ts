import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { StrataError } from '../../core/errors.ts';
import { ConnectError } from '../../databases/database.ts';
import { lacksPassword } from '../model/passwords.ts';
import type { ProjectState } from '../model/state.ts';
import type { Action } from './action-node.ts';

export function tryAgain(): Action {
  return {
    label: l10n.t('Try again'),
    icon: 'refresh',
    click: { kind: 'command', id: 'strata.refresh' },
  };
}

export function openSettings(): Action {
  return {
    label: l10n.t('Open settings'),
    icon: 'gear',
    click: { kind: 'command', id: 'strata.openSettings' },
  };
}

export function showLog(): Action {
  return {
    label: l10n.t('Show log'),
    icon: 'output',
    click: { kind: 'command', id: 'strata.showLog' },
  };
}

export function manageTrust(): Action {
  return {
    label: l10n.t('Manage workspace trust'),
    icon: 'workspace-untrusted',
    click: { kind: 'command', id: 'strata.manageTrust' },
  };
}

/** Null: the error is about no file. */
export function mend(error: StrataError | null): Action | null {
  const place = error?.place ?? null;
  if (place === null) return null;
  return {
    label: l10n.t('Open {0} at line {1}', basename(place.path), place.line),
    icon: 'go-to-file',
    click: { kind: 'mend', place },
  };
}

/** Null: there is no other environment to go to. */
export function switchFrom({
  environment,
}: Extract<ProjectState, { kind: 'no-database' }>): Action | null {
  if (environment === null) return null;
  return {
    label: l10n.t('Select environment…'),
    icon: 'server-environment',
    click: { kind: 'command', id: 'strata.selectEnvironment' },
  };
}

/** What would make the connection possible, where that can be done from here. */
export function help({
  error,
  target,
}: Extract<ProjectState, { kind: 'unreachable' }>): Action | null {
  if (!(error instanceof ConnectError)) return null;
  if (error.lacks === 'password' && lacksPassword(target)) {
    return {
      label: l10n.t('Enter password…'),
      icon: 'key',
      click: { kind: 'command', id: 'strata.enterPassword' },
    };
  }
  if (error.lacks === 'database') {
    return {
      label: l10n.t('Create the database'),
      icon: 'add',
      click: { kind: 'command', id: 'strata.createDatabase' },
    };
  }
  return null;
}
