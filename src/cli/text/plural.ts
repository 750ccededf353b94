/** One of two whole sentences, so that each can be translated. */
export function plural(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}
