import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTelling } from '../../../src/extension/follow/telling.ts';
import { projectNames } from '../../../src/extension/model/project-names.ts';

/** Projects as "folder root" or "folder root migrations". */
function named(...projects: readonly string[]): readonly string[] {
  return projectNames(
    projects.map((each) => {
      const [path = '', root = '', migrationsFolder = null] = each.split(' ');
      const folder = { name: path.split('/').at(-1) ?? '', path };
      return { root, migrationsFolder, folder };
    }),
  );
}

describe('the names of projects', () => {
  it('are those of their folders', () => {
    assert.deepEqual(named('/shop /shop', '/shop /shop/api'), ['shop', 'api']);
  });

  it('are paths where two folders have the same name', () => {
    assert.deepEqual(named('/w /w/a/db', '/w /w/b/db', '/w /w/c'), ['a/db', 'b/db', 'c']);
  });

  it('begin with the workspace folder where paths are the same', () => {
    assert.deepEqual(named('/one /one/db', '/two /two/db'), ['one/db', 'two/db']);
  });

  it('tell two projects in one folder apart by their migrations', () => {
    assert.deepEqual(named('/w /w migrations', '/w /w db/migrations'), [
      'w: migrations',
      'w: db/migrations',
    ]);
  });
});

describe('what comes and goes', () => {
  it('tells of other projects where it could begin or end one', () => {
    const roots = ['/w/api'];
    const telling = [
      '/w/strata.json',
      '/w/x/sqlx.toml',
      '/w/x/migrations',
      '/w/V001__users',
      '/w/new',
    ];
    const others = ['/w/api/README.md', '/w/api/src/main.ts', '/w/api.md', '/w/api/.git/x.lock'];
    for (const path of [...telling, '/w/db/1_a.sql', '/w/api', '/w']) {
      assert.ok(isTelling(path, roots), path);
    }
    for (const path of others) assert.ok(!isTelling(path, roots), path);
  });
});
