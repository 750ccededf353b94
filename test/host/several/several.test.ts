import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { after, before, describe, it } from 'mocha';
import { Projects } from '../../../src/extension/model/projects.ts';
import { MigrationsTree } from '../../../src/extension/tree/migrations-tree.ts';
import { session } from '../session.ts';

describe('several folders in one window', () => {
  const services = session('Strata (several)');
  const projects = new Projects(services);
  const tree = new MigrationsTree(projects);

  before(async () => {
    await projects.find();
    await projects.refresh();
  });

  after(() => {
    for (const each of [tree, projects, services]) each.dispose();
  });

  it('are a project each, with a state of its own', () => {
    assert.deepEqual(
      projects.all.map(({ name, state }) => [name, state.kind]),
      [
        ['api', 'ready'],
        ['billing', 'no-database'],
        ['docs', 'no-folder'],
      ],
    );
    for (const model of projects.all) {
      assert.equal(projects.of(model.uriOf('migrations/1_x.sql')), model);
    }
  });

  it('are a node each, where there are migrations', async () => {
    await setTimeout(200);
    assert.deepEqual(
      tree.getChildren().map(({ node }) => [node.label, node.description]),
      [
        ['api', 'api.db'],
        ['billing', 'no database'],
      ],
    );
  });
});
