import type { Engine } from '../core/engine.ts';
import { OWN_TABLES } from '../core/own-tables.ts';
import { quoteTable } from '../core/statement.ts';
import type { ShadowSettings } from '../databases/shadow.ts';
import type { Project } from '../project/project.ts';
import { progressTable } from '../runner/progress.ts';

/** A shadow for a project's scripts: with the tool's tables, which are no part of the schema. */
export function shadowSettings({ convention }: Project, engine: Engine): ShadowSettings {
  const table = convention.historyTable(engine);
  const history = convention.history(engine, table, { hostname: '' });
  const name = quoteTable(table);
  return {
    ...convention.session,
    own: [...history.create, progressTable(engine, table).create],
    record: [{ sql: `INSERT INTO ${name} SELECT * FROM ${name} WHERE 1 = 0`, values: [] }],
    advance: (schema) => progressTable(engine, { ...table, schema }).advance(''),
    ownTables: [table, ...OWN_TABLES],
  };
}
