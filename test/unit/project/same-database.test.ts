import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAddress } from '../../../src/databases/address.ts';
import { sameDatabase } from '../../../src/project/same-database.ts';

function shared(...urls: readonly string[]) {
  const targets = urls.map((url, index) => ({
    name: String(index),
    target: parseAddress(url, { base: '/shop', env: {} }),
  }));
  return sameDatabase(targets).map(({ names }) => names.join('='));
}

describe('one database under several names', () => {
  it('is seen by file, or by server, port and name', () => {
    assert.deepEqual(shared('sqlite:a.db', 'sqlite:b.db', 'sqlite:///shop/a.db?mode=ro'), ['0=2']);
    assert.deepEqual(
      shared('postgres://u@DB/a', 'postgres://other@db:5432/a', 'postgres://u@db:6000/a'),
      ['0=1'],
    );
    assert.deepEqual(
      shared('postgres://u@localhost/a', 'postgres://u@127.0.0.1/a', 'postgres://u@[::1]/a'),
      ['0=1=2'],
    );
  });

  it('is none where anything differs, and memory is nobody else’s', () => {
    assert.deepEqual(shared('postgres://u@h/a', 'postgres://u@h/b', 'postgres://u@g/a'), []);
    assert.deepEqual(shared('sqlite::memory:', 'sqlite::memory:'), []);
    assert.deepEqual(shared(), []);
  });

  it('is shown without its password', () => {
    const target = parseAddress('postgres://u:geheim@h/a', { base: '/', env: {} });
    const [found] = sameDatabase([
      { name: 'a', target },
      { name: 'b', target },
    ]);
    assert.deepEqual(found?.names, ['a', 'b']);
    assert.doesNotMatch(found.display, /geheim/);
  });
});
