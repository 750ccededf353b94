import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseAddress } from '../../../src/databases/address.ts';
import { sameDatabase } from '../../../src/project/same-database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

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

  it('is seen through links, whether its file is there or not', () => {
    const folder = temporaryFolder('same-database');
    writeFileSync(join(folder, 'a.db'), '');
    symlinkSync('a.db', join(folder, 'link.db'));
    symlinkSync('.', join(folder, 'linked'));
    const at = (path: string) => `sqlite://${join(folder, path)}`;
    assert.deepEqual(shared(at('a.db'), at('link.db'), at('linked/a.db')), ['0=1=2']);
    assert.deepEqual(shared(at('new.db'), at('linked/new.db'), at('linked/other.db')), ['0=1']);
  });

  it('is seen through the socket of a server', () => {
    assert.deepEqual(shared('postgres://u@localhost/a', 'postgres://u@/a?host=/run/pg'), ['0=1']);
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
