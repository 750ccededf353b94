import * as l10n from '@vscode/l10n';
import type { ObjectKind, SchemaChange, SchemaObject } from './schema.ts';

/** What people call an object: `table users`, `users: column email`. */
export function objectName(object: SchemaObject): string {
  const { kind, owner, name } = object;
  const own = KINDS[kind](name);
  if (owner !== null) return `${qualified(object, owner)}: ${own}`;
  return isNamedWhole(kind) ? own : KINDS[kind](qualified(object, name));
}

/**
 * A change in plain words: `users: column email was text, is varchar(20)`.
 *
 * @param words how it is said that something is new, and that it is gone
 */
export function changeText(change: SchemaChange, words: ChangeWords): string {
  switch (change.change) {
    case 'added':
      return words.added(objectName(change.after));
    case 'removed':
      return words.removed(objectName(change.before));
    case 'changed': {
      const [name, was, is] = [objectName(change.after), change.before, change.after];
      return isShort(was.definition) && isShort(is.definition)
        ? l10n.t('{0} was {1}, is {2}', name, was.definition, is.definition)
        : l10n.t('{0} is not the same any more', name);
    }
  }
}

/** Each takes the object as people call it. */
export interface ChangeWords {
  readonly added: (object: string) => string;
  readonly removed: (object: string) => string;
}

/** Without the parts of what is new or gone as a whole: they go without saying. */
export function withoutParts(changes: readonly SchemaChange[]): readonly SchemaChange[] {
  const whole = new Set(changes.flatMap((each) => wholeOf(each) ?? []));
  return changes.filter((each) => {
    const { owner, schema } = objectOf(each);
    return (
      each.change === 'changed' || owner === null || !whole.has(key(each.change, schema, owner))
    );
  });
}

function wholeOf(change: SchemaChange): string | null {
  const { owner, schema, name } = objectOf(change);
  return change.change === 'changed' || owner !== null ? null : key(change.change, schema, name);
}

function key(...parts: readonly (string | null)[]): string {
  return parts.join('\n');
}

function objectOf(change: SchemaChange): SchemaObject {
  return change.change === 'removed' ? change.before : change.after;
}

/** PostgreSQL’s own schema for what names none goes without saying. */
export function qualified({ schema }: Pick<SchemaObject, 'schema'>, name: string): string {
  return schema === null || schema === 'public' ? name : `${schema}.${name}`;
}

/** Its name says where it is. */
function isNamedWhole(kind: ObjectKind): boolean {
  return kind === 'comment' || kind === 'owner';
}

/** That can be read within a sentence. */
function isShort(definition: string): boolean {
  return definition !== '' && definition.length <= 100 && !definition.includes('\n');
}

const KINDS: Readonly<Record<ObjectKind, (name: string) => string>> = {
  schema: (name) => l10n.t('schema {0}', name),
  extension: (name) => l10n.t('extension {0}', name),
  type: (name) => l10n.t('type {0}', name),
  domain: (name) => l10n.t('domain {0}', name),
  collation: (name) => l10n.t('collation {0}', name),
  sequence: (name) => l10n.t('sequence {0}', name),
  function: (name) => l10n.t('function {0}', name),
  aggregate: (name) => l10n.t('aggregate {0}', name),
  operator: (name) => l10n.t('operator {0}', name),
  cast: (name) => l10n.t('cast {0}', name),
  table: (name) => l10n.t('table {0}', name),
  column: (name) => l10n.t('column {0}', name),
  constraint: (name) => l10n.t('constraint {0}', name),
  index: (name) => l10n.t('index {0}', name),
  view: (name) => l10n.t('view {0}', name),
  'materialized view': (name) => l10n.t('materialized view {0}', name),
  'foreign table': (name) => l10n.t('foreign table {0}', name),
  trigger: (name) => l10n.t('trigger {0}', name),
  rule: (name) => l10n.t('rule {0}', name),
  policy: (name) => l10n.t('policy {0}', name),
  statistics: (name) => l10n.t('statistics {0}', name),
  publication: (name) => l10n.t('publication {0}', name),
  'event trigger': (name) => l10n.t('event trigger {0}', name),
  privilege: (name) => l10n.t('grant to {0}', name),
  'default privilege': (name) => l10n.t('default grant on {0}', name),
  owner: (name) => l10n.t('owner of {0}', name),
  comment: (name) => l10n.t('comment on {0}', name),
  other: (name) => name,
};
