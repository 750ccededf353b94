/** Of a name, in bytes; the server cuts off the rest. */
export const LONGEST = 63;

/** As the server knows a name that a script spells out. */
export function shortened(name: string): string {
  return Buffer.from(name)
    .subarray(0, LONGEST)
    .toString()
    .replace(/\uFFFD+$/, '');
}
