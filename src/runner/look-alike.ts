import * as l10n from '@vscode/l10n';
import { ownerOf } from '../conventions/foreign-tables.ts';
import type { Problem } from '../core/problem.ts';
import type { Connection } from '../databases/database.ts';
import type { Project } from '../project/project.ts';

/** Its pairs of files have the very names of another tool's; only its history tells them apart. */
const LOOK_ALIKE = { tool: 'golang-migrate', table: 'schema_migrations' };

/**
 * Where nobody has said which tool the project is of, and its history is not there yet: whether the
 * database holds that of a tool whose files look the same.
 */
export async function lookAlike(
  project: Project,
  connection: Connection,
): Promise<readonly Problem[]> {
  if (project.detection.configured) return [];
  const { tool, table: name } = LOOK_ALIKE;
  const { columns } = await connection.locate({ schema: null, name });
  if (columns === null || ownerOf(columns) !== tool) return [];
  return [
    {
      code: 'foreign-history',
      severity: 'error',
      message: l10n.t(
        'The table {0} in {1} is a history of {2}, whose files look like those of {3}, and there is none of {3}. Strata leaves both alone. If the files are for {3}, write "convention": "{4}" in strata.json.',
        ...[name, connection.server.database, tool],
        ...[project.convention.title, project.convention.id],
      ),
      path: null,
      version: null,
      location: null,
    },
  ];
}
