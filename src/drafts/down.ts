import type { ParsedStatement } from '../grammar/parse.ts';
import type { Schema, Schemas } from '../schema/schema.ts';
import { draftOf, type Draft } from './draft.ts';
import { postgresSteps } from './postgres/changes/changes.ts';
import { postgresReversal } from './postgres/reversal/reverse.ts';
import { sqliteSteps } from './sqlite/changes.ts';
import { sqliteReversal } from './sqlite/reversal/reverse.ts';

/**
 * A down script for an up script, by its statements; without the schemas around it, what was
 * there before is left to its author.
 *
 * @param parsed the statements as PostgreSQL reads them; null: the script is SQLite's
 */
export function draftDown(
  sql: string,
  parsed: readonly ParsedStatement[] | null,
  schemas: Schemas | null,
): Draft {
  return draftOf(
    parsed === null ? sqliteReversal(sql, schemas) : postgresReversal(sql, parsed, schemas),
  );
}

/** A script that leads from one schema to the other; what it drops is gone. */
export function draftChanges(before: Schema, after: Schema): Draft {
  return draftOf(
    after.engine === 'sqlite' ? sqliteSteps(before, after) : postgresSteps(before, after),
  );
}
