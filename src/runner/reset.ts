import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import type { Administration } from '../databases/administration.ts';
import { administrationOf } from '../databases/open.ts';
import type { Target } from '../databases/target.ts';
import type { Destination } from '../project/destination.ts';
import type { Project } from '../project/project.ts';
import { backUp } from './backup.ts';
import { holdLock } from './hold.ts';
import { refuseProtected } from './maintenance.ts';
import { run } from './run.ts';
import type { RunOptions, RunResult } from './run-result.ts';

export interface ResetOptions extends Omit<RunOptions, 'agreed' | 'backup'> {
  /** False: the old content is lost. */
  readonly keepBackup: boolean;
  /** Empties only this schema, where the database may not be dropped; null: the database. */
  readonly schema: string | null;
}

/**
 * Drops and makes the database anew, after a backup, and applies everything from zero.
 *
 * @returns as `run` does, with the backup
 * @throws StrataError `refused` on a protected environment, and where backup, drop or creation are
 *   not possible: then the database is as it was; `connect`, `lock`, `cancelled`
 */
export async function reset(
  project: Project,
  destination: Destination,
  { keepBackup, schema, ...options }: ResetOptions,
): Promise<RunResult> {
  refuseProtected(destination);
  const { target } = destination;
  const { onEvent } = options;
  const administration = await administrationOf(target);
  const empty = emptying(administration, target, schema, options.signal);

  let backup: string | null = null;
  const work = async () => {
    if (keepBackup && (await administration.exists(options))) {
      onEvent?.({ kind: 'backing-up' });
      backup = (await backUp(project, target, options)).path;
      onEvent?.({ kind: 'backed-up', path: backup });
    }
    await empty();
  };
  if (target.engine === 'postgres' && schema === null) {
    // A server drops no database that anybody is connected to: no runner, and not us either.
    await work();
  } else {
    const release = await holdLock(project, target, options);
    await work().finally(release);
  }
  const result = await run(project, target, { kind: 'up' }, { ...options, backup: 'never' });
  return { ...result, backup };
}

function emptying(
  administration: Administration,
  target: Target,
  schema: string | null,
  signal: AbortSignal | undefined,
): () => Promise<void> {
  const options = signal ? { signal } : {};
  if (schema === null) return () => administration.recreate(options);
  const { emptySchema } = administration;
  if (emptySchema !== null) return () => emptySchema(schema, options);
  throw new StrataError('usage', l10n.t('{0} has no schemas.', target.name), {
    hint: l10n.t('Leave the schema out: the whole database is made anew.'),
  });
}
