import * as l10n from '@vscode/l10n';
import type { Migration } from './migration.ts';
import type { Problem } from './problem.ts';
import type { UnfinishedScript } from './unfinished.ts';

/** How far it has come, what is next, and the three ways out. */
export function explainUnfinished(
  unfinished: UnfinishedScript,
  migration: Migration | null,
): Problem {
  const { version, direction, next, message } = unfinished;
  const sentences = [
    progress(unfinished),
    ...(message === null ? [] : [l10n.t('It stopped with: {0}.', message.replace(/\.$/, ''))]),
    nextStatement(unfinished),
    ...leftBehind(unfinished),
    waysOut(unfinished),
  ];
  return {
    code: 'failed',
    severity: 'error',
    message: sentences.join(' '),
    path: migration?.[direction]?.path ?? migration?.up.path ?? null,
    version,
    location: next,
  };
}

function progress({ version, direction, completed, total }: UnfinishedScript): string {
  return direction === 'up'
    ? l10n.t(
        'Migration {0} has begun without a transaction and not ended ({1} of {2} statements done).',
        ...[version, completed, total],
      )
    : l10n.t(
        'Reverting migration {0} has begun without a transaction and not ended ({1} of {2} statements done).',
        ...[version, completed, total],
      );
}

function nextStatement({ next, changed, inDoubt, completed, total }: UnfinishedScript): string {
  if (changed !== null) {
    return l10n.t(
      'Since then, line {0} of its file has been edited, and that is among what is done.',
      changed.line,
    );
  }
  if (next === null) {
    return completed >= total
      ? l10n.t('All that is left is to record it.')
      : l10n.t('Its file is not there any more.');
  }
  return inDoubt
    ? l10n.t(
        'The next one, at line {0}, was under way, and may be done or not: look at the database.',
        next.line,
      )
    : l10n.t('The next one is at line {0}.', next.line);
}

function leftBehind({ invalidIndexes }: UnfinishedScript): readonly string[] {
  if (invalidIndexes.length === 0) return [];
  return [
    l10n.t(
      'It has left an invalid index behind, which continuing drops: {0}.',
      invalidIndexes.join(', '),
    ),
  ];
}

function waysOut({ version, afterDoubt }: UnfinishedScript): string {
  if (afterDoubt !== null) {
    return l10n.t(
      'If it is not done, continue there; if it is, continue after it; or mark the migration as applied or as not applied: strata repair {0} --continue, --continue --done, --applied or --not-applied.',
      version,
    );
  }
  return l10n.t(
    'Continue there, or mark it as applied or as not applied: strata repair {0} --continue, --applied or --not-applied.',
    version,
  );
}
