import * as l10n from '@vscode/l10n';
import type { SchemaObject } from '../../../schema/schema.ts';
import { statement, todo, type Step } from '../../draft.ts';
import { qualifiedName } from '../../names.ts';

/** Values can be added to an enumeration; all else of a type in use is a person's to write. */
export function typeChanges(old: SchemaObject, now: SchemaObject): readonly Step[] {
  const own = qualifiedName(now.schema, now.name);
  const [had, has] = [labelsOf(old), labelsOf(now)];
  const isEnum = now.definition.startsWith('AS ENUM');
  if (isEnum && had.every((value) => has.includes(value))) {
    return has.flatMap((value, index) => {
      if (had.includes(value)) return [];
      const place = index === 0 ? `BEFORE ${had[0] ?? ''}` : `AFTER ${has[index - 1] ?? ''}`;
      return [
        statement(`ALTER TYPE ${own} ADD VALUE ${value}${had.length > 0 ? ` ${place}` : ''}`),
      ];
    });
  }
  const words = l10n.t('change {0} {1}, which is used, to this:', now.kind, own);
  return [todo(words, now.definition)];
}

function labelsOf({ definition }: SchemaObject): readonly string[] {
  return definition.match(/'(?:[^']|'')*'/g) ?? [];
}
