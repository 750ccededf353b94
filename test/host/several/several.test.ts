import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { Targets } from '../../../src/extension/commands/targets.ts';
import { DoctorDocuments } from '../../../src/extension/doctor/doctor-documents.ts';
import { ApplyOnOpen } from '../../../src/extension/apply-on-open.ts';
import { ChangeFollower } from '../../../src/extension/follow/follow-changes.ts';
import type { ProjectModel } from '../../../src/extension/model/project-model.ts';
import { Projects } from '../../../src/extension/model/projects.ts';
import { PlanDocuments } from '../../../src/extension/plan/plan-documents.ts';
import { RunFlow } from '../../../src/extension/run/run-flow.ts';
import { Turns } from '../../../src/extension/run/turns.ts';
import { Voice } from '../../../src/extension/run/voice.ts';
import { MigrationsTree } from '../../../src/extension/tree/migrations-tree.ts';
import { eventually } from '../../support/eventually.ts';
import { Person } from '../person.ts';
import { session } from '../session.ts';

describe('several folders in one window, one of them with several projects', () => {
  const services = session('Strata (several)');
  const projects = new Projects(services);
  const tree = new MigrationsTree(projects);
  const follower = new ChangeFollower(projects);
  const plans = new PlanDocuments(projects);
  const { gateway } = services;
  const voice = new Voice(services.log);
  const confirm = () => Promise.resolve(true);
  const flow = new RunFlow({ gateway, turns: new Turns(), confirm, voice }, plans);

  before(() => projects.find());

  after(() => {
    for (const each of [follower, tree, plans, projects, services]) each.dispose();
  });

  it('are all found, each with a state of its own', () => {
    assert.deepEqual(
      projects.all.map(({ name, state }) => [name, state.kind]),
      [
        ['api', 'ready'],
        ['billing', 'no-database'],
        ['docs', 'no-folder'],
        ['notes', 'ready'],
        ['people', 'ready'],
        ['shop', 'ready'],
      ],
    );
    for (const model of projects.all) {
      assert.equal(projects.of(model.uriOf('migrations/1_x.sql')), model);
    }
  });

  it('have the tool that their files are for, and say why', () => {
    const known = ['shop', 'notes', 'people'].map((name) => {
      const { project } = named(name);
      return [project?.convention.id, project?.detection.certain];
    });
    assert.deepEqual(known, [
      ['sqlx', true],
      ['sections', true],
      ['versioned-folders', true],
    ]);
    assert.notEqual(named('notes').project?.detection.reason, '');
  });

  it('are a node each, where there are migrations', async () => {
    await eventually(() => {
      assert.deepEqual(
        tree.getChildren().map(({ node }) => [node.label, node.description]),
        [
          ['api', 'api.db'],
          ['billing', 'no database'],
          ['notes', 'notes.db'],
          ['people', 'people.db'],
          ['shop', 'shop.db'],
        ],
      );
    });
  });

  it('are applied and reverted each for itself', async () => {
    for (const name of ['notes', 'people', 'shop']) {
      const model = named(name);
      const applied = await flow.start(model, { kind: 'up' });
      assert.equal(applied?.done.length, 1, name);
      const reverted = await flow.start(model, { kind: 'down', steps: 1 });
      assert.equal(reverted?.done.length, 1, name);
    }
    assert.equal(existsSync(join(named('api').root, 'api.db')), false);
  });

  it('come and go with their files, and the others stay what they were', async () => {
    const shop = named('shop');
    const root = join(shop.root, '../late');
    mkdirSync(join(root, 'migrations'), { recursive: true });
    writeFileSync(join(root, '.env'), 'DATABASE_URL=sqlite:late.db\n');
    writeFileSync(join(root, 'migrations/1_late.sql'), 'SELECT 1;\n');
    await eventually(() => {
      assert.equal(named('late').state.kind, 'ready');
    });
    assert.equal(named('shop'), shop);
    rmSync(root, { recursive: true });
    await eventually(() => {
      assert.equal(
        projects.all.some(({ name }) => name === 'late'),
        false,
      );
    });
    assert.equal(named('shop'), shop);
  });

  it('follow an address in a folder above', async () => {
    const shop = named('shop');
    rmSync(join(shop.root, '.env'));
    await eventually(() => {
      assert.equal(shop.state.kind, 'no-database');
    });
    writeFileSync(join(shop.root, '../../.env'), 'DATABASE_URL=sqlite:above.db\n');
    await eventually(() => {
      assert.ok(shop.state.kind === 'ready');
      assert.equal(shop.state.target.name, 'above.db');
    });
  });

  it('follow strata.json', async () => {
    const notes = named('notes');
    const path = join(notes.root, 'strata.json');
    writeFileSync(
      path,
      '{ "environments": { "live": { "url": "sqlite:live.db", "protected": true } } }',
    );
    await eventually(() => {
      assert.ok(notes.state.kind === 'ready');
      assert.deepEqual(notes.state.environment?.name, 'live');
    });
    writeFileSync(path, '{ "environments": ');
    await eventually(() => {
      assert.equal(notes.state.kind, 'misconfigured');
    });
    rmSync(path);
    await eventually(() => {
      assert.ok(notes.state.kind === 'ready');
      assert.equal(notes.state.environment, null);
    });
  });

  function named(name: string): ProjectModel {
    const found = projects.all.find((model) => model.name === name);
    assert.ok(found, `there is no project ${name}`);
    return found;
  }
});

