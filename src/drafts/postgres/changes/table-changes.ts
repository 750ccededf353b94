import * as l10n from '@vscode/l10n';
import type { SchemaObject } from '../../../schema/schema.ts';
import { statement, todo, type Step } from '../../draft.ts';
import { qualifiedName } from '../../names.ts';
import { storageOptions, tableParts } from '../sql/table.ts';

/** What is set of a table as a whole; how it is parted or inherits, no ALTER TABLE changes. */
export function tableChanges(old: SchemaObject, now: SchemaObject): readonly Step[] {
  const own = qualifiedName(now.schema, now.name);
  const [was, is] = [tableParts(old.definition), tableParts(now.definition)];
  const rest = (tail: string): string => tail.replace(/WITH \(.*?\)/, '').trim();
  if (rest(was.tail) !== rest(is.tail)) {
    const definition = now.definition || l10n.t('a plain table');
    return [todo(l10n.t('change table {0} to this:', own), definition)];
  }
  const persistence = is.head === '' ? 'LOGGED' : 'UNLOGGED';
  return [
    ...(was.head === is.head ? [] : [`SET ${persistence}`]),
    ...optionChanges(storageOptions(was.tail), storageOptions(is.tail)),
    ...was.settings
      .filter((each) => !is.settings.includes(each))
      .flatMap((each) => offOf(each, is.settings)),
    ...is.settings.filter((each) => !was.settings.includes(each)),
  ].map((each) => statement(`ALTER TABLE ${own} ${each}`));
}

type Options = ReadonlyMap<string, string>;

function optionChanges(was: Options, is: Options): readonly string[] {
  const reset = [...was.keys()].filter((name) => !is.has(name));
  const set = [...is].filter(([name, value]) => was.get(name) !== value);
  return [
    ...(reset.length === 0 ? [] : [`RESET (${reset.join(', ')})`]),
    ...(set.length === 0 ? [] : [`SET (${set.map((each) => each.join('=')).join(', ')})`]),
  ];
}

function offOf(setting: string, now: readonly string[]): readonly string[] {
  if (setting.startsWith('ENABLE ROW')) return ['DISABLE ROW LEVEL SECURITY'];
  if (setting.startsWith('FORCE ROW')) return ['NO FORCE ROW LEVEL SECURITY'];
  if (setting.startsWith('CLUSTER')) return ['SET WITHOUT CLUSTER'];
  return now.some((each) => each.startsWith('REPLICA')) ? [] : ['REPLICA IDENTITY DEFAULT'];
}
