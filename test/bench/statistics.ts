/** Of what was measured several times, in one unit. */
export interface Summary {
  /** As they were measured, round by round. */
  readonly values: readonly number[];
  readonly median: number;
  /** Between these lies the middle half. */
  readonly quartiles: readonly [number, number];
  readonly longest: number;
}

export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    values,
    median: quantile(sorted, 0.5),
    quartiles: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
    longest: quantile(sorted, 1),
  };
}

/**
 * How many times the other it is. Two that took turns are compared round by round, so that what the
 * machine did meanwhile counts for neither.
 */
export function ratio(one: Summary, other: Summary): Summary {
  const paired = one.values.length === other.values.length;
  return summarize(
    one.values.map((value, round) => value / (paired ? at(other, round) : other.median)),
  );
}

/** Each share of it, such as of one migration among many. */
export function dividedBy(summary: Summary, count: number): Summary {
  return summarize(summary.values.map((value) => value / count));
}

function at({ values }: Summary, round: number): number {
  return values[round] ?? Number.NaN;
}

/** Between two neighbours as far as it lies between them. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}
