import * as l10n from '@vscode/l10n';
import type { Engine } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';
import type { Fix, Problem } from '../core/problem.ts';
import { draftChanges } from '../drafts/down.ts';
import { isSuppressed } from '../rules/suppression.ts';
import type { SchemaChange } from '../schema/schema.ts';
import { changeText, withoutParts, type ChangeWords } from '../schema/text.ts';
import { split } from '../sql/split.ts';
import { locate } from '../sql/text.ts';
import type { RoundTrip } from './round-trip.ts';

/** How many changes a message lists. */
const LISTED = 20;

/** What is wrong with a way back that went through; it is said of its down script. */
export function residueProblems(trip: RoundTrip, engine: Engine): readonly Problem[] {
  const { migration, residue, again, deviation } = trip;
  const { down, version } = migration;
  if (down === null || isSuppressed(down.sql, engine, 'residue')) return [];
  const problem = (message: string): Problem => ({
    ...{ code: 'residue', severity: 'error', message, path: down.path, version },
    location: headOf(down, engine),
  });
  if (residue.length > 0) {
    const words = l10n.t('The down script does not take back all that the up script has done:');
    const found = problem([words, ...changeLines(residue, SINCE_BEFORE)].join('\n'));
    const fix = restFix(trip, down);
    return [fix === null ? found : { ...found, fix }];
  }
  if (again?.failure) {
    const { message } = again.failure;
    return [
      problem(l10n.t('After the down script, the up script does not apply again: {0}', message)),
    ];
  }
  if (deviation.length === 0) return [];
  const words = l10n.t('Applied again after the down script, the up script leads elsewhere:');
  return [problem([words, ...changeLines(deviation, THE_SECOND_TIME)].join('\n'))];
}

/** Takes back the rest as well, at the end of the script; null: it would need a script without a transaction. */
function restFix({ left }: RoundTrip, down: Script): Fix | null {
  if (left?.after == null) return null;
  const { sql, transactional } = draftChanges(left.after, left.before);
  if (sql === '' || (!transactional && down.transactional)) return null;
  const end = locate(down, { start: down.sql.length, end: down.sql.length });
  const written = down.sql.trimEnd();
  const isEnded = written === '' || written.endsWith(';');
  return {
    kind: 'edit',
    title: l10n.t('Draft what is missing in the down script'),
    edits: [{ location: end, text: `${isEnded ? '' : ';'}\n${sql}` }],
  };
}

export const SINCE_BEFORE: ChangeWords = {
  added: (object) => l10n.t('{0} is left behind', object),
  removed: (object) => l10n.t('{0} is gone', object),
};

const THE_SECOND_TIME: ChangeWords = {
  added: (object) => l10n.t('{0} is there the second time only', object),
  removed: (object) => l10n.t('{0} is there the first time only', object),
};

/** Each a line, the parts of what is listed as a whole left out. */
export function changeLines(
  changes: readonly SchemaChange[],
  words: ChangeWords,
): readonly string[] {
  const whole = withoutParts(changes);
  const more = whole.length - LISTED;
  return [
    ...whole.slice(0, LISTED).map((change) => `- ${changeText(change, words)}`),
    ...(more > 0 ? [l10n.t('And {0} more.', more)] : []),
  ];
}

/** Its first statement: what is missing has no place. */
function headOf(script: Script, engine: Engine): Problem['location'] {
  const [first = { start: 0, end: 0 }] = split(script.sql, engine);
  return locate(script, first);
}
