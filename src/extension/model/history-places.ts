import { CONFIG_FILE } from '../../project/config.ts';
import type { Destination } from '../../project/destination.ts';
import type { Project } from '../../project/project.ts';
import type { HistoryPlace } from '../../project/shared-history.ts';
import { targetIn } from '../text/where.ts';
import type { ProjectState } from './state.ts';

/** Where each environment of a project has its history, as far as its address can be told. */
export async function historyPlaces(
  name: string,
  project: Project,
  state: ProjectState,
  locate: (environment: string) => Promise<Destination | null>,
): Promise<readonly HistoryPlace[]> {
  const { convention, config } = project;
  const current = 'target' in state ? state : null;
  const placeOf = ({ environment, target }: Destination, located: string | null): HistoryPlace => ({
    name: targetIn(environment, { name }),
    target,
    table: convention.historyTable(target.engine),
    located,
    path: config.environments.length > 0 ? CONFIG_FILE : null,
  });
  const others = config.environments
    .filter((each) => each.name !== current?.environment?.name)
    .map(async (environment) => {
      // Why one has no address is told where that one is chosen.
      const found = await locate(environment.name).catch(() => null);
      return found === null ? [] : [placeOf({ ...found, environment }, null)];
    });
  const located = state.kind === 'ready' ? state.status.recorded.table : null;
  return [
    ...(current === null ? [] : [placeOf(current, located)]),
    ...(await Promise.all(others)).flat(),
  ];
}
