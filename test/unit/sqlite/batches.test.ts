import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Unit } from '../../../src/core/engine.ts';
import { batches } from '../../../src/databases/sqlite/batches.ts';

const unit = (script: string): Unit => ({ transactional: true, script, record: [] });

describe('migrations as they are sent to another process', () => {
  it('are all sent, in their order', () => {
    const units = Array.from({ length: 10_000 }, (_, index) => unit(String(index)));
    const sent = [...batches(units)];
    assert.deepEqual(sent.flat(), units);
    assert.ok(sent.length > 1 && sent.length < 100, `${sent.length} messages`);
  });

  it('are none where there is none', () => {
    assert.deepEqual([...batches([])], []);
  });

  it('go alone where they are long', () => {
    const long = unit('x'.repeat(1_000_000));
    const short = unit('');
    assert.deepEqual(
      [...batches([short, long, long, short, short])].map(({ length }) => length),
      [1, 1, 1, 2],
    );
  });
});
