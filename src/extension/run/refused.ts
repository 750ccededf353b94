import * as vscode from 'vscode';
import type { Plan, Request } from '../../core/plan.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { PlanDocuments } from '../plan/plan-documents.ts';
import { showError } from '../window.ts';
import { refusedText } from './run-text.ts';
import type { Voice } from './voice.ts';

/** Says why a plan is not carried out; all its reasons are a click away. */
export async function tellRefused(
  model: ProjectModel,
  request: Request,
  plan: Plan,
  target: string,
  plans: PlanDocuments,
  { log }: Voice,
): Promise<void> {
  const text = refusedText(plan, target);
  log.warn(text);
  const show = vscode.l10n.t('Show Reasons');
  if ((await showError(text, show)) === show) await plans.show(model, request);
}
