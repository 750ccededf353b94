import { isAbsolute, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import type { Direction } from '../../core/migration.ts';
import { isApplied, type MigrationStatus } from '../../core/state.ts';
import { findAddress } from '../../project/address.ts';
import { MigrationReader, type Overlay, type ProjectFiles } from '../../project/migrations.ts';
import { openProject, type Project } from '../../project/project.ts';
import type { StepFailure } from '../../runner/failure.ts';
import { judge, type Status } from '../../runner/status.ts';
import { readSettings, type Settings } from '../settings.ts';
import { Coalescing } from '../util/coalescing.ts';
import type { Gateway } from './gateway.ts';
import type { Busy, ProjectState } from './state.ts';

/** A migration by one of its files. */
export interface FileStatus {
  readonly status: MigrationStatus;
  readonly script: Direction;
}

/** What the files say with unsaved contents in them. */
export interface Reading {
  readonly files: ProjectFiles;
  /** Against the history as last read; null where it is not known. */
  readonly status: Status | null;
}

/** One project, and what is known of it. */
export class ProjectModel implements vscode.Disposable {
  readonly folder: vscode.WorkspaceFolder;
  readonly #gateway: Gateway;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #closing = new AbortController();
  readonly #refreshing = new Coalescing(() => this.#update());

  #open: { readonly project: Project; readonly reader: MigrationReader } | null = null;
  #state: ProjectState = { kind: 'loading' };
  #byPath: ReadonlyMap<string, FileStatus> = new Map();
  #lastFailure: StepFailure | null = null;
  #busy: Busy | null = null;
  #free = Promise.resolve();

  /** The state, the last failure or what is running has changed. */
  readonly onDidChange = this.#changed.event;

  constructor(folder: vscode.WorkspaceFolder, gateway: Gateway, log: vscode.LogOutputChannel) {
    this.folder = folder;
    this.#gateway = gateway;
    this.#log = log;
  }

  /** Null until it was read, and where its configuration is wrong. */
  get project(): Project | null {
    return this.#open?.project ?? null;
  }

  get state(): ProjectState {
    return this.#state;
  }

  /** The project's folder, absolute. */
  get root(): string {
    return this.folder.uri.fsPath;
  }

  get settings(): Settings {
    return readSettings(this.folder);
  }

  /** How the last run failed, until another one succeeds or the migration is no longer pending. */
  get lastFailure(): StepFailure | null {
    return this.#lastFailure;
  }

  set lastFailure(failure: StepFailure | null) {
    if (failure === this.#lastFailure) return;
    this.#lastFailure = failure;
    this.#changed.fire();
  }

  get busy(): Busy | null {
    return this.#busy;
  }

  /** The migration a file belongs to, where the history is known. */
  statusOf(uri: vscode.Uri): FileStatus | undefined {
    const path = this.pathOf(uri);
    return path === undefined ? undefined : this.#byPath.get(path);
  }

  /** A path relative to the project, as the core has them; undefined outside it. */
  pathOf(uri: vscode.Uri): string | undefined {
    if (uri.scheme !== 'file') return undefined;
    const path = relative(this.root, uri.fsPath);
    if (isAbsolute(path)) return undefined;
    return path.split(sep).join('/');
  }

  uriOf(path: string): vscode.Uri {
    return vscode.Uri.file(join(this.root, path));
  }

  /** The files as they would be with `overlay` saved; null where there are none. */
  read(overlay: Overlay): Reading | null {
    const files = this.#open?.reader.overlay(overlay) ?? null;
    if (files === null) return null;
    const state = this.#state;
    return { files, status: state.kind === 'ready' ? judge({ ...state.status, files }) : null };
  }

  /** Resolves when what was true at the time of the call is in `state`. */
  refresh(): Promise<void> {
    return this.#refreshing.request();
  }

  /** Does something that writes; readings wait until it is over. */
  async occupy<T>(busy: Busy, work: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#free = promise;
    this.setBusy(busy);
    try {
      return await work();
    } finally {
      resolve(undefined);
      this.setBusy(null);
    }
  }

  setBusy(busy: Busy | null): void {
    this.#busy = busy;
    this.#changed.fire();
  }

  dispose(): void {
    this.#busy?.cancel();
    this.#closing.abort();
    this.#changed.dispose();
  }

  async #update(): Promise<void> {
    await this.#free;
    const state = await this.#read().catch((error: unknown) => this.#misconfigured(error));
    if (this.#closing.signal.aborted) return;
    this.#state = state;
    this.#byPath = state.kind === 'ready' ? indexByPath(state.status.migrations) : new Map();
    this.#forgetFailure();
    this.#changed.fire();
  }

  async #read(): Promise<ProjectState> {
    const { migrationsFolder } = this.settings;
    const opened = await openProject(this.root, { migrationsFolder });
    const { project, reader } = this.#adopt(opened);
    const files = await reader.read();
    if (!files.exists) return { kind: 'no-folder' };
    if (!this.#gateway.isOpen) return { kind: 'untrusted', files };
    return await this.#ask(project, files);
  }

  /** What was read before counts as long as the project is the same. */
  #adopt(opened: Project): { project: Project; reader: MigrationReader } {
    if (this.#open?.project.fingerprint !== opened.fingerprint) {
      this.#open = { project: opened, reader: new MigrationReader(opened) };
    }
    return this.#open;
  }

  async #ask(project: Project, files: ProjectFiles): Promise<ProjectState> {
    const address = await this.#findAddress(project).catch(asStrataError);
    if (address === null || address instanceof StrataError) {
      return { kind: 'no-database', files, error: address };
    }
    const { target, source } = address;
    try {
      const { signal } = this.#closing;
      const status = await this.#gateway.readStatus(project, files, target, signal);
      return { kind: 'ready', files, target, source, status };
    } catch (caught) {
      const error = asStrataError(caught);
      this.#log.warn(`${project.name}: ${error.message}`);
      return { kind: 'unreachable', files, target, source, error };
    }
  }

  #findAddress(project: Project): ReturnType<typeof findAddress> {
    const { databaseUrl, loadDotenv } = this.settings;
    return findAddress(
      {
        root: project.root,
        urlVariable: project.convention.urlVariable,
        workspace: this.folder.uri.fsPath,
      },
      {
        env: process.env,
        dotenv: loadDotenv,
        ...(databaseUrl !== undefined && { setting: databaseUrl }),
      },
    );
  }

  #misconfigured(caught: unknown): ProjectState {
    const error = asStrataError(caught);
    this.#open = null;
    this.#log.warn(`${this.folder.name}: ${error.message}`);
    return { kind: 'misconfigured', error };
  }

  /** A failure is of the past once its migration went through, or its script is another one. */
  #forgetFailure(): void {
    const step = this.#lastFailure?.step;
    if (step === undefined || this.#state.kind !== 'ready') return;
    const { version, [step.direction]: failed } = step.migration;
    const now = this.#state.status.migrations.find((status) => status.version === version);
    const wentThrough = now !== undefined && isApplied(now) === (step.direction === 'up');
    const isSame = now?.migration?.[step.direction]?.sql === failed?.sql;
    if (wentThrough || !isSame) this.#lastFailure = null;
  }
}

/** What nobody foresaw becomes an error for people, with its cause for the log. */
function asStrataError(error: unknown): StrataError {
  if (error instanceof StrataError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new StrataError('connect', message, { cause: error });
}

function indexByPath(migrations: readonly MigrationStatus[]): ReadonlyMap<string, FileStatus> {
  const index = new Map<string, FileStatus>();
  for (const status of migrations) {
    const { up, down } = status.migration ?? {};
    if (down) index.set(down.path, { status, script: 'down' });
    if (up) index.set(up.path, { status, script: 'up' });
  }
  return index;
}
