import * as l10n from '@vscode/l10n';
import { tools } from '../conventions/registry.ts';
import type { Connection, ConnectOptions } from '../databases/database.ts';
import { connect } from '../databases/open.ts';
import type { Target } from '../databases/target.ts';
import { openProject, type Project } from '../project/project.ts';
import { readHistory } from './history.ts';

/**
 * Where the files leave open which tool they are for, takes the one whose history table is in the
 * database; changes nothing there. The project stays as it is when none is, or several are.
 *
 * @throws StrataError as `connect` does
 */
export async function settleProject(
  project: Project,
  target: Target,
  options: Pick<ConnectOptions, 'isolated' | 'signal'>,
): Promise<Project> {
  if (project.detection.certain) return project;
  const connection = await connect(target, {
    mode: 'read',
    ...options,
    ...project.convention.session,
  });
  try {
    const [found, ...others] = await recorded(project, connection);
    return found === undefined || others.length > 0 ? project : found;
  } finally {
    await connection.close();
  }
}

/** The project as each tool would have it whose history is there. */
async function recorded(project: Project, connection: Connection): Promise<readonly Project[]> {
  const found: Project[] = [];
  for (const { id } of tools) {
    const { root, migrationsFolder, config } = project;
    const options = { migrationsFolder, convention: id, rules: config.rules };
    const candidate = await openProject(root, options).catch(() => null);
    if (candidate === null) continue;
    const { table, exists, problems } = await readHistory(connection, candidate.convention);
    if (!exists || problems.some(({ code }) => code === 'foreign-history')) continue;
    const reason = l10n.t('the table {0} in {1}', table, connection.server.database);
    found.push({ ...candidate, detection: { certain: true, configured: false, reason } });
  }
  return found;
}
