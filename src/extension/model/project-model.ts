import { isAbsolute, join, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { hasFile } from '../../core/migration.ts';
import { isApplied, type MigrationStatus } from '../../core/state.ts';
import type { EnvironmentConfig } from '../../project/config.ts';
import type { Destination, Environment } from '../../project/destination.ts';
import type { ProjectLocation } from '../../project/find.ts';
import type { Overlay, ProjectFiles } from '../../project/migrations.ts';
import { openProject, type Project } from '../../project/project.ts';
import type { HistoryPlace } from '../../project/shared-history.ts';
import { appliedTextsOf } from '../../project/applied-text.ts';
import type { ContentStore } from '../../project/content-store.ts';
import { explainEdits } from '../../runner/edits.ts';
import type { StepFailure } from '../../runner/failure.ts';
import { judge, judgeByChecksums, type Status } from '../../runner/status.ts';
import { readSettings, type Settings } from '../settings.ts';
import { Coalescing } from '../util/coalescing.ts';
import { AppliedMemory } from './applied-memory.ts';
import { Destinations, type DestinationServices } from './destinations.ts';
import type { Gateway } from './gateway.ts';
import { historyPlaces } from './history-places.ts';
import { ProjectReader, type ChangedFiles, type ReaderServices } from './project-reader.ts';
import type { Busy, ProjectState } from './state.ts';

/** What the files say with unsaved contents in them. */
export interface Reading {
  readonly files: ProjectFiles;
  /** Against the history as last read; null where it is not known. */
  readonly status: Status | null;
}

/** A database, as far as the last refresh found one. */
export type KnownDestination = Pick<Destination, 'target' | 'environment'>;

/** A project's place in the window. */
export interface ProjectPlace extends ProjectLocation {
  /** The same for the same project: its folder, unless that holds another one, too. */
  readonly id: string;
  /** The workspace folder that it is in. */
  readonly folder: vscode.WorkspaceFolder;
  /** Unlike that of any other project in the window. */
  readonly name: string;
}

export type ProjectServices = DestinationServices & ReaderServices;

interface Wish {
  readonly asksDatabase: boolean;
  readonly changed: ChangedFiles;
}

const EVERYTHING: Wish = { asksDatabase: true, changed: undefined };
const NO_WISH: Wish = { asksDatabase: false, changed: new Set() };

/** One project, and what is known of it. */
export class ProjectModel implements vscode.Disposable {
  /** The project's folder, absolute. */
  readonly root: string;
  readonly id: string;
  /** Where its databases are, whether they are known or not. */
  readonly destinations: Destinations;
  readonly #gateway: Gateway;
  readonly #reader: ProjectReader;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #closing = new AbortController();
  readonly #refreshing = new Coalescing(() => this.#update());

  /** What the next reading is to look at; none is asked for without it. */
  #wish: Wish = NO_WISH;
  #place: ProjectPlace;
  #state: ProjectState = { kind: 'loading', environment: null };
  #histories: readonly HistoryPlace[] = [];
  readonly #applied = new AppliedMemory();
  #texts: ContentStore | null = null;
  #lastFailure: StepFailure | null = null;
  #busy: Busy | null = null;
  #free = Promise.resolve();

  /** The state, the last failure or what is running has changed. */
  readonly onDidChange = this.#changed.event;

  constructor(place: ProjectPlace, services: ProjectServices) {
    this.root = place.root;
    this.id = place.id;
    this.#place = place;
    this.#gateway = services.gateway;
    this.destinations = new Destinations(this, services);
    this.#reader = new ProjectReader(this, services, this.#closing.signal);
  }

  /** What it is known by stays; name and migrations folder may be others once there are other projects. */
  set place(place: ProjectPlace) {
    this.#place = place;
  }

  get folder(): vscode.WorkspaceFolder {
    return this.#place.folder;
  }

  get name(): string {
    return this.#place.name;
  }

  /** Null until it was read, and where its configuration is wrong. */
  get project(): Project | null {
    return this.#reader.project;
  }

  get state(): ProjectState {
    return this.#state;
  }

  /** In a stranger's folder nothing is connected to, and nobody is asked, git neither. */
  get isTrusted(): boolean {
    return this.#gateway.isOpen;
  }

  /** Those that the project's configuration names. */
  get environments(): readonly EnvironmentConfig[] {
    return this.project?.config.environments ?? [];
  }

  get settings(): Settings {
    return readSettings(this.folder);
  }

  /** Where its histories are; none as long as the workspace is not trusted. */
  get histories(): readonly HistoryPlace[] {
    return this.#histories;
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
  statusOf(uri: vscode.Uri): MigrationStatus | undefined {
    const path = this.pathOf(uri);
    if (path === undefined || this.#state.kind !== 'ready') return undefined;
    const { migrations } = this.#state.status;
    return migrations.findLast(({ migration }) => migration !== null && hasFile(migration, path));
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
    const verdict = this.verdict(overlay);
    return verdict && this.explained(verdict);
  }

  /** The same by checksums alone: of an edited file it does not tell what its edit is. */
  verdict(overlay: Overlay): Reading | null {
    const files = this.#reader.overlay(overlay);
    if (files === null) return null;
    const state = this.#state;
    if (state.kind !== 'ready') return { files, status: null };
    return { files, status: judgeByChecksums({ ...state.status, files }, state.status) };
  }

  /** A verdict, and of edited files what their edit is, which takes a while in a large one. */
  explained({ files }: Reading): Reading {
    const state = this.#state;
    if (state.kind !== 'ready') return { files, status: null };
    return { files, status: this.#explain(judge({ ...state.status, files }, state.status)) };
  }

  /** What an edited migration said when it was applied: as this window, Strata or git knows it. */
  async appliedText(status: MigrationStatus): Promise<string | null> {
    const { edit, migration, row } = status;
    const known = edit?.applied ?? this.#applied.textOf(status);
    if (known !== null) return known;
    // In a stranger's folder, where there is no status either, git is not asked.
    if (this.project === null || !this.isTrusted || migration === null || row === null) return null;
    return await this.#applied.find(this.project, migration, row, this.#store());
  }

  /** Resolves when what was true at the time of the call is in `state`. */
  refresh(): Promise<void> {
    this.#wish = EVERYTHING;
    return this.#refreshing.request();
  }

  /** The same where only files are others, and what was read of the database still holds. */
  refreshFiles(changed?: ReadonlySet<string>): Promise<void> {
    this.#wish = withFiles(this.#wish, changed);
    return this.#refreshing.request();
  }

  /** From now on everything is about another database, so that nothing of this one stays in sight. */
  async chooseEnvironment(environment: Environment): Promise<void> {
    await this.destinations.choose(environment);
    this.#state = { kind: 'loading', environment };
    this.#lastFailure = null;
    this.#changed.fire();
    await this.refresh();
  }

  /** Null: none is known, or nobody may look. */
  get destination(): KnownDestination | null {
    return 'target' in this.#state ? this.#state : null;
  }

  /** As its files and settings have it now. @throws StrataError as `openProject` does */
  open(): Promise<Project> {
    const { migrationsFolder } = this.#place;
    return openProject(this.root, {
      ...(migrationsFolder !== null && { migrationsFolder }),
      rules: this.settings.rules,
    });
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
    const wish = this.#wish;
    this.#wish = NO_WISH;
    const read = await this.#read(wish);
    if (read === this.#state) return;
    // Of thousands of migrations each of these takes a while, and others have their turns between.
    await setImmediate();
    const state = this.#explained(read);
    const histories = await this.#historiesIn(state);
    await setImmediate();
    if (this.#closing.signal.aborted) return;
    this.#state = state;
    this.#histories = histories;
    this.#forgetFailure();
    this.#changed.fire();
    void this.#lookUpApplied(state);
  }

  async #read({ asksDatabase, changed }: Wish): Promise<ProjectState> {
    const found = asksDatabase ? null : await this.#reader.readFiles(this.#state, changed);
    return found ?? (await this.#reader.read());
  }

  #explained(state: ProjectState): ProjectState {
    if (state.kind !== 'ready') return state;
    this.#applied.learn(state.status, this.#store());
    return { ...state, status: this.#explain(state.status) };
  }

  #explain(status: Status): Status {
    return explainEdits(status, this.#applied.textOf);
  }

  /** What is not known of edited files is looked for afterwards: git takes its time. */
  async #lookUpApplied(state: ProjectState): Promise<void> {
    if (state.kind !== 'ready') return;
    if (!(await this.#applied.lookUp(state.status, this.#store()))) return;
    if (this.#state !== state || this.#closing.signal.aborted) return;
    const status = this.#explain(state.status);
    this.#state = { ...state, status };
    this.#changed.fire();
  }

  #store(): ContentStore | null {
    if (this.project === null || !this.settings.keepAppliedTexts) return null;
    return (this.#texts ??= appliedTextsOf(this.project, process.env));
  }

  async #historiesIn(state: ProjectState): Promise<readonly HistoryPlace[]> {
    const { project } = this;
    if (project === null || !this.isTrusted || state.kind === 'no-folder') return [];
    return await historyPlaces(this.name, project, state, (environment) =>
      this.destinations.find(project, environment),
    );
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

function withFiles(wish: Wish, changed: ChangedFiles): Wish {
  const areKnown = wish.changed !== undefined && changed !== undefined;
  return { ...wish, changed: areKnown ? new Set([...wish.changed, ...changed]) : undefined };
}
