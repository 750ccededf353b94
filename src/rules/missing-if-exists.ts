import * as l10n from '@vscode/l10n';
import type { Engine } from '../core/engine.ts';
import type { TextRange } from '../core/problem.ts';
import { isConstraint } from '../sql/columns.ts';
import type { SqlName, SqlReader } from '../sql/reader.ts';
import type { Creation, Drop } from '../sql/statement.ts';
import { rebuiltTables } from './rebuilds.ts';
import { insertion } from './insertion.ts';
import { NameSet } from './name-set.ts';
import type { Finding, Rule, RuleScript, ScriptEdit } from './rule.ts';

export const missingIfExists: Rule = { id: 'missing-if-exists', level: 'warning', check };

type Words = 'IF NOT EXISTS' | 'OR REPLACE' | 'IF EXISTS';

/** Words that are lacking. */
interface Lack {
  readonly words: Words;
  /** Where they belong, with the blank that parts them from what is there. */
  readonly edit: ScriptEdit;
  readonly name: SqlName | null;
  readonly range: TextRange;
}

function check(script: RuleScript): readonly Finding[] {
  const { statements, engine, read } = script;
  const rebuilt = rebuiltTables(script);
  const made = new Names();
  const dropped = new Names();

  const lacks = statements.flatMap((statement): readonly Lack[] => {
    switch (statement.kind) {
      case 'create': {
        const { object, name, rest } = statement;
        const names = name === null ? [] : [name];
        const isSettled = isRebuilt(object, names, rebuilt) || dropped.have(object, names);
        made.add(object, names);
        return isSettled ? [] : lackOfCreation(statement, engine, read(rest));
      }
      case 'drop': {
        const { object, names } = statement;
        const isSettled = isRebuilt(object, names, rebuilt) || made.have(object, names);
        dropped.add(object, names);
        return isSettled ? [] : lackOfDrop(statement);
      }
      case 'alter-table':
        // SQLite's ALTER TABLE has neither.
        return engine === 'postgres'
          ? statement.actions.flatMap((action) => lackOfAction(read(action)))
          : [];
      default:
        return [];
    }
  });
  return lacks.map((lack) => asFinding(lack, script));
}

/** The copy has to be new: what a broken attempt has left must not be taken for it. */
function isRebuilt(object: string, names: readonly SqlName[], rebuilt: NameSet): boolean {
  return object === 'table' && names.length > 0 && names.every((name) => rebuilt.has(name));
}

/** What the script itself has made or dropped so far: it knows whether that is there. */
class Names {
  readonly #byObject = new Map<string, NameSet>();

  add(object: string, names: readonly SqlName[]): void {
    const known = this.#byObject.get(object) ?? new NameSet();
    this.#byObject.set(object, known);
    for (const name of names) known.add(name);
  }

  have(object: string, names: readonly SqlName[]): boolean {
    const known = this.#byObject.get(object);
    return known !== undefined && names.length > 0 && names.every((name) => known.has(name));
  }
}

/** By which words something is made that may be there already. */
const REPEATABLE: Readonly<Record<Engine, ReadonlyMap<string, Words>>> = {
  // https://www.sqlite.org/lang.html
  sqlite: new Map(['table', 'index', 'view', 'trigger'].map((object) => [object, 'IF NOT EXISTS'])),
  // https://www.postgresql.org/docs/current/sql-commands.html
  postgres: new Map([
    ...[
      ...['table', 'foreign table', 'index', 'schema', 'extension', 'sequence', 'statistics'],
      ...['materialized view', 'collation', 'server', 'user mapping'],
    ].map((object) => [object, 'IF NOT EXISTS'] as const),
    ...['view', 'function', 'procedure', 'aggregate', 'rule', 'trigger'].map(
      (object) => [object, 'OR REPLACE'] as const,
    ),
  ]),
};

function lackOfCreation(
  { object, modifiers, ifNotExists, name, nameStart, head }: Creation,
  engine: Engine,
  rest: SqlReader,
): readonly Lack[] {
  const words = REPEATABLE[engine].get(object);
  if (words === undefined || ifNotExists || modifiers.has('or replace')) return [];
  switch (object) {
    case 'index':
      // IF NOT EXISTS would take what a failed CREATE INDEX CONCURRENTLY leaves behind, an index
      // that is not valid, for the index.
      if (name === null || modifiers.has('concurrently')) return [];
      break;
    case 'statistics':
      if (name === null) return [];
      break;
    case 'schema':
      // Not allowed together with what is to be in the schema.
      if (rest.skipTo('create', 'grant')) return [];
      break;
    case 'trigger':
      if (modifiers.has('constraint')) return [];
      break;
  }
  const edit =
    words === 'OR REPLACE'
      ? insertion(head.start + 'CREATE'.length, ` ${words}`)
      : insertion(nameStart, `${words} `);
  return [{ words, edit, name, range: head }];
}

function lackOfDrop({ ifExists, names, nameStart, head }: Drop): readonly Lack[] {
  if (ifExists) return [];
  const edit = insertion(nameStart, 'IF EXISTS ');
  return [{ words: 'IF EXISTS', edit, name: names[0] ?? null, range: head }];
}

/** Of one action of an `ALTER TABLE`. */
function lackOfAction(action: SqlReader): readonly Lack[] {
  const { start } = action.rest;
  const adds = action.accept('add');
  if (!adds && !action.accept('drop')) return [];
  const isColumn = action.accept('column');
  if (adds && !isColumn && isConstraint(action)) return [];
  if (!adds && !isColumn) action.accept('constraint');
  if (adds ? action.is('if', 'not', 'exists') : action.is('if', 'exists')) return [];
  const at = action.rest.start;
  const name = action.name();
  if (name === null) return [];
  const words = adds ? 'IF NOT EXISTS' : 'IF EXISTS';
  return [{ words, edit: insertion(at, `${words} `), name, range: { start, end: name.end } }];
}

function asFinding({ words, edit, name, range }: Lack, { script: { sql } }: RuleScript): Finding {
  const what = name === null ? l10n.t('it') : sql.slice(name.start, name.end);
  return {
    range,
    message:
      words === 'IF EXISTS'
        ? l10n.t('Without {0} this fails where {1} is gone already.', words, what)
        : l10n.t('Without {0} this fails where {1} is there already.', words, what),
    fix: { title: l10n.t('Insert {0}', words), edits: [edit] },
  };
}
