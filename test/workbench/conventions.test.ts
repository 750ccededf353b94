import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { eventually } from '../support/eventually.ts';
import { firstColumn } from '../support/first-column.ts';
import { postgres } from '../support/postgres.ts';
import { useSteps, useWorkbench } from '../support/workbench.ts';
import { assertLenses, assertQuiet } from './assertions.ts';
import { Monorepo, type ProjectName } from './monorepo.ts';

interface Team {
  readonly project: ProjectName;
  /** As the tree has them, oldest first. */
  readonly migrations: readonly [string, string];
  /** What each makes. */
  readonly tables: readonly [string, string];
  readonly historyTable: string;
  /** What says that a row is of an applied migration. */
  readonly applied: string;
  readonly folder: string;
  /** What a migration named "add notes" is made of. */
  readonly created: readonly RegExp[];
  /** Whether the tool reverts what its template leaves empty. */
  readonly revertsEmpty: boolean;
}

const ENVIRONMENTS = `{
  "environments": {
    "local": { "url": "sqlite:local.db" },
    "server": { "url": "\${env:SERVER_URL}", "protected": true }
  }
}
`;

const teams: readonly Team[] = [
  {
    project: 'agent',
    migrations: ['create agents', 'create sessions'],
    tables: ['agents', 'sessions'],
    historyTable: 'schema_migrations',
    applied: '1 = 1',
    folder: 'src/db/migrations/sql',
    created: [/^\d{14}_add_notes\.sql$/],
    revertsEmpty: false,
  },
  {
    project: 'store',
    migrations: ['create goods', 'create orders'],
    tables: ['goods', 'orders'],
    historyTable: '_sqlx_migrations',
    applied: 'success',
    folder: 'migrations',
    created: [/^\d{14}_add_notes\.down\.sql$/, /^\d{14}_add_notes\.up\.sql$/],
    revertsEmpty: true,
  },
  {
    project: 'telemetry',
    migrations: ['create events', 'create traces'],
    tables: ['events', 'traces'],
    historyTable: 'migration_history',
    applied: "status = 'completed'",
    folder: 'migrations',
    created: [/^V003__add_notes$/],
    revertsEmpty: true,
  },
];

