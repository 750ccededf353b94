import * as vscode from 'vscode';
import type { Projects } from './model/projects.ts';
import type { ProjectState } from './model/state.ts';
import { projectsShown } from './tree/outline.ts';

/** The keys that `when` clauses in package.json ask for. */
interface ContextKeys {
  /** Which welcome view the empty tree shows. */
  'strata.state': 'loading' | 'no-workspace' | 'several' | 'empty' | ProjectState['kind'];
  /** A run is in progress, and can be cancelled. */
  'strata.running': boolean;
  /** There are migrations and a database, so that applying and reverting have a meaning. */
  'strata.connected': boolean;
  /** A project has environments to select from. */
  'strata.environments': boolean;
}

export class ContextKeyService implements vscode.Disposable {
  readonly #projects: Projects;
  readonly #following: vscode.Disposable;
  readonly #last = new Map<string, unknown>();

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#following = projects.onDidChange(() => {
      this.#update();
    });
    this.#update();
  }

  dispose(): void {
    this.#following.dispose();
  }

  #update(): void {
    const { all } = this.#projects;
    this.#set('strata.state', overall(all.map(({ state }) => state)));
    this.#set(
      'strata.running',
      all.some(({ busy }) => busy !== null),
    );
    this.#set(
      'strata.connected',
      all.some(({ state }) => state.kind === 'ready'),
    );
    this.#set(
      'strata.environments',
      all.some(({ environments }) => environments.length > 0),
    );
  }

  #set<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
    if (this.#last.get(key) === value) return;
    this.#last.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

function overall(states: readonly ProjectState[]): ContextKeys['strata.state'] {
  if (states.length === 0) return 'no-workspace';
  const [first, ...more] = projectsShown(states.map((state) => ({ state })));
  if (more.length > 0) return 'several';
  if (first === undefined) {
    return states.some(({ kind }) => kind === 'loading') ? 'loading' : 'no-folder';
  }
  const { state } = first;
  const isEmpty =
    state.kind === 'ready' &&
    state.status.migrations.length === 0 &&
    state.status.problems.length === 0;
  return isEmpty ? 'empty' : state.kind;
}
