import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { Request } from '../../core/plan.ts';
import type { Repair, RepairPlan } from '../../core/repair.ts';
import { openShadow } from '../../databases/open.ts';
import type { Shadow, ShadowPlace, ShadowSettings } from '../../databases/shadow.ts';
import type { Target } from '../../databases/target.ts';
import type { Destination } from '../../project/destination.ts';
import type { ProjectFiles } from '../../project/migrations.ts';
import type { Project } from '../../project/project.ts';
import type { Examination } from '../../runner/doctor/examine.ts';
import type { Finding } from '../../runner/doctor/finding.ts';
import type { RehearsalResult, RehearseOptions } from '../../runner/rehearse.ts';
import type { RepairOptions } from '../../runner/repair.ts';
import type { ResetOptions } from '../../runner/reset.ts';
import type { RunOptions, RunResult } from '../../runner/run-result.ts';
import type { ReadingThreads, ScriptAnalyst } from '../../runner/script-analyst.ts';
import { settleProject } from '../../runner/settle.ts';
import { readStatus, statusWith, type Status } from '../../runner/status.ts';
import type { Passwords } from './passwords.ts';

/**
 * The extension's only way to a database: in a workspace that is not trusted it is shut, whatever a
 * menu or a keybinding lets through. What it is asked for rarely is loaded when it is.
 */
export class Gateway {
  readonly #isTrusted: () => boolean;
  readonly #passwords: Pick<Passwords, 'add'>;
  readonly #threads: ReadingThreads;

  /** @param analyst as for `ReadingThreads` */
  constructor(
    isTrusted: () => boolean,
    passwords: Pick<Passwords, 'add'>,
    analyst?: ScriptAnalyst,
  ) {
    this.#isTrusted = isTrusted;
    this.#passwords = passwords;
    this.#threads = { isolated: true, ...(analyst && { analyst }) };
  }

  get isOpen(): boolean {
    return this.#isTrusted();
  }

  /** The project with the tool whose history table is in the database, where its files leave that open. */
  async settle(project: Project, target: Target, signal: AbortSignal): Promise<Project> {
    const whole = await this.admit(target);
    return await settleProject(project, whole, { isolated: true, signal });
  }

  async readStatus(
    project: Project,
    files: ProjectFiles,
    target: Target,
    signal: AbortSignal,
  ): Promise<Status> {
    const whole = await this.admit(target);
    return await readStatus(project, files, whole, { ...this.#threads, signal });
  }

  /** Of other files against the history as it was read: that asks no database. */
  async statusWith(status: Status, files: ProjectFiles): Promise<Status> {
    return await statusWith(status, files, this.#threads);
  }

  async run(
    project: Project,
    target: Target,
    request: Request,
    options: Omit<RunOptions, keyof ReadingThreads>,
  ): Promise<RunResult> {
    const whole = await this.admit(target);
    const { run } = await import('../../runner/run.ts');
    return await run(project, whole, request, { ...options, ...this.#threads });
  }

  async rehearse(
    project: Project,
    target: Target,
    request: Request,
    options: Omit<RehearseOptions, keyof ReadingThreads>,
  ): Promise<RehearsalResult> {
    const whole = await this.admit(target);
    const { rehearse } = await import('../../runner/rehearse.ts');
    return await rehearse(project, whole, request, { ...options, ...this.#threads });
  }

  async reset(
    project: Project,
    destination: Destination,
    options: Omit<ResetOptions, keyof ReadingThreads>,
  ): Promise<RunResult> {
    const target = await this.admit(destination.target);
    const { reset } = await import('../../runner/reset.ts');
    return await reset(project, { ...destination, target }, { ...options, ...this.#threads });
  }

  async repair(
    project: Project,
    target: Target,
    wish: Repair,
    options: Omit<RepairOptions, keyof ReadingThreads>,
  ): Promise<RepairPlan> {
    const whole = await this.admit(target);
    const { repair } = await import('../../runner/repair.ts');
    return await repair(project, whole, wish, { ...options, ...this.#threads });
  }

  /** Looks step by step at what a run needs. */
  async *examine(request: Omit<Examination, 'isolated'>): AsyncGenerator<Finding> {
    this.#check();
    const { examine } = await import('../../runner/doctor/examine.ts');
    yield* examine({
      ...request,
      isolated: true,
      locate: async (project, environment) => {
        const found = await request.locate(project, environment);
        return { ...found, target: await this.#passwords.add(found.target) };
      },
    });
  }

  /** A scratch database is one on somebody's server as well. */
  async openShadow(place: ShadowPlace, settings: ShadowSettings): Promise<Shadow> {
    if (place.kind !== 'scratch') return await openShadow(place, settings);
    const target = (await this.admit(place.target)) as typeof place.target;
    return await openShadow({ ...place, target }, settings);
  }

  /** The target with its password, for work on the database as a whole. */
  async admit(target: Target): Promise<Target> {
    this.#check();
    return await this.#passwords.add(target);
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
