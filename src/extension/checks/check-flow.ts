import * as vscode from 'vscode';
import { check, type Check } from '../../checks/check.ts';
import type { Drafting } from '../../checks/draft-reversing.ts';
import { findDrift, type Drift } from '../../checks/drift.ts';
import { schemasAround } from '../../checks/judge-script.ts';
import type { Schemas } from '../../schema/schema.ts';
import { StrataError } from '../../core/errors.ts';
import type { Migration } from '../../core/migration.ts';
import { isApplied } from '../../core/state.ts';
import type { Shadow } from '../../databases/shadow.ts';
import type { Project } from '../../project/project.ts';
import type { Readings } from '../diagnostics/readings.ts';
import type { Gateway } from '../model/gateway.ts';
import { noDatabase } from '../model/no-database.ts';
import type { ProjectModel, Reading } from '../model/project-model.ts';
import { ready } from '../model/ready.ts';
import { cancellable } from '../run/cancellable.ts';
import { located, onShadow, required, shadowUnasked } from './command-shadow.ts';
import type { Consents } from './consents.ts';
import type { LiveChecks } from './live-checks.ts';
import { SHADOW_TIMEOUT } from './project-check.ts';
import { subjectsIn, type LiveSubject } from './subjects.ts';

export interface CheckFlowServices {
  readonly readings: Readings;
  readonly checks: LiveChecks;
  readonly gateway: Gateway;
  readonly consents: Consents;
}

export interface Checked {
  readonly result: Check;
  /** Null: only the texts were. */
  readonly about: Shadow['about'] | null;
}

/** What one asks of shadows by a command: with progress, and to be cancelled. */
export class CheckFlow {
  readonly #services: CheckFlowServices;

  constructor(services: CheckFlowServices) {
    this.#services = services;
  }

  /** All migrations, unsaved ones as they are now; rules speak of what comes after the newest applied one. */
  async check(model: ProjectModel): Promise<Checked | null> {
    const { project, destination } = located(model);
    const reading = this.#reading(model);
    const from = reading.status?.migrations.findLast(isApplied)?.version ?? null;
    const { engine } = destination.target;
    const { analyst } = this.#services.checks;
    const title = vscode.l10n.t('Checking all migrations of {0}', model.name);
    return await cancellable(title, (signal, progress) =>
      onShadow(model, this.#services, async (shadow) => {
        const result = await check(
          { project, files: reading.files, engine, from },
          { analyst, shadow },
          {
            ...{ signal, timeout: SHADOW_TIMEOUT },
            onTried: (done, count) => {
              progress.report(vscode.l10n.t('{0} of {1}', done, count));
              progress.advance(count);
            },
          },
        );
        this.#services.checks.learn(model, result);
        return { result, about: shadow?.about ?? null };
      }),
    );
  }

  /** @throws StrataError also where the migration does not apply */
  async schemasOf(model: ProjectModel, migration: Migration): Promise<Whole | null> {
    const subject = this.#subjectOf(model, migration);
    if (subject === undefined) return null;
    const title = vscode.l10n.t('Comparing schemas around {0}', migration.description);
    return await cancellable(title, (signal) =>
      onShadow(model, this.#services, async (shadow, reason) => {
        const options = { signal, timeout: SHADOW_TIMEOUT };
        const { before, after } = await schemasAround(subject, required(shadow, reason), options);
        if (after === null) throw doesNotApply(migration);
        return { before, after };
      }),
    );
  }

  /**
   * What is known for a draft of a migration's way back: also what was there before it, as the last
   * check has seen it, else as a shadow tells that nobody need be asked for.
   */
  async draftingOn(
    model: ProjectModel,
    { convention }: Project,
    migration: Migration,
  ): Promise<Drafting> {
    const { checks } = this.#services;
    const engine = model.destination?.target.engine ?? null;
    const seen = checks.schemasOf({ model, script: migration.up, direction: 'up' });
    const schemas = seen ?? (engine === null ? null : await this.#schemasUnasked(model, migration));
    return { engine, convention, analyst: checks.analyst, schemas };
  }

  async drift(
    model: ProjectModel,
  ): Promise<{ readonly drift: Drift; readonly about: Shadow['about'] } | null> {
    await model.refresh();
    const { status } = ready(model);
    const title = vscode.l10n.t('Comparing {0} with its migrations', status.target.name);
    return await cancellable(title, (signal) =>
      onShadow(model, this.#services, async (found, reason) => {
        const shadow = required(found, reason);
        const target = await this.#services.gateway.admit(status.target);
        const options = { signal, timeout: SHADOW_TIMEOUT, isolated: true };
        return {
          drift: await findDrift({ ...status, target }, shadow, options),
          about: shadow.about,
        };
      }),
    );
  }

  /** Null: nobody can tell them, or somebody did not want to wait. */
  async #schemasUnasked(model: ProjectModel, migration: Migration): Promise<Schemas | null> {
    const subject = this.#subjectOf(model, migration);
    if (subject === undefined) return null;
    const title = vscode.l10n.t('Looking at what was there before {0}', migration.description);
    return await cancellable(title, async (signal) => {
      const shadow = await shadowUnasked(model, this.#services);
      if (shadow === null) return null;
      try {
        return await schemasAround(subject, shadow, { signal, timeout: SHADOW_TIMEOUT });
      } finally {
        await shadow.close();
      }
    }).catch((error: unknown) => {
      // Less is known then, and the draft says what it lacks.
      if (error instanceof StrataError) return null;
      throw error;
    });
  }

  /** Its up script, in its place. */
  #subjectOf(model: ProjectModel, { up, version }: Migration): LiveSubject | undefined {
    const { project, destination } = located(model);
    const { engine } = destination.target;
    return subjectsIn(project, engine, this.#reading(model), [up.path]).find(
      (each) => each.version === version && each.direction === 'up',
    );
  }

  #reading(model: ProjectModel): Reading {
    const reading = this.#services.readings.of(model);
    if (reading === null) throw noDatabase(model.name);
    return reading;
  }
}

/** Both are known. */
type Whole = Schemas & { readonly after: NonNullable<Schemas['after']> };

function doesNotApply({ description, up }: Migration): StrataError {
  return new StrataError(
    'refused',
    vscode.l10n.t('{0} does not apply, so that there is nothing to compare.', description),
    { hint: vscode.l10n.t('What is wrong is marked in {0}.', up.path) },
  );
}
