import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { connect } from '../databases/open.ts';
import type { Target } from '../databases/target.ts';
import type { Project } from '../project/project.ts';
import { requireConvention } from '../project/require-convention.ts';
import { makeHistory, readHistory } from './history.ts';
import { takeLock } from './run.ts';
import type { RunOptions } from './run-result.ts';

export interface Initialised {
  /** As people write it. */
  readonly table: string;
  /** False: it was there already. */
  readonly created: boolean;
}

/**
 * Makes the empty history table in the tool's own form, where it is not there.
 *
 * @throws StrataError `usage` when it is not certain which tool's; `refused` when a table of that
 *   name is another tool's; `connect`, `lock`
 */
export async function initialise(
  project: Project,
  target: Target,
  options: Pick<RunOptions, 'lockTimeout' | 'signal' | 'onEvent'>,
): Promise<Initialised> {
  requireConvention(project);
  const connection = await connect(target, {
    mode: 'write',
    isolated: false,
    ...project.convention.session,
    lockTimeout: options.lockTimeout,
    ...(options.signal && { signal: options.signal }),
  });
  try {
    await takeLock(connection, project, options);
    const recorded = await readHistory(connection, project.convention);
    const { table, exists, problems } = recorded;
    const foreign = problems.find(({ code }) => code === 'foreign-history');
    if (foreign !== undefined) {
      throw new StrataError('refused', foreign.message, { hint: l10n.t('Nothing was changed.') });
    }
    const { signal } = options;
    if (!exists) await makeHistory(connection, recorded, signal ? { signal } : {});
    return { table, created: !exists };
  } finally {
    await connection.close();
  }
}
