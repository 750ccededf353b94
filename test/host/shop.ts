import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as vscode from 'vscode';
import { ProjectModel } from '../../src/extension/model/project-model.ts';
import { ready } from '../../src/extension/model/ready.ts';
import { PlanDocuments } from '../../src/extension/plan/plan-documents.ts';
import { AppliedTexts } from '../../src/extension/repair/applied-texts.ts';
import { RepairDocuments } from '../../src/extension/repair/repair-documents.ts';
import type { Confirm, Look } from '../../src/extension/run/confirm.ts';
import type { Question } from '../../src/extension/run/confirmation.ts';
import { RepairFlow } from '../../src/extension/run/repair-flow.ts';
import { RunFlow } from '../../src/extension/run/run-flow.ts';
import type { FlowServices } from '../../src/extension/run/services.ts';
import { Turns } from '../../src/extension/run/turns.ts';
import { Voice } from '../../src/extension/run/voice.ts';
import { firstColumn } from '../support/first-column.ts';
import { session, type Session } from './session.ts';

/** A project on disk with a SQLite database, and the run flow on it; questions are answered by `agree`. */
export class Shop {
  readonly root = mkdtempSync(join(tmpdir(), 'strata-shop-'));
  readonly session: Session;
  readonly model: ProjectModel;
  readonly services: FlowServices;
  readonly flow: RunFlow;
  readonly texts: AppliedTexts;
  readonly repairs: RepairFlow;
  readonly asked: Question[] = [];
  readonly logged: readonly string[];
  agree = true;
  /** What could have been looked at before the answer. */
  readonly looks: (Look | null)[] = [];
  readonly confirm: Confirm = (question, look) => {
    this.asked.push(question);
    this.looks.push(look);
    return Promise.resolve(this.agree);
  };
  readonly #all: { dispose(): void }[] = [];

  constructor(files: Readonly<Record<string, string>>, isTrusted = true) {
    mkdirSync(join(this.root, 'migrations'));
    for (const [name, sql] of Object.entries(files)) this.write(name, sql);
    writeFileSync(join(this.root, '.env'), 'DATABASE_URL=sqlite:shop.db\n');

    this.session = session('Strata (test)', isTrusted);
    const { gateway, log, logged } = this.session;
    this.logged = logged;
    const folder = { uri: vscode.Uri.file(this.root), name: 'shop', index: 0 };
    const place = { id: this.root, root: this.root, migrationsFolder: null, folder, name: 'shop' };
    this.model = new ProjectModel(place, this.session);
    const voice = new Voice(log);
    this.services = { gateway, turns: new Turns(), confirm: this.confirm, voice };
    const own = { all: [this.model] };
    const plans = new PlanDocuments(own);
    this.flow = new RunFlow(this.services, plans);
    const documents = new RepairDocuments(own);
    this.texts = new AppliedTexts(own);
    this.repairs = new RepairFlow(this.services, documents, this.texts);
    this.#all.push(this.model, plans, documents, this.texts, this.session);
  }

  get database(): string {
    return join(this.root, 'shop.db');
  }

  path(name: string): string {
    return join(this.root, 'migrations', name);
  }

  uri(name: string): vscode.Uri {
    return vscode.Uri.file(this.path(name));
  }

  write(name: string, sql: string): void {
    writeFileSync(this.path(name), sql);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** "version state" of each migration, as the model has it. */
  states(): readonly string[] {
    const { status } = ready(this.model);
    return status.migrations.map(({ version, state }) => `${version} ${state}`);
  }

  /** What the database itself says. */
  query(sql: string): unknown[] {
    return firstColumn(this.database, sql);
  }

  /** Somebody else's work on the database. */
  execute(sql: string): void {
    const database = new DatabaseSync(this.database);
    database.exec(sql);
    database.close();
  }

  /** They go with it. */
  owns(...more: readonly { dispose(): void }[]): void {
    this.#all.push(...more);
  }

  dispose(): void {
    for (const each of this.#all) each.dispose();
    rmSync(this.root, { recursive: true, force: true });
  }
}
