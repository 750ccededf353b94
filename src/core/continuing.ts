import * as l10n from '@vscode/l10n';
import { findVersion } from './asked-version.ts';
import type { ContinueRequest, Step } from './plan.ts';
import type { Problem } from './problem.ts';
import type { Rules } from './reconcile.ts';
import type { MigrationStatus } from './state.ts';
import type { UnfinishedScript } from './unfinished.ts';

/** The one step that goes on with an unfinished script, or why it cannot. */
export function continuing(
  statuses: readonly MigrationStatus[],
  { version: asked, done = false }: ContinueRequest,
  rules: Rules,
): { readonly continued: readonly Step[]; readonly problems: readonly Problem[] } {
  const known = statuses.map(({ version }) => version);
  const version = findVersion(asked, known, rules);
  const refused = (problem: Problem) => ({ continued: [], problems: [problem] });
  if (typeof version !== 'string') return refused(version);

  const status = statuses.find((each) => each.version === version);
  const begun = status?.unfinished ?? null;
  if (begun === null) return refused(nothingBegun(version));
  const unfinished = done ? withoutDoubt(begun) : begun;
  if (unfinished === null) return refused(nothingInDoubt(begun));
  const { direction, completed, changed } = unfinished;
  const migration = status?.migration ?? null;
  const script = migration?.[direction] ?? null;
  if (migration === null || script === null) return refused(noFile(unfinished));
  if (changed !== null) return refused(doneOtherwise(unfinished, script.path));
  const step = { direction, migration, script, from: completed, continues: unfinished };
  return { continued: [step], problems: [] };
}

function nothingBegun(version: string): Problem {
  return problem(
    version,
    l10n.t('Migration {0} is not unfinished: there is nothing to continue.', version),
  );
}

/** As it is if the statement in doubt is done; null: none is in doubt. */
function withoutDoubt(unfinished: UnfinishedScript): UnfinishedScript | null {
  const { completed, afterDoubt } = unfinished;
  if (afterDoubt === null) return null;
  const settled = { completed: completed + 1, inDoubt: false, afterDoubt: null };
  return { ...unfinished, ...afterDoubt, ...settled };
}

function nothingInDoubt({ version }: UnfinishedScript): Problem {
  return problem(
    version,
    l10n.t(
      'Of migration {0} no statement is in doubt: continue it without calling one done.',
      version,
    ),
  );
}

function noFile({ version, direction }: UnfinishedScript): Problem {
  return problem(
    version,
    direction === 'up'
      ? l10n.t(
          'Migration {0} cannot be continued: there is no file for it. Bring it back.',
          version,
        )
      : l10n.t(
          'Reverting migration {0} cannot be continued: there is no down script. Bring it back.',
          version,
        ),
  );
}

function doneOtherwise({ version, changed }: UnfinishedScript, path: string): Problem {
  return {
    ...problem(
      version,
      l10n.t(
        'Migration {0} cannot be continued: line {1} of {2} is no longer what was carried out. Undo that edit; what is not done yet may change.',
        version,
        changed?.line ?? 1,
        path,
      ),
    ),
    path,
    location: changed,
  };
}

function problem(version: string, message: string): Problem {
  return { code: 'failed', severity: 'error', message, path: null, version, location: null };
}
