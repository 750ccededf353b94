/** `×`: of something that is a ratio itself, such as growth. */
export type Unit = 'ms' | 'MB' | 'kB' | '×';

export function quantity(value: number, unit: Unit = 'ms'): string {
  return `${figures(value)} ${unit}`;
}

/** As a person reads it: three are enough. */
export function figures(value: number): string {
  const digits = Math.floor(Math.log10(Math.abs(value) || 1));
  return value.toFixed(Math.min(Math.max(2 - digits, 0), 3));
}
