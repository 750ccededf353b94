import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import { headOf } from '../../core/migration.ts';
import { giveFreshVersion } from '../fixes/fresh-version.ts';
import { openScript } from '../open-script.ts';
import { subjectOf } from './migration-ref.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

/** Commands on one migration's files and marks. */
export function scriptCommands(targets: Targets) {
  return {
    async 'strata.openDownScript'(argument) {
      const { model, migration } = targets.files(argument);
      if (migration.down === null) {
        throw new StrataError(
          'usage',
          vscode.l10n.t('{0} has no down script.', migration.description),
        );
      }
      const { line } = headOf(migration.down);
      await openScript(model, migration.down.path, new vscode.Position(line - 1, 0));
    },

    async 'strata.renumber'(argument) {
      const { model, path } = targets.file(argument);
      await giveFreshVersion(model, path);
    },

    async 'strata.copyVersion'(argument) {
      // A row whose file is missing has a version all the same.
      const subject = subjectOf(argument);
      const version =
        subject !== undefined && 'version' in subject && subject.version !== null
          ? subject.version
          : targets.files(argument).migration.version;
      await vscode.env.clipboard.writeText(version);
    },

    async 'strata.copyChecksum'(argument) {
      const { checksum } = targets.files(argument).migration;
      if (checksum !== null) await vscode.env.clipboard.writeText(checksum);
    },

    async 'strata.reveal'(argument) {
      const { model, migration } = targets.files(argument);
      await vscode.commands.executeCommand('revealInExplorer', model.uriOf(migration.up.path));
    },
  } satisfies Partial<Handlers>;
}
