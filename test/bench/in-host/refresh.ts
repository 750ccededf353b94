import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { ProjectModel } from '../../../src/extension/model/project-model.ts';
import { ready } from '../../../src/extension/model/ready.ts';
import { session } from '../../host/session.ts';
import { byTurns, type Contender } from '../by-turns.ts';
import type { RefreshFigures } from '../window.ts';

const count = Number(process.env.STRATA_BENCH_COUNT);
const rounds = Number(process.env.STRATA_BENCH_ROUNDS);

describe('refreshing', () => {
  it('takes its time', async function () {
    this.timeout(600_000);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const figures = await measure(folder);
    writeFileSync(process.env.STRATA_BENCH_FIGURES ?? '', JSON.stringify(figures));
  });
});

async function measure(folder: vscode.WorkspaceFolder): Promise<RefreshFigures> {
  const services = session('Strata (bench)');
  const root = folder.uri.fsPath;
  const migrations = join(root, 'migrations');
  const place = { id: root, root, migrationsFolder: null, folder, name: 'bench' };
  const open = (): ProjectModel => new ProjectModel(place, services);
  const floor: Contender = {
    run: () => {
      for (const name of readdirSync(migrations)) statSync(join(migrations, name));
    },
  };
  const model = open();
  await model.refresh();
  const states = (of: ProjectModel): Readonly<Record<string, number>> =>
    Object.fromEntries(
      [...Map.groupBy(ready(of).status.migrations, ({ state }) => state)].map(
        ([state, { length }]) => [state, length],
      ),
    );
  assert.deepEqual(states(model), { applied: count });

  const cold = await byTurns(
    {
      floor,
      ours: {
        run: async () => {
          const fresh = open();
          await fresh.refresh();
          assert.deepEqual(states(fresh), { applied: count });
          fresh.dispose();
        },
      },
    },
    { rounds, warming: 1 },
  );
  const warm = await byTurns(
    { floor, ours: { run: () => model.refreshFiles() } },
    { rounds: rounds * 4 },
  );

  const name = readdirSync(migrations).findLast((each) => each.endsWith('.up.sql')) ?? '';
  const path = `migrations/${name}`;
  const written = readFileSync(join(root, path), 'utf8');
  const one = await byTurns(
    {
      ours: {
        before: (round) => {
          writeFileSync(join(root, path), `${written}-- ${round}\n`);
        },
        run: () => model.refreshFiles(new Set([path])),
        after: async () => {
          assert.deepEqual(states(model), { applied: count - 1, modified: 1 });
          writeFileSync(join(root, path), written);
          await model.refreshFiles(new Set([path]));
          assert.deepEqual(states(model), { applied: count });
        },
      },
    },
    { rounds: rounds * 4 },
  );
  model.dispose();
  services.dispose();
  return { cold, warm, one: one.ours };
}
