import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ThreadAnalyst } from '../checks/thread-analyst.ts';
import { ApplyOnOpen } from './apply-on-open.ts';
import type { StrataExtension } from './api/api.ts';
import { exported } from './api/create-api.ts';
import { registerCommands } from './commands/register.ts';
import { ContextKeyService } from './context-keys.ts';
import { CheckStatus } from './checks/check-status.ts';
import { Consents } from './checks/consents.ts';
import { DriftDocuments } from './checks/drift-documents.ts';
import { LiveChecks } from './checks/live-checks.ts';
import { SchemaDocuments } from './checks/schema-documents.ts';
import { FailureSquiggles } from './diagnostics/failure-squiggles.ts';
import { OriginHovers } from './diagnostics/origin-hovers.ts';
import { ProblemDiagnostics } from './diagnostics/problem-diagnostics.ts';
import { PublishedProblems } from './diagnostics/published-problems.ts';
import { Readings } from './diagnostics/readings.ts';
import { registerFixes } from './fixes/register.ts';
import { ChangeFollower } from './follow/follow-changes.ts';
import { DoctorDocuments } from './doctor/doctor-documents.ts';
import { HistoryDocuments } from './history/history-documents.ts';
import { registerLanguage } from './language/register.ts';
import { LensProvider } from './lenses/lens-provider.ts';
import { SectionProvider } from './lenses/section-provider.ts';
import { Log } from './log.ts';
import { EnvironmentChoices } from './model/environment-choices.ts';
import { Gateway } from './model/gateway.ts';
import { Passwords } from './model/passwords.ts';
import { Projects } from './model/projects.ts';
import { PlanDocuments } from './plan/plan-documents.ts';
import { RehearsalDocuments } from './rehearse/rehearsal-documents.ts';
import { AppliedTexts } from './repair/applied-texts.ts';
import { RepairDocuments } from './repair/repair-documents.ts';
import type { RunFlow } from './run/run-flow.ts';
import { StatusBar } from './status-bar.ts';
import { MigrationsView } from './tree/view.ts';
import { loadedOnFirstUse } from './util/loaded-on-first-use.ts';

/** What takes longer than the editor waits for a `dispose`. */
let leaveNothingBehind = (): Promise<unknown> => Promise.resolve();

export async function deactivate(): Promise<void> {
  await leaveNothingBehind();
}

export function activate(context: vscode.ExtensionContext): StrataExtension {
  // The texts of the core, which knows no `vscode`, speak the editor's language too.
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });

  const log = new Log(vscode.window.createOutputChannel('Strata', { log: true }));
  const passwords = new Passwords(context.secrets);
  const analyst = new ThreadAnalyst();
  const gateway = new Gateway(() => vscode.workspace.isTrusted, passwords, analyst);
  const choices = new EnvironmentChoices(context.workspaceState);
  const projects = new Projects({ gateway, choices, log });
  const plans = new PlanDocuments(projects);
  const histories = new HistoryDocuments(projects);
  const doctor = new DoctorDocuments(gateway, projects);
  const rehearsals = new RehearsalDocuments();
  const consents = new Consents(context.workspaceState);
  const appliedTexts = new AppliedTexts(projects);
  const repairDocuments = new RepairDocuments(projects);
  const readings = new Readings(projects);
  const problems = new PublishedProblems('strata');
  const failures = new FailureSquiggles(projects);
  const checks = new LiveChecks({ projects, readings, gateway, consents, analyst, log });
  const schemas = new SchemaDocuments();
  const drifts = new DriftDocuments();
  const commands = loadedOnFirstUse(async () => {
    const { allCommands } = await import('./commands/all-commands.ts');
    return allCommands({
      extensionId: context.extension.id,
      ...{ consents, checks, readings, gateway, passwords, projects, plans, histories, doctor },
      ...{ rehearsals, appliedTexts, repairDocuments, schemas, drifts, log },
    });
  });
  const language = loadedOnFirstUse(async () => {
    const { languageFeatures } = await import('./language/language-features.ts');
    return languageFeatures(readings, checks, analyst);
  });
  const fixes = loadedOnFirstUse(async () => {
    const { QuickFixes } = await import('./fixes/quick-fixes.ts');
    return new QuickFixes(readings, problems);
  });
  const flow: Pick<RunFlow, 'start'> = {
    start: async (...asked) => (await commands()).flow.start(...asked),
  };
  leaveNothingBehind = () => Promise.all([checks.close(), analyst.close()]);

  context.subscriptions.push(
    log,
    projects,
    plans,
    rehearsals,
    histories,
    doctor,
    appliedTexts,
    repairDocuments,
    new ContextKeyService(projects),
    new MigrationsView(projects, (model, version) => checks.changesOf(model, version)),
    new StatusBar(projects),
    new ChangeFollower(projects),
    readings,
    problems,
    checks,
    schemas,
    drifts,
    new CheckStatus(checks, readings),
    new ProblemDiagnostics(projects, readings, checks, failures, problems),
    new OriginHovers(problems),
    registerLanguage(language),
    failures,
    new ApplyOnOpen(projects, flow, plans, log),
    new LensProvider(readings),
    new SectionProvider(readings),
    registerFixes(fixes),
    registerCommands(async () => (await commands()).handlers, log),
  );
  // Not awaited: databases answer when they answer, and activating waits for none of them.
  void projects.find();
  return exported(projects, flow);
}
