import { CheckFlow } from '../checks/check-flow.ts';
import { shadowUnasked, type ShadowFor } from '../checks/command-shadow.ts';
import type { Consents } from '../checks/consents.ts';
import type { DriftDocuments } from '../checks/drift-documents.ts';
import type { LiveChecks } from '../checks/live-checks.ts';
import type { SchemaDocuments } from '../checks/schema-documents.ts';
import type { Readings } from '../diagnostics/readings.ts';
import type { DoctorDocuments } from '../doctor/doctor-documents.ts';
import type { HistoryDocuments } from '../history/history-documents.ts';
import type { Log } from '../log.ts';
import type { Gateway } from '../model/gateway.ts';
import type { Passwords } from '../model/passwords.ts';
import type { Projects } from '../model/projects.ts';
import type { PlanDocuments } from '../plan/plan-documents.ts';
import type { RehearsalDocuments } from '../rehearse/rehearsal-documents.ts';
import { RehearsalFlow } from '../rehearse/rehearsal-flow.ts';
import type { AppliedTexts } from '../repair/applied-texts.ts';
import type { RepairDocuments } from '../repair/repair-documents.ts';
import { confirmInModal } from '../run/confirm.ts';
import { RepairFlow } from '../run/repair-flow.ts';
import { RunFlow } from '../run/run-flow.ts';
import type { FlowServices } from '../run/services.ts';
import { Turns } from '../run/turns.ts';
import { Voice } from '../run/voice.ts';
import { applyCommands } from './apply-commands.ts';
import { checkCommands } from './check-commands.ts';
import { createCommand } from './create-command.ts';
import { databaseCommands } from './database-commands.ts';
import { draftCommands } from './draft-commands.ts';
import { editedCommands } from './edited-commands.ts';
import { environmentCommands } from './environment-commands.ts';
import { inspectCommands } from './inspect-commands.ts';
import { passwordCommands } from './password-commands.ts';
import { rehearseCommands } from './rehearse-commands.ts';
import { repairCommands } from './repair-commands.ts';
import { revertCommands } from './revert-commands.ts';
import { scriptCommands } from './script-commands.ts';
import { Targets } from './targets.ts';
import { windowCommands } from './window-commands.ts';
import type { Handlers } from './register.ts';

/** What is there from the beginning, and what commands work on. */
export interface CommandServices {
  readonly extensionId: string;
  readonly appliedTexts: AppliedTexts;
  readonly checks: LiveChecks;
  readonly consents: Consents;
  readonly doctor: DoctorDocuments;
  readonly drifts: DriftDocuments;
  readonly gateway: Gateway;
  readonly histories: HistoryDocuments;
  readonly log: Log;
  readonly passwords: Passwords;
  readonly plans: PlanDocuments;
  readonly projects: Projects;
  readonly readings: Readings;
  readonly rehearsals: RehearsalDocuments;
  readonly repairDocuments: RepairDocuments;
  readonly schemas: SchemaDocuments;
}

/** Every command, and what carries it out: loaded with the first of them. */
export interface Commands {
  readonly flow: RunFlow;
  readonly handlers: Handlers;
}

export function allCommands({
  extensionId,
  consents,
  checks,
  readings,
  gateway,
  passwords,
  projects,
  plans,
  histories,
  doctor,
  rehearsals,
  appliedTexts,
  repairDocuments,
  schemas,
  drifts,
  log,
}: CommandServices): Commands {
  const voice = new Voice(log);
  const services: FlowServices = { gateway, turns: new Turns(), confirm: confirmInModal, voice };
  const flow = new RunFlow(services, plans);
  const shadowFor: ShadowFor = (model) => shadowUnasked(model, { gateway, consents });
  const rehearsing = new RehearsalFlow(services, plans, rehearsals, shadowFor);
  const repairs = new RepairFlow(services, repairDocuments, appliedTexts);
  const checking = new CheckFlow({ readings, checks, gateway, consents });
  const targets = new Targets(projects);
  const handlers = {
    ...createCommand(targets, checking),
    ...draftCommands(targets, readings, checking),
    ...applyCommands(targets, flow),
    ...rehearseCommands(targets, rehearsing),
    ...revertCommands(targets, flow),
    ...repairCommands(targets, flow, repairs, appliedTexts),
    ...editedCommands(targets, flow, shadowFor),
    ...checkCommands(targets, { checks, consents, flow: checking, schemas, drifts, voice }),
    ...inspectCommands(targets, plans, histories, doctor),
    ...scriptCommands(targets),
    ...databaseCommands(targets, services, flow),
    ...environmentCommands(targets),
    ...passwordCommands(targets, projects, passwords),
    ...windowCommands(extensionId, projects, targets, log),
  };
  return { flow, handlers };
}
