import * as vscode from 'vscode';
import { readSeverities, type RuleSeverities } from '../core/severities.ts';

const SECTION = 'strata';

/** The settings as they hold for a folder. */
export interface Settings {
  /** Undefined: not set. */
  readonly databaseUrl: string | undefined;
  readonly migrationsFolder: string | undefined;
  /** In milliseconds. */
  readonly lockTimeout: number;
  readonly loadDotenv: boolean;
  /** Texts of applied migrations are kept in the user's own state folder. */
  readonly keepAppliedTexts: boolean;
  /** What to do about pending migrations when the window opens. */
  readonly applyOnOpen: ApplyOnOpen;
  readonly rules: RuleSeverities;
  /** How far open migrations are checked while they are typed. */
  readonly check: CheckDepth;
}

export type CheckDepth = 'off' | 'syntax' | 'full';

export type ApplyOnOpen = 'never' | 'ask' | 'always';

export function readSettings(scope: vscode.ConfigurationScope): Settings {
  const section = vscode.workspace.getConfiguration(SECTION, scope);
  return {
    databaseUrl: written(section.get<string>('databaseUrl')),
    migrationsFolder: written(section.get<string>('migrationsFolder')),
    lockTimeout: section.get<number>('lockTimeout', 60) * 1000,
    keepAppliedTexts: section.get<boolean>('keepAppliedTexts', true),
    loadDotenv: section.get<boolean>('loadDotenv', true),
    applyOnOpen: section.get<ApplyOnOpen>('applyOnOpen', 'never'),
    check: section.get<CheckDepth>('check', 'full'),
    rules: readSeverities(section.get<unknown>('rules')),
  };
}

export function affectsSettings(event: vscode.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(SECTION);
}

export async function setMigrationsFolder(
  folder: vscode.WorkspaceFolder,
  value: string,
): Promise<void> {
  await vscode.workspace
    .getConfiguration(SECTION, folder)
    .update('migrationsFolder', value, vscode.ConfigurationTarget.WorkspaceFolder);
}

/** An empty setting is one that is not made. */
function written(text: string | undefined): string | undefined {
  return text?.trim() === '' ? undefined : text;
}
