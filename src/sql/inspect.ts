import * as l10n from '@vscode/l10n';
import type { Engine } from '../core/engine.ts';
import type { Direction, Script } from '../core/migration.ts';
import type { Fix, Problem, ProblemCode, Severity, TextRange } from '../core/problem.ts';
import type { TableName } from '../core/statement.ts';
import { historyChanges, type HistoryChange } from './history-changes.ts';
import { lockReleases, type LockRelease } from './lock-releases.ts';
import { fragments, type Fragment } from './split.ts';
import { locate } from './text.ts';
import { transactionEffect } from './transaction-effect.ts';

const BOM = '\uFEFF';

/**
 * What can be known of a script without any server: whether it would go as it is meant to.
 *
 * @param kept where it is recorded what was applied
 */
export function inspect(
  script: Script,
  version: string,
  direction: Direction,
  engine: Engine,
  kept: readonly TableName[],
): readonly Problem[] {
  const problem = (
    code: ProblemCode,
    severity: Severity,
    range: TextRange,
    message: string,
    fix?: Fix,
  ): Problem => ({
    code,
    severity,
    message,
    path: script.path,
    version,
    location: locate(script, range),
    ...(fix && { fix }),
  });

  const found = fragments(script.sql, engine);
  const problems: Problem[] = [];
  if (engine === 'postgres' && script.sql.startsWith(BOM)) {
    problems.push(
      problem(
        'encoding',
        'error',
        { start: 0, end: 1 },
        l10n.t(
          '{0} begins with a byte order mark, which PostgreSQL takes for a syntax error. Save it as UTF-8 without one.',
          script.path,
        ),
        { kind: 'remove-bom' },
      ),
    );
  }
  // What it means that nothing stands below a marker is the convention's to say.
  const isEmptySection = script.marker !== null && script.sql === '';
  if (found.length === 0 && !isEmptySection && !script.unread) {
    problems.push(
      problem(
        'empty-script',
        'warning',
        { start: 0, end: 0 },
        direction === 'up'
          ? l10n.t('{0} holds no statement. Applying it only records it.', script.path)
          : l10n.t(
              '{0} holds no statement. Reverting by it changes the history and nothing else.',
              script.path,
            ),
      ),
    );
  }
  for (const fragment of found) {
    if (fragment.kind === 'copy-data') {
      problems.push(
        problem(
          'copy-data',
          'error',
          fragment,
          l10n.t(
            '{0} holds rows for COPY … FROM stdin, which only psql can send. Write them as INSERT, for example by pg_dump --inserts.',
            script.path,
          ),
        ),
      );
    } else if (fragment.kind === 'psql-command') {
      problems.push(
        problem(
          'psql-command',
          'error',
          fragment,
          l10n.t(
            '{0}: a line that begins with a backslash is a command of psql, which no server understands. Remove it.',
            script.path,
          ),
        ),
      );
    }
  }
  const control = strayTransactionControl(found, script.transactional);
  if (control !== null) {
    problems.push(
      problem(
        'transaction-control',
        'error',
        control,
        script.transactional
          ? l10n.t(
              '{0}: this statement would end the transaction that keeps the migration and its history row together. Remove BEGIN and COMMIT: the migration is one transaction as it is.',
              script.path,
            )
          : l10n.t('{0}: this transaction is never ended. Add COMMIT.', script.path),
      ),
    );
  }
  const statements = found.filter(({ kind }) => kind === 'statement');
  for (const change of historyChanges(script.sql, statements, kept, engine)) {
    const severity = change.certain ? 'error' : 'warning';
    const message = historyChanged(script, change, engine);
    problems.push(problem('history-change', severity, change, message));
  }
  for (const release of lockReleases(script.sql, statements, engine)) {
    const severity = release.all ? 'error' : 'warning';
    problems.push(problem('lock-release', severity, release, lockReleased(script, release)));
  }
  return problems;
}

function historyChanged({ path }: Script, change: HistoryChange, engine: Engine): string {
  const { table, certain } = change;
  if (!certain) {
    return l10n.t(
      '{0}: what this text holds may change {1}, where it is recorded what was applied. See that it does not when it is run.',
      path,
      table,
    );
  }
  const message = l10n.t(
    '{0}: this statement changes {1}, where it is recorded what was applied. Remove it: that is written for you.',
    path,
    table,
  );
  if (engine !== 'postgres') return message;
  return `${message} ${l10n.t('pg_dump leaves a table out with --exclude-table.')}`;
}

function lockReleased({ path }: Script, { all }: LockRelease): string {
  return all
    ? l10n.t(
        '{0}: this statement gives up every lock of the session, and with them the one that keeps other runners away. Remove it, or release by its key what the script has locked.',
        path,
      )
    : l10n.t(
        '{0}: this releases a lock of the session. If its key is that of the migrations, other runners are let in. Take locks with pg_advisory_xact_lock, which end by themselves.',
        path,
      );
}

/** The statement that would end the runner's transaction, or that opens one and leaves it open. */
function strayTransactionControl(
  found: readonly Fragment[],
  transactional: boolean,
): Fragment | null {
  let open: Fragment | null = null;
  for (const fragment of found) {
    const effect = transactionEffect(fragment);
    if (effect === null) continue;
    if (transactional) return fragment;
    open = effect === 'begins' ? fragment : null;
  }
  return open;
}
