import * as vscode from 'vscode';
import { draftEdit, draftEditByStatements, type EditedUp } from '../../checks/draft-edit.ts';
import { asShadowScript } from '../../checks/judge-script.ts';
import type { Convention, ScaffoldRequest } from '../../conventions/convention.ts';
import { withUp } from '../../conventions/recorded-form.ts';
import { StrataError } from '../../core/errors.ts';
import { versionBeside } from '../../core/migration.ts';
import type { MigrationStatus } from '../../core/state.ts';
import type { ShadowScript } from '../../databases/shadow.ts';
import type { ShadowFor } from '../checks/command-shadow.ts';
import { SHADOW_TIMEOUT } from '../checks/project-check.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { ready } from '../model/ready.ts';
import { cancellable } from '../run/cancellable.ts';
import { notEdited } from './restore-text.ts';

/** A migration of what was edited: by what it makes of the schema, else by its statements. */
export async function draftMove(
  model: ProjectModel,
  edited: MigrationStatus,
  convention: Convention,
  shadowFor: ShadowFor,
): Promise<ScaffoldRequest['sql']> {
  const edit = editedUp(model, edited, convention);
  const title = vscode.l10n.t('Comparing the edit with what was applied');
  try {
    const drafted = await cancellable(title, async (signal) => {
      const shadow = await shadowFor(model);
      if (shadow === null) throw noShadow();
      try {
        return await draftEdit(edit, shadow, convention, { signal, timeout: SHADOW_TIMEOUT });
      } finally {
        await shadow.close();
      }
    });
    return drafted ?? draftEditByStatements(edit, null);
  } catch (error) {
    if (error instanceof StrataError) return draftEditByStatements(edit, error.message);
    throw error;
  }
}

function editedUp(
  model: ProjectModel,
  { version, description, migration, edit }: MigrationStatus,
  convention: Convention,
): EditedUp {
  if (migration === null || edit === undefined) throw notEdited();
  const { migrations } = ready(model).status;
  const place = migrations.findIndex((each) => each.version === version);
  return {
    title: `${versionBeside({ version, description })} ${description}`,
    before: migrations.slice(0, place).flatMap((each) => asApplied(each, convention)),
    applied: asShadowScript(withUp(migration, edit.applied, convention)),
    edited: asShadowScript(migration),
    statements: edit.statements,
  };
}

function asApplied(
  { migration, edit }: MigrationStatus,
  convention: Convention,
): readonly ShadowScript[] {
  if (migration === null) return [];
  return [asShadowScript(edit ? withUp(migration, edit.applied, convention) : migration)];
}

function noShadow(): StrataError {
  return new StrataError(
    'refused',
    vscode.l10n.t('There is no shadow on which schemas could be compared.'),
  );
}
