import { setImmediate, setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ProjectModel, Reading } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { Coalescing } from '../util/coalescing.ts';
import { contentToSave } from './bytes-to-save.ts';

/** In milliseconds. The first keystroke counts at once, and those that follow at this distance. */
const PACE = 150;

/** What files and history say, with the unsaved contents of open editors in the files' place. */
export class Readings implements vscode.Disposable {
  readonly #projects: Pick<Projects, 'all'>;
  readonly #live = new Map<ProjectModel, LiveReading>();
  readonly #changed = new vscode.EventEmitter<ProjectModel>();
  readonly #following: readonly vscode.Disposable[];

  readonly onDidChange = this.#changed.event;

  constructor(projects: Pick<Projects, 'all' | 'onDidChange'>) {
    this.#projects = projects;
    const follow = (document: vscode.TextDocument): void => {
      const model = this.projectOf(document.uri);
      if (model !== undefined) this.#liveOf(model).documentChanged(document.uri);
    };
    this.#following = [
      projects.onDidChange((model) => {
        if (model === undefined) this.#forgetClosed();
        else this.#liveOf(model).projectChanged();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        follow(document);
      }),
      vscode.workspace.onDidCloseTextDocument(follow),
    ];
  }

  /** Null as long as the project's files are not known. */
  of(model: ProjectModel): Reading | null {
    return this.#live.get(model)?.reading ?? readingOf(model);
  }

  /** The project in whose migrations folder a file lies. */
  projectOf(uri: vscode.Uri): ProjectModel | undefined {
    return this.#projects.all.find((model) => isInMigrations(model, uri));
  }

  dispose(): void {
    for (const each of this.#following) each.dispose();
    this.#changed.dispose();
  }

  #liveOf(model: ProjectModel): LiveReading {
    const known = this.#live.get(model);
    if (known !== undefined) return known;
    const live = new LiveReading(model, () => {
      this.#changed.fire(model);
    });
    this.#live.set(model, live);
    return live;
  }

  #forgetClosed(): void {
    for (const model of this.#live.keys()) {
      if (!this.#projects.all.includes(model)) this.#live.delete(model);
    }
  }
}

class LiveReading {
  readonly #model: ProjectModel;
  readonly #changed: () => void;
  readonly #reading = new Coalescing(() => this.#read());
  /** What was edited since the project was read: also what was saved or undone meanwhile. */
  readonly #edited = new Set<string>();

  /** Null: the project's own state says it. */
  reading: Reading | null = null;

  constructor(model: ProjectModel, changed: () => void) {
    this.#model = model;
    this.#changed = changed;
  }

  documentChanged(uri: vscode.Uri): void {
    const path = this.#model.pathOf(uri);
    if (path !== undefined) this.#edited.add(path);
    void this.#reading.request();
  }

  projectChanged(): void {
    if (unsavedDocuments(this.#model).length > 0) {
      void this.#reading.request();
    } else {
      this.#edited.clear();
      this.reading = null;
      this.#changed();
    }
  }

  async #read(): Promise<void> {
    const onDisk = [...this.#edited].map((path) => [path, null] as const);
    const unsaved = await unsavedContents(this.#model);
    const verdict = this.#model.verdict(new Map([...onDisk, ...unsaved]));
    if (await this.#isSaid(verdict)) {
      this.reading = verdict && this.#model.explained(verdict);
      this.#changed();
    }
    // The first keystroke is told of twice: before the document counts as unsaved, and right after.
    if (unsaved.length > 0) await setTimeout(PACE);
  }

  /** Another verdict is said before what explains it; resolves to whether it still is the last. */
  async #isSaid(verdict: Reading | null): Promise<boolean> {
    if (!isOtherVerdict(this.reading ?? readingOf(this.#model), verdict)) return true;
    this.reading = verdict;
    this.#changed();
    await setImmediate();
    return this.reading === verdict;
  }
}

/** Whether any migration is in another state. */
function isOtherVerdict(shown: Reading | null, now: Reading | null): boolean {
  const before = shown?.status?.migrations ?? [];
  const after = now?.status?.migrations ?? [];
  return after.some((each, place) => each.state !== before[place]?.state);
}

function readingOf({ state }: ProjectModel): Reading | null {
  switch (state.kind) {
    case 'ready':
      return { files: state.files, status: state.status };
    case 'untrusted':
    case 'no-database':
    case 'unreachable':
      return { files: state.files, status: null };
    case 'loading':
    case 'misconfigured':
    case 'no-folder':
      return null;
  }
}

async function unsavedContents(
  model: ProjectModel,
): Promise<readonly (readonly [string, string | Uint8Array | null])[]> {
  const contents = unsavedDocuments(model).map(async (document) => {
    // What cannot be encoded cannot be saved either.
    const content = await contentToSave(document).catch(() => null);
    return [model.pathOf(document.uri) ?? '', content] as const;
  });
  return await Promise.all(contents);
}

function unsavedDocuments(model: ProjectModel): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && isInMigrations(model, document.uri),
  );
}

function isInMigrations(model: ProjectModel, uri: vscode.Uri): boolean {
  const folder = model.project?.migrationsFolder;
  const path = model.pathOf(uri);
  if (folder === undefined || path === undefined) return false;
  return folder === '' ? !path.startsWith('../') : path.startsWith(`${folder}/`);
}
