import type { ToolOptions } from '../conventions/convention.ts';
import type { Timeouts } from '../core/engine.ts';
import type { Problem } from '../core/problem.ts';
import type { RuleSeverities } from '../core/severities.ts';

export const CONFIG_FILE = 'strata.json';

/** What `strata.json` says of a project; without the file, nothing. */
export interface ProjectConfig {
  /** Relative to the project or absolute. */
  readonly migrations: string | null;
  /** A tool's id. */
  readonly convention: string | null;
  readonly options: ToolOptions;
  /** In the order in which they are written. */
  readonly environments: readonly EnvironmentConfig[];
  /** The name of the one that counts where none is chosen; null: the first. */
  readonly defaultEnvironment: string | null;
  /** In a project these are the team's and, where it says nothing, the editor's settings. */
  readonly rules: RuleSeverities;
  /** What is unwise about it, such as a password that everybody can read. */
  readonly problems: readonly Problem[];
}

export interface EnvironmentConfig {
  readonly name: string;
  /** With its variables still in it; null: found as in a project without environments. */
  readonly url: string | null;
  /** Where its migrations are checked, as written: another server's address, or `pglite:`. */
  readonly shadowUrl: string | null;
  /** Nothing runs there before its name was typed. */
  readonly protected: boolean;
  /** Null: as the convention has it. */
  readonly backup: 'never' | 'before-apply' | null;
  /** For the scripts of migrations; null: as is sensible. */
  readonly timeouts: Timeouts | null;
  /** In the file, from 1. */
  readonly line: number;
}

export const NO_CONFIG: ProjectConfig = {
  migrations: null,
  convention: null,
  options: {},
  environments: [],
  defaultEnvironment: null,
  rules: {},
  problems: [],
};
