import type { TextRange } from '../../../core/problem.ts';
import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { SqlReader, type SqlName } from '../../../sql/reader.ts';
import type { TableChange } from '../../../sql/statement.ts';
import { columnLost, statement, type Step } from '../../draft.ts';
import type { Lineage, Path } from '../../lineage.ts';
import { isAddable } from '../in-place.ts';
import { columnText, find } from '../objects.ts';
import { identifier } from '../../names.ts';
import { pathOf, written } from './names.ts';

/** What newer versions add and drop as well. */
const CONSTRAINTS = ['constraint', 'check'];

type Part = Pick<SqlName, 'name'> & TextRange;

/** ALTER TABLE, of which SQLite has four. */
export class TableReversal {
  /** ALTER TABLE alone does not lead back, or would lose rows. */
  needsRebuild = false;
  readonly #sql: string;
  readonly #before: Schema | null;
  readonly #lineage: Lineage;

  constructor(sql: string, before: Schema | null, lineage: Lineage) {
    this.#sql = sql;
    this.#before = before;
    this.#lineage = lineage;
  }

  /** Null: it can't be told. */
  of({ table, actions }: TableChange): readonly Step[] | null {
    const [action] = actions;
    if (action === undefined) return null;
    const reader = new SqlReader(this.#sql, action, 'sqlite');
    const verb = reader.take()?.text;
    if (verb === 'rename' && reader.accept('to')) return this.#rename(table, reader.identifier());
    if (!reader.accept('column') && CONSTRAINTS.some((word) => reader.is(word))) return null;
    const column = reader.identifier();
    if (column === null) return null;
    const whole = pathOf('table', table);
    const path: Path = [...whole, 'column', column.name];
    if (verb === 'rename') {
      const to = reader.accept('to') ? reader.identifier() : null;
      return to && this.#renameColumn(table, column, to);
    }
    if (verb === 'drop') return this.#dropColumn(path);
    if (verb !== 'add') return null;
    if (this.#lineage.isMade(whole)) return [];
    const head = this.#head(table);
    const made = this.#lineage.make(path, written(this.#sql, column), (name) =>
      statement(`${head} DROP COLUMN ${name}`),
    );
    return this.#lineage.about(path, made);
  }

  #rename(table: SqlName, to: Part | null): readonly Step[] | null {
    if (to === null) return null;
    const from = pathOf('table', table);
    const now = pathOf('table', to);
    // Made beside the table whose place it takes, with its rows.
    if (this.#lineage.isMade(from) && this.#lineage.isGone(now)) this.needsRebuild = true;
    const name = written(this.#sql, to);
    const back = statement(`ALTER TABLE ${name} RENAME TO ${written(this.#sql, table)}`);
    return this.#lineage.rename(from, now, name, back);
  }

  #renameColumn(table: SqlName, from: Part, to: Part): readonly Step[] {
    const whole = pathOf('table', table);
    const path = ({ name }: Part): Path => [...whole, 'column', name];
    const now = written(this.#sql, to);
    const back = `RENAME COLUMN ${now} TO ${written(this.#sql, from)}`;
    return this.#lineage.rename(
      path(from),
      path(to),
      now,
      statement(`${this.#head(table)} ${back}`),
    );
  }

  #dropColumn(path: Path): readonly Step[] | null {
    return this.#lineage.drop(path, ([, , table = '', , column = '']) => {
      const known = this.#before && find(this.#before, 'column', column, table);
      if (known === null) return null;
      if (!isAddable(known.definition)) this.needsRebuild = true;
      return [added(known)];
    });
  }

  #head(table: SqlName): string {
    return `ALTER TABLE ${written(this.#sql, table)}`;
  }
}

function added(column: SchemaObject): Step {
  const table = identifier(column.owner ?? '');
  return statement(`ALTER TABLE ${table} ADD COLUMN ${columnText(column)}`, columnLost());
}
