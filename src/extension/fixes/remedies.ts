import { posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { FileRename, Problem } from '../../core/problem.ts';
import type { Project } from '../../project/project.ts';
import type { Reading } from '../model/project-model.ts';
import { recordedForm } from './recorded-form.ts';
import { formOf, type LineEnding, type TextForm } from './text-form.ts';

/** A remedy that an editor can carry out; paths are relative to the project. */
export type Remedy =
  | {
      readonly kind: 'rename';
      readonly title: string;
      readonly files: readonly FileRename[];
    }
  | {
      readonly kind: 'create';
      readonly title: string;
      readonly path: string;
      readonly content: string;
    }
  | {
      readonly kind: 'line-ending';
      readonly title: string;
      readonly path: string;
      readonly lineEnding: LineEnding;
    }
  /** Save the file in this form, which no edit of a document can. */
  | {
      readonly kind: 'rewrite';
      readonly title: string;
      readonly path: string;
      readonly form: TextForm;
    };

export interface RemedyContext {
  readonly project: Project;
  readonly reading: Reading;
  readonly now: Date;
}

export function remediesOf(problem: Problem, context: RemedyContext): readonly Remedy[] {
  const { fix } = problem;
  if (problem.code === 'modified') return restoreForm(problem, context);
  switch (fix?.kind) {
    case 'rename':
      return isFree(fix.files, context) ? [rename(fix.files)] : [];
    case 'renumber':
      return isRecorded(problem, fix.paths, context) ? [] : [renumber(fix.paths, context)];
    case 'create':
      return [
        {
          kind: 'create',
          title: l10n.t('Create {0}', posix.basename(fix.path)),
          path: fix.path,
          content: fix.content,
        },
      ];
    case 'remove-bom':
      return problem.path === null ? [] : [removeByteOrderMark(problem.path)];
    case 'edit':
    case undefined:
      return [];
  }
}

function rename(files: readonly FileRename[]): Remedy {
  return { kind: 'rename', title: l10n.t('Rename to {0}', newNames(files)), files };
}

function renumber(
  paths: readonly string[],
  { project: { convention, migrationsFolder }, reading, now }: RemedyContext,
): Remedy {
  const own = paths.map((path) => posix.relative(migrationsFolder, path));
  const { renames } = convention.renumber(own, reading.files.candidates, now);
  const files = renames.map(({ from, to }) => ({
    from: posix.join(migrationsFolder, from),
    to: posix.join(migrationsFolder, to),
  }));
  return { kind: 'rename', title: l10n.t('Give it a fresh version: {0}', newNames(files)), files };
}

function newNames(files: readonly FileRename[]): string {
  return files.map(({ to }) => posix.basename(to)).join(', ');
}

function removeByteOrderMark(path: string): Remedy {
  return {
    kind: 'rewrite',
    title: l10n.t('Save without the byte order mark'),
    path,
    form: { lineEnding: null, byteOrderMark: false },
  };
}

/** Where only the form of the text was changed, back to that of the recorded one. */
function restoreForm(
  { version, path }: Problem,
  { project, reading: { status } }: RemedyContext,
): readonly Remedy[] {
  const edited = status?.migrations.find((each) => each.version === version);
  if (path === null || edited?.migration?.up.path !== path) return [];
  const form = recordedForm(edited, project.convention);
  if (form === null) return [];

  const current = formOf(edited.migration.up.sql);
  if (form.byteOrderMark === current.byteOrderMark && form.lineEnding !== null) {
    const { lineEnding } = form;
    return [
      {
        kind: 'line-ending',
        title: l10n.t('Set line endings back to {0}', lineEnding),
        path,
        lineEnding,
      },
    ];
  }
  return [
    { kind: 'rewrite', title: l10n.t('Save as it was when applied: {0}', words(form)), path, form },
  ];
}

function words({ lineEnding, byteOrderMark }: TextForm): string {
  const mark = byteOrderMark
    ? l10n.t('with a byte order mark')
    : l10n.t('without a byte order mark');
  return lineEnding === null ? mark : l10n.t('{0}, lines ending in {1}', mark, lineEnding);
}

/** No other migration has one of these names. */
function isFree(files: readonly FileRename[], { reading }: RemedyContext): boolean {
  const taken = new Set(
    reading.files.migrations.flatMap(({ up, down }) => [up.path, ...(down ? [down.path] : [])]),
  );
  return !files.some(({ from, to }) => from !== to && taken.has(to));
}

/** The history knows these files, so they keep their version. */
function isRecorded(
  { version }: Problem,
  paths: readonly string[],
  { reading: { status } }: RemedyContext,
): boolean {
  const { row, migration } = status?.migrations.find((each) => each.version === version) ?? {};
  if (!row || row.outcome === 'reverted') return false;
  return migration != null && paths.includes(migration.up.path);
}
