import type { StrataError } from '../../core/errors.ts';
import type { Direction } from '../../core/migration.ts';
import type { Target } from '../../databases/target.ts';
import type { Environment } from '../../project/destination.ts';
import type { ProjectFiles } from '../../project/migrations.ts';
import type { Status } from '../../runner/status.ts';

/** What is known of a project, from nothing at all to every migration's state. */
export type ProjectState =
  /** Before the first reading or, with an environment, before the first one there. */
  | { readonly kind: 'loading'; readonly environment: Environment | null }
  /** The tool's own configuration is wrong, or the migrations folder cannot be read. */
  | { readonly kind: 'misconfigured'; readonly error: StrataError }
  | { readonly kind: 'no-folder' }
  /** Files are read; nothing connects. */
  | { readonly kind: 'untrusted'; readonly files: ProjectFiles }
  /** No address was found, or what was found is none: then `error` says why. */
  | {
      readonly kind: 'no-database';
      readonly files: ProjectFiles;
      /** Null: the project has none. */
      readonly environment: Environment | null;
      readonly error: StrataError | null;
    }
  | {
      readonly kind: 'unreachable';
      readonly files: ProjectFiles;
      readonly environment: Environment | null;
      readonly target: Target;
      /** Where the address came from, for people. */
      readonly source: string;
      readonly error: StrataError;
    }
  | {
      readonly kind: 'ready';
      readonly files: ProjectFiles;
      readonly environment: Environment | null;
      readonly target: Target;
      readonly source: string;
      readonly status: Status;
    };

export type ReadyState = Extract<ProjectState, { kind: 'ready' }>;

/** Work in progress, as the tree, the status bar and the notification show it. */
export interface Busy {
  /** The migration at work; null before the first, such as while waiting for the lock. */
  readonly version: string | null;
  readonly direction: Direction | null;
  /** The versions that the run is through with. */
  readonly done: ReadonlySet<string>;
  /** What is being done, in words; empty as long as there are none. */
  readonly text: string;
  /** Why it does not get on, and who keeps it, as one sentence; null: it does. */
  readonly waiting: string | null;
  cancel(): void;
}
