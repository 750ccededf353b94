/** Names with a colon, and their values below each other. */
export function facts(all: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...all.map(([name]) => name.length)) + 2;
  return all.map(([name, value]) => `${`${name}:`.padEnd(width)}${value}`);
}
