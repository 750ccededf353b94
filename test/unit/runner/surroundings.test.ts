import assert from 'node:assert/strict';
import { it } from 'node:test';
import { tools } from '../../../src/conventions/registry.ts';
import { surroundingsIn } from '../../../src/runner/surroundings.ts';

it('rules know whose PRAGMAs are carried out before the transaction', async () => {
  const first = await Promise.all(
    tools.map(async (tool): Promise<[string, boolean | undefined]> => {
      const { convention } = await tool.configure(new Map(), {});
      return [tool.id, surroundingsIn({ convention }, [], 'sqlite').pragmasFirst];
    }),
  );
  // sqlx begins its transaction before the script.
  assert.deepEqual(Object.fromEntries(first), {
    ...{ sqlx: false, sections: true, 'versioned-folders': true },
  });
});
