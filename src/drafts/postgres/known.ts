import * as l10n from '@vscode/l10n';
import type { Node, ObjectType, RangeVar } from '@pgsql/types';
import type { ObjectKind, Schema, SchemaObject, Schemas } from '../../schema/schema.ts';
import { mentions } from '../order.ts';
import { emptyAgain, statement, todo, type Step } from '../draft.ts';
import {
  creationSteps,
  isIdentitySequence,
  isWithinTable,
  partsOf,
  sequenceOwner,
  sequenceText,
} from './objects.ts';

/** What was there before a script, as far as it is known, and which tables the script itself makes. */
export class Known {
  readonly #before: Schema | null;
  readonly #after: Schema | null;
  readonly #taken = new Set<SchemaObject>();
  /** What drops it, by the name of what the script makes. */
  readonly #made = new Map<string, Step>();
  /** What the script itself drops again. */
  readonly cancelled = new Set<Step>();

  constructor(schemas: Schemas | null) {
    this.#before = schemas?.before ?? null;
    this.#after = schemas?.after ?? null;
  }

  get hasSchema(): boolean {
    return this.#before !== null;
  }

  make({ relname = '' }: RangeVar, step: Step): void {
    this.#made.set(relname, step);
  }

  /** Nothing of it needs to be taken back: it is dropped. */
  isMade(table: RangeVar | undefined): boolean {
    return this.isMadeName(table?.relname);
  }

  isMadeName(name: string | undefined): boolean {
    return name !== undefined && this.#made.has(name);
  }

