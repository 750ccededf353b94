import * as l10n from '@vscode/l10n';
import type { HistoryRow } from '../../core/migration.ts';
import type { Rules } from '../../core/reconcile.ts';
import type { Status } from '../../runner/status.ts';
import { cell } from '../text/cell.ts';

/** Of a column, in characters: what is longer sticks out of its row instead of widening all. */
const WIDEST = 96;
const GAP = '  ';

/** The history table as a document: every row and column as the tool stores it, newest first. */
export function historyText({ project, target, recorded, server }: Status): string {
  const { table, rows, exists } = recorded;
  const title = l10n.t('{0} in {1}', table, target.display);
  const [problem] = recorded.problems;
  if (problem !== undefined) return `${title}\n\n${problem.message}\n`;
  if (!exists || !server.exists) {
    return `${title}\n\n${l10n.t('The table is not there yet: the first migration that is applied makes it.')}\n`;
  }
  const count =
    rows.length === 1
      ? l10n.t('1 row, as {0} stores it.', project.convention.title)
      : l10n.t(
          '{0} rows, as {1} stores them, newest first.',
          rows.length,
          project.convention.title,
        );
  if (rows.length === 0) return `${title}\n${count}\n`;

  const names = columnNames(rows);
  const cells = newestFirst(rows, project.convention).map(({ columns: row }) =>
    names.map((name) => cell(row[name])),
  );
  return [title, count, '', ...aligned(names, cells), ''].join('\n');
}

function columnNames(rows: readonly HistoryRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ columns }) => Object.keys(columns)))];
}

/** By time, and where two are of the same by version. */
function newestFirst(rows: readonly HistoryRow[], rules: Rules): readonly HistoryRow[] {
  const timed = rows.map((row) => ({ row, time: Date.parse(row.appliedAt ?? '') || 0 }));
  timed.sort((a, b) => b.time - a.time || rules.compare(b.row.version, a.row.version));
  return timed.map(({ row }) => row);
}

function aligned(
  names: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths = names.map((name, column) =>
    rows.reduce((widest, row) => {
      const { length } = row[column] ?? '';
      return length <= WIDEST ? Math.max(widest, length) : widest;
    }, name.length),
  );
  const line = (parts: readonly string[]): string =>
    parts
      .map((part, column) => part.padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  return [line(names), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)];
}
