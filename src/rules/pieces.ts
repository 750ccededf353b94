import * as l10n from '@vscode/l10n';
import type { FollowingMigration, TextRange } from '../core/problem.ts';
import { isSessionSetting } from '../sql/session-setting.ts';
import { split } from '../sql/split.ts';
import type { Statement } from '../sql/statement.ts';
import { endOf } from './insertion.ts';
import { description, isDescribed } from './missing-comment.ts';
import type { RuleFix, RuleScript, ScriptEdit } from './rule.ts';

/** A statement with the comments before it, as it is to read. */
export interface Piece extends TextRange {
  readonly text: string;
  /** It needs no transaction, and so a migration of its own. */
  readonly alone: boolean;
  /** It has to wait for the commit of what precedes it, and so begins another migration. */
  readonly begins?: true;
  /** It sets something for what follows. */
  readonly setting: boolean;
  /** What takes it back, where somebody knows. */
  readonly down?: string;
}

/** A script statement by statement; together they are all of its text. */
export function piecesOf(script: RuleScript): readonly Piece[] {
  const { script: file, statements } = script;
  let start = 0;
  return statements.map((statement, index): Piece => {
    const isLast = index === statements.length - 1;
    const end = isLast ? file.sql.length : endOf(statement, script).at;
    const text = file.sql.slice(start, end);
    const piece = { start, end, text, alone: false, setting: isSetting(statement, script) };
    start = end;
    return piece;
  });
}

/**
 * Each such fix holds the text of the whole script, and each finding has its own: of so many statements
 * they would be too much to have ready.
 */
export const MOST_STATEMENTS = 100;

/**
 * A script with others in the place of one of its pieces, in as few migrations as it takes.
 *
 * @returns null where that is no way out
 */
export function withOneChanged(
  statement: Statement,
  change: (piece: Piece) => readonly Piece[],
  script: RuleScript,
): Omit<RuleFix, 'title'> | null {
  const { statements } = script;
  if (statements.length > MOST_STATEMENTS) return null;
  const pieces = piecesOf(script).flatMap((piece, index) =>
    statements[index] === statement ? change(piece) : [piece],
  );
  return inMigrations(pieces, script);
}

/** The piece with another text in the place of a part of it. */
export function edited(piece: Piece, { start, end, text }: ScriptEdit): Piece {
  const before = piece.text.slice(0, start - piece.start);
  return { ...piece, text: `${before}${text}${piece.text.slice(end - piece.start)}` };
}

/**
 * Pieces in as few migrations as it takes, in their order: each that stands alone has its own. The
 * first stay in the file, and the others go to migrations that follow it.
 *
 * @returns null where that is no way out: nothing can follow a down script
 */
export function inMigrations(
  pieces: readonly Piece[],
  script: RuleScript,
): Omit<RuleFix, 'title'> | null {
  const {
    script: { sql, transactional },
    direction,
  } = script;
  const [staying = [], ...moving] = grouped(pieces);
  if (moving.length > 0 && direction === 'down') return null;
  const end = staying.at(-1)?.end ?? sql.length;
  const changed = staying.filter((each) => each.text !== sql.slice(each.start, each.end));
  const withoutTransaction = transactional && staying.some(({ alone }) => alone);
  return {
    edits: [
      ...changed.map(({ start, end, text }) => ({ start, end, text })),
      ...(end < sql.length ? [{ start: end, end: sql.length, text: finalBlanks(sql) }] : []),
    ],
    ...(withoutTransaction && { withoutTransaction }),
    ...(moving.length > 0 && { following: moving.map((group) => asMigration(group, script)) }),
  };
}

/** What is set for one migration is forgotten in the next, and so is set again. */
function grouped(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const groups: Piece[][] = [];
  const settings: Piece[] = [];
  for (const piece of pieces) {
    const last = groups.at(-1);
    if (last === undefined) groups.push([piece]);
    else if (mayJoin(piece, last)) last.push(piece);
    else groups.push([...settings, piece]);
    if (piece.setting) settings.push(piece);
  }
  return groups;
}

function mayJoin(piece: Piece, group: readonly Piece[]): boolean {
  if (group.every(({ setting }) => setting)) return true;
  return !piece.alone && !piece.begins && !group.some(({ alone }) => alone);
}

function asMigration(
  group: readonly Piece[],
  { script: { path }, engine }: RuleScript,
): FollowingMigration {
  const [first, ...others] = group.filter(({ setting }) => !setting);
  const up = asFile(group.map(({ text }) => text).join(''));
  const [statement] = split(up, engine);
  const isSaid = statement === undefined || isDescribed(up, statement.start, engine);
  return {
    // Its first words say what it does.
    name: split(first?.text ?? '', engine)[0]?.words.join(' ') ?? '',
    up: isSaid ? up : description(l10n.t('Continues {0}.', path)) + up,
    down: first?.down === undefined || others.length > 0 ? null : asFile(first.down),
    transactional: !group.some(({ alone }) => alone),
    moved: true,
  };
}

function asFile(text: string): string {
  return `${text.trim()}\n`;
}

function finalBlanks(sql: string): string {
  return /\s*$/.exec(sql)?.[0] ?? '';
}

export function isSetting(statement: Statement, { engine }: RuleScript): boolean {
  return statement.kind === 'other' && isSessionSetting({ words: [statement.verb] }, engine);
}
