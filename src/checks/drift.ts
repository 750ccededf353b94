import * as l10n from '@vscode/l10n';
import { OWN_TABLES } from '../core/own-tables.ts';
import { isApplied, type MigrationStatus } from '../core/state.ts';
import { connect } from '../databases/open.ts';
import { readSchema } from '../databases/read-schema.ts';
import type { Shadow, ShadowOptions, ShadowScript } from '../databases/shadow.ts';
import type { Status } from '../runner/status.ts';
import { compareSchemas } from '../schema/compare.ts';
import type { Schema, SchemaChange } from '../schema/schema.ts';

/** In what a database is not what its applied migrations make. */
export interface Drift {
  /** From what they make to what is there. */
  readonly changes: readonly SchemaChange[];
  /** Both, for whoever wants to read them. */
  readonly expected: Schema;
  readonly actual: Schema;
  /** Why the comparison may say too much or too little, in words; empty: it does not. */
  readonly reservations: readonly string[];
}

/**
 * Compares a database, which is only looked at, with a shadow to which its applied migrations are
 * applied in the order in which they were. Who owns what is not compared: that is whoever applied.
 *
 * @throws BrokenPrefix when one of them does not apply from nothing; StrataError as the shadow does,
 *   and `connect`
 */
export async function findDrift(
  status: Status,
  shadow: Shadow,
  options: ShadowOptions & { readonly isolated: boolean },
): Promise<Drift> {
  const applied = inOrderApplied(status.migrations);
  const { leftOut } = await shadow.goTo(applied.flatMap(scriptOf), options);
  const expected = await shadow.schema(options);
  const actual = await liveSchema(status, options);
  return {
    changes: compareSchemas(withoutOwners(expected), withoutOwners(actual)),
    expected,
    actual,
    reservations: [
      ...status.migrations.flatMap(reservationsOn),
      ...leftOut.map(({ version, because }) =>
        l10n.t('A statement of {0} is left out: {1}', version, because),
      ),
    ],
  };
}

/** By the time of each, where all have one; those of the same time, and others, by their versions. */
function inOrderApplied(migrations: readonly MigrationStatus[]): readonly MigrationStatus[] {
  const applied = migrations.filter(isApplied);
  const times = new Map(applied.map(({ version, row }) => [version, row?.appliedAt ?? null]));
  if ([...times.values()].includes(null)) return applied;
  const timeOf = ({ version }: MigrationStatus): number => Date.parse(times.get(version) ?? '');
  return applied.toSorted((a, b) => timeOf(a) - timeOf(b));
}

/** As it was applied, where that is known. */
function scriptOf({ version, migration, edit }: MigrationStatus): readonly ShadowScript[] {
  if (migration === null) return [];
  const { sql, transactional } = migration.up;
  return [{ version, sql: edit?.applied ?? sql, transactional }];
}

function reservationsOn({
  version,
  state,
  difference,
  migration,
  edit,
}: MigrationStatus): readonly string[] {
  // What application code has applied is not missing, and has no file all the same.
  if (migration === null && (state === 'missing' || state === 'applied')) {
    return [l10n.t('{0} has no file: what it has made counts as made by hand.', version)];
  }
  if (state === 'failed') {
    return [l10n.t('{0} has failed: what there is of it counts as made by hand.', version)];
  }
  return difference === 'content' && edit === undefined
    ? [l10n.t('{0} was edited: it is taken as its file is now.', version)]
    : [];
}

async function liveSchema(
  { project, target, recorded }: Status,
  { isolated, signal }: ShadowOptions & { readonly isolated: boolean },
): Promise<Schema> {
  const connection = await connect(target, {
    ...{ mode: 'read', isolated, ...project.convention.session },
    ...(signal && { signal }),
  });
  try {
    return await readSchema(connection, [recorded.located, ...OWN_TABLES]);
  } finally {
    await connection.close();
  }
}

function withoutOwners(schema: Schema): Schema {
  return { ...schema, objects: schema.objects.filter(({ kind }) => kind !== 'owner') };
}
