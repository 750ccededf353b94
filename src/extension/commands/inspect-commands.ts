import * as vscode from 'vscode';
import type { Request } from '../../core/plan.ts';
import { isApplied, isPending, type MigrationStatus } from '../../core/state.ts';
import { validate, type Status } from '../../runner/status.ts';
import type { DoctorDocuments } from '../doctor/doctor-documents.ts';
import type { HistoryDocuments } from '../history/history-documents.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { ready } from '../model/ready.ts';
import type { PlanDocuments } from '../plan/plan-documents.ts';
import { connectionText, validText } from '../text/answers.ts';
import { showInformation } from '../window.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

/** Commands that look and change nothing. */
export function inspectCommands(
  targets: Targets,
  plans: PlanDocuments,
  histories: HistoryDocuments,
  doctor: DoctorDocuments,
) {
  return {
    async 'strata.showPlan'(argument) {
      if (argument === undefined) {
        const model = await targets.project();
        if (model !== undefined) await show(model, { kind: 'up' });
        return;
      }
      const project = await targets.project(argument);
      const chosen = await targets.migration(argument).catch(() => undefined);
      if (project === undefined) return;
      await show(
        project,
        chosen === undefined ? { kind: 'up' } : requestFor(chosen.status, project),
      );
    },

    async 'strata.validate'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      await model.refresh();
      const { status, target } = ready(model);
      const problems = validate(status).length;
      if (problems > 0) {
        await vscode.commands.executeCommand('workbench.actions.view.problems');
      } else {
        void showInformation(validText(status, target.name));
      }
    },

    async 'strata.showHistory'(argument) {
      const model = await targets.project(argument);
      if (model !== undefined) await histories.show(model);
    },

    async 'strata.doctor'(argument) {
      const model = await targets.project(argument);
      if (model !== undefined) await doctor.show(model);
    },

    async 'strata.testConnection'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      await model.refresh();
      const { status, source } = ready(model);
      void showInformation(connectionText(status, source));
    },
  } satisfies Partial<Handlers>;

  async function show(model: ProjectModel, request: Request): Promise<void> {
    await model.refresh();
    ready(model);
    await plans.show(model, request);
  }
}

/** What the actions beside a migration would do. */
function requestFor(migration: MigrationStatus, model: ProjectModel): Request {
  const { version } = migration;
  if (isPending(migration)) return { kind: 'up', to: version };
  return isNewest(migration, ready(model).status)
    ? { kind: 'down', steps: 1 }
    : { kind: 'down', to: version };
}

function isNewest({ version }: MigrationStatus, { project, migrations }: Status): boolean {
  return project.convention.revertOrder(migrations.filter(isApplied))[0]?.version === version;
}
