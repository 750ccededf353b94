import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRefused } from '../../../src/core/plan.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import { openProject } from '../../../src/project/project.ts';
import { run } from '../../../src/runner/run.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { usual } from '../runner/support.ts';
import type { VerdictCase } from './verdict-case.ts';

/**
 * What comes of it as a file of a project.
 *
 * @returns the engine's words; `refused` before it was begun; null: it was applied
 */
export async function upByRunner(
  { before, sql, transactional }: VerdictCase,
  url: string,
): Promise<string | null> {
  const root = temporaryFolder('verdicts');
  const folder = join(root, 'migrations');
  mkdirSync(folder);
  writeFileSync(join(folder, '0001_before.sql'), before);
  writeFileSync(
    join(folder, '0002_case.sql'),
    `${transactional ? '' : '-- no-transaction\n'}${sql}`,
  );
  const project = await openProject(root, { convention: 'sqlx' });
  const target = parseAddress(url, { base: root, env: {} });
  const { plan, done, failure } = await run(project, target, { kind: 'up' }, usual);
  if (isRefused(plan)) return 'refused';
  if (failure !== null) return failure.message;
  return done.length === 2 ? null : 'not done';
}
