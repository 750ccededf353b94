import * as l10n from '@vscode/l10n';
import { isReversible, type Migration, type Script } from './migration.ts';

/** What a new migration is made of that takes back an applied one. */
export interface Reversing {
  readonly name: string;
  readonly up: string;
  readonly down: string;
}

/** Its up script is the other's way back, or a skeleton where there is none; its down script leads there again. */
export function reversing(migration: Migration): Reversing {
  const { version, description, up, down } = migration;
  const title = `${version} ${description}`;
  return {
    name: `revert ${description}`,
    up:
      down !== null && isReversible(migration)
        ? introduced(l10n.t('Takes back {0}.', title), down)
        : skeleton(title, up),
    down: introduced(l10n.t('Does again what {0} did.', title), up),
  };
}

/** A script that runs without a transaction says so in its first bytes, before which nothing may stand. */
function introduced(comment: string, { sql, transactional }: Script): string {
  const text = plain(sql);
  return transactional ? `-- ${comment}\n\n${text}` : text;
}

/** The other's script as a comment; indented, since a tool may take "-- UP" for its own word. */
function skeleton(title: string, { sql }: Script): string {
  const lines = plain(sql)
    .trimEnd()
    .split(/\r\n|\n|\r/);
  return [
    `-- ${l10n.t('Takes back {0}, which has no down script. It was:', title)}`,
    '--',
    ...lines.map((line) => `--   ${line}`.trimEnd()),
    '',
    '',
  ].join('\n');
}

function plain(sql: string): string {
  return `${sql.replace(/^\uFEFF/, '').trim()}\n`;
}
