import * as l10n from '@vscode/l10n';
import type { TextRange } from '../../../core/problem.ts';
import type { ObjectKind, Schema, SchemaObject } from '../../../schema/schema.ts';
import { SqlReader } from '../../../sql/reader.ts';
import type { Fragment } from '../../../sql/split.ts';
import {
  readStatement,
  type Creation,
  type DataChange,
  type Drop,
} from '../../../sql/statement.ts';
import { assumedNew, rowsLost, statement, todo, type Step } from '../../draft.ts';
import { reverseInsert } from '../../insert.ts';
import { Lineage, type Path } from '../../lineage.ts';
import { find, primaryKey } from '../objects.ts';
import { remadeSteps } from '../remake.ts';
import { isClosed, pathOf, written } from './names.ts';
import { TableReversal } from './table.ts';

/** Reads the statements in their order, since what is made here needs nothing but to be dropped. */
export class Reversal {
  readonly lineage = new Lineage('sqlite');
  readonly #sql: string;
  readonly #before: Schema | null;
  readonly #tables: TableReversal;

  constructor(sql: string, before: Schema | null) {
    this.#sql = sql;
    this.#before = before;
    this.#tables = new TableReversal(sql, before, this.lineage);
  }

  /** A table is made anew, or has to be. */
  get needsRebuild(): boolean {
    // No schema tells what else was renamed.
    return this.#tables.needsRebuild && !this.lineage.hasRenames;
  }

  of(fragment: Fragment): readonly Step[] {
    const form = readStatement(this.#sql, fragment, 'sqlite');
    switch (form.kind) {
      case 'create':
        return this.#creation(form);
      case 'drop':
        return this.#drop(form);
      case 'alter-table':
        return this.#tables.of(form) ?? this.#unknown(fragment);
      case 'other':
        return HARMLESS.has(form.verb) ? [] : this.#unknown(fragment);
      default:
        return this.#rows(form, fragment);
    }
  }

  #creation(form: Creation): readonly Step[] {
    const { object, modifiers, ifNotExists, name, rest, start, end } = form;
    if (name === null) return [];
    if (!isClosed(this.#sql, name)) return this.#unknown({ start, end });
    const path = pathOf(object, name);
    if (modifiers.has('temporary')) return this.lineage.make(path, '', null);
    if (
      ifNotExists &&
      (this.lineage.isMade(path) || this.#find(object, this.lineage.before(path)) !== null)
    )
      return [];
    const reader = new SqlReader(this.#sql, rest, 'sqlite');
    const table = object === 'index' && reader.accept('on') ? reader.name() : null;
    const whole = table && pathOf('table', table);
    if (whole !== null && this.lineage.isMade(whole)) return this.lineage.make(path, '', null);
    const isAssumed = ifNotExists && this.#before === null && !this.lineage.isGone(path);
    const drop = `DROP ${object.toUpperCase()}`;
    const made = this.lineage.make(path, written(this.#sql, name), (own) =>
      isAssumed ? statement(`${drop} IF EXISTS ${own}`, assumedNew()) : statement(`${drop} ${own}`),
    );
    return whole === null ? made : this.lineage.about(whole, made);
  }

  #drop({ object, names, ifExists, start, end }: Drop): readonly Step[] {
    const [name] = names;
    if (name === undefined) return [];
    const steps = this.lineage.drop(pathOf(object, name), (before) => {
      const known = this.#find(object, before);
      if (known === null || this.#before === null) {
        return ifExists && this.#before !== null ? [] : null;
      }
      const again = remadeSteps(known, this.#before);
      return known.owner === null
        ? again
        : this.lineage.about(['', 'relation', known.owner.toLowerCase()], again);
    });
    const words = ifExists
      ? l10n.t('if it was there, make again what this dropped:')
      : l10n.t('make again what this dropped:');
    return steps ?? [todo(words, this.#sql.slice(start, end))];
  }

  #rows({ kind, table }: DataChange, fragment: Fragment): readonly Step[] {
    const path = pathOf('table', table);
    if (this.lineage.isMade(path)) return [];
    if (kind !== 'insert') return [todo(rowsLost(), this.#sql.slice(fragment.start, fragment.end))];
    const [, , name] = this.lineage.before(path) ?? [];
    const key = name === undefined ? null : this.#before && primaryKey(name, this.#before);
    return reverseInsert(this.#sql, fragment, 'sqlite', () => key) ?? this.#unknown(fragment);
  }

  #find(object: string, before: Path | null): SchemaObject | null {
    const name = before?.at(-1);
    if (this.#before === null || name === undefined) return null;
    return find(this.#before, object as ObjectKind, name);
  }

  #unknown({ start, end }: TextRange): readonly Step[] {
    return [todo(l10n.t('take back what this did, where it can be:'), this.#sql.slice(start, end))];
  }
}

const HARMLESS: ReadonlySet<string> = new Set([
  ...['pragma', 'analyze', 'vacuum', 'reindex', 'select', 'values', 'explain'],
  ...['begin', 'commit', 'end', 'savepoint', 'release'],
]);
