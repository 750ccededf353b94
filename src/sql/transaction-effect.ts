import type { Fragment } from './split.ts';

/** What a statement does to the transaction that it is in, if that is all that it does. */
export function transactionEffect({ words }: Pick<Fragment, 'words'>): 'begins' | 'ends' | null {
  const [first, second] = words;
  switch (first) {
    case 'begin':
      return 'begins';
    case 'start':
      return second === 'transaction' ? 'begins' : null;
    case 'commit':
    case 'end':
    case 'abort':
      return chains(words) ? 'begins' : 'ends';
    case 'prepare':
      return second === 'transaction' ? 'ends' : null;
    case 'rollback':
      // ROLLBACK TO SAVEPOINT stays inside.
      if (words.includes('to')) return null;
      return chains(words) ? 'begins' : 'ends';
    default:
      return null;
  }
}

/** COMMIT AND CHAIN begins the next one. */
function chains(words: readonly string[]): boolean {
  return words.includes('chain') && !words.includes('no');
}
