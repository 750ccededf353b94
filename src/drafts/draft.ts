import * as l10n from '@vscode/l10n';

/** A statement, or what only a person can write; both are shown in the order in which they stand. */
export type Step =
  /** `note`: what it does not bring back, in words. `bare`: only for a script without a transaction. */
  | {
      readonly kind: 'statement';
      readonly sql: string;
      readonly note?: string;
      readonly bare?: true;
    }
  /** `quoted`: what it is about, as SQL. */
  | { readonly kind: 'todo'; readonly words: string; readonly quoted: string };

/** A script to be read by a person before it is applied. */
export interface Draft {
  readonly sql: string;
  /** The same for a tool whose scripts are each one transaction, whatever is in them. */
  readonly sqlInTransaction: string;
  /** False: it has a statement that is refused in a transaction. */
  readonly transactional: boolean;
  /** Nothing is lost, and nothing is left to be written. */
  readonly complete: boolean;
}

export function statement(sql: string, note?: string): Step {
  return note === undefined ? { kind: 'statement', sql } : { kind: 'statement', sql, note };
}

/** Where the tool's own transaction does not do it. */
export function bare(sql: string): Step {
  return { kind: 'statement', sql, bare: true };
}

export function todo(words: string, quoted: string): Step {
  return { kind: 'todo', words, quoted };
}

export function draftOf(steps: readonly Step[]): Draft {
  const enclosed = steps.filter((step) => step.kind === 'todo' || !step.bare);
  return {
    sql: textOfAll(steps),
    sqlInTransaction: textOfAll(enclosed),
    transactional: !steps.some((step) => step.kind === 'statement' && isRefused(step.sql)),
    complete: !hasNotes(steps),
  };
}

/** Recreated, but without what was in it. */
export function emptyAgain(): string {
  return l10n.t('What it held is lost: restore it from a backup where it is needed.');
}

export function columnLost(): string {
  return l10n.t('What the column held is lost: restore it from a backup where it is needed.');
}

export function maybeRenamed(): string {
  return l10n.t('What it holds would be lost: where it was only renamed, rename it instead.');
}

/** Before the statement that changed or deleted rows. */
export function rowsLost(): string {
  return l10n.t('what this changed is lost; bring it back from a backup where it is needed:');
}

/** Of what may have been there before the script, with no schema to tell. */
export function assumedNew(): string {
  return l10n.t('This assumes that it was not there before, which IF NOT EXISTS does not tell.');
}

/** Indented, since a tool may take "-- UP" for its own word. */
export function commented(sql: string): string {
  return sql
    .split(/\r\n|\n|\r/)
    .map((line) => `--   ${line}`.trimEnd())
    .join('\n');
}

function hasNotes(steps: readonly Step[]): boolean {
  return steps.some((step) => step.kind === 'todo' || step.note !== undefined);
}

function textOfAll(steps: readonly Step[]): string {
  return steps.map((step) => `${textOf(step)}\n`).join(hasNotes(steps) ? '\n' : '');
}

function textOf(step: Step): string {
  if (step.kind === 'todo') return `-- TODO: ${step.words}\n${commented(step.quoted)}`;
  const note = step.note === undefined ? '' : `-- ${step.note}\n`;
  return `${note}${step.sql.trimEnd().replace(/;$/, '')};`;
}

function isRefused(sql: string): boolean {
  return /^(?:(?:DROP|CREATE(?: UNIQUE)?) INDEX CONCURRENTLY|PRAGMA foreign_keys)\b/i.test(sql);
}