  find(
    kind: ObjectKind,
    schema: string | undefined,
    name: string,
    owner?: string,
  ): SchemaObject | null {
    return (
      this.#before?.objects.find(
        (each) =>
          each.kind === kind &&
          each.name === name &&
          (schema === undefined || each.schema === null || each.schema === schema) &&
          (owner === undefined || each.owner === owner),
      ) ?? null
    );
  }

  /** As it was before, made again with what is part of it; null: not known. */
  again(
    kind: ObjectKind,
    schema: string | undefined,
    name: string | undefined,
  ): readonly Step[] | null {
    const object = name === undefined ? null : this.find(kind, schema, name);
    return object && this.#remade(object);
  }

  part(kind: ObjectKind, name: string, table: RangeVar | undefined): readonly Step[] | null {
    const object = this.find(kind, table?.schemaname, name, table?.relname);
    return object && this.#steps(object);
  }

  /** A function as it was, which needs no dropping; null: not known. */
  replaced(schema: string | undefined, signature: string): readonly Step[] | null {
    const object = this.find('function', schema, signature);
    return object && [statement(object.definition)];
  }

  alteredSequence(schema: string | undefined, name: string, own: string): readonly Step[] | null {
    const object = this.find('sequence', schema, name);
    if (object === null) return null;
    const cycle = / CYCLE\b/.test(object.definition) ? '' : ' NO CYCLE';
    return [statement(`ALTER ${sequenceText(own, object.definition)}${cycle}`)];
  }

  /** What may have been there before, and would have to be made again. */
  unlessKnown(text: string): readonly Step[] {
    return this.#before === null
      ? [
          todo(
            l10n.t('if there was one before, write it as it was, instead of what this made:'),
            text,
          ),
        ]
      : [];
  }

  /** The name that the server has given to what has none in the script; each is given once. */
  given(kind: 'constraint' | 'index', table: RangeVar | undefined, words: string): string | null {
    const found = this.#after?.objects.find(
      (each) =>
        each.kind === kind &&
        each.owner === table?.relname &&
        each.definition.startsWith(words) &&
        !this.#taken.has(each) &&
        this.find(kind, each.schema ?? undefined, each.name) === null,
    );
    if (found !== undefined) this.#taken.add(found);
    return found?.name ?? null;
  }

  /** What a column takes along: indexes, constraints and the like that name it. */
  along(table: RangeVar | undefined, column: string): readonly Step[] {
    const whole = this.find('table', table?.schemaname, table?.relname ?? '');
    if (whole === null || this.#before === null) return [];
    return partsOf(whole, this.#before)
      .filter(
        ({ kind, name, definition }) =>
          (['index', 'constraint', 'statistics'].includes(kind) &&
            mentions(definition.replace(/ REFERENCES .*$/, ''), column, 'postgres')) ||
          (kind === 'comment' && mentions(name, column, 'postgres')),
      )
      .flatMap((part) => this.#steps(part));
  }

  keyOf(table: string, schema: string | null): readonly string[] | null {
    const key = this.#before?.objects.find(
      ({ kind, owner, definition, schema: namespace }) =>
        kind === 'constraint' &&
        owner === table &&
        (schema === null || schema === namespace) &&
        definition.startsWith('PRIMARY KEY'),
    );
    const columns = /\((.*?)\)/.exec(key?.definition ?? '')?.[1];
    return columns?.split(', ').map((column) => column.replace(/^"(.*)"$/, '$1')) ?? null;
  }

  commentOn(type: ObjectType | undefined, parts: readonly string[]): string | null {
    const kind = (type ?? '').replace('OBJECT_', '').toLowerCase();
    const name = parts.at(-1) ?? '';
    const found = this.#before?.objects.find((each) => {
      if (each.kind !== 'comment' || !mentions(each.name, name, 'postgres')) return false;
      return kind === 'column'
        ? each.name.startsWith('table column') &&
            mentions(each.name, parts.at(-2) ?? '', 'postgres')
        : each.name.startsWith(`${COMMENTED[kind] ?? kind} `) &&
            !(kind === 'table' && /^table (?:column|constraint) /.test(each.name));
    });
    return found?.definition ?? null;
  }

  /** Null: not known. */
  dropped(
    type: ObjectType | undefined,
    parts: readonly string[],
    object: Node,
  ): readonly Step[] | null {
    const kind = KINDS[type ?? 'OBJECT_TABLE'];
    const name = parts.at(-1);
    if (kind === undefined || name === undefined) return null;
    const made = this.#made.get(name);
    if (made !== undefined) {
      this.cancelled.add(made);
      this.#made.delete(name);
      return [];
    }
    if (['trigger', 'rule', 'policy'].includes(kind)) {
      const found = this.find(kind, parts.at(-3), name, parts.at(-2));
      return found && this.#steps(found);
    }
    if (kind === 'function')
      return 'ObjectWithArgs' in object ? this.#function(parts.at(-2), name) : null;
    return this.again(kind, parts.at(-2), name);
  }

  /** By its name alone, if it is the only one. */
  #function(schema: string | undefined, name: string): readonly Step[] | null {
    const found = (this.#before?.objects ?? []).filter(
      (each) =>
        each.kind === 'function' &&
        each.name.startsWith(`${name}(`) &&
        (schema === undefined || schema === each.schema),
    );
    const [only] = found;
    return only === undefined || found.length > 1 ? null : this.#remade(only);
  }

  #remade(object: SchemaObject): readonly Step[] {
    const schema = this.#before;
    if (schema === null) return [];
    const isTable = object.kind === 'table';
    const parts = partsOf(object, schema).filter(
      (part) => !(isTable ? isWithinTable(part) : part.kind === 'column'),
    );
    const sequences = parts.filter(
      (part) => part.kind === 'sequence' && !isIdentitySequence(part, schema),
    );
    const others = parts.filter(({ kind }) => kind !== 'sequence');
    const foreign = isTable ? this.#referring(object) : [];
    const [first, ...rest] = this.#steps(object);
    const noted =
      isTable && first?.kind === 'statement' ? [{ ...first, note: emptyAgain() }] : [first];
    return [
      ...sequences.flatMap((each) => this.#steps(each)),
      ...noted.flatMap((each) => each ?? []),
      ...rest,
      ...sequences.flatMap(sequenceOwner),
      ...[...others, ...foreign].flatMap((each) => this.#steps(each)),
    ];
  }

  /** Foreign keys of others, which DROP TABLE … CASCADE takes along. */
  #referring({ name }: SchemaObject): readonly SchemaObject[] {
    return (this.#before?.objects ?? []).filter(
      ({ kind, definition, owner }) =>
        kind === 'constraint' &&
        owner !== name &&
        !this.isMadeName(owner ?? '') &&
        mentions(/ REFERENCES \S+/.exec(definition)?.[0] ?? '', name, 'postgres'),
    );
  }

  #steps(object: SchemaObject): readonly Step[] {
    return this.#before === null ? [] : creationSteps(object, this.#before);
  }
}

const COMMENTED: Readonly<Record<string, string>> = {
  tabconstraint: 'table constraint',
  domconstraint: 'domain constraint',
  matview: 'materialized view',
};

const KINDS: Partial<Record<ObjectType, ObjectKind>> = {
  OBJECT_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_INDEX: 'index',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'domain',
  OBJECT_SCHEMA: 'schema',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'function',
  OBJECT_ROUTINE: 'function',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_RULE: 'rule',
  OBJECT_POLICY: 'policy',
  OBJECT_STATISTIC_EXT: 'statistics',
};
