import * as l10n from '@vscode/l10n';
import type { Dependency, Metadata } from '../../core/migration.ts';
import type { Problem } from '../../core/problem.ts';
import { suggest } from '../../core/suggest.ts';
import { compareNumbers } from '../compare-numbers.ts';
import type { Outline } from '../convention.ts';
import { folderOf, padded, parseFolderName } from './names.ts';

/** What only all migrations together show. */
export function check(migrations: readonly Outline[]): readonly Problem[] {
  return [...gaps(migrations), ...unknownDependencies(migrations), ...circles(migrations)];
}

/** Numbering need not begin at 1: what came before may have been application code. */
function gaps(migrations: readonly Outline[]): readonly Problem[] {
  return migrations.flatMap((migration, index) => {
    const before = migrations[index - 1];
    if (before === undefined) return [];
    const [from, to] = [BigInt(before.version) + 1n, BigInt(migration.version) - 1n];
    if (from > to) return [];
    const lacking =
      from === to
        ? l10n.t('There is no {0}', label(from))
        : l10n.t('There are no {0} to {1}', label(from), label(to));
    return {
      code: 'gap',
      severity: 'error',
      message: l10n.t(
        '{0} between {1} and {2}. Neither Strata nor the project’s own runner applies anything until the numbers follow each other. Bring what is lacking, or give {2} the free number while it is not applied.',
        lacking,
        folderOf(before.up.path),
        folderOf(migration.up.path),
      ),
      path: migration.up.path,
      version: migration.version,
      location: null,
    };
  });
}

function unknownDependencies(migrations: readonly Outline[]): readonly Problem[] {
  const claims = Map.groupBy(migrations, ({ version }) => version);
  const [first] = migrations;
  const folders = migrations.map(({ up }) => folderOf(up.path));
  return described(migrations).flatMap(({ migration, metadata }) =>
    metadata.dependencies.flatMap((dependency): readonly Problem[] => {
      const { version, name, location } = dependency;
      const found = claims.get(version);
      // Below the first folder is what application code applied: the history tells of that.
      if (found === undefined && first && compareNumbers(version, first.version) < 0) return [];
      const description = parseFolderName(name)?.description;
      if (found?.some((each) => each.description === description)) return [];
      const meant = found?.[0] && folderOf(found[0].up.path);
      return [
        {
          code: 'dependency',
          severity: 'error',
          message: [
            l10n.t('{0}: there is no migration {1}.', metadata.path, name),
            meant === undefined
              ? suggest(name, folders)
              : l10n.t('Number {0} is {1}.', version, meant),
          ]
            .filter((part) => part !== null)
            .join(' '),
          path: metadata.path,
          version: migration.version,
          location,
          ...(meant !== undefined && {
            fix: {
              kind: 'edit',
              title: l10n.t('Write {0}', meant),
              edits: [{ location, text: JSON.stringify(meant) }],
            },
          }),
        },
      ];
    }),
  );
}

/** Each circle once, at the lowest of its migrations. */
function circles(migrations: readonly Outline[]): readonly Problem[] {
  const all = described(migrations);
  const needs = new Map(
    all.map(({ migration, metadata }) => [migration.version, metadata.dependencies]),
  );
  return all.flatMap(({ migration, metadata }) => {
    const circle = circleFrom(migration.version, needs);
    const [first] = circle ?? [];
    if (circle === null || first === undefined) return [];
    return {
      code: 'dependency',
      severity: 'error',
      message: l10n.t(
        '{0}: the migrations depend on each other in a circle, so that none can be the first: {1}. Take one of these dependencies out.',
        metadata.path,
        [folderOf(migration.up.path), ...circle.map(({ name }) => name)].join(' → '),
      ),
      path: metadata.path,
      version: migration.version,
      location: first.location,
    };
  });
}

/** The way from a migration back to itself over no lower one; null where there is none. */
function circleFrom(
  start: string,
  needs: ReadonlyMap<string, readonly Dependency[]>,
): readonly Dependency[] | null {
  const seen = new Set<string>();
  const ways: (readonly Dependency[])[] = [[]];
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    for (const next of needs.get(way.at(-1)?.version ?? start) ?? []) {
      if (next.version === start) return [...way, next];
      if (compareNumbers(next.version, start) < 0 || seen.has(next.version)) continue;
      seen.add(next.version);
      ways.push([...way, next]);
    }
  }
  return null;
}

function described(
  migrations: readonly Outline[],
): readonly { migration: Outline; metadata: Metadata }[] {
  return migrations.flatMap((migration) =>
    migration.metadata === null ? [] : { migration, metadata: migration.metadata },
  );
}

function label(version: bigint): string {
  return `V${padded(version)}`;
}
