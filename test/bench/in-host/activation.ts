import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/extension/commands/command-ids.ts';
import type { Activations } from '../activation.ts';

/** In milliseconds: by then a window has done what it does when it opens. */
const quiet = Number(process.env.STRATA_BENCH_QUIET);

describe('activating', () => {
  it('takes its time', async () => {
    await setTimeout(quiet);
    await activate('bench.empty-first');
    const floor = await activate('bench.empty');
    const ours = await activate('strata.strata-migrations');
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      commandIds.filter((id) => !registered.includes(id)),
      [],
    );
    const times: Activations = { ours, floor };
    writeFileSync(process.env.STRATA_BENCH_TIMES ?? '', JSON.stringify(times));
  });
});

/** @returns in milliseconds, how long that took */
async function activate(id: string): Promise<number> {
  const extension = vscode.extensions.getExtension(id);
  assert.ok(extension);
  assert.equal(extension.isActive, false);
  const start = performance.now();
  await extension.activate();
  const took = performance.now() - start;
  await setTimeout(quiet);
  return took;
}
