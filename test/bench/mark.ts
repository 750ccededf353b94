import type { Row } from './row.ts';
import { ratio } from './statistics.ts';
import { quantity } from './units.ts';

/** What a row must reach, of the median. */
export interface Mark {
  readonly says: (row: Row) => string;
  readonly isReached: (row: Row) => boolean;
}

/** In the row's own unit. */
export function atMost(most: number): Mark {
  return {
    says: ({ unit }) => `≤ ${quantity(most, unit)}`,
    isReached: ({ ours }) => ours.median <= most,
  };
}

export function timesFloor(most: number): Mark {
  return {
    says: () => `≤ ${most} × floor`,
    isReached: ({ ours, floor }) => floor !== undefined && ratio(ours, floor).median <= most,
  };
}

/** In the row's own unit. */
export function overFloor(most: number): Mark {
  return {
    says: ({ unit }) => `≤ floor + ${quantity(most, unit)}`,
    isReached: ({ ours, floor }) => floor !== undefined && ours.median - floor.median <= most,
  };
}

/**
 * @param times each peer takes at least so many times as long
 * @param names of those who count; all where none is named
 */
export function fasterThanPeers(times = 1, names?: readonly string[]): Mark {
  const whom = names?.join(', ') ?? 'every peer';
  return {
    says: () => (times === 1 ? `faster than ${whom}` : `${times} × faster than ${whom}`),
    isReached: ({ ours, peers = {} }) =>
      (names ?? Object.keys(peers)).every((name) => {
        const peer = peers[name];
        const factor = peer === undefined ? Number.NaN : ratio(peer, ours).median;
        return times === 1 ? factor > 1 : factor >= times;
      }),
  };
}
