import * as l10n from '@vscode/l10n';
import { facts } from '../core/facts.ts';
import { printable } from '../core/printable.ts';
import { redact } from '../core/redact.ts';
import { sizeText } from '../core/size.ts';
import { stepTitle } from '../core/step-title.ts';
import { duration } from '../core/time.ts';
import {
  blockedBy,
  type RehearsedStatement,
  type RelationLock,
  type TableFacts,
} from '../databases/rehearsal.ts';
import { comment, RULE } from '../sql/comment.ts';
import { describeFailure } from './failure.ts';
import { blockings, type Blocking } from './rehearsal-blocking.ts';
import type { RehearsalResult, RehearsedStep } from './rehearse.ts';

export interface Rehearsed {
  readonly result: RehearsalResult;
  /** As people call it, with the environment. */
  readonly where: string;
  /** The address and where that came from, without a password. */
  readonly address: string;
}

/** Of a statement; what comes after is a number. */
const LINES_SHOWN = 12;

/** A rehearsal as a document to read, SQL with comments: what it came to, then each statement with what it did. */
export function rehearsalText({ result, where, address }: Rehearsed): string {
  const { steps, plan } = result;
  const head = [
    summary(result, where),
    '',
    ...facts([
      [l10n.t('Target'), address],
      [l10n.t('Took'), duration(Number(result.elapsed) / 1e6)],
      [l10n.t('Kept'), kept(result)],
    ]),
    ...paragraph(failureLines(result)),
    ...paragraph(list(l10n.t('While this is applied:'), blockedLines(result))),
    ...paragraph(list(l10n.t('Not taken back:'), lastingLines(result))),
    ...paragraph(list(l10n.t('Not tried:'), notTriedLines(steps))),
    ...paragraph(notBegun(result)),
  ];
  const sections = steps.map((step, index) => section(step, index, plan.steps.length, result));
  return [comment(head.join('\n')), ...sections].join('\n');
}

/** The first line: all that some people read. */
export function summary(
  { plan, failure, steps }: Pick<RehearsalResult, 'plan' | 'failure' | 'steps'>,
  where: string,
): string {
  const count = plan.steps.length;
  if (failure !== null) {
    return l10n.t('Rehearsal for {0}: {1} fails.', where, failure.step.migration.description);
  }
  if (count === 0) return l10n.t('Rehearsal for {0}: there is nothing to apply.', where);
  if (notTriedIn(steps).length > 0) {
    return l10n.t('Rehearsal for {0}: went through, but not all could be tried.', where);
  }
  return count === 1
    ? l10n.t('Rehearsal for {0}: 1 migration goes through.', where)
    : l10n.t('Rehearsal for {0}: {1} migrations go through.', where, count);
}

function kept({ on, unchanged }: RehearsalResult): string {
  if (on === 'copy') return l10n.t('nothing: it took place on a copy, which is gone');
  if (on === 'shadow') return l10n.t('nothing: it took place on a shadow without rows');
  return unchanged
    ? l10n.t('nothing: it was taken back, and the history is as it was')
    : l10n.t('nothing: it was taken back, but somebody else has changed the history meanwhile');
}

function failureLines({ failure, steps }: RehearsalResult): readonly string[] {
  if (failure === null) return [];
  const { detail, hint } = failure;
  return [
    describeFailure(failure, 0),
    ...(detail === null ? [] : [l10n.t('Detail: {0}', detail)]),
    ...(hint === null ? [] : [l10n.t('Hint: {0}', hint)]),
    ...(notTriedIn(steps).length > 0
      ? [l10n.t('That may be for want of what was not tried before.')]
      : []),
  ];
}

function blockedLines({
  plan,
  steps,
  engine,
  elapsed,
  tables,
  on,
}: RehearsalResult): readonly string[] {
  // Without rows nothing takes its time.
  if (plan.steps.length === 0 || on === 'shadow') return [];
  if (engine === 'sqlite') {
    return [l10n.t('nobody else can write to the file for {0}', duration(Number(elapsed) / 1e6))];
  }
  const blocked = blockings(steps).map((each) => blockedLine(each, tables));
  return blocked.length > 0 ? blocked : [l10n.t('nobody has to wait for a table')];
}

function blockedLine(
  { relation, blocks, elapsed }: Blocking,
  tables: readonly TableFacts[],
): string {
  const time = duration(Number(elapsed) / 1e6);
  const text =
    blocks === 'writes'
      ? l10n.t('nobody can write to {0} for {1}', relation, time)
      : l10n.t('nobody can read or write {0} for {1}', relation, time);
  const size = sizeOf(relation, tables);
  return size === null ? text : `${text} (${size})`;
}

