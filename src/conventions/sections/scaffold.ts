import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { FileRename } from '../../core/problem.ts';
import type { Candidate, NewFile, ScaffoldRequest } from '../convention.ts';
import { nextTimestamp, refuseFileName } from '../file-name.ts';
import { timestampOf, withTimestamp } from './names.ts';
import { DOWN, UP } from './sections.ts';

export const TEMPLATE = {
  up: '-- Add your migration SQL here',
  down: '-- Add your rollback SQL here',
};

/** One file with both sections, named as the sections runner's own `create` names it. */
export function scaffold(
  { name, now, reversible, numbering, sql }: ScaffoldRequest,
  existing: readonly Candidate[],
): readonly NewFile[] {
  if (reversible === false) {
    throw usage(
      l10n.t('A sections migration holds its way back in the same file; leave --simple out.'),
    );
  }
  if (numbering === 'sequential') {
    throw usage(l10n.t('A sections migration is named after its time; leave --sequential out.'));
  }
  const fileName = name.trim().replaceAll(/\s+/g, '_').toLowerCase();
  refuseFileName(fileName);
  const { up, down } = sql ?? TEMPLATE;
  return [
    {
      path: `${nextTimestamp(newest(existing), now)}_${fileName}.sql`,
      content: `${UP}\n${up.trim()}\n\n${DOWN}\n${down === null ? '' : `${down.trim()}\n`}`,
    },
  ];
}

/** New names, newest of all, in the order given. */
export function renumber(
  paths: readonly string[],
  existing: readonly Candidate[],
  now: Date,
): readonly FileRename[] {
  const others = existing.filter(({ up }) => !paths.includes(up));
  let last = newest(others);
  return paths.map((from) => {
    const timestamp = nextTimestamp(last, now);
    last = BigInt(timestamp);
    return { from, to: withTimestamp(from, timestamp) };
  });
}

function newest(existing: readonly Candidate[]): bigint {
  const last = existing.at(-1);
  return last === undefined ? 0n : timestampOf(last.version);
}

function usage(message: string): StrataError {
  return new StrataError('usage', message);
}
