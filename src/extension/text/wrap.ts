/** A line in pieces of at most `width` characters, broken at blanks: documents don't wrap by themselves. */
export function wrap(line: string, width: number): string[] {
  return [...line.matchAll(new RegExp(`.{1,${width}}(?:\\s|$)|\\S+\\s?`, 'gu'))].map(([part]) =>
    part.trimEnd(),
  );
}
