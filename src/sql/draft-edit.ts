import * as l10n from '@vscode/l10n';
import type { Engine } from '../core/engine.ts';
import type { StatementChange } from '../core/state.ts';
import { split } from './split.ts';

const DEFINING = new Set(['alter', 'comment', 'create', 'drop', 'grant', 'rename', 'revoke']);

/**
 * What would bring a database from the old statements to the new ones, as far as the statements
 * themselves say it: what was added is there to the letter, and what was changed or removed is left
 * to its author, as a comment.
 */
export function draftOfChanges(changes: readonly StatementChange[]): string {
  return changes.map((change) => `${draftOf(change)}\n`).join('\n');
}

/** Something was changed or removed that is seen in the schema, whatever its statements say. */
export function changesDefinition({ before, after }: StatementChange, engine: Engine): boolean {
  if (before === null) return false;
  return isDefinition(before, engine) && (after === null || isDefinition(after.text, engine));
}

/** What it does is seen in the schema, and there alone. */
export function isDefinition(statement: string, engine: Engine): boolean {
  const [first] = split(statement, engine);
  return DEFINING.has(first?.words[0] ?? '');
}

/** The edited script, but for the statements that were added. */
export function withoutAdded(sql: string, changes: readonly StatementChange[]): string {
  const added = changes.flatMap(({ before, after }) =>
    before === null && after !== null ? [after.range] : [],
  );
  return added.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), sql);
}

function draftOf({ before, after }: StatementChange): string {
  if (before === null) return `${after?.text ?? ''};`;
  const lines =
    after === null
      ? [`-- TODO: ${l10n.t('take back what this did:')}`, commented(before)]
      : [
          `-- TODO: ${l10n.t('go from what was applied:')}`,
          commented(before),
          `-- ${l10n.t('to what it is to be:')}`,
          commented(after.text),
        ];
  return lines.join('\n');
}

/** Indented, since a tool may take "-- UP" for its own word. */
function commented(statement: string): string {
  return statement
    .split(/\r\n|\n|\r/)
    .map((line) => `--   ${line}`.trimEnd())
    .join('\n');
}
