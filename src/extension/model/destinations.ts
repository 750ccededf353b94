import * as vscode from 'vscode';
import {
  chooseEnvironment,
  findDestination,
  type Destination,
  type DestinationSources,
  type Environment,
} from '../../project/destination.ts';
import type { Project } from '../../project/project.ts';
import { findShadowAddress, type ShadowAddress } from '../../project/shadow-place.ts';
import type { Log } from '../log.ts';
import { showWarning } from '../window.ts';
import type { EnvironmentChoices } from './environment-choices.ts';
import { noDatabase } from './no-database.ts';
import type { ProjectModel } from './project-model.ts';

export interface DestinationServices {
  readonly choices: EnvironmentChoices;
  readonly log: Log;
}

/** What is the window's about them; the rest is in the project's files. */
type Owner = Pick<ProjectModel, 'id' | 'name' | 'folder' | 'settings'>;

/** Where the databases of one project of the window are, and which of them was chosen. */
export class Destinations {
  readonly #owner: Owner;
  readonly #services: DestinationServices;

  constructor(owner: Owner, services: DestinationServices) {
    this.#owner = owner;
    this.#services = services;
  }

  /**
   * The name of the chosen environment; undefined: none was chosen. One that there is no more is
   * forgotten, and that is said: the default is another database.
   */
  async chosen(project: Project): Promise<string | undefined> {
    const { choices } = this.#services;
    const chosen = choices.of(this.#owner.id);
    if (
      chosen === undefined ||
      project.config.environments.some((environment) => environment.name === chosen)
    ) {
      return chosen;
    }
    await choices.choose(this.#owner.id, undefined);
    this.#tellForgotten(chosen, chooseEnvironment(project));
    return undefined;
  }

  async choose({ name }: Environment): Promise<void> {
    await this.#services.choices.choose(this.#owner.id, name);
  }

  /**
   * The database of an environment; of the default one with undefined.
   *
   * @throws StrataError as `findDestination` does
   */
  find(project: Project, environment: string | undefined): Promise<Destination | null> {
    return findDestination(project, this.#sources(environment));
  }

  /**
   * The database of an environment, or of the chosen one.
   *
   * @throws StrataError where there is none
   */
  async locate(project: Project, environment?: string): Promise<Destination> {
    const found = await this.find(project, environment ?? (await this.chosen(project)));
    if (found === null) throw noDatabase(this.#owner.name);
    return found;
  }

  /** What the environment names for its checks. @throws StrataError as `findShadowAddress` does */
  shadowAddress(
    project: Project,
    destination: Pick<Destination, 'environment'>,
  ): Promise<ShadowAddress | null> {
    return findShadowAddress(project, destination, this.#sources(undefined));
  }

  #sources(environment: string | undefined): DestinationSources {
    const { folder, settings } = this.#owner;
    const { databaseUrl, loadDotenv } = settings;
    return {
      environment,
      workspace: folder.uri.fsPath,
      env: process.env,
      dotenv: loadDotenv,
      ...(databaseUrl !== undefined && { setting: databaseUrl }),
    };
  }

  #tellForgotten(chosen: string, now: Environment | null): void {
    const { name } = this.#owner;
    const text =
      now === null
        ? vscode.l10n.t('{0} has no environment “{1}” any more.', name, chosen)
        : vscode.l10n.t(
            '{0} has no environment “{1}” any more. It is on “{2}” now.',
            name,
            chosen,
            now.name,
          );
    this.#services.log.warn(text);
    void showWarning(text);
  }
}
