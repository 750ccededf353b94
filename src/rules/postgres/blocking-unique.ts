import * as l10n from '@vscode/l10n';
import type { Constraint } from '@pgsql/types';
import { allOf, as, strings } from '../../grammar/tree.ts';
import { isTooLong, quoted } from '../names.ts';
import { edited, withOneChanged, type Piece } from '../pieces.ts';
import type { Finding, RuleFix, TreeRule, TreeScript } from '../rule.ts';
import { liveAlterations, tableIn } from './live-tables.ts';
import type { Alteration } from './statements.ts';

export const blockingUnique: TreeRule = { id: 'blocking-unique', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  return liveAlterations(script).flatMap((action): readonly Finding[] => {
    const constraint = indexedConstraint(action);
    if (constraint === null) return [];
    const table = tableIn(action, script);
    const message =
      constraint.contype === 'CONSTR_EXCLUSION'
        ? l10n.t(
            'The index of this constraint is built at once, and until then nobody can read or write {0}. PostgreSQL has no other way for EXCLUDE: apply it when nobody needs the table.',
            table,
          )
        : l10n.t(
            'The index of this constraint is built at once, and until then nobody can read or write {0}. Build a unique index CONCURRENTLY, and then add the constraint USING INDEX.',
            table,
          );
    const fix = concurrently(action, constraint, script);
    return [{ range: action.range, message, ...(fix && { fix }) }];
  });
}

const INDEXED = ['CONSTR_UNIQUE', 'CONSTR_PRIMARY', 'CONSTR_EXCLUSION'];

/** One that does not take over an index that is there. */
function indexedConstraint({ command }: Alteration): Constraint | null {
  const constraints =
    command.subtype === 'AT_AddColumn'
      ? allOf(as(command.def, 'ColumnDef')?.constraints, 'Constraint')
      : [as(command.def, 'Constraint')].filter((each) => each !== null);
  return (
    constraints.find(
      ({ contype = '', indexname }) => INDEXED.includes(contype) && indexname === undefined,
    ) ?? null
  );
}

/** The index by itself, and then the constraint that takes it over. */
function concurrently(
  action: Alteration,
  constraint: Constraint,
  script: TreeScript,
): RuleFix | null {
  const { form, table, node, range } = action;
  const columns = strings(constraint.keys);
  const suffix = SUFFIXES.get(constraint.contype ?? '');
  if (suffix === undefined || node.cmds?.length !== 1 || !isPlain(constraint)) return null;

  const isPrimary = constraint.contype === 'CONSTR_PRIMARY';
  const plain = constraint.conname ?? [table.name, ...(isPrimary ? [] : columns), suffix].join('_');
  if (columns.length === 0 || isTooLong(plain, 'postgres')) return null;
  const name = quoted(plain);
  const written = tableIn(action, script);
  const list = columns.map(quoted).join(', ');
  const build = `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${written} (${list})`;
  const takeOver = `ADD CONSTRAINT ${name} ${isPrimary ? 'PRIMARY KEY' : 'UNIQUE'} USING INDEX ${name}`;

  const inTwoSteps = (piece: Piece): readonly Piece[] => {
    const built = edited(piece, { start: form.start, end: form.end, text: build });
    const added = edited(piece, { ...range, text: takeOver });
    const statement = added.text.slice(form.start - piece.start);
    return [
      { ...built, alone: true, down: `DROP INDEX CONCURRENTLY IF EXISTS ${name};` },
      {
        ...{ start: piece.end, end: piece.end, alone: false, setting: false },
        text: `\n\n${statement}`,
        down: `ALTER TABLE ${written} DROP CONSTRAINT ${name};`,
      },
    ];
  };
  const parts = withOneChanged(form, inTwoSteps, script);
  return parts && { title: l10n.t('Build its index CONCURRENTLY'), ...parts };
}

const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['CONSTR_UNIQUE', 'key'],
  ['CONSTR_PRIMARY', 'pkey'],
]);

/** Columns alone, and nothing said of their index. */
function isPlain({
  including,
  options,
  indexspace,
  nulls_not_distinct,
  deferrable,
  without_overlaps,
}: Constraint): boolean {
  return [including, options, indexspace, nulls_not_distinct, deferrable, without_overlaps].every(
    (each) => each === undefined,
  );
}
