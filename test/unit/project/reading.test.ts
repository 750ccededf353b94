import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { MigrationReader, type ProjectFiles } from '../../../src/project/migrations.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { Random } from '../../reliability/random.ts';
import { tree } from './tree.ts';

describe('reading again', () => {
  let root: string;
  let project: Project;
  let reader: MigrationReader;
  let first: ProjectFiles;

  const USERS = 'migrations/1_users.up.sql';
  const CARTS = 'migrations/2_carts.sql';
  const write = (path: string, text: string): void => {
    writeFileSync(join(root, path), text);
  };
  const scripts = ({ migrations }: ProjectFiles): readonly string[] =>
    migrations.map(({ up }) => up.sql);

  beforeEach(async () => {
    root = tree({ [USERS]: 'users', 'migrations/1_users.down.sql': 'down', [CARTS]: 'carts' });
    project = await openProject(root);
    reader = new MigrationReader(project);
    first = await reader.read();
  });

  it('is the same object where nothing is another', async () => {
    assert.equal(await reader.read(), first);
    assert.equal(await reader.read(new Set()), first);
    assert.equal(await reader.read(new Set([USERS, CARTS])), first);
  });

  it('is the same object for a file that was written with what it held', async () => {
    write(CARTS, 'carts');
    utimesSync(join(root, CARTS), 1, 1);
    assert.equal(await reader.read(), first);
    assert.equal(reader.overlay(new Map([[CARTS, Buffer.from('carts')]])), first);
  });

  it('keeps the other migrations as they are', async () => {
    write(CARTS, 'other carts');
    const second = await reader.read(new Set([CARTS]));
    assert.deepEqual(scripts(second), ['users', 'other carts']);
    assert.equal(second.migrations[0], first.migrations[0]);
  });

  it('looks at no file that nobody has told of, until all are looked at', async () => {
    write(CARTS, 'other carts');
    assert.equal(await reader.read(new Set([USERS])), first);
    assert.deepEqual(scripts(await reader.read()), ['users', 'other carts']);
  });

  it('reads a file that was told of, though it looks as it did', async () => {
    const { atimeMs, mtimeMs } = statSync(join(root, CARTS));
    // In whole seconds, which the clock of a disk can tell.
    const [then, before] = [Math.floor(atimeMs / 1000), Math.floor(mtimeMs / 1000)];
    utimesSync(join(root, CARTS), then, before);
    await reader.read();
    write(CARTS, 'CARTS');
    utimesSync(join(root, CARTS), then, before);
    assert.deepEqual(scripts(await reader.read()), ['users', 'carts']);
    assert.deepEqual(scripts(await reader.read(new Set([CARTS]))), ['users', 'CARTS']);
  });

  it('finds files that came and went, when one is told of', async () => {
    write('migrations/3_orders.sql', 'orders');
    rmSync(join(root, CARTS));
    const second = await reader.read(new Set(['migrations/3_orders.sql']));
    assert.deepEqual(scripts(second), ['users', 'orders']);
    assert.equal(second.migrations[0], first.migrations[0]);
    renameSync(join(root, USERS), join(root, CARTS));
    assert.deepEqual(scripts(await reader.read(new Set([USERS]))), ['users', 'orders']);
  });

  it('reads what lies in a folder that was told of', async () => {
    write(USERS, 'other users');
    assert.deepEqual(scripts(await reader.read(new Set(['migrations']))), ['other users', 'carts']);
    write(CARTS, 'other carts');
    assert.deepEqual(scripts(await reader.read(new Set(['']))), ['other users', 'other carts']);
  });

  it('finds a folder that went and came', async () => {
    rmSync(join(root, 'migrations'), { recursive: true });
    const gone = await reader.read(new Set(['migrations']));
    assert.deepEqual([gone.exists, gone.migrations], [false, []]);
    mkdirSync(join(root, 'migrations'));
    write(CARTS, 'carts');
    assert.deepEqual(scripts(await reader.read(new Set(['migrations']))), ['carts']);
  });
});

describe('reading what changed comes to what reading everything does', () => {
  for (const { tool, names, texts } of [
    {
      tool: 'sqlx',
      names: [
        '1_a.sql',
        '1_a.up.sql',
        '1_a.down.sql',
        '1_b.sql',
        '2_c.up.sql',
        '2_c.down.sql',
      ].concat(['3_d.sql', 'x_e.sql', '4_f.SQL', 'notes.md']),
      texts: ['SELECT 1;', '-- no-transaction\nSELECT 1;', '\uFFFD', '\xFF'],
    },
    {
      tool: 'sections',
      names: ['20250101000000_a.sql', '20250101000000_b.sql', '20250102000000_c.sql', '1_d.sql'],
      texts: ['-- UP\nSELECT 1;\n-- DOWN\nSELECT 2;', '-- UP\nSELECT 1;', 'SELECT 1;'],
    },
    {
      tool: 'versioned-folders',
      names: ['V001__a', 'V002__b', 'V002__c', 'V004__d', 'V5__e', 'other'].flatMap((folder) =>
        ['up.sql', 'down.sql', 'metadata.yaml'].map((name) => `${folder}/${name}`),
      ),
      texts: ['', 'SELECT 1;', 'dependencies: [V001__a]', 'dependencies: [V004__d]\nversion: 9'],
    },
  ]) {
    it(tool, async () => {
      const random = new Random(20261122);
      const config = { convention: tool, rules: { 'missing-down': 'info' } };
      const root = tree({ 'migrations/': '', 'strata.json': JSON.stringify(config) });
      const project = await openProject(root);
      const reader = new MigrationReader(project);
      await reader.read();
      for (let round = 0; round < 150; round++) {
        const changed = new Set<string>();
        for (let change = 0; change <= random.below(4); change++) {
          const path = `migrations/${random.pick(names)}`;
          const absolute = join(root, path);
          const kind = random.below(8);
          const isThere = statSync(absolute, { throwIfNoEntry: false }) !== undefined;
          if (kind === 0 && path.split('/').length > 2) {
            // Of what is in it nobody tells.
            rmSync(dirname(absolute), { recursive: true, force: true });
            changed.add(dirname(path));
          } else if (kind < 3 && isThere) {
            rmSync(absolute);
            changed.add(path);
          } else {
            mkdirSync(dirname(absolute), { recursive: true });
            writeFileSync(absolute, random.pick(texts), 'latin1');
            changed.add(path);
          }
        }
        const known = await reader.read(changed);
        const anew = await new MigrationReader(project).read();
        assert.deepEqual(known, anew, `round ${round}`);
        assert.equal(await reader.read(), known);

        const open = readdirSync(join(root, 'migrations'), { recursive: true })
          .map((name) => `migrations/${String(name)}`)
          .filter((path) => statSync(join(root, path)).isFile());
        if (open.length === 0) continue;
        const path = random.pick(open);
        const before = readFileSync(join(root, path));
        const typed = Buffer.from(random.pick(texts), 'latin1');
        const overlaid = reader.overlay(new Map([[path, typed]]));
        writeFileSync(join(root, path), typed);
        assert.deepEqual(overlaid, await new MigrationReader(project).read(), `typed ${round}`);
        writeFileSync(join(root, path), before);
        assert.equal(await reader.read(), known);
      }
    });
  }
});
