import type { Measured } from './by-turns.ts';
import { milliseconds } from './table.ts';

/** What a benchmark comes to: ours beside the floor of the same run. */
export interface Row {
  readonly work: string;
  readonly ours: Measured;
  readonly floor: Measured;
  /** In milliseconds, of the median; null: none is set. */
  readonly mark: number | null;
}

export const HEAD = [
  ...['work', 'median', 'middle half', 'longest', 'floor', 'ratio', 'thread blocked', 'mark'],
];

export function cellsOf({ work, ours, floor, mark }: Row): readonly string[] {
  const [low, high] = ours.quartiles;
  return [
    work,
    milliseconds(ours.median),
    `${milliseconds(low)} – ${milliseconds(high)}`,
    milliseconds(ours.longest),
    milliseconds(floor.median),
    (ours.median / floor.median).toFixed(1),
    milliseconds(ours.blocked),
    markText(ours.median, mark),
  ];
}

function markText(median: number, mark: number | null): string {
  if (mark === null) return '—';
  return `${median <= mark ? 'reached' : 'missed'}: ${milliseconds(mark)}`;
}
