import * as l10n from '@vscode/l10n';
import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { statement, todo, type Step } from '../../draft.ts';
import { identifier, qualifiedName } from '../../names.ts';
import { columnDefinition, columnSettings } from './column.ts';
import { indexCreation } from './partition-index.ts';
import { tableOf } from './parts.ts';
import { privilegeChange } from './privileges.ts';
import { aggregateCreation, operatorCreation } from './routine.ts';
import { sequenceCreation } from './sequence.ts';
import { switchedCreation } from './switched.ts';
import { tableCreation } from './table.ts';
import { targetOf } from './target.ts';

/** What makes an object, without what is part of it but its columns and constraints. */
export function creationSteps(object: SchemaObject, schema: Schema): readonly Step[] {
  const { kind, name, definition } = object;
  const own = qualifiedName(object.schema, name);
  const table = tableOf(object);
  switch (kind) {
    case 'schema':
      return [statement(`CREATE SCHEMA ${own}`)];
    case 'extension':
      return [statement(`CREATE EXTENSION ${own} WITH ${definition.replace(/^VERSION \S+ /, '')}`)];
    case 'type':
    case 'domain':
      return [statement(`CREATE ${kind.toUpperCase()} ${own} ${definition}`)];
    case 'view':
    case 'materialized view':
      return [statement(`CREATE ${kind.toUpperCase()} ${own} ${definition}`)];
    case 'sequence':
      return [sequenceCreation(object)];
    case 'function':
      return [statement(definition.replace(/^CREATE OR REPLACE /, 'CREATE '))];
    case 'table':
      return tableCreation(object, schema);
    case 'column':
      return [
        statement(
          `ALTER TABLE ${table} ADD COLUMN ${identifier(name)} ${columnDefinition(definition)}`,
        ),
        ...columnSettings(identifier(name), definition).map((each) =>
          statement(`ALTER TABLE ${table} ${each}`),
        ),
      ];
    case 'constraint':
      return [statement(`ALTER TABLE ${table} ADD CONSTRAINT ${identifier(name)} ${definition}`)];
    case 'index':
      return indexCreation(object);
    case 'statistics':
      return [statement(definition.replace(/ STATISTICS \d+$/, ''))];
    case 'trigger':
    case 'rule':
      return switchedCreation(object);
    case 'policy':
      return [statement(`CREATE POLICY ${identifier(name)} ON ${table} ${definition}`)];
    case 'comment':
      return [statement(`COMMENT ON ${targetOf(name)} IS ${definition}`)];
    case 'privilege':
    case 'default privilege':
      return privilegeChange({ change: 'added', after: object }, schema);
    case 'owner':
      return [statement(`ALTER ${targetOf(name)} OWNER TO ${definition}`)];
    case 'aggregate':
      return [aggregateCreation(object)];
    case 'operator':
      return [operatorCreation(object)];
    case 'cast':
      return [statement(`CREATE CAST (${name}) ${definition}`)];
    case 'event trigger':
      return [statement(`CREATE EVENT TRIGGER ${own} ${definition}`)];
    default:
      return [todo(l10n.t('make this:'), `${kind} ${name} ${definition}`.trim())];
  }
}
