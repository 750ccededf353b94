import * as l10n from '@vscode/l10n';
import { as } from '../../../grammar/tree.ts';
import type { SchemaObject } from '../../../schema/schema.ts';
import { columnLost, type Step } from '../../draft.ts';
import { identifier } from '../../names.ts';
import { mentions } from '../../order.ts';
import { columnParts, type ColumnParts } from '../sql/column.ts';
import { creationSteps } from '../sql/create.ts';
import { remadeSteps } from '../sql/remake.ts';
import { viewsNaming } from '../sql/views.ts';
import type { Action, Altered } from './altered-table.ts';
import { pathOf } from './paths.ts';
import type { Scene } from './scene.ts';

export const COLUMN_ACTIONS: Readonly<Record<string, Action>> = {
  AT_AddColumn: ({ def, missing_ok: mayBeThere = false }, { path, head, part, scene }) => {
    const name = as(def, 'ColumnDef')?.colname ?? '';
    const drop = (written: string): string => `${head} DROP ${part} ${written}`;
    return scene.made([...path, 'column', name], identifier(name), { mayBeThere, drop });
  },
  AT_DropColumn: ({ name = '', behavior, missing_ok: mayMiss = false }, { path, part, scene }) => {
    const { earlier, lineage } = scene;
    return lineage.drop([...path, 'column', name], (before) => {
      const found = earlier.find(before);
      if (found === null || earlier.schema === null || part === 'ATTRIBUTE') {
        return mayMiss && earlier.isKnown ? [] : null;
      }
      const [added, ...settings] = creationSteps(found, earlier.schema);
      const noted = added?.kind === 'statement' ? [{ ...added, note: lostFrom(found) }] : [];
      return [...noted, ...settings, ...along(found, behavior === 'DROP_CASCADE', scene)];
    });
  },
  AT_ColumnDefault: ({ name, def }, altered) =>
    def !== undefined && !altered.scene.earlier.isKnown
      ? previous(name, altered, null)
      : previous(name, altered, ({ fallback }) => [
          fallback === '' ? 'DROP DEFAULT' : `SET ${fallback}`,
        ]),
  AT_SetNotNull: ({ name }, altered) =>
    previous(name, altered, ({ notNull }) => (notNull === '' ? ['DROP NOT NULL'] : []), [
      'DROP NOT NULL',
    ]),
  AT_DropNotNull: ({ name }, altered) =>
    previous(name, altered, ({ notNull }) => (notNull === '' ? [] : ['SET NOT NULL']), [
      'SET NOT NULL',
    ]),
  AT_AlterColumnType: ({ name = '' }, altered) =>
    previous(name, altered, ({ type, collation, fallback }) => {
      const full = collation === '' ? type : `${type} ${collation}`;
      const retyped = `TYPE ${full} USING ${identifier(name)}::${type}`;
      // A default is cast along by itself, and often can't be.
      return fallback === '' ? [retyped] : ['DROP DEFAULT', retyped, `SET ${fallback}`];
    }),
  AT_AddIdentity: ({ name }, altered) =>
    previous(name, altered, () => ['DROP IDENTITY'], ['DROP IDENTITY']),
  AT_SetIdentity: ({ name }, altered) =>
    previous(name, altered, ({ identity }) => [`SET ${identity.replace(' AS IDENTITY', '')}`]),
  AT_DropIdentity: ({ name }, altered) =>
    previous(name, altered, ({ identity }) => (identity === '' ? [] : [`ADD ${identity}`])),
  AT_SetExpression: ({ name }, altered) =>
    previous(name, altered, ({ generated }) => {
      const expression = /\((.*)\)/s.exec(generated)?.[0];
      return expression === undefined ? [] : [`SET EXPRESSION AS ${expression}`];
    }),
  AT_SetStatistics: ({ name }, altered) =>
    previous(name, altered, ({ statistics }) => [`SET ${statistics || 'STATISTICS -1'}`]),
  AT_SetStorage: ({ name }, altered) =>
    previous(name, altered, ({ storage }) => [`SET ${storage || 'STORAGE DEFAULT'}`]),
  AT_SetCompression: ({ name }, altered) =>
    previous(name, altered, ({ compression }) => [`SET ${compression || 'COMPRESSION default'}`]),
};

/** @param guess without the column as it was; null: it can't be told */
function previous(
  name = '',
  { path, scene }: Altered,
  give: ((parts: ColumnParts) => readonly string[]) | null,
  guess: readonly string[] | null = null,
): readonly string[] | null {
  const column = [...path, 'column', name];
  if (scene.lineage.isMade(column)) return [];
  const found = scene.earlier.find(scene.lineage.before(column));
  const actions = found && give ? give(columnParts(found.definition)) : guess;
  return actions?.map((each) => `ALTER COLUMN ${identifier(name)} ${each}`) ?? null;
}

/** Indexes, constraints and the like that name the column; with CASCADE views and keys of others, too. */
function along(
  column: SchemaObject,
  isCascade: boolean,
  { earlier, lineage }: Scene,
): readonly Step[] {
  const { schema } = earlier;
  const table = earlier.find([column.schema ?? '', 'relation', column.owner ?? '']);
  if (schema === null || table === null) return [];
  const isNamed = ({ definition }: SchemaObject): boolean =>
    mentions(definition, column.name, 'postgres');
  const views = isCascade ? viewsNaming([table.name], schema) : [];
  const direct = views.filter(isNamed);
  const others = views.filter(
    (each) =>
      direct.includes(each) ||
      viewsNaming(
        direct.map(({ name }) => name),
        schema,
      ).includes(each),
  );
  const keys = isCascade ? earlier.referring(table).filter(isNamed) : [];
  return [...earlier.along(table, column.name), ...keys, ...others].flatMap(
    (each) => lineage.drop(pathOf(each), () => remadeSteps(each, schema)) ?? [],
  );
}

/** Rows have no value for it any more, and none to give where it must have one. */
function lostFrom({ name, definition }: SchemaObject): string {
  const { notNull, fallback, generated, identity } = columnParts(definition);
  const isFilled = notNull === '' || fallback !== '' || generated !== '' || identity !== '';
  if (isFilled) return columnLost();
  return `${columnLost()} ${l10n.t('Give the rows that are there a value for {0}.', name)}`;
}
