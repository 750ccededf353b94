import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { MigrationReader, type ProjectFiles } from '../../../src/project/migrations.ts';
import { openProject } from '../../../src/project/project.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('unsaved contents', () => {
  let folder: string;
  let reader: MigrationReader;

  const write = (name: string, text: string | Uint8Array): void => {
    writeFileSync(join(folder, name), text);
  };
  const scripts = (files: ProjectFiles | null): readonly (string | undefined)[] =>
    (files?.migrations ?? []).flatMap(({ up, down }) => [up.sql, ...(down ? [down.sql] : [])]);

  beforeEach(async () => {
    const root = temporaryFolder('overlay');
    folder = join(root, 'migrations');
    mkdirSync(folder);
    write('1_users.up.sql', 'up');
    write('1_users.down.sql', 'down');
    write('2_carts.sql', 'carts');
    reader = new MigrationReader(await openProject(root));
  });

  it('stand in the place of their files', async () => {
    await reader.read();
    const overlay = new Map([['migrations/1_users.down.sql', Buffer.from('typed')]]);
    assert.deepEqual(scripts(reader.overlay(overlay)), ['up', 'typed', 'carts']);
  });

  it('make no other file be looked at', async () => {
    await reader.read();
    rmSync(join(folder, '2_carts.sql'));
    const overlay = new Map([['migrations/1_users.up.sql', Buffer.from('typed')]]);
    assert.deepEqual(scripts(reader.overlay(overlay)), ['typed', 'down', 'carts']);
  });

  it('are forgotten by the next reading', async () => {
    await reader.read();
    reader.overlay(new Map([['migrations/2_carts.sql', Buffer.from('typed')]]));
    assert.deepEqual(scripts(reader.overlay(new Map())), ['up', 'down', 'carts']);
    assert.deepEqual(scripts(await reader.read()), ['up', 'down', 'carts']);
  });

  it('that were saved meanwhile are on disk', async () => {
    await reader.read();
    write('2_carts.sql', 'saved');
    assert.deepEqual(scripts(reader.overlay(new Map([['migrations/2_carts.sql', null]]))), [
      'up',
      'down',
      'saved',
    ]);
  });

  it('bring their own problems and keep those of other files', async () => {
    write('2_carts.sql', Uint8Array.of(0xff));
    write('notes.sql', '');
    const codes = (files: ProjectFiles | null): readonly string[] =>
      (files?.problems ?? []).map(({ code, path }) => `${code} ${path ?? ''}`);
    assert.deepEqual(codes(await reader.read()), [
      'naming migrations/notes.sql',
      'encoding migrations/2_carts.sql',
    ]);
    const overlay = new Map([
      ['migrations/2_carts.sql', Buffer.from('carts')],
      ['migrations/1_users.up.sql', Uint8Array.of(0xff)],
    ]);
    assert.deepEqual(codes(reader.overlay(overlay)), [
      'naming migrations/notes.sql',
      'encoding migrations/1_users.up.sql',
    ]);
  });

  it('are nothing before the first reading', () => {
    assert.equal(reader.overlay(new Map()), null);
  });
});
