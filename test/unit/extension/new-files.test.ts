import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tools } from '../../../src/conventions/registry.ts';
import { listFiles } from '../../../src/extension/commands/new-files.ts';
import { firstDecidesKind } from '../../../src/project/create.ts';

describe('the first migration', () => {
  for (const tool of tools) {
    it(`decides of what kind the others are only with sqlx: ${tool.id}`, async () => {
      const { convention } = await tool.configure(new Map(), {});
      assert.equal(firstDecidesKind(convention), tool.id === 'sqlx');
    });
  }

  it('decides nothing where sqlx is configured', async () => {
    const sqlx = tools.find(({ id }) => id === 'sqlx');
    const config = new Map([['sqlx.toml', '[migrate.defaults]\nmigration-type = "reversible"\n']]);
    const configured = await sqlx?.configure(config, {});
    assert.ok(configured);
    assert.equal(firstDecidesKind(configured.convention), false);
  });
});

describe('new files', () => {
  const list = (...paths: readonly string[]): string =>
    listFiles(paths.map((path) => ({ path, content: '' })));

  it('are listed in one line, a folder’s behind its name', () => {
    assert.equal(list('1_a.up.sql', '1_a.down.sql'), '1_a.up.sql, 1_a.down.sql');
    assert.equal(
      list('V001__a/up.sql', 'V001__a/down.sql', 'V001__a/metadata.yaml'),
      'V001__a: up.sql, down.sql, metadata.yaml',
    );
  });
});
