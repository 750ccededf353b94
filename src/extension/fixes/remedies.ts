import { posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { NewFile, ScaffoldRequest } from '../../conventions/convention.ts';
import { isRecorded } from '../../core/fresh-version.ts';
import { filesOf } from '../../core/migration.ts';
import type { FileRename, Fix, FollowingMigration, Problem } from '../../core/problem.ts';
import { newFiles } from '../../project/new-files.ts';
import type { Project } from '../../project/project.ts';
import { renumbering } from '../../project/renumber.ts';
import { listFiles } from '../commands/new-files.ts';
import { spanOf, type TextSpan } from '../diagnostics/place.ts';
import { markedFiles } from '../diagnostics/problems.ts';
import type { Reading } from '../model/project-model.ts';
import { recordedForm } from '../../conventions/recorded-form.ts';
import { formOf, type LineEnding, type TextForm } from '../../conventions/text-form.ts';

/** A remedy that an editor can carry out; paths are relative to the project. */
export type Remedy =
  | {
      readonly kind: 'rename';
      readonly title: string;
      readonly files: readonly FileRename[];
    }
  /** The file, with those that belong to it, is to have another version. */
  | { readonly kind: 'renumber'; readonly title: string; readonly path: string }
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
  /** git is to keep these line endings; the path is that of its attributes. */
  | {
      readonly kind: 'git-attributes';
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
    }
  | {
      readonly kind: 'edit';
      readonly title: string;
      readonly path: string;
      readonly edits: readonly (TextSpan & { readonly text: string })[];
      /** To be made in the same step; paths are relative to the project. */
      readonly files?: readonly NewFile[];
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
      return keepsVersion(problem, fix.paths, context) ? [] : [renumber(fix.paths, context)];
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
      return edit(problem, fix, context);
    case undefined:
      return [];
  }
}

function rename(files: readonly FileRename[]): Remedy {
  return { kind: 'rename', title: l10n.t('Rename to {0}', newNames(files)), files };
}

function renumber(paths: readonly string[], { project, reading, now }: RemedyContext): Remedy {
  const { renames } = renumbering(project, reading.files.candidates, paths, now);
  const title = l10n.t('Give it a fresh version: {0}', newNames(renames));
  return { kind: 'renumber', title, path: paths[0] ?? '' };
}

function edit(
  { path, version }: Problem,
  { title, edits, withoutTransaction, following = [] }: EditFix,
  context: RemedyContext,
): readonly Remedy[] {
  const { project, reading } = context;
  const { noTransaction } = project.convention;
  if (path === null) return [];
  const isPossible =
    noTransaction !== null || following.every(({ transactional }) => transactional);
  if (!isPossible || (withoutTransaction && noTransaction === null)) return [];
  const newest = reading.files.migrations.at(-1)?.version;
  if (following.some(({ moved }) => moved) && version !== newest) return [];

  const isMarked = markedFiles(reading.files).has(path);
  const spans = edits.map(({ location, text }) => ({ ...spanOf(location, isMarked), text }));
  const marker = withoutTransaction ? [{ ...TOP, text: `${noTransaction}\n` }] : [];
  const files = filesFor(following, context);
  return [
    {
      kind: 'edit',
      title: files.length === 0 ? title : l10n.t('{0}: {1}', title, namesOf(files, project)),
      path,
      edits: [...marker, ...spans],
      ...(files.length > 0 && { files }),
    },
  ];
}

type EditFix = Extract<Fix, { kind: 'edit' }>;

function filesFor(
  following: readonly FollowingMigration[],
  { project, reading, now }: RemedyContext,
): readonly NewFile[] {
  const requests = following.map(({ name, up, down, transactional }): ScaffoldRequest => {
    const first = transactional ? '' : `${project.convention.noTransaction}\n`;
    const sql = { up: first + up, down: down === null ? null : first + down };
    return { name, now, reversible: null, numbering: null, author: null, sql };
  });
  return newFiles(project, reading.files.candidates, requests);
}

function namesOf(files: readonly NewFile[], { migrationsFolder }: Project): string {
  const inside = files.map((file) => ({
    ...file,
    path: posix.relative(migrationsFolder, file.path),
  }));
  return inShort(
    listFiles(inside),
    inside.map(({ path }) => path),
  );
}

const TOP: TextSpan = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function newNames(files: readonly FileRename[]): string {
  const names = files.map(({ to }) => posix.basename(to));
  return inShort(names.join(', '), names);
}

/** In UTF-16 units: a menu cuts off what is longer. */
const WIDEST = 64;

/** The first of the names stands for all, where there is no room for them. */
function inShort(all: string, [first = '', ...others]: readonly string[]): string {
  return all.length <= WIDEST || others.length === 0
    ? all
    : l10n.t('{0} and {1} more', first, others.length);
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
      {
        kind: 'git-attributes',
        title: l10n.t('Have git keep line endings as {0} (.gitattributes)', lineEnding),
        path: posix.join(project.migrationsFolder, '.gitattributes'),
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
  const taken = new Set(reading.files.migrations.flatMap(filesOf));
  return !files.some(({ from, to }) => from !== to && taken.has(to));
}

function keepsVersion(
  { version }: Problem,
  paths: readonly string[],
  { reading: { status } }: RemedyContext,
): boolean {
  const found = status?.migrations.find((each) => each.version === version);
  return found !== undefined && isRecorded(found, paths);
}
