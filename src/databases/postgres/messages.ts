/** In UTF-16 units: a server keeps each message whole, and so do we. */
const MOST = 1_000_000;

/** Statements of ours, one after the other in as few messages of the simple protocol as is sensible. */
export function* messagesOf(statements: readonly string[]): Generator<string> {
  let waiting: string[] = [];
  let length = 0;
  for (const statement of statements) {
    if (length + statement.length > MOST && waiting.length > 0) {
      yield waiting.join('; ');
      [waiting, length] = [[], 0];
    }
    waiting.push(statement);
    length += statement.length;
  }
  if (waiting.length > 0) yield waiting.join('; ');
}
