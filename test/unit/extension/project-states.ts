import type { StepFailure } from '../../../src/runner/failure.ts';
import type { Busy, ProjectState, ReadyState } from '../../../src/extension/model/state.ts';
import type { Status } from '../../../src/runner/status.ts';
import { judgeShop, openShop, type Shop } from './shop.ts';

export const moment = { now: new Date('2025-03-03T10:00:00Z'), locale: 'en' };

export const idle: Busy = {
  version: null,
  direction: null,
  done: new Set(),
  text: '',
  waiting: null,
  cancel: () => undefined,
};

export async function readyShop(shop: Shop): Promise<ReadyState> {
  const status = await judgeShop(shop);
  const { files, target } = status;
  return {
    kind: 'ready',
    files,
    environment: null,
    target,
    source: 'DATABASE_URL in .env',
    status,
  };
}

/** A state in which files are known, and the history is not. */
export async function filesOnly(
  shop: Shop,
  kind: 'untrusted' | 'no-database',
): Promise<ProjectState> {
  const { files } = (await openShop(shop)).reading;
  return kind === 'untrusted' ? { kind, files } : { kind, files, environment: null, error: null };
}

export function failureOf(status: Status, version: string): StepFailure {
  const migration = status.migrations.find((each) => each.version === version)?.migration;
  if (!migration) throw new Error(`no migration ${version}`);
  return {
    step: { direction: 'up', migration, script: migration.up, from: 0 },
    message: 'no such table: userz',
    code: 'SQLITE_ERROR',
    detail: null,
    hint: null,
    location: { line: 3, column: 1, endLine: 3, endColumn: 20 },
    statement: 'select * from userz',
    completed: 1,
    kept: 'nothing',
  };
}
