import * as l10n from '@vscode/l10n';
import { parse, TomlError, type TomlTable } from 'smol-toml';
import { StrataError } from '../../core/errors.ts';
import { CONFIG_FILE } from './identity.ts';

/** What `sqlx.toml` says about migrations; sqlx-core/src/config/{common,migrate}.rs of sqlx 0.9. */
export interface SqlxConfig {
  readonly urlVariable: string;
  readonly migrationsFolder: string;
  /** As written: perhaps with a schema, perhaps quoted. */
  readonly tableName: string;
  readonly createSchemas: readonly string[];
  /** Dropped from the text before hashing. */
  readonly ignoredChars: readonly string[];
  readonly migrationType: 'inferred' | 'simple' | 'reversible';
  readonly versioning: 'inferred' | 'timestamp' | 'sequential';
}

/** As sqlx, which refuses a key of these that it doesn't know: it may be the history table's name, misspelt. */
const MIGRATE_KEYS = [
  'create-schemas',
  'table-name',
  'migrations-dir',
  'ignored-chars',
  'defaults',
];
const DEFAULTS_KEYS = ['migration-type', 'migration-versioning'];

/** @throws StrataError `configuration`, naming line and key */
export function readConfig(text: string | undefined): SqlxConfig {
  const root = text === undefined ? {} : parseToml(text);
  const common = table(root, 'common');
  const migrate = table(root, 'migrate');
  const defaults = table(migrate, 'defaults');
  refuseUnknown(migrate, 'migrate', MIGRATE_KEYS);
  refuseUnknown(defaults, 'migrate.defaults', DEFAULTS_KEYS);
  return {
    urlVariable: string(common, 'database-url-var') ?? 'DATABASE_URL',
    migrationsFolder: string(migrate, 'migrations-dir') ?? 'migrations',
    tableName: string(migrate, 'table-name') ?? '_sqlx_migrations',
    createSchemas: strings(migrate, 'create-schemas'),
    ignoredChars: characters(migrate, 'ignored-chars'),
    migrationType:
      choice(defaults, 'migration-type', ['inferred', 'simple', 'reversible']) ?? 'inferred',
    versioning:
      choice(defaults, 'migration-versioning', ['inferred', 'timestamp', 'sequential']) ??
      'inferred',
  };
}

function parseToml(text: string): TomlTable {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0] ?? '';
    throw invalid(l10n.t('{0}, line {1}: {2}', CONFIG_FILE, error.line, reason));
  }
}

function table(parent: TomlTable, key: string): TomlTable {
  const value = parent[key];
  if (value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)) return value;
  throw wrongType(key, l10n.t('a table'));
}

function string(parent: TomlTable, key: string): string | undefined {
  const value = parent[key];
  if (value === undefined || typeof value === 'string') return value;
  throw wrongType(key, l10n.t('a string'));
}

function strings(parent: TomlTable, key: string): readonly string[] {
  const value = parent[key];
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw wrongType(key, l10n.t('a list of strings'));
}

function characters(parent: TomlTable, key: string): readonly string[] {
  const all = strings(parent, key);
  if (all.every((each) => /^.$/su.test(each))) return all;
  throw wrongType(key, l10n.t('a list of single characters'));
}

function choice<T extends string>(
  parent: TomlTable,
  key: string,
  known: readonly T[],
): T | undefined {
  const value = string(parent, key);
  const found = known.find((each) => each === value);
  if (value !== undefined && found === undefined) throw wrongType(key, known.join(' | '));
  return found;
}

function refuseUnknown(parent: TomlTable, name: string, known: readonly string[]): void {
  const unknown = Object.keys(parent).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw invalid(
    l10n.t(
      '{0}: unknown key {1} in [{2}]. Known: {3}.',
      CONFIG_FILE,
      unknown,
      name,
      known.join(', '),
    ),
  );
}

function wrongType(key: string, expected: string): StrataError {
  return invalid(l10n.t('{0}: {1} must be {2}.', CONFIG_FILE, key, expected));
}

function invalid(message: string): StrataError {
  return new StrataError('configuration', message);
}
