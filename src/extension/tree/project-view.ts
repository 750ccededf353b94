import type { Project } from '../../project/project.ts';
import type { HistoryPlace } from '../../project/shared-history.ts';
import type { StepFailure } from '../../runner/failure.ts';
import type { Busy, ProjectState } from '../model/state.ts';

/** What the tree shows of a project. */
export interface ProjectView {
  /** The project's id. */
  readonly root: string;
  readonly name: string;
  /** Null until it was read, and where its configuration is wrong. */
  readonly project: Project | null;
  readonly state: ProjectState;
  readonly busy: Busy | null;
  readonly lastFailure: StepFailure | null;
  readonly histories: readonly HistoryPlace[];
}
