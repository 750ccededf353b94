import { StrataError } from '../../core/errors.ts';
import { chooseEnvironment } from '../../project/destination.ts';
import { MigrationReader, type Overlay, type ProjectFiles } from '../../project/migrations.ts';
import type { Project } from '../../project/project.ts';
import type { Status } from '../../runner/status.ts';
import type { Log } from '../log.ts';
import type { Gateway } from './gateway.ts';
import type { ProjectModel } from './project-model.ts';
import type { ProjectState } from './state.ts';

export interface ReaderServices {
  readonly gateway: Gateway;
  readonly log: Log;
}

type Owner = Pick<ProjectModel, 'name' | 'isTrusted' | 'destinations' | 'open'>;

interface Opened {
  readonly project: Project;
  readonly reader: MigrationReader;
}

/** Files that changed, relative to the project; undefined: nobody knows which. */
export type ChangedFiles = ReadonlySet<string> | undefined;

/** Reads one project: its configuration, its files, and the history in its database. */
export class ProjectReader {
  readonly #owner: Owner;
  readonly #services: ReaderServices;
  readonly #signal: AbortSignal;
  #open: Opened | null = null;
  #settled: { readonly opened: string; readonly project: Project } | null = null;

  constructor(owner: Owner, services: ReaderServices, signal: AbortSignal) {
    this.#owner = owner;
    this.#services = services;
    this.#signal = signal;
  }

  /** As last read; null until then, and where its configuration is wrong. */
  get project(): Project | null {
    return this.#open?.project ?? null;
  }

  /** The files as last read, as they would be with `overlay` saved; null where there are none. */
  overlay(overlay: Overlay): ProjectFiles | null {
    return this.#open?.reader.overlay(overlay) ?? null;
  }

  /**
   * What the files say now, against the history as it was read last. The same state where they say
   * what they said; null where that history does not do.
   */
  async readFiles(last: ProjectState, changed: ChangedFiles): Promise<ProjectState | null> {
    if (last.kind !== 'ready' || this.#open === null || !isSettled(last.status)) return null;
    const files = await this.#open.reader.read(changed).catch(() => null);
    if (files === last.files) return last;
    if (files?.exists !== true) return null;
    return { ...last, files, status: await this.#services.gateway.statusWith(last.status, files) };
  }

  /** What is wrong is part of what is read. */
  async read(): Promise<ProjectState> {
    return await this.#read().catch((error: unknown) => this.#misconfigured(error));
  }

  async #read(): Promise<ProjectState> {
    const opened = await this.#owner.open();
    // As the database settled it the last time, until it is asked again.
    const settled = this.#settled?.opened === opened.fingerprint ? this.#settled.project : opened;
    const { reader } = this.#adopt(settled);
    const files = await reader.read();
    if (!files.exists) return { kind: 'no-folder' };
    if (!this.#owner.isTrusted) return { kind: 'untrusted', files };
    return await this.#ask(opened, files);
  }

  /** What was read before counts as long as the project is the same. */
  #adopt(opened: Project): Opened {
    if (this.#open?.project.fingerprint !== opened.fingerprint) {
      this.#open = { project: opened, reader: new MigrationReader(opened) };
    }
    return this.#open;
  }

  async #ask(opened: Project, files: ProjectFiles): Promise<ProjectState> {
    const chosen = await this.#owner.destinations.chosen(opened);
    const destination = await this.#owner.destinations.find(opened, chosen).catch(asStrataError);
    if (destination === null || destination instanceof StrataError) {
      const environment = chooseEnvironment(opened, chosen);
      return { kind: 'no-database', files, environment, error: destination };
    }
    const { environment, target, source } = destination;
    const found = { files, environment, target, source };
    const { gateway } = this.#services;
    const signal = this.#signal;
    try {
      const settled = await this.#settle(
        opened,
        await gateway.settle(opened, target, signal),
        files,
      );
      const status = await gateway.readStatus(settled.project, settled.files, target, signal);
      return { kind: 'ready', ...found, files: settled.files, status };
    } catch (caught) {
      const error = asStrataError(caught);
      this.#services.log.warn(`${this.#owner.name}: ${error.message}`);
      return { kind: 'unreachable', ...found, error };
    }
  }

  /** The project and its files as the tool reads them whose history is in the database. */
  async #settle(
    opened: Project,
    found: Project,
    files: ProjectFiles,
  ): Promise<{ project: Project; files: ProjectFiles }> {
    this.#settled = { opened: opened.fingerprint, project: found };
    const isKnown = this.#open?.project.fingerprint === found.fingerprint;
    // The same object as the last time: what was judged by it need not be judged again.
    const { project, reader } = this.#adopt(found);
    return { project, files: isKnown ? files : await reader.read() };
  }

  #misconfigured(caught: unknown): ProjectState {
    const error = asStrataError(caught);
    this.#open = null;
    this.#services.log.warn(`${this.#owner.name}: ${error.message}`);
    return { kind: 'misconfigured', error };
  }
}

/** Which tool it is can no longer be another by what the files say; and no script stopped half-way. */
function isSettled({ project, recorded }: Status): boolean {
  const { rows, unfinished } = recorded;
  return (project.detection.configured || rows.length > 0) && unfinished.length === 0;
}

/** What nobody foresaw becomes an error for people, with its cause for the log. */
function asStrataError(error: unknown): StrataError {
  if (error instanceof StrataError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new StrataError('connect', message, { cause: error });
}
