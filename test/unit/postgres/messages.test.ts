import assert from 'node:assert/strict';
import { it } from 'node:test';
import { messagesOf } from '../../../src/databases/postgres/messages.ts';

it('statements go in as few messages as are not too long, each whole and in order', () => {
  const long = (letter: string) => letter.repeat(600_000);
  assert.deepEqual([...messagesOf([])], []);
  assert.deepEqual([...messagesOf(['BEGIN', 'a', 'COMMIT'])], ['BEGIN; a; COMMIT']);
  assert.deepEqual(
    [...messagesOf(['BEGIN', long('a'), 'b', long('c'), 'COMMIT', long('d')])],
    [`BEGIN; ${long('a')}; b`, `${long('c')}; COMMIT`, long('d')],
  );
  assert.deepEqual([...messagesOf(['a'.repeat(2_000_000), 'b'])], ['a'.repeat(2_000_000), 'b']);
});
