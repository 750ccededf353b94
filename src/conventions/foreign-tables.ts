import * as l10n from '@vscode/l10n';

interface Column {
  readonly name: string;
  readonly type: string;
}

/** Why a table with these columns is not a tool's own history; null when it has all of `expected`. */
export function whyForeign(columns: readonly Column[], expected: readonly string[]): string | null {
  const missing = expected.filter((column) => !columns.some(({ name }) => name === column));
  if (missing.length === 0) return null;
  const owner = ownerOf(columns);
  return owner === null
    ? l10n.t('it has no column {0}', missing.map((column) => `"${column}"`).join(', '))
    : l10n.t(
        'its columns ({0}) are those of {1}',
        columns.map(({ name }) => name).join(', '),
        owner,
      );
}

/**
 * Tools whose history is `schema_migrations`, by its columns.
 *
 * golang-migrate: database/{postgres,sqlite3}; Ecto: ecto_sql's lib/ecto/migration/schema_migration.ex;
 * Migratus: src/migratus/database.clj; Sequel: lib/sequel/extensions/migration.rb; Supabase:
 * supabase/cli's pkg/migration/history.go.
 */
const OWNERS: readonly (readonly [tool: string, columns: readonly string[]])[] = [
  ['golang-migrate', ['version', 'dirty']],
  ['Ecto', ['version', 'inserted_at']],
  ['Migratus', ['id', 'applied', 'description']],
  ['Sequel', ['filename']],
  ['Supabase', ['version', 'statements', 'name']],
];

/** Whose history a table with these columns is; null: nobody's that is known. */
export function ownerOf(columns: readonly Column[]): string | null {
  const [first, ...others] = columns;
  if (first?.name === 'version' && others.length === 0) return ownerOfVersions(first.type);
  const has = (name: string): boolean => columns.some((column) => column.name === name);
  const found = OWNERS.find(
    // Supabase's has grown, and may again.
    ([tool, names]) => names.every(has) && (tool === 'Supabase' || names.length === columns.length),
  );
  return found?.[0] ?? null;
}

/** Both keep the versions and nothing else, and Rails gives their column no length. */
function ownerOfVersions(type: string): string | null {
  if (/^(?:varchar|character varying)\(\d+\)$/i.test(type)) return 'dbmate';
  return /^(?:varchar|character varying)$/i.test(type) ? l10n.t('Rails or dbmate') : null;
}