describe('a window on several projects', () => {
  const services = session('Strata (choices)');
  const projects = new Projects(services);
  const tree = new MigrationsTree(projects);
  const targets = new Targets(projects);
  let person: Person;

  before(async () => {
    person = new Person();
    await projects.find();
    await projects.refresh();
  });

  after(async () => {
    for (const each of [person, tree, projects, services]) each.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const named = (name: string): ProjectModel => {
    const found = projects.all.find((model) => model.name === name);
    assert.ok(found);
    return found;
  };

  it('asks which one, the one whose file is in sight first', async () => {
    await vscode.window.showTextDocument(named('people').uriOf('migrations/V001__people/up.sql'));
    person.answers.push('people');
    assert.equal(await targets.project(), named('people'));
    const order = person.offered.map((labels) => labels.map((label) => label.split(' ')[0]));
    assert.deepEqual(order, [['people', 'api', 'billing', 'notes', 'shop']]);
  });

  it('tells of two that have one history, and no more when each has its own', async () => {
    const [api, billing] = [named('api'), named('billing')];
    const address = join(billing.root, '.env');
    const shared =
      /^api, billing have one history, the table _sqlx_migrations of sqlite:.*api\.db: what is applied or reverted in one of them is so in all\. /;
    const attention = (name: string) =>
      tree
        .getChildren()
        .find(({ node }) => node.label === name)
        ?.node.children?.()
        .flatMap(({ children }) => children?.() ?? [])
        .find(({ label }) => label === 'History table');

    writeFileSync(address, `DATABASE_URL=sqlite:${join(api.root, 'api.db')}\n`);
    await billing.refresh();
    await eventually(() => {
      assert.match(attention('api')?.description ?? '', shared);
      assert.match(attention('billing')?.description ?? '', /^billing, api have one history/);
    });
    const doctor = new DoctorDocuments(services.gateway, projects);
    await doctor.show(api);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^Setup of api: warnings: \d/);
    const told = /✓ {2}history .+\n +! {2}history +api, billing have one history, the table _sqlx/;
    assert.match(text, told);
    doctor.dispose();

    rmSync(address);
    await billing.refresh();
    await eventually(() => {
      assert.equal(attention('api'), undefined);
    });
  });
});

describe('applying when the window opens', () => {
  const settings = vscode.workspace.getConfiguration('strata');

  after(() => settings.update('applyOnOpen', undefined, vscode.ConfigurationTarget.Workspace));

  const unprotected = ['api', 'people', 'shop'];
  const yes = 'Apply';

  for (const { value, answers, asked, expected } of [
    { value: 'never', answers: [], asked: [], expected: [] },
    { value: 'ask', answers: [], asked: unprotected, expected: [] },
    { value: 'ask', answers: [yes, yes, yes], asked: unprotected, expected: unprotected },
    { value: 'always', answers: [], asked: [], expected: unprotected },
  ]) {
    const what = expected.length === 0 ? 'nothing' : 'once, and nothing that is protected';
    it(`${value}${answers.length > 0 ? ', and yes' : ''}: applies ${what}`, async () => {
      await settings.update('applyOnOpen', value, vscode.ConfigurationTarget.Workspace);
      const services = session(`Strata (${value})`);
      const projects = new Projects(services);
      const plans = new PlanDocuments(projects);
      const person = new Person();
      person.answers.push(...answers);
      const started: string[] = [];
      const start = ({ name }: ProjectModel): Promise<null> => {
        started.push(name);
        return Promise.resolve(null);
      };
      const applying = new ApplyOnOpen(projects, { start }, plans, services.log);
      const mono = vscode.workspace.workspaceFolders?.at(-1)?.uri.fsPath ?? '';
      const path = join(mono, 'packages/notes/strata.json');
      writeFileSync(
        path,
        '{ "environments": { "live": { "url": "sqlite:l.db", "protected": true } } }',
      );
      await projects.find();
      await projects.refresh();
      assert.deepEqual(
        person.heard.map((text) => /^1 migration of (\w+) is pending on /.exec(text)?.[1]).sort(),
        asked,
      );
      assert.deepEqual(started.sort(), expected);
      for (const each of [person, applying, plans, projects, services]) each.dispose();
      rmSync(path);
    });
  }
});
