import * as l10n from '@vscode/l10n';
import type { Convention, ScaffoldRequest } from '../conventions/convention.ts';
import { StrataError } from '../core/errors.ts';
import type { StatementChange } from '../core/state.ts';
import type { Shadow, ShadowOptions, ShadowScript } from '../databases/shadow.ts';
import { draftChanges } from '../drafts/down.ts';
import type { Schema } from '../schema/schema.ts';
import {
  changesDefinition,
  draftOfChanges,
  isDefinition,
  withoutAdded,
} from '../sql/draft-edit.ts';
import { draftText } from './draft-reversing.ts';

/** An applied migration whose up script was edited. */
export interface EditedUp {
  /** For people. */
  readonly title: string;
  /** Those that precede it. */
  readonly before: readonly ShadowScript[];
  readonly applied: ShadowScript;
  readonly edited: ShadowScript;
  /** Those of `edited`, against those of `applied`. */
  readonly statements: readonly StatementChange[];
}

type Scripts = NonNullable<ScaffoldRequest['sql']>;

/** By the statements alone, with why no schema helps, in words; null: none is needed. */
export function draftEditByStatements(
  { title, statements }: Pick<EditedUp, 'title' | 'statements'>,
  reason: string | null,
): Scripts {
  const words = l10n.t('What was edited in {0} after it was applied.', title);
  const heading = reason === null ? words : `${words} ${l10n.t('By its statements: {0}', reason)}`;
  return {
    up: `-- ${heading.replaceAll(/\s+/g, ' ')}\n\n${draftOfChanges(statements)}`,
    down: null,
  };
}

/**
 * The way from what was applied to the edit, and back. What was changed or removed of the schema is
 * drafted from what either script makes of it; what was added stays to the letter, unless what was
 * changed needs it.
 *
 * @throws StrataError `refused` where one of them does not apply; BrokenPrefix, and StrataError, as
 *   the shadow does
 */
export async function draftEdit(
  edit: EditedUp,
  shadow: Shadow,
  convention: Pick<Convention, 'noTransaction'>,
  options: ShadowOptions,
): Promise<Scripts> {
  const { title, before, applied, edited, statements } = edit;
  const { engine } = shadow;
  await shadow.goTo(before, options);
  const then = await schemaAfter(applied, shadow, options);
  const now = await schemaAfter(edited, shadow, options);
  const rest = statements.filter((each) => !changesDefinition(each, engine));
  const isAll = rest.length === statements.length;
  const apart = isAll ? then : await withoutAddedOnes(edit, shadow, options);
  const left = apart === null ? rest.filter((each) => !addsDefinition(each, shadow)) : rest;
  const forth = l10n.t(
    'What was edited in {0} after it was applied, drafted from both schemas. Read it before you apply it.',
    title,
  );
  const back = l10n.t(
    'Leads back to {0} as it was applied. Read it before you revert by it.',
    title,
  );
  const text = (words: string, from: Schema, to: Schema): string =>
    draftText(draftChanges(from, to), words, convention);
  return {
    up: joined(text(forth, then, apart ?? now), draftOfChanges(left)),
    down: joined(text(back, now, then), draftOfChanges(unseen(left, shadow))),
  };
}

/** What was added and is seen in no schema, to be taken back by its author. */
function unseen(
  changes: readonly StatementChange[],
  { engine }: Shadow,
): readonly StatementChange[] {
  return changes.flatMap(({ before, after }) =>
    before === null && after !== null && !isDefinition(after.text, engine)
      ? [{ before: after.text, after: null }]
      : [],
  );
}

function joined(...parts: readonly string[]): string {
  const written = parts.map((part) => part.trimEnd()).filter((part) => part !== '');
  return `${written.join('\n\n')}\n`;
}

async function schemaAfter(
  script: ShadowScript,
  shadow: Shadow,
  options: ShadowOptions,
): Promise<Schema> {
  const { schema, failure } = await shadow.attempt(script, { ...options, schema: true });
  if (schema !== null) return schema;
  const { version } = script;
  throw new StrataError(
    'refused',
    l10n.t('{0} does not apply: {1}', version, failure?.message ?? ''),
  );
}

/** Null: what was changed does not apply without what was added. */
async function withoutAddedOnes(
  { edited, statements }: EditedUp,
  shadow: Shadow,
  options: ShadowOptions,
): Promise<Schema | null> {
  const sql = withoutAdded(edited.sql, statements);
  return (await shadow.attempt({ ...edited, sql }, { ...options, schema: true })).schema;
}

function addsDefinition({ before, after }: StatementChange, { engine }: Shadow): boolean {
  return before === null && after !== null && isDefinition(after.text, engine);
}
