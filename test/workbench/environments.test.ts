import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { useSteps, useWorkbench } from '../support/workbench.ts';
import { assertDescription, assertLenses, assertQuiet } from './assertions.ts';
import { Monorepo } from './monorepo.ts';

const strata = join(import.meta.dirname, '../../src/cli/main.ts');

const ENVIRONMENTS = `{
  "environments": {
    "development": { "url": "sqlite:dev.db" },
    "production": { "url": "sqlite:shop.db", "protected": true }
  }
}
`;

describe('a person who works on three projects, and looks at one in production', () => {
  const repo = new Monorepo(ENVIRONMENTS);
  const up = (...parameters: readonly string[]) =>
    execFileSync(process.execPath, [strata, 'up', '-C', ...parameters]);
  up(repo.path('agent'), '--steps', '1');
  up(repo.path('store'), '--steps', '1', '-e', 'production', '--confirm', 'production');
  up(repo.path('telemetry'));

  const workbench = useWorkbench(() => ({ folder: repo.folder }));
  useSteps();

  it('is in development, until another environment is chosen', async () => {
    await workbench().openView('Strata');
    await workbench().widenSideBar(60);
    await workbench()
      .treeItem(/^create goods/)
      .click();
    await workbench().statusBarItem('development · 2 pending').click();
    await workbench().quickInputRows.filter({ hasText: 'protected' }).click();
    await assertDescription(workbench(), 'store', 'production · shop.db');
    await assertDescription(workbench(), 'agent', 'development · dev.db');
    await assertDescription(workbench(), 'telemetry', 'development · dev.db');
  });

  it('sees by the colour of the status bar that a file is for production', async () => {
    const warning = workbench().page.locator('.statusbar-item.warning-kind');
    await workbench()
      .treeItem(/^create sessions/)
      .click();
    await workbench().statusBarItem('development · 1 pending').waitFor();
    assert.equal(await warning.count(), 0);
    await workbench()
      .treeItem(/^create orders/)
      .click();
    await warning.filter({ hasText: 'production · 1 pending' }).waitFor();
    await assertLenses(workbench(), '▶ Apply to shop.db (production)', 'Rehearse', 'Show plan');
    await assertQuiet(workbench());
    await workbench().screenshot('environments-01-production');
    await workbench().picture('environments', { width: 1280, height: 460 });
  });
});
