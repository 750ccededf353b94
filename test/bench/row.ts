import type { Mark } from './mark.ts';
import type { Summary } from './statistics.ts';
import type { Unit } from './units.ts';

/** What a benchmark comes to: ours beside floor and peers of the same run. */
export interface Row {
  readonly work: string;
  readonly ours: Summary;
  /** By the plainest means that come to the same. */
  readonly floor?: Summary;
  /** By name. */
  readonly peers?: Readonly<Record<string, Summary>>;
  /** Of all that the row has; milliseconds where none is named. */
  readonly unit?: Unit;
  /** In milliseconds: for how long our thread could do nothing else, at most. */
  readonly blocked?: number;
  readonly marks: readonly Mark[];
  /** Why a mark is missed, to follow “missed, since”: read only where one is. */
  readonly because?: string;
  /** What the floor is, and what else one has to know to believe the row. */
  readonly note?: string;
}

export interface Options {
  /** How often the whole is repeated; who measures moments repeats it several times as often. */
  readonly rounds: number;
  /** Only that what is measured is right counts: small sets, and nobody looks at the times. */
  readonly quick: boolean;
}

/** @throws AssertionError where what was measured is not right */
export type Benchmark = (options: Options) => Promise<readonly Row[]>;
