import * as l10n from '@vscode/l10n';
import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { statement, todo, type Step } from '../../draft.ts';
import { identifier, qualifiedName } from '../../names.ts';
import { tableOf } from './parts.ts';
import { privilegeChange } from './privileges.ts';
import { routineDrop } from './routine.ts';
import { targetOf } from './target.ts';

export function dropSteps(object: SchemaObject, schema: Schema): readonly Step[] {
  const { kind, name } = object;
  const table = tableOf(object);
  const part = identifier(name);
  switch (kind) {
    case 'column':
      return [statement(`ALTER TABLE ${table} DROP COLUMN ${part}`)];
    case 'constraint':
      return [statement(`ALTER TABLE ${table} DROP CONSTRAINT ${part}`)];
    case 'trigger':
    case 'rule':
    case 'policy':
      return [statement(`DROP ${kind.toUpperCase()} ${part} ON ${table}`)];
    case 'function':
    case 'aggregate':
    case 'operator':
      return [routineDrop(object)];
    case 'cast':
      return [statement(`DROP CAST (${name})`)];
    case 'comment':
      return [statement(`COMMENT ON ${targetOf(name)} IS NULL`)];
    case 'privilege':
    case 'default privilege':
      return privilegeChange({ change: 'removed', before: object }, schema);
    case 'owner':
      return [];
    case 'publication':
    case 'event trigger':
    case 'schema':
    case 'extension':
      return [statement(`DROP ${kind.toUpperCase()} ${part}`)];
    case 'other':
      return [todo(l10n.t('drop this:'), name)];
    default:
      return [statement(`DROP ${kind.toUpperCase()} ${qualifiedName(object.schema, name)}`)];
  }
}
