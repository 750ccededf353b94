import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Debounced } from '../../../src/extension/follow/debounced.ts';
import { Gateway } from '../../../src/extension/model/gateway.ts';
import { Coalescing } from '../../../src/extension/util/coalescing.ts';
import { judgeShop } from './shop.ts';

describe('the gateway to databases', () => {
  it('is shut in an untrusted workspace, for looking and for writing', async () => {
    const gateway = new Gateway(() => false, { add: (target) => Promise.resolve(target) });
    const { project, files } = await judgeShop({ files: { '1_a.sql': 'SELECT 1;' } });
    const refused = { code: 'refused', message: /not trusted/ };
    // Whoever came as far as reading the target would fail with a TypeError.
    const target = null as never;
    const { signal } = new AbortController();
    await assert.rejects(gateway.readStatus(project, files, target, signal), refused);
    await assert.rejects(
      gateway.run(
        project,
        target,
        { kind: 'up' },
        {
          lockTimeout: 0,
          ignoreMissing: false,
          skipIrreversible: false,
        },
      ),
      refused,
    );
  });

  it('is the only way to one', () => {
    const folder = join(import.meta.dirname, '../../../src/extension');
    const connecting = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => {
        const source = readFileSync(join(folder, file), 'utf8');
        const imports = [
          ...source.matchAll(/^import (?!type)[^']*? from '[^']*\/([\w-]+)\.ts';$/gm),
        ];
        return imports.some(
          ([text, module]) =>
            ['open', 'settle', 'reset'].includes(module ?? '') ||
            (module === 'run' && /\brun\b.*from/s.test(text)) ||
            (module === 'status' && /\b(readStatus|statusOf)\b/.test(text)),
        );
      });
    assert.deepEqual(connecting, [join('model', 'gateway.ts')]);
  });
});

describe('a refresh that is asked for while it runs', () => {
  it('happens once more, however often it was asked for', async () => {
    let count = 0;
    const work = new Coalescing(async () => {
      count++;
      await setTimeout(10);
    });
    await Promise.all([work.request(), work.request(), work.request(), work.request()]);
    assert.equal(count, 2);
    await work.request();
    assert.equal(count, 3);
  });
});

describe('debouncing', () => {
  it('works once after the last of several calls, and never when disposed', async () => {
    let count = 0;
    const debounced = new Debounced(10, () => count++);
    debounced.call();
    debounced.call();
    await setTimeout(30);
    assert.equal(count, 1);
    debounced.call();
    debounced.dispose();
    await setTimeout(30);
    assert.equal(count, 1);
  });
});
