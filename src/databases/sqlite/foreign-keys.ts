import * as l10n from '@vscode/l10n';
import { tokenAt } from '../../sql/lexer.ts';
import type { Fragment } from '../../sql/split.ts';
import { SqliteError, type Session } from './driver.ts';
import type { Script } from './script.ts';

/** A row that refers to one that is not there, as `PRAGMA foreign_key_check` reports it. */
export interface Violation {
  readonly table: string;
  /** Null in a table without row ids. */
  readonly rowid: bigint | null;
  readonly parent: string;
}

/**
 * Those of the PRAGMAs that begin a script which switch foreign keys: inside a transaction SQLite
 * would ignore them without a word.
 */
export function leadingSwitches(script: Script): readonly Fragment[] {
  const other = script.statements.findIndex(({ words }) => words[0] !== 'pragma');
  return switchesAmong(script.statements.slice(0, other < 0 ? undefined : other), script);
}

/** Outside a transaction any of them counts. */
export function switchesForeignKeys(script: Script): boolean {
  return switchesAmong(script.statements, script).length > 0;
}

function switchesAmong(statements: readonly Fragment[], script: Script): readonly Fragment[] {
  return statements.filter(
    (statement) => statement.words[0] === 'pragma' && isSwitch(script.text(statement)),
  );
}

export function areEnforced(session: Session): boolean {
  const [row] = session.all({ sql: 'PRAGMA foreign_keys', values: [] });
  return row?.foreign_keys === 1n;
}

/** Null where SQLite can't tell, because a key refers to what can't be referred to. */
export function violationsIfKnown(session: Session): readonly Violation[] | null {
  try {
    return violations(session);
  } catch (error) {
    if (error instanceof SqliteError) return null;
    throw error;
  }
}

/** All of the database. @throws SqliteError when a key refers to what can't be referred to */
export function violations(session: Session): readonly Violation[] {
  return session.all({
    sql: 'SELECT "table", rowid, parent FROM pragma_foreign_key_check',
    values: [],
  }) as unknown as readonly Violation[];
}

export function added(before: readonly Violation[], after: readonly Violation[]): Violation[] {
  const known = new Map<string, number>();
  for (const violation of before) {
    known.set(identity(violation), (known.get(identity(violation)) ?? 0) + 1);
  }
  return after.filter((violation) => {
    const left = known.get(identity(violation)) ?? 0;
    known.set(identity(violation), left - 1);
    return left <= 0;
  });
}

/** One line a row, at most five. */
export function describe(violations: readonly Violation[]): string {
  const shown = violations
    .slice(0, 5)
    .map(({ table, rowid, parent }) =>
      rowid === null
        ? l10n.t('A row of {0} refers to a row of {1} that is not there.', table, parent)
        : l10n.t(
            'Row {0} of {1} refers to a row of {2} that is not there.',
            String(rowid),
            table,
            parent,
          ),
    );
  const more = violations.length - shown.length;
  return [...shown, ...(more > 0 ? [l10n.t('And {0} more.', more)] : [])].join('\n');
}

function identity({ table, rowid, parent }: Violation): string {
  return JSON.stringify([table, String(rowid), parent]);
}

function isSwitch(pragma: string): boolean {
  const tokens: string[] = [];
  for (let at = 0; at < pragma.length;) {
    const { kind, end } = tokenAt(pragma, at, 'sqlite');
    if (kind !== 'blank' && kind !== 'comment') tokens.push(pragma.slice(at, end));
    at = end;
  }
  return /^pragma (\S+ \. )?["'`[]?foreign_keys["'`\]]? [=(]/i.test(tokens.join(' '));
}