function sizeOf(relation: string, tables: readonly TableFacts[]): string | null {
  const table = tables.find(({ name }) => name === relation);
  if (table === undefined) return null;
  const { bytes, rows } = table;
  const parts = [
    ...(bytes === null ? [] : [sizeText(bytes)]),
    ...(rows === null ? [] : [l10n.t('about {0} rows', rows.toLocaleString('en'))]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

function lastingLines({
  lasting: { sequences, deadRows },
  on,
}: RehearsalResult): readonly string[] {
  if (on !== 'environment') return [];
  return [
    ...(sequences.length === 0
      ? []
      : [l10n.t('numbers taken from {0}: they are not given again', sequences.join(', '))]),
    ...(deadRows.length === 0
      ? []
      : [l10n.t('room that written rows took in {0}, until the next VACUUM', deadRows.join(', '))]),
  ];
}

function notTriedLines(steps: readonly RehearsedStep[]): readonly string[] {
  return notTriedIn(steps).map(({ step, statement, onShadow }) => {
    const { description } = step.migration;
    const told = [description, firstLine(sqlOf(step, statement)), statement.notTried ?? ''];
    return onShadow?.failure === null
      ? l10n.t(
          '{0}: {1}, because: {2}. On a shadow without rows (PostgreSQL {3}) it goes through.',
          ...told,
          onShadow.version,
        )
      : l10n.t('{0}: {1}, because: {2}', ...told);
  });
}

function notTriedIn(steps: readonly RehearsedStep[]) {
  return steps.flatMap(({ step, statements, onShadow }) =>
    statements
      .filter(({ notTried }) => notTried !== null)
      .map((statement) => ({ step, statement, onShadow })),
  );
}

function notBegun({ plan, steps, failure }: RehearsalResult): readonly string[] {
  const left = plan.steps.slice(steps.length);
  if (failure === null || left.length === 0) return [];
  return list(
    l10n.t('Not begun:'),
    left.map((step) => stepTitle(step)),
  );
}

function section(
  { step, statements, elapsed, lockedBefore }: RehearsedStep,
  index: number,
  count: number,
  result: RehearsalResult,
): string {
  const took = duration(Number(elapsed) / 1e6);
  const heading = [
    RULE,
    `${l10n.t('{0} of {1}: {2}', index + 1, count, stepTitle(step))} · ${took}`,
    step.script.path,
    ...lockedBeforeLines(lockedBefore),
    RULE,
  ];
  const told = statements.map(
    (each) => `${shortened(sqlOf(step, each))};\n${comment(indented(factsOf(each, result)))}`,
  );
  const { failure } = result;
  const failed =
    failure?.step === step && failure.statement !== null
      ? [`${shortened(printable(failure.statement))};\n${comment(indented([failedLine(failure)]))}`]
      : [];
  return `\n${comment(heading.join('\n'))}\n\n${[...told, ...failed].join('\n\n')}\n`;
}

function failedLine({ message, code }: { message: string; code: string | null }): string {
  return code === null
    ? l10n.t('✗ fails: {0}', message)
    : l10n.t('✗ fails: {0} (code {1})', message, code);
}

/** What cannot be told from what others before it hold. */
function lockedBeforeLines(locks: readonly RelationLock[]): readonly string[] {
  const held = locks
    .filter(({ mode }) => blockedBy(mode) !== 'nothing')
    .map(({ relation, mode }) => l10n.t('{0} on {1}', mode, relation));
  if (held.length === 0) return [];
  return [
    l10n.t(
      'Still held from before: {0}. Whether this one takes the same is not seen.',
      held.join(', '),
    ),
  ];
}

/** What a statement did, each in a line. */
function factsOf(
  { elapsed, rows, locks, rewritten, scans, notTried }: RehearsedStatement,
  { tables }: RehearsalResult,
): readonly string[] {
  if (notTried !== null) return [l10n.t('? not tried, because: {0}', notTried)];
  const took = duration(Number(elapsed) / 1e6);
  return [
    rows === null ? took : `${took} · ${rowsText(rows)}`,
    ...locks.flatMap((lock) => lockLine(lock) ?? []),
    ...rewritten.map((name) => {
      const size = sizeOf(name, tables);
      return size === null
        ? l10n.t('writes {0} anew', name)
        : l10n.t('writes {0} anew ({1})', name, size);
    }),
    ...scans.map(({ table, rows: read }) =>
      l10n.t('reads through {0}: {1}', table, rowsText(read)),
    ),
  ];
}

function rowsText(rows: number): string {
  return rows === 1 ? l10n.t('1 row') : l10n.t('{0} rows', rows.toLocaleString('en'));
}

/** Null: nobody notices. */
function lockLine({ relation, kind, mode }: RelationLock): string | null {
  const name = kind === 'index' ? l10n.t('the index {0}', relation) : relation;
  switch (blockedBy(mode)) {
    case 'reads and writes':
      return kind === 'index'
        ? l10n.t('{0} on {1}: no query that could use it is planned until the end', mode, name)
        : l10n.t('{0} on {1}: nobody can read or write it until the end', mode, name);
    case 'writes':
      return l10n.t(
        '{0} on {1}: nobody can write to it until the end; reading goes on',
        mode,
        name,
      );
    case 'changes':
      return l10n.t(
        '{0} on {1}: reading and writing go on; VACUUM and changes of it wait',
        mode,
        name,
      );
    case 'nothing':
      return null;
  }
}

function sqlOf({ script }: RehearsedStep['step'], { start, end }: RehearsedStatement): string {
  return printable(redact(script.sql.slice(start, end)));
}

function shortened(sql: string): string {
  const lines = sql.split('\n');
  if (lines.length <= LINES_SHOWN) return sql;
  const more = l10n.t('… {0} more lines', lines.length - LINES_SHOWN);
  return [...lines.slice(0, LINES_SHOWN), comment(more)].join('\n');
}

function firstLine(sql: string): string {
  return sql.split('\n')[0] ?? '';
}

function paragraph(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [title, ...items.map((item) => `• ${item}`)];
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
