import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAddress } from '../../../src/databases/address.ts';
import { sharedHistories, type HistoryPlace } from '../../../src/project/shared-history.ts';

const SQLX = { schema: null, name: '_sqlx_migrations' };

function place(
  name: string,
  url: string,
  found: Partial<Pick<HistoryPlace, 'table' | 'located' | 'path'>> = {},
): HistoryPlace {
  const target = parseAddress(url, { base: '/shop', env: {} });
  return { name, target, table: SQLX, located: null, path: null, ...found };
}

function told(own: readonly HistoryPlace[], others: readonly HistoryPlace[] = []) {
  return sharedHistories(own, others).map(({ message }) => message.split(' have ')[0]);
}

describe('one history under several names', () => {
  it('is that of two projects, or of two environments', () => {
    const shop = place('shop', 'sqlite:a.db');
    const billing = place('billing', 'sqlite:./a.db?mode=rw');
    const staging = place('shop (staging)', 'sqlite:a.db');
    assert.deepEqual(told([shop], [billing]), ['shop, billing']);
    assert.deepEqual(told([shop, staging]), ['shop, shop (staging)']);
    assert.deepEqual(told([shop, staging], [billing]), ['shop, shop (staging), billing']);
  });

  it('is none in another database', () => {
    assert.deepEqual(told([place('shop', 'sqlite:a.db')], [place('billing', 'sqlite:b.db')]), []);
  });

  it('is none where the tools’ tables differ', () => {
    const table = { schema: null, name: 'migration_history' };
    const people = place('people', 'sqlite:a.db', { table });
    assert.deepEqual(told([place('shop', 'sqlite:a.db')], [people]), []);
  });

  it('is none where the addresses choose schemas, or the tables were found in two', () => {
    const url = 'postgres://u@h/a';
    const option = '?options=-csearch_path%3Dtenant';
    const at = (schema: string) => ({ located: `${schema}._sqlx_migrations` });
    assert.deepEqual(told([place('a', url)], [place('b', url + option)]), []);
    assert.deepEqual(told([place('a', url, at('x'))], [place('b', url, at('y'))]), []);
    assert.deepEqual(told([place('a', url, at('x'))], [place('b', url + option, at('x'))]), [
      'a, b',
    ]);
    assert.deepEqual(told([place('a', url, at('x'))], [place('b', url)]), ['a, b']);
  });

  it('is told with table and address, but no password, at the file that names it', () => {
    const url = 'postgres://u:geheim@h/a';
    const own = [place('a', url, { path: 'strata.json' }), place('b', url)];
    const [problem] = sharedHistories(own, []);
    assert.match(problem?.message ?? '', /the table _sqlx_migrations of postgres:\/\/u@h.*\/a: /);
    assert.doesNotMatch(problem?.message ?? '', /geheim/);
    assert.deepEqual(
      [problem?.code, problem?.severity, problem?.path],
      ['shared-history', 'warning', 'strata.json'],
    );
  });
});
