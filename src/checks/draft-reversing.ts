import * as l10n from '@vscode/l10n';
import type { Engine } from '../core/engine.ts';
import { isReversible, type Migration } from '../core/migration.ts';
import { reversing, type Reversing } from '../core/reversing.ts';
import type { Convention } from '../conventions/convention.ts';
import type { Draft } from '../drafts/draft.ts';
import type { Analyst } from './analyst.ts';

/**
 * What takes a migration back: its down script, else a draft made of its statements.
 *
 * @param engine null: not known, and nothing is drafted
 * @throws StrataError as the analyst does
 */
export async function draftReversing(
  migration: Migration,
  { engine, convention, analyst }: Drafting,
): Promise<Reversing> {
  const written = reversing(migration);
  if (engine === null || (migration.down !== null && isReversible(migration))) return written;
  const { up: script, version, description } = migration;
  const { draft } = await analyst.analyse({
    ...{ script, version, direction: 'up', engine, severities: {}, rules: false },
    ...{ serverVersion: null, draft: true },
  });
  if (draft === null || draft.sql === '') return written;
  const words = l10n.t(
    'Takes back {0}, as far as its statements tell. Read it before you apply it.',
    `${version} ${description}`,
  );
  return { ...written, up: draftText(draft, words, convention) };
}

export interface Drafting {
  readonly engine: Engine | null;
  readonly convention: Pick<Convention, 'noTransaction'>;
  readonly analyst: Analyst;
}

/** Begins with its tool's own word where it must run without a transaction. */
export function draftText(
  { sql, transactional }: Draft,
  words: string,
  { noTransaction }: Pick<Convention, 'noTransaction'>,
): string {
  const marker = transactional || noTransaction === null ? '' : `${noTransaction}\n`;
  return `${marker}-- ${words}\n\n${sql}`;
}
