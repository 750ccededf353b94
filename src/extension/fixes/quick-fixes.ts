import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import type { CommandId } from '../commands/command-ids.ts';
import { repairCommands } from '../commands/repair-ids.ts';
import { toRange } from '../diagnostics/diagnostic.ts';
import type { PublishedProblem, PublishedProblems } from '../diagnostics/published-problems.ts';
import type { Readings } from '../diagnostics/readings.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { plain } from '../text/plain.ts';
import { GIT_ATTRIBUTES_COMMAND } from './git-attributes.ts';
import { downPlace, isLackOfDown } from './down-place.ts';
import { remediesOf, type Remedy } from './remedies.ts';
import { repairFixes } from './repair-fixes.ts';
import { REWRITE_COMMAND } from './rewrite.ts';

/** A remedy where a problem has one. */
export class QuickFixes implements vscode.CodeActionProvider {
  readonly #readings: Readings;
  readonly #published: PublishedProblems;

  constructor(readings: Readings, published: PublishedProblems) {
    this.#readings = readings;
    this.#published = published;
  }

  provideCodeActions({ uri }: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const remedies = this.#published.at(uri, range).flatMap((each) => this.#actionsOf(each));
    return [...remedies, ...this.#draftsIn(uri)];
  }

  #actionsOf({ model, problem, diagnostic }: PublishedProblem): readonly vscode.CodeAction[] {
    const { project } = model;
    const reading = this.#readings.of(model);
    if (project === null || reading === null) return [];
    const remedies = remediesOf(problem, { project, reading, now: new Date() });
    const fixes = remedies.map((remedy) => {
      const action = quickFix(remedy.title, diagnostic);
      action.isPreferred = remedies.length === 1 || remedy.kind === 'line-ending';
      carryOut(action, remedy, model);
      return action;
    });
    const migration = reading.files.migrations.find(({ version }) => version === problem.version);
    const drafts: vscode.CodeAction[] = [];
    if (migration !== undefined && isLackOfDown(problem, migration)) {
      const draft = draftFix(model.uriOf(problem.path ?? ''));
      draft.diagnostics = [diagnostic];
      drafts.push(draft);
    }
    const repairs = repairFixes(problem, reading).map(({ action, title }) => {
      const fix = quickFix(title, diagnostic);
      fix.command = command(repairCommands[action], title, model.uriOf(problem.path ?? ''));
      return fix;
    });
    return [...fixes, ...repairs, ...drafts];
  }

  /** In a down script as its tool begins it, of which no problem tells. */
  #draftsIn(uri: vscode.Uri): readonly vscode.CodeAction[] {
    const model = this.#readings.projectOf(uri);
    const reading = model && this.#readings.of(model);
    const engine = model?.destination?.target.engine;
    if (!reading || engine === undefined) return [];
    const path = model.pathOf(uri);
    const isUnwritten = reading.files.migrations.some(
      (each) => each.down?.path === path && downPlace(each, reading, engine)?.kind === 'unwritten',
    );
    return isUnwritten ? [draftFix(uri)] : [];
  }
}

function draftFix(uri: vscode.Uri): vscode.CodeAction {
  const title = vscode.l10n.t('Draft the down script');
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = command('strata.draftDown', title, uri);
  return action;
}

function quickFix(title: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const action = new vscode.CodeAction(plain(title), vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  return action;
}

function command(id: CommandId, title: string, uri: vscode.Uri): vscode.Command {
  return { command: id, title, arguments: [uri] };
}

function carryOut(action: vscode.CodeAction, remedy: Remedy, model: ProjectModel): void {
  const edit = new vscode.WorkspaceEdit();
  switch (remedy.kind) {
    case 'rename':
      for (const { from, to } of remedy.files) edit.renameFile(model.uriOf(from), model.uriOf(to));
      action.edit = edit;
      break;
    case 'renumber':
      action.command = command('strata.renumber', remedy.title, model.uriOf(remedy.path));
      break;
    case 'edit':
      edit.set(
        model.uriOf(remedy.path),
        remedy.edits.map((each) => vscode.TextEdit.replace(toRange(each), each.text)),
      );
      for (const { path, content } of remedy.files ?? []) {
        edit.createFile(model.uriOf(path), { contents: Buffer.from(content) });
      }
      action.edit = edit;
      break;
    case 'create':
      edit.createFile(model.uriOf(remedy.path), { contents: Buffer.from(remedy.content) });
      action.edit = edit;
      action.command = {
        title: vscode.l10n.t('Open'),
        command: 'vscode.open',
        arguments: [model.uriOf(remedy.path)],
      };
      break;
    case 'line-ending': {
      const { LF, CRLF } = vscode.EndOfLine;
      edit.set(model.uriOf(remedy.path), [
        vscode.TextEdit.setEndOfLine(remedy.lineEnding === 'LF' ? LF : CRLF),
      ]);
      action.edit = edit;
      break;
    }
    case 'git-attributes':
      action.command = {
        title: remedy.title,
        command: GIT_ATTRIBUTES_COMMAND,
        arguments: [model.uriOf(remedy.path), remedy.lineEnding],
      };
      break;
    case 'rewrite':
      action.command = {
        title: remedy.title,
        command: REWRITE_COMMAND,
        arguments: [model.uriOf(remedy.path), remedy.form],
      };
  }
}
