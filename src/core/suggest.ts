import * as l10n from '@vscode/l10n';

/** "Did you mean …?" with the known word that is nearest to what was written; null where none is near. */
export function suggest(written: string, known: readonly string[]): string | null {
  const near = known
    .map((word) => ({ word, distance: remoteness(written.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  return near === undefined ? null : l10n.t('Did you mean "{0}"?', near.word);
}

/** What is only the beginning of a word is near to it. */
function remoteness(written: string, word: string): number {
  return written.length > 2 && word.startsWith(written) ? 1 : distance(written, word);
}

/** How many characters have to be put in, left out, replaced or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? Infinity) + 1,
        (current[column - 1] ?? Infinity) + 1,
        (last[column - 1] ?? Infinity) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? Infinity;
}
