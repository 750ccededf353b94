import * as vscode from 'vscode';
import type { Analyst } from '../../checks/analyst.ts';
import type { Check } from '../../checks/check.ts';
import type { DirectedScript } from '../../core/migration.ts';
import type { Problem } from '../../core/problem.ts';
import type { Schemas } from '../../schema/schema.ts';
import type { Readings } from '../diagnostics/readings.ts';
import type { Log } from '../log.ts';
import type { Gateway } from '../model/gateway.ts';
import type { ProjectModel, Reading } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { changesText } from './changes-text.ts';
import type { Consents } from './consents.ts';
import { ProjectCheck } from './project-check.ts';
import { ShadowKeeper } from './shadow-keeper.ts';

export interface LiveCheckServices {
  readonly projects: Projects;
  readonly readings: Readings;
  readonly gateway: Gateway;
  readonly consents: Consents;
  readonly analyst: Analyst;
  readonly log: Log;
}

interface CheckedScript extends DirectedScript {
  readonly model: ProjectModel;
}

/** Checks the migrations that one sees, as they are typed. */
export class LiveChecks implements vscode.Disposable {
  readonly #services: LiveCheckServices;
  readonly analyst: Analyst;
  readonly #checks = new Map<ProjectModel, ProjectCheck>();
  readonly #changed = new vscode.EventEmitter<ProjectModel>();
  readonly #following: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(services: LiveCheckServices) {
    this.#services = services;
    this.analyst = services.analyst;
    const { projects, readings } = services;
    const requestAll = (): void => {
      for (const model of projects.all) this.request(model);
    };
    this.#following = vscode.Disposable.from(
      readings.onDidChange((model) => {
        this.request(model);
      }),
      vscode.window.onDidChangeVisibleTextEditors(requestAll),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0) requestAll();
      }),
      projects.onDidChange((model) => {
        if (model === undefined) this.#forgetClosed();
      }),
    );
  }

  /** Undefined: nothing of it was ever open. */
  of(model: ProjectModel): ProjectCheck | undefined {
    return this.#checks.get(model);
  }

  problemsOf(model: ProjectModel, reading: Reading): readonly Problem[] {
    return this.of(model)?.problemsOf(reading) ?? [];
  }

  /** Around a script, as the last check has seen them; null: none has. */
  schemasOf({ model, script, direction }: CheckedScript): Schemas | null {
    return this.of(model)?.verdicts.schemasOf(script.path, direction) ?? null;
  }

  /** What a check of all has said stays until the next one, as far as the texts are the same. */
  learn(model: ProjectModel, result: Check): void {
    (this.of(model) ?? this.#begin(model)).learn(result);
  }

  /** What a migration that is open does to the schema, in words; empty: that is not known. */
  changesOf(model: ProjectModel, version: string): readonly string[] {
    const reading = this.#services.readings.of(model);
    const found = reading?.files.migrations.find((each) => each.version === version);
    const schemas = found && this.schemasOf({ model, script: found.up, direction: 'up' });
    return schemas?.after ? changesText(schemas.before, schemas.after) : [];
  }

  request(model: ProjectModel): void {
    const isOff = model.settings.check === 'off';
    const inSight = isOff ? [] : this.#pathsIn(model, urisInSight());
    const known = this.#checks.get(model);
    if (known === undefined && inSight.length === 0) return;
    const open = isOff ? [] : [...inSight, ...this.#pathsIn(model, urisOfTabs())];
    (known ?? this.#begin(model)).request({ inSight, open });
  }

  /** Resolves when no shadow is left behind. */
  async close(): Promise<void> {
    this.#following.dispose();
    const closing = [...this.#checks.values()].map((check) => check.close());
    this.#checks.clear();
    await Promise.all(closing);
  }

  dispose(): void {
    this.#changed.dispose();
    void this.close();
  }

  #begin(model: ProjectModel): ProjectCheck {
    const { gateway, consents, readings, log } = this.#services;
    const keeper = new ShadowKeeper(gateway, consents);
    const check = new ProjectCheck(model, { readings, analyst: this.analyst, keeper, log }, () => {
      this.#changed.fire(model);
    });
    this.#checks.set(model, check);
    return check;
  }

  /** Relative to the project. */
  #pathsIn(model: ProjectModel, uris: readonly vscode.Uri[]): readonly string[] {
    const { readings } = this.#services;
    const own = uris.filter((uri) => readings.projectOf(uri) === model);
    return [...new Set(own.flatMap((uri) => model.pathOf(uri) ?? []))];
  }

  #forgetClosed(): void {
    for (const [model, check] of this.#checks) {
      if (this.#services.projects.all.includes(model)) continue;
      this.#checks.delete(model);
      check.dispose();
    }
  }
}

function urisInSight(): readonly vscode.Uri[] {
  return vscode.window.visibleTextEditors.map(({ document }) => document.uri);
}

function urisOfTabs(): readonly vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []));
}
