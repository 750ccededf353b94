import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { Request } from '../../core/plan.ts';
import type { Target } from '../../databases/target.ts';
import type { ProjectFiles } from '../../project/migrations.ts';
import type { Project } from '../../project/project.ts';
import { run, type RunOptions, type RunResult } from '../../runner/run.ts';
import { readStatus, type Status } from '../../runner/status.ts';

/**
 * The extension's only way to a database: in a workspace that is not trusted it is shut, whatever
 * a menu or a keybinding lets through.
 */
export class Gateway {
  readonly #isTrusted: () => boolean;

  constructor(isTrusted: () => boolean) {
    this.#isTrusted = isTrusted;
  }

  get isOpen(): boolean {
    return this.#isTrusted();
  }

  async readStatus(
    project: Project,
    files: ProjectFiles,
    target: Target,
    signal: AbortSignal,
  ): Promise<Status> {
    this.#check();
    return await readStatus(project, files, target, { isolated: true, signal });
  }

  async run(
    project: Project,
    target: Target,
    request: Request,
    options: Omit<RunOptions, 'isolated'>,
  ): Promise<RunResult> {
    this.#check();
    return await run(project, target, request, { ...options, isolated: true });
  }

  #check(): void {
    if (this.#isTrusted()) return;
    throw new StrataError(
      'refused',
      l10n.t('This workspace is not trusted, so Strata connects to no database.'),
      { hint: l10n.t('Trust it if you know where its files come from.') },
    );
  }
}
