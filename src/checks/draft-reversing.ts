import * as l10n from '@vscode/l10n';
import type { Engine } from '../core/engine.ts';
import { isReversible, type Migration } from '../core/migration.ts';
import { reversing, type Reversing } from '../core/reversing.ts';
import type { Convention } from '../conventions/convention.ts';
import type { Draft } from '../drafts/draft.ts';
import type { Schemas } from '../schema/schema.ts';
import { isBlank } from '../sql/blank.ts';
import type { Analyst } from './analyst.ts';

/**
 * What takes a migration back: its down script, else a draft made of its statements.
 *
 * @param engine null: not known, and nothing is drafted
 * @throws StrataError as the analyst does
 */
export async function draftReversing(
  migration: Migration,
  { engine, convention, analyst, schemas }: Drafting,
): Promise<Reversing> {
  const written = reversing(migration);
  if (engine === null || hasWayBack(migration, engine)) return written;
  const draft = await draftBack(migration, engine, { convention, analyst, schemas });
  if (draft === null) return written;
  const words = l10n.t(
    'Takes back {0}, as far as its statements tell. Read it before you apply it.',
    `${migration.version} ${migration.description}`,
  );
  return { ...written, up: draftText(draft, words, convention) };
}

/** A down script that its tool has begun, and nobody has written, is none. */
export function hasWayBack(migration: Migration, engine: Engine): boolean {
  const { down } = migration;
  return down !== null && isReversible(migration) && !isBlank(down.sql, engine);
}

/**
 * A down script for a migration that has none; null: of none of its statements a way back is known.
 *
 * @throws StrataError as the analyst does
 */
export async function draftDownScript(
  migration: Migration,
  { engine, convention, analyst, schemas }: Drafting,
): Promise<string | null> {
  if (engine === null) return null;
  const draft = await draftBack(migration, engine, { convention, analyst, schemas });
  const words = l10n.t('Drafted from the up script. Read it before you revert by it.');
  return draft && draftText(draft, words, convention);
}

async function draftBack(
  { up: script, version }: Migration,
  engine: Engine,
  { analyst, schemas }: Omit<Drafting, 'engine'>,
): Promise<Draft | null> {
  const { draft } = await analyst.analyse({
    ...{ script, version, direction: 'up', engine, severities: {}, rules: false },
    ...{ serverVersion: null, draft: { schemas } },
  });
  return draft?.sql === '' ? null : draft;
}

export interface Drafting {
  readonly engine: Engine | null;
  readonly convention: Pick<Convention, 'noTransaction'>;
  readonly analyst: Analyst;
  /** Around the up script; null: not known, and neither is what it replaces. */
  readonly schemas: Schemas | null;
}

/** Begins with its tool's own word where it must run without a transaction. */
export function draftText(
  { sql, sqlInTransaction, transactional }: Draft,
  words: string,
  { noTransaction }: Pick<Convention, 'noTransaction'>,
): string {
  if (noTransaction === null) return `-- ${words}\n\n${sqlInTransaction}`;
  return `${transactional ? '' : `${noTransaction}\n`}-- ${words}\n\n${sql}`;
}
