import * as l10n from '@vscode/l10n';
import type { StatementChange } from '../core/state.ts';

/**
 * A script that would bring a database from the old statements to the new ones, as far as the
 * statements themselves say it: what was added is there to the letter, and what was changed or
 * removed is left to its author, as a comment.
 */
export function draftOfEdit(title: string, changes: readonly StatementChange[]): string {
  const heading = `-- ${l10n.t('What was edited in {0} after it was applied.', title)}`;
  return `${[heading, ...changes.map(draftOf)].join('\n\n')}\n`;
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
