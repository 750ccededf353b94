import * as vscode from 'vscode';
import type { Request } from '../../core/plan.ts';
import { isPending } from '../../core/state.ts';
import { doneInfo, migrationInfo, validation } from '../../runner/infos.ts';
import type { Status } from '../../runner/status.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { ready } from '../model/ready.ts';
import type { RunFlow } from '../run/run-flow.ts';
import type { DoneMigration, StrataApi, StrataExtension, StrataProject } from './api.ts';

/** What `activate` returns. */
export function exported(projects: Projects, flow: Pick<RunFlow, 'start'>): StrataExtension {
  const api = createApi(projects, flow);
  return {
    getApi(version) {
      // Others may ask from JavaScript.
      if ((version as number) === 1) return api;
      throw new Error(vscode.l10n.t('Strata has no version {0} of its API.', String(version)));
    },
  };
}

function createApi(projects: Projects, flow: Pick<RunFlow, 'start'>): StrataApi {
  const known = new WeakMap<ProjectModel, StrataProject>();
  const exportedProject = (model: ProjectModel): StrataProject => {
    const project = known.get(model) ?? new ExportedProject(model, flow);
    known.set(model, project);
    return project;
  };
  return {
    get projects() {
      return projects.all.map(exportedProject);
    },
    onDidChange: (listener, thisArgument?: unknown, disposables?) =>
      projects.onDidChange(
        (model) => {
          listener.call(thisArgument, model && exportedProject(model));
        },
        undefined,
        disposables,
      ),
  };
}

/** The same object for as long as the project is there. */
class ExportedProject implements StrataProject {
  readonly #model: ProjectModel;
  readonly #flow: Pick<RunFlow, 'start'>;

  constructor(model: ProjectModel, flow: Pick<RunFlow, 'start'>) {
    this.#model = model;
    this.#flow = flow;
  }

  get root() {
    return vscode.Uri.file(this.#model.root);
  }

  get name() {
    return this.#model.name;
  }

  get convention() {
    return this.#model.project?.convention.id ?? null;
  }

  get environment() {
    const { state } = this.#model;
    return 'environment' in state ? (state.environment?.name ?? null) : null;
  }

  async status() {
    return (await this.#read()).migrations.map(migrationInfo);
  }

  async pending() {
    return (await this.#read()).migrations.filter(isPending).map(migrationInfo);
  }

  async validate() {
    return validation(await this.#read());
  }

  apply({ to, token }: Parameters<StrataProject['apply']>[0] = {}) {
    return this.#start({ kind: 'up', ...(to !== undefined && { to }) }, token);
  }

  revert({ count = 1, token }: Parameters<StrataProject['revert']>[0] = {}) {
    return this.#start({ kind: 'down', steps: count }, token);
  }

  async #read(): Promise<Status> {
    await this.#model.refresh();
    return ready(this.#model).status;
  }

  async #start(
    request: Request,
    token: vscode.CancellationToken | undefined,
  ): Promise<readonly DoneMigration[] | null> {
    const cancelling = token?.onCancellationRequested(() => this.#model.busy?.cancel());
    try {
      const result = await this.#flow.start(this.#model, request);
      return result?.done.map(doneInfo) ?? null;
    } finally {
      cancelling?.dispose();
    }
  }
}
