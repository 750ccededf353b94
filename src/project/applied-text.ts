import { join } from 'node:path';
import type { Candidate, Convention } from '../conventions/convention.ts';
import { recordedText, withUp } from '../conventions/recorded-form.ts';
import type { HistoryRow, Migration } from '../core/migration.ts';
import type { MigrationStatus } from '../core/state.ts';
import { ContentStore, type Content } from './content-store.ts';
import type { Project } from './project.ts';
import { stateFolder } from './state-folder.ts';

/** What an edited migration's up script said when it was applied, against what it says now. */
export interface AppliedText {
  /** Exactly, with its line endings and its byte order mark. */
  readonly applied: string;
  readonly now: string;
}

/** Texts as they were applied, to be found when a file was edited; in the user's state folder. */
export function appliedTextsFolder(env: NodeJS.ProcessEnv): string {
  return join(stateFolder(env), 'applied');
}

/** Null where `STRATA_KEEP_APPLIED_TEXTS` says that nothing is to be kept. */
export function appliedTextsOf(
  { root }: Pick<Project, 'root'>,
  env: NodeJS.ProcessEnv,
): ContentStore | null {
  if (/^(?:0|false|no|off)$/i.test(env.STRATA_KEEP_APPLIED_TEXTS ?? '')) return null;
  return new ContentStore(appliedTextsFolder(env), root);
}

/** Of what was seen, the texts that are as they were applied. */
export function* appliedContents(
  { convention }: Pick<Project, 'convention'>,
  migrations: readonly MigrationStatus[],
): Generator<Content> {
  for (const { state, migration, row } of migrations) {
    if (state === 'applied' && migration !== null && row !== null) {
      yield* contentOf(convention, migration, row.checksum);
    }
  }
}

/** A text that has just been applied and recorded. */
export function* contentOf(
  convention: Convention,
  { up }: Migration,
  checksum: string | null,
): Generator<Content> {
  if (checksum !== null) yield { key: keyOf(convention, checksum), text: up.sql };
}

/**
 * Looks for the text whose checksum was recorded, first in what Strata has kept, then in git's
 * history of the file.
 *
 * @param store null: nothing is kept
 * @returns null where nobody has it
 */
export async function appliedText(
  project: Pick<Project, 'root' | 'convention'>,
  migration: Migration,
  row: HistoryRow,
  store: ContentStore | null,
): Promise<AppliedText | null> {
  const applied =
    (store && (await keptText(project.convention, migration, row, store))) ??
    (await committedText(project, migration, row));
  return applied === null ? null : { applied, now: migration.up.sql };
}

async function keptText(
  convention: Convention,
  migration: Migration,
  row: HistoryRow,
  store: ContentStore,
): Promise<string | null> {
  if (row.checksum === null) return null;
  const key = keyOf(convention, row.checksum);
  const text = await store.find(key);
  if (text === null) return null;
  if (convention.isRecorded(withUp(migration, text, convention), row)) return text;
  await store.forget(key);
  return null;
}

async function committedText(
  { root, convention }: Pick<Project, 'root' | 'convention'>,
  migration: Migration,
  row: HistoryRow,
): Promise<string | null> {
  const { contentsOf } = await import('./git.ts');
  const { up, version, description } = migration;
  const candidate: Candidate = { version, description, up: up.path, down: null, metadata: null };
  for await (const content of contentsOf(root, up.path)) {
    const then = convention.load(candidate, new Map([[up.path, content]])).migration;
    // git may have changed how its lines end.
    const text = recordedText(then, row, then.up.sql, convention);
    if (text !== null) return text;
  }
  return null;
}

function keyOf({ id }: Convention, checksum: string): string {
  return `${id} ${checksum}`;
}
