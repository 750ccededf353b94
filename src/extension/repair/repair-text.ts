import * as l10n from '@vscode/l10n';
import type { Amendment, Columns } from '../../core/amendment.ts';
import { versionBeside } from '../../core/migration.ts';
import { printable } from '../../core/printable.ts';
import { isRefused } from '../../core/plan.ts';
import type { Repair, RepairPlan } from '../../core/repair.ts';
import type { MigrationStatus } from '../../core/state.ts';
import type { Status } from '../../runner/status.ts';
import { cell } from '../text/cell.ts';
import { facts } from '../../core/facts.ts';
import { wrap } from '../text/wrap.ts';

/** One column of a row before and after; null: there is no row. */
export interface ColumnChange {
  readonly column: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Of a line, in characters. */
const WIDTH = 96;

/** What a repair would change in the history, as a document to read: each row, column by column. */
export function repairText(
  { project, target, recorded, migrations }: Status,
  source: string,
  repair: Repair,
  plan: RepairPlan,
): string {
  const { amendments, problems } = plan;
  const changes = amendments.map((each) => changeOf(each, migrations, recorded.table));
  const reasons = problems.flatMap(({ message }) => [
    ...message.split('\n').flatMap((line) => wrap(line, WIDTH)),
    '',
  ]);
  const lines = [
    isRefused(plan)
      ? l10n.t('Refused: nothing would be changed on {0}.', target.name)
      : l10n.t('{0}: nothing is applied or reverted, only the history changes.', verb(repair)),
    '',
    ...facts([
      [l10n.t('Target'), `${target.display} (${source})`],
      [l10n.t('Table'), recorded.table],
      [l10n.t('Project'), project.root],
      [l10n.t('Convention'), project.convention.title],
    ]),
    '',
    ...reasons,
    ...changes.flatMap((change) => [...change, '']),
  ];
  return printable(lines.join('\n'));
}

/** The verb of it, as on a button. */
export function verb({ kind }: Repair): string {
  switch (kind) {
    case 'accept':
      return l10n.t('Accept');
    case 'applied':
    case 'baseline':
      return l10n.t('Mark as Applied');
    case 'not-applied':
      return l10n.t('Mark as Not Applied');
    case 'forget':
      return l10n.t('Forget');
  }
}

/** What was done, in one sentence. */
export function repairedText(
  repair: Repair,
  plan: RepairPlan,
  known: Known,
  target: string,
): string {
  const what = subject(plan, known);
  switch (repair.kind) {
    case 'accept':
      return l10n.t('Accepted the new checksum of {0} on {1}.', what, target);
    case 'applied':
    case 'baseline':
      return l10n.t('Marked {0} as applied on {1}.', what, target);
    case 'not-applied':
      return l10n.t('Marked {0} as not applied on {1}.', what, target);
    case 'forget':
      return l10n.t('The history of {1} no longer tells of {0}.', what, target);
  }
}

/** What a repair is about: the migration, or how many. */
export function subject({ amendments }: RepairPlan, known: Known): string {
  const [first, ...more] = amendments;
  return first !== undefined && more.length === 0
    ? nameOf(first.version, known)
    : l10n.t('{0} migrations', amendments.length);
}

/** What becomes of a row, in one line. */
export function rowText({ version, before, after }: Amendment, known: Known): string {
  const name = nameOf(version, known);
  if (before === null && after !== null) return l10n.t('{0}: a row is added', name);
  if (after === null && before !== null) return l10n.t('{0}: its row is deleted', name);
  return changedColumns(before, after).length === 0
    ? l10n.t('{0}: its row stays; only the note of the script that was begun goes', name)
    : l10n.t('{0}: its row changes', name);
}

/** Those that are not the same afterwards. */
export function changedColumns(before: Columns | null, after: Columns | null): ColumnChange[] {
  const columns = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...columns]
    .map((column) => ({
      column,
      before: before === null ? null : cell(before[column]),
      after: after === null ? null : cell(after[column]),
    }))
    .filter((change) => change.before !== change.after);
}

type Known = readonly Pick<MigrationStatus, 'version' | 'description'>[];

function nameOf(version: string, known: Known): string {
  const found = known.find((each) => each.version === version);
  if (found === undefined || found.description === '') return version;
  return l10n.t('{0} ({1})', found.description, versionBeside(found));
}

/** As a difference of two texts, which editors colour. */
function changeOf(amendment: Amendment, known: Known, table: string): readonly string[] {
  const changes = changedColumns(amendment.before, amendment.after);
  const width = Math.max(0, ...changes.map(({ column }) => column.length)) + 1;
  return [
    `@@ ${table} @@ ${rowText(amendment, known)}`,
    ...changes.flatMap(({ column, before, after }) => {
      const name = `${column}:`.padEnd(width);
      return [
        ...(before === null ? [] : [`- ${name} ${before}`]),
        ...(after === null ? [] : [`+ ${name} ${after}`]),
      ];
    }),
  ];
}
