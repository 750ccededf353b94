import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { isRefused, type PlanOptions, type Request } from '../core/plan.ts';
import { isPending } from '../core/state.ts';
import { parseAddress, poolTarget } from '../databases/address.ts';
import type { Target } from '../databases/target.ts';
import { readMigrations, type ProjectFiles } from '../project/migrations.ts';
import { openProject, type Project } from '../project/project.ts';
import { repair } from '../runner/repair.ts';
import { run } from '../runner/run.ts';
import { settleProject } from '../runner/settle.ts';
import { readStatus, type Status } from '../runner/status.ts';
import { asMigrationError, refusedError, resultError } from './errors.ts';
import { doneInfo, migrationInfo, validation } from '../runner/infos.ts';
import type {
  DoneMigration,
  MigrateOptions,
  MigrationInfo,
  MigrationRunnerOptions,
  RunOptions,
  Validation,
} from './api.ts';

export * from './api.ts';

/** What an application or a script of its own does with its migrations, as the CLI does it. */
export class MigrationRunner {
  readonly #options: MigrationRunnerOptions;

  constructor(options: MigrationRunnerOptions) {
    this.#options = options;
  }

  /** All migrations, of files and history, in order. @throws MigrationError */
  async getMigrations(): Promise<readonly MigrationInfo[]> {
    return (await this.#status()).migrations.map(migrationInfo);
  }

  /** Those that `migrate` would apply, in order. @throws MigrationError */
  async getPendingMigrations(): Promise<readonly MigrationInfo[]> {
    return (await this.#status()).migrations.filter(isPending).map(migrationInfo);
  }

  /**
   * Applies what is pending, each migration whole or not at all.
   *
   * @returns what was applied, in order
   * @throws MigrationError; what was applied before it stays, and is in its `done`
   */
  async migrate({ to, ...options }: MigrateOptions = {}): Promise<readonly DoneMigration[]> {
    return this.#run({ kind: 'up', ...(to !== undefined && { to }) }, options);
  }

  /**
   * Reverts the newest `count`, in the tool's own order.
   *
   * @returns what was reverted, in order
   * @throws MigrationError; what was reverted before it stays so, and is in its `done`
   */
  async rollback(count = 1, options: RunOptions = {}): Promise<readonly DoneMigration[]> {
    return this.#run({ kind: 'down', steps: count }, options);
  }

  /**
   * Marks as applied what is in the database already, and runs nothing; for one that was there
   * before its migrations.
   *
   * @returns what was marked, in order
   * @throws MigrationError; then nothing was marked
   */
  async baseline({ to, signal }: MigrateOptions = {}): Promise<readonly DoneMigration[]> {
    return asMigrationError(async () => {
      const { project, target, files } = await this.#open();
      const { lockTimeout = DEFAULT_LOCK_TIMEOUT } = this.#options;
      const plan = await repair(
        project,
        target,
        { kind: 'baseline', to: to ?? null },
        { lockTimeout, isolated: true, ...(signal && { signal }) },
      );
      if (isRefused(plan)) throw refusedError(plan);
      const marked = new Set(plan.amendments.map(({ version }) => version));
      return files.migrations
        .filter(({ version }) => marked.has(version))
        .map(({ version, description }) => ({ version, description, durationMs: null }));
    });
  }

  /** Whether files and history agree; changes nothing. @throws MigrationError */
  async validate(options?: { readonly details?: false }): Promise<boolean>;
  async validate(options: { readonly details: true }): Promise<Validation>;
  async validate({ details = false } = {}): Promise<boolean | Validation> {
    const found = validation(await this.#status());
    return details ? found : found.valid;
  }

  async #status(): Promise<Status> {
    return asMigrationError(async () => {
      const { project, target, files } = await this.#open();
      return readStatus(project, files, target, { isolated: true });
    });
  }

  async #run(request: Request, { signal }: RunOptions): Promise<readonly DoneMigration[]> {
    const result = await asMigrationError(async () => {
      const { project, target } = await this.#open();
      const { lockTimeout = DEFAULT_LOCK_TIMEOUT } = this.#options;
      const options = { ...AS_STRICT_AS_CAN_BE, lockTimeout, isolated: true };
      return run(project, target, request, { ...options, ...(signal && { signal }) });
    });
    const error = resultError(result);
    if (error !== null) throw error;
    return result.done.map(doneInfo);
  }

  async #open(): Promise<{ project: Project; target: Target; files: ProjectFiles }> {
    const { project: root = '.', migrations, convention, url, pool } = this.#options;
    const context = { base: resolve(root), env: process.env };
    const target =
      url === undefined
        ? poolTarget(pool.options as Readonly<Record<string, unknown>>, context)
        : parseAddress(url, context);
    const opened = await openProject(root, { migrationsFolder: migrations, convention });
    const project = await settleProject(opened, target, { isolated: true });
    const files = await readMigrations(project);
    // A folder that was left out of a deployment is not a database that is up to date.
    if (!files.exists) throw noFolder(project);
    return { project, target, files };
  }
}

function noFolder({ root, migrationsFolder }: Project): StrataError {
  return new StrataError(
    'configuration',
    l10n.t('There is no folder {0}.', resolve(root, migrationsFolder)),
  );
}

/** In milliseconds. */
const DEFAULT_LOCK_TIMEOUT = 60_000;

const AS_STRICT_AS_CAN_BE: PlanOptions = { ignoreMissing: false, skipIrreversible: false };
