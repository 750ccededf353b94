import * as l10n from '@vscode/l10n';
import type { Fragment } from '../../sql/split.ts';

/** Why a statement is not for a database in memory: it reaches beyond it; null: it does not. */
export function reachesBeyond(
  { words }: Pick<Fragment, 'words'>,
  text: string,
  inTransaction: boolean,
): string | null {
  const [first] = words;
  if (first === 'attach' && !PRIVATE.test(text)) {
    return l10n.t('it opens another file, and a check touches none');
  }
  // Within a transaction SQLite refuses it before it has done anything, and that is worth saying.
  if (first === 'vacuum' && words.includes('into') && !inTransaction) {
    return l10n.t('it writes a file, and a check touches none');
  }
  if (first === 'pragma' && OUTSIDE.test(text)) {
    return l10n.t('it is about the file or the process, and the check has neither');
  }
  return null;
}

/**
 * Why a failure is no verdict: what is asked for is not here, but may be where the script is meant
 * to run; null: it is one.
 *
 * @param missing the words of what was left out before, lower-case
 */
export function lacksHere(
  message: string,
  text: string,
  missing: ReadonlySet<string>,
): string | null {
  const [, module] = /^no such module: (.+)$/.exec(message) ?? [];
  if (module !== undefined) {
    return l10n.t('SQLite has no module “{0}” here, but a program may bring it', module);
  }
  if (message === 'not authorized' && wordsOf(text).has(LOAD)) {
    return l10n.t('it loads an extension, and a check loads none');
  }
  const [, name = ''] = NOT_THERE.exec(message) ?? [];
  const isConsequence =
    [...wordsOf(name)].some((word) => missing.has(word)) ||
    (missing.has(LOAD) && NO_FUNCTION.test(message));
  return isConsequence ? l10n.t('it needs what was left out before') : null;
}

export function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu));
}

const LOAD = 'load_extension';
const PRIVATE = /^attach\s+(?:database\s+)?(?:':memory:'|'')\s+as\b/i;
/** SQLite in memory has no journal of its own; limits on memory and folders are the process's. */
const OUTSIDE =
  /^pragma\s+(?:\S+\s*\.\s*)?["'`[]?(?:journal_mode|temp_store_directory|data_store_directory|(?:soft|hard)_heap_limit)\b/i;
const NOT_THERE = /\b(?:no such (?:table|view|index|trigger|database):|unknown database) (.+)$/s;
const NO_FUNCTION = /\bno such (?:function|collation sequence):/;
