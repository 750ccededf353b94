import * as l10n from '@vscode/l10n';
import { tableText } from '../../schema/document.ts';
import type { Schema, Schemas } from '../../schema/schema.ts';
import { isSame, tableNamed, tablesIn, type Table } from '../../schema/tables.ts';
import type { NameUse } from '../../sql/name-use.ts';
import { codeBlock, escapeMarkdown } from '../text/markdown.ts';

/** In lines: a hover is no page. */
const LONGEST = 60;

/** What a table or a column looks like before a script and after it, as Markdown; null: it is neither. */
export function hoverText(use: NameUse, { before, after }: Schemas): string | null {
  const was = lookOf(use, use.renamedFrom ?? use.name, before);
  const is = after && lookOf(use, use.name, after);
  if (was === null && is === null) return null;
  if (after === null) return part(l10n.t('Before this script'), was ?? '');
  if (is === null) return part(l10n.t('Before this script; not there after it'), was ?? '');
  if (was === null) return part(l10n.t('After this script; not there before it'), is);
  return was === is
    ? part(l10n.t('Not changed by this script'), is)
    : [part(l10n.t('Before this script'), was), part(l10n.t('After it'), is)].join('\n\n');
}

/** Null: there is no such table or column, or it is something else. */
function lookOf({ object, schema, table }: NameUse, name: string, there: Schema): string | null {
  if (object === 'column') {
    const owner = table === null ? undefined : findTable(there, { schema, name: table });
    const column = owner?.columns.find((each) => isSame(each.name, name, there.engine));
    return owner && column
      ? `${owner.name}.${column.name} ${column.definition ?? ''}`.trimEnd()
      : null;
  }
  if (!WHOLE.has(object)) return null;
  const found = findTable(there, { schema, name });
  return found === undefined ? null : tableText(there, found);
}

/** What shares the names of tables; a script need not say which it is. */
const WHOLE: ReadonlySet<string> = new Set([
  ...['table', 'view', 'materialized view', 'foreign table'],
]);

function findTable(
  there: Schema,
  named: { readonly schema: string | null; readonly name: string },
): Table | undefined {
  return tableNamed(tablesIn(there), named, there.engine);
}

function part(title: string, sql: string): string {
  const lines = sql.split('\n');
  const shown = lines.length > LONGEST ? [...lines.slice(0, LONGEST), '…'] : lines;
  return `${escapeMarkdown(title)}\n\n${codeBlock(shown.join('\n'), 'sql')}`;
}
