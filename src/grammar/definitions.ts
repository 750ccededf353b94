import type { ColumnDef, Constraint, Node, RangeVar } from '@pgsql/types';
import type { NameUse } from '../sql/name-use.ts';
import type { Named, StatementNames } from './statement-names.ts';
import { allOf, as, strings } from './tree.ts';

type Role = NameUse['role'];

/** Gathers what a statement defines; the names that trees have without a place, in order. */
export class Definitions {
  /** What is done to relations, whose places are known. */
  readonly relations = new Map<RangeVar, Pick<NameUse, 'object' | 'role'>>();
  readonly #names: StatementNames;
  /** Up to where the statement is read. */
  #at: number;

  constructor(names: StatementNames) {
    this.#names = names;
    this.#at = names.start;
  }

  relation(relation: RangeVar | undefined, object: string, role: Role): void {
    if (relation === undefined) return;
    this.relations.set(relation, { object, role });
    this.#at = this.#names.endOf(relation.location);
  }

  /** One that may be qualified by a schema. */
  object(object: string, parts: readonly string[], role: Role, renamedFrom?: string): void {
    const name = parts.at(-1);
    if (name === undefined) return;
    const use = { object, schema: parts.at(-2) ?? null, table: null, name, role };
    this.#find({ ...use, ...(renamedFrom !== undefined && { renamedFrom }) });
  }

  /** One that belongs to a table. */
  part(
    object: string,
    name: string | undefined,
    table: RangeVar | undefined,
    role: Role,
    renamedFrom?: string,
  ): void {
    if (name === undefined) return;
    const of = { schema: table?.schemaname ?? null, table: table?.relname ?? null };
    const use = { object, ...of, name, role };
    this.#find({ ...use, ...(renamedFrom !== undefined && { renamedFrom }) });
  }

  column({ colname = '', location, constraints }: ColumnDef, table: RangeVar | undefined): void {
    const of = { schema: table?.schemaname ?? null, table: table?.relname ?? null };
    this.#names.at(location, { object: 'column', ...of, name: colname, role: 'creates' });
    for (const each of allOf(constraints, 'Constraint')) this.constraint(each, table);
  }

  constraint(constraint: Constraint, table: RangeVar | undefined): void {
    const { conname, keys, fk_attrs: own, pktable, pk_attrs: others, location } = constraint;
    this.#at = this.#names.endOf(location);
    this.part('constraint', conname, table, 'creates');
    for (const key of strings([...(keys ?? []), ...(own ?? [])])) {
      this.part('column', key, table, 'refers');
    }
    if (pktable === undefined) return;
    this.#at = this.#names.endOf(pktable.location);
    for (const key of strings(others)) this.part('column', key, pktable, 'refers');
  }

  elements(elements: readonly Node[] | undefined, table: RangeVar | undefined): void {
    for (const node of elements ?? []) {
      const column = as(node, 'ColumnDef');
      if (column !== null) this.column(column, table);
      const constraint = as(node, 'Constraint');
      if (constraint !== null) this.constraint(constraint, table);
    }
  }

  keys(elements: readonly Node[] | undefined, table: RangeVar | undefined): void {
    for (const { name } of allOf(elements, 'IndexElem')) {
      this.part('column', name, table, 'refers');
    }
  }

  #find(use: Named): void {
    this.#at = this.#names.find(this.#at, use)?.end ?? this.#at;
  }
}