describe('a person with three teams’ projects, on both engines', () => {
  const servers = new Map<ProjectName, Client>();
  const databases = new Map<ProjectName, string>();
  let repo: Monorepo;

  before(async () => {
    const addresses: Partial<Record<ProjectName, string>> = {};
    for (const { project } of teams) {
      const { name, url } = await (await postgres()).createDatabase();
      const client = new Client(url);
      await client.connect();
      servers.set(project, client);
      databases.set(project, name);
      addresses[project] = url;
    }
    repo = new Monorepo(ENVIRONMENTS, addresses);
  });
  after(() => Promise.all([...servers.values()].map((client) => client.end())));

  const workbench = useWorkbench(() => ({
    folder: repo.folder,
    size: { width: 1500, height: 900 },
  }));
  useSteps();

  const row = (project: string) => workbench().treeItem(new RegExp(`^${project}, `));

  /** Below the project's own row, by name. */
  async function rowsOf(project: ProjectName): Promise<string[]> {
    const rows = await workbench().treeRows();
    const start = rows.findIndex(({ name, isGroup }) => isGroup && name === project);
    const rest = rows.slice(start + 1);
    const next = rest.findIndex(
      ({ name, isGroup }) => isGroup && teams.some((team) => team.project === name),
    );
    const own = next < 0 ? rest : rest.slice(0, next);
    return own.map(({ name, description, isGroup }) => (isGroup ? `${name} ${description}` : name));
  }

  async function assertRows(project: ProjectName, ...expected: readonly string[]): Promise<void> {
    await eventually(async () => {
      assert.deepEqual(await rowsOf(project), expected);
    });
  }

  const localRows = (project: ProjectName, sql: string) =>
    firstColumn(repo.path(`${project}/local.db`), sql);

  async function serverRows(project: ProjectName, sql: string): Promise<unknown[]> {
    const found = await servers.get(project)?.query<unknown[]>({ text: sql, rowMode: 'array' });
    return found?.rows.map(([first]) => first) ?? [];
  }

  async function chooseProject(project: ProjectName): Promise<void> {
    await workbench()
      .page.getByRole('option', { name: new RegExp(`^${project},`) })
      .click();
  }

  it('sees a project each, found by their files, with nothing set up', async () => {
    await workbench().openView('Strata');
    await workbench().widenSideBar(160);
    for (const { project, migrations } of teams) {
      await row(project).waitFor();
      await assertRows(project, 'Pending 2', ...migrations);
    }
    await workbench().screenshot('conventions-01-tree');
  });

  for (const team of teams) {
    const { project, migrations, tables, historyTable, applied, folder, created } = team;
    const [first, second] = migrations;

    it(`applies and reverts by the lenses of ${project}`, async () => {
      await workbench()
        .treeItem(new RegExp(`^${first}`))
        .click();
      await assertLenses(workbench(), '▶ Apply to local.db (local)', 'Rehearse', 'Show plan');
      await workbench().lenses.filter({ hasText: 'Apply to local.db (local)' }).click();
      await assertRows(project, 'Pending 1', second, 'Applied 1', first);
      assert.deepEqual(localRows(project, `SELECT count(*) FROM ${tables[0]}`), [0]);
      const rows = `SELECT count(*) FROM ${historyTable} WHERE ${applied}`;
      assert.deepEqual(localRows(project, rows), [1]);
      await workbench().screenshot(`conventions-02-${project}-applied`);

      await workbench().lenses.filter({ hasText: '↩ Revert on local.db (local)' }).first().click();
      await workbench().dialog.getByText('Revert 1 migration on local.db (local)?').waitFor();
      await workbench().dialog.getByRole('button', { name: 'Revert 1' }).click();
      await assertRows(project, 'Pending 2', first, second);
      assert.deepEqual(localRows(project, rows), [0]);
      const there = `SELECT name FROM sqlite_master WHERE name = '${tables[0]}'`;
      assert.deepEqual(localRows(project, there), []);
      await assertQuiet(workbench());
    });

    it(`creates a migration in ${project} as its tool would`, async () => {
      const before = new Set(repo.list(`${project}/${folder}`));
      await workbench().runCommand('Strata: Create Migration');
      await chooseProject(project);
      await workbench().quickInput.fill('add notes');
      await workbench().quickInputMessage.filter({ hasText: 'add_notes' }).waitFor();
      await workbench().screenshot(`conventions-03-${project}-create`);
      await workbench().page.keyboard.press('Enter');
      await assertRows(project, 'Pending 3', first, second, 'add notes');
      const made = repo.list(`${project}/${folder}`).filter((name) => !before.has(name));
      assert.equal(made.length, created.length);
      for (const [index, name] of made.entries()) assert.match(name, created[index] ?? /^$/);
      const opened = made.at(-1)?.endsWith('.sql') ? made.at(-1) : 'up.sql';
      await workbench().page.locator(`.tab.active[data-resource-name="${opened}"]`).waitFor();
      await workbench().page.locator('.monaco-editor.focused').waitFor();
      await workbench().screenshot(`conventions-04-${project}-created`);
    });

    it(`switches ${project} to its server, which wants its name typed`, async () => {
      const database = databases.get(project) ?? '';
      await workbench().runCommand('Strata: Select Environment');
      await chooseProject(project);
      const server = workbench().quickInputRows.filter({ hasText: 'protected' });
      await server.waitFor();
      await workbench().screenshot(`conventions-05-${project}-environments`);
      await server.click();
      await row(project)
        .filter({ hasText: `server · ${database}` })
        .waitFor();
      await assertRows(project, 'Pending 3', first, second, 'add notes');

      await workbench().treeAction(new RegExp(`^${project}, `), 'Apply All Pending Migrations');
      const { dialog, page, quickInput } = workbench();
      await dialog.getByText(`Apply 3 migrations to ${database} (server)?`).waitFor();
      await workbench().screenshot(`conventions-06-${project}-question`);
      await dialog.getByRole('button', { name: 'Apply 3' }).click();
      await quickInput.fill('local');
      await page.keyboard.press('Enter');
      await workbench().quickInputMessage.filter({ hasText: 'server' }).waitFor();
      assert.deepEqual(await serverRows(project, `SELECT to_regclass('${historyTable}')`), [null]);
      await quickInput.fill('server');
      await page.keyboard.press('Enter');
      await assertRows(project, 'Applied 3', 'add notes', second, first);
      const rows = `SELECT count(*)::int FROM ${historyTable} WHERE ${applied}`;
      assert.deepEqual(await serverRows(project, rows), [3]);
      assert.deepEqual(await serverRows(project, `SELECT count(*)::int FROM ${tables[1]}`), [0]);
      // The other database is as it was.
      const local = `SELECT count(*) FROM ${historyTable} WHERE ${applied}`;
      assert.deepEqual(localRows(project, local), [0]);
      const revert = `↩ Revert on ${database} (server)`;
      await assertLenses(workbench(), /^✓ Applied/, ...(team.revertsEmpty ? [revert] : []));
      // What validating says, be it good or bad.
      await workbench().notification(`${database} (server)`).waitFor();
      await workbench().screenshot(`conventions-07-${project}-server`);
      await workbench().clearNotifications();
    });
  }
});
