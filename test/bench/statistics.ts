/** Of times in milliseconds. */
export interface Summary {
  readonly median: number;
  /** Between these lies the middle half. */
  readonly quartiles: readonly [number, number];
  readonly longest: number;
}

export function summarize(times: readonly number[]): Summary {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    quartiles: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
    longest: quantile(sorted, 1),
  };
}

/** Between two neighbours as far as it lies between them. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}
