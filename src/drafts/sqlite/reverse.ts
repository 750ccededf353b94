import * as l10n from '@vscode/l10n';
import type { TextRange } from '../../core/problem.ts';
import type { ObjectKind, Schema, SchemaObject } from '../../schema/schema.ts';
import { unquoted } from '../../sql/normal-form.ts';
import { SqlReader, type SqlName } from '../../sql/reader.ts';
import { split, type Fragment } from '../../sql/split.ts';
import { readStatement, type Creation, type Drop, type TableChange } from '../../sql/statement.ts';
import { columnLost, statement, todo, type Step } from '../draft.ts';
import { reverseInsert } from '../insert.ts';
import { identifier } from '../names.ts';
import { recreated } from './changes.ts';
import { columnText, find, isSame } from './objects.ts';

/** What takes a script's statements back, the last of them first. */
export function sqliteReversal(sql: string, before: Schema | null): readonly Step[] {
  const reversal = new Reversal(sql, before);
  const steps = split(sql, 'sqlite').map((fragment) => reversal.of(fragment));
  return steps
    .toReversed()
    .flat()
    .filter((step) => !reversal.cancelled.has(step));
}

/** Reads the statements in their order, since what is made here needs nothing but to be dropped. */
class Reversal {
  readonly #sql: string;
  readonly #before: Schema | null;
  /** What drops it, by the name of what the script makes. */
  readonly #made = new Map<string, Step | null>();
  readonly #tables = new Set<string>();
  readonly #dropped = new Set<string>();
  /** What the script itself drops again. */
  readonly cancelled = new Set<Step>();

  constructor(sql: string, before: Schema | null) {
    this.#sql = sql;
    this.#before = before;
  }

  of(fragment: Fragment): readonly Step[] {
    const form = readStatement(this.#sql, fragment, 'sqlite');
    switch (form.kind) {
      case 'create':
        return this.#creation(form);
      case 'drop':
        return this.#drop(form);
      case 'alter-table':
        return this.#isMade(form.table)
          ? []
          : form.actions.flatMap((each) => this.#alter(form, each));
      case 'insert':
        return this.#isMade(form.table)
          ? []
          : (reverseInsert(this.#sql, fragment, 'sqlite', (table) => this.#keyOf(table)) ??
              this.#unknown(fragment));
      case 'other':
        return [
          'pragma',
          'analyze',
          'vacuum',
          'reindex',
          'select',
          'begin',
          'commit',
          'end',
        ].includes(form.verb)
          ? []
          : this.#unknown(fragment);
      default:
        return this.#isMade(form.table) ? [] : this.#unknown(fragment);
    }
  }

  #creation({ object, modifiers, ifNotExists, name, rest }: Creation): readonly Step[] {
    if (name === null || modifiers.has('temporary')) return [];
    const isThere = this.#find(object, name) !== null && !this.#dropped.has(name.name);
    if (ifNotExists && isThere) return [];
    const reader = new SqlReader(this.#sql, rest, 'sqlite');
    const table = object === 'index' && reader.accept('on') ? reader.name() : null;
    const isPart = table !== null && this.#isMade(table);
    const step = isPart ? null : statement(`DROP ${object.toUpperCase()} ${this.#slice(name)}`);
    this.#made.set(name.name, step);
    if (object === 'table') this.#tables.add(name.name);
    return step === null ? [] : [step];
  }

  #drop({ object, names, ifExists, start, end }: Drop): readonly Step[] {
    const [name] = names;
    if (name === undefined) return [];
    const made = this.#made.get(name.name);
    if (made !== undefined) {
      if (made !== null) this.cancelled.add(made);
      this.#made.delete(name.name);
      this.#tables.delete(name.name);
      return [];
    }
    this.#dropped.add(name.name);
    const known = this.#find(object, name);
    if (this.#before !== null && known !== null) return recreated(known, this.#before);
    if (this.#before !== null && ifExists) return [];
    return [todo(l10n.t('make again what this dropped:'), this.#sql.slice(start, end))];
  }

  #find(object: string, { name }: SqlName): SchemaObject | null {
    return this.#before && find(this.#before, object as ObjectKind, name);
  }

  #alter({ table, head, end }: TableChange, action: TextRange): readonly Step[] {
    const reader = new SqlReader(this.#sql, action, 'sqlite');
    const own = this.#slice(table);
    if (reader.accept('rename', 'to')) {
      const to = reader.identifier();
      return to === null ? [] : [statement(`ALTER TABLE ${this.#slice(to)} RENAME TO ${own}`)];
    }
    if (reader.accept('rename')) {
      reader.accept('column');
      const from = reader.identifier();
      const to = reader.accept('to') ? reader.identifier() : null;
      if (from === null || to === null) return [];
      return [
        statement(`ALTER TABLE ${own} RENAME COLUMN ${this.#slice(to)} TO ${this.#slice(from)}`),
      ];
    }
    if (reader.accept('add')) {
      reader.accept('column');
      const column = reader.identifier();
      return column === null
        ? []
        : [statement(`ALTER TABLE ${own} DROP COLUMN ${this.#slice(column)}`)];
    }
    if (reader.accept('drop')) {
      reader.accept('column');
      const column = reader.identifier();
      const known = column && this.#before && find(this.#before, 'column', column.name, table.name);
      if (known) {
        return [statement(`ALTER TABLE ${own} ADD COLUMN ${columnText(known)}`, columnLost())];
      }
    }
    return this.#unknown({ start: head.start, end });
  }

  #keyOf(table: string): readonly string[] | null {
    if (this.#before === null) return null;
    const columns = this.#before.objects.filter(
      ({ kind, owner }) => kind === 'column' && isSame(owner ?? '', table),
    );
    const key = columns.find(({ definition }) => /\bprimary\s+key\b/i.test(definition));
    if (key !== undefined) return [key.name.toLowerCase()];
    const constraint = this.#before.objects.find(
      ({ kind, owner, definition }) =>
        kind === 'constraint' && isSame(owner ?? '', table) && /^primary\s+key\b/i.test(definition),
    );
    const listed = /\(([^()]*)\)/.exec(constraint?.definition ?? '')?.[1];
    return listed?.split(',').map((column) => unquoted(column.trim()).toLowerCase()) ?? null;
  }

  #unknown({ start, end }: TextRange): readonly Step[] {
    return [todo(l10n.t('take back what this did, where it can be:'), this.#sql.slice(start, end))];
  }

  #isMade({ name }: Pick<SqlName, 'name'>): boolean {
    return this.#tables.has(name);
  }

  /** A name as the script has it. */
  #slice({ start, end }: TextRange): string {
    const text = this.#sql.slice(start, end);
    return /^\w+$/.test(text) && text.toLowerCase() === text ? identifier(text) : text;
  }
}
