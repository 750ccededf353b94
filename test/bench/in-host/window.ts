import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { StrataExtension } from '../../../src/extension/api/api.ts';
import type { HostMemory, WindowFigures } from '../window.ts';

/** In milliseconds: by then a window has done what follows from what happened. */
const quiet = Number(process.env.STRATA_BENCH_QUIET);
const count = Number(process.env.STRATA_BENCH_COUNT);
const collectGarbage = collector();

describe('a window', () => {
  it('takes memory, and keeps others waiting', async function () {
    this.timeout(300_000);
    await setTimeout(quiet);
    const strata = vscode.extensions.getExtension<StrataExtension>('strata.strata-migrations');
    const figures = await (strata === undefined ? ofPlainTree() : ofStrata(strata));
    writeFileSync(process.env.STRATA_BENCH_FIGURES ?? '', JSON.stringify(figures));
  });
});

/** An extension that does nothing and, later on, a tree whose rows say next to nothing. */
async function ofPlainTree(): Promise<WindowFigures> {
  const memory = await memoryOfHost();
  const firstPaint = await blockedBy(() => vscode.commands.executeCommand('bench.rows.focus'));
  const scroll = await blockedBy(() => vscode.commands.executeCommand('list.focusLast'));
  const refresh = await blockedBy(() => vscode.commands.executeCommand('bench.rows.refresh'));
  return { memory, firstPaint, scroll, refresh };
}

async function ofStrata(strata: vscode.Extension<StrataExtension>): Promise<WindowFigures> {
  const api = (await strata.activate()).getApi(1);
  const [project] = api.projects;
  const all = await project?.status();
  assert.equal(all?.length, count);
  assert.ok(all.every(({ state }) => state === 'applied'));
  await setTimeout(quiet);

  const firstPaint = await blockedBy(() =>
    vscode.commands.executeCommand('strata.migrations.focus'),
  );
  const scroll = await blockedBy(async () => {
    for (const command of ['list.focusPageDown', 'list.focusPageDown', 'list.focusLast']) {
      await vscode.commands.executeCommand(command);
    }
    // The oldest, which are folded.
    await vscode.commands.executeCommand('list.expand');
  });
  const refresh = await blockedBy(() => vscode.commands.executeCommand('strata.refresh'));
  return { memory: await memoryOfHost(), firstPaint, scroll, refresh };
}

/** @returns in milliseconds: for how long the host's thread could do nothing else, at most */
async function blockedBy(work: () => Thenable<unknown>): Promise<number> {
  // What was left to collect is not on its account.
  collectGarbage();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  await setTimeout(quiet);
  delay.disable();
  return delay.max / 1e6;
}

/** In MB, of what is left when garbage is collected. */
async function memoryOfHost(): Promise<HostMemory> {
  for (let round = 0; round < 3; round++) {
    collectGarbage();
    await setTimeout(200);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss / 1e6, heap: (heapUsed + external) / 1e6 };
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
