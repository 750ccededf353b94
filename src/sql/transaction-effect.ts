import type { Fragment } from './split.ts';

/** What a statement does to the transaction that it is in, if that is all that it does. */
export function transactionEffect({ words }: Pick<Fragment, 'words'>): 'begins' | 'ends' | null {
  const [first, second] = words;
  // COMMIT AND CHAIN begins the next one.
  const chains = words.includes('chain') && !words.includes('no');
  switch (first) {
    case 'begin':
      return 'begins';
    case 'start':
      return second === 'transaction' ? 'begins' : null;
    case 'commit':
    case 'end':
    case 'abort':
      return chains ? 'begins' : 'ends';
    case 'prepare':
      return second === 'transaction' ? 'ends' : null;
    case 'rollback':
      // ROLLBACK TO SAVEPOINT stays inside.
      if (words.includes('to')) return null;
      return chains ? 'begins' : 'ends';
    default:
      return null;
  }
}
