import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ContentStore, forgetAll, type Content } from '../../../src/project/content-store.ts';
import { stateFolder } from '../../../src/project/state-folder.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PROJECT = '/home/ann/shop';
const DAY = 24 * 60 * 60;

function contents(count: number, from = 0): readonly Content[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `sqlx ${from + index}`,
    text: `SELECT ${from + index};\n`,
  }));
}

function filesIn(root: string): readonly string[] {
  return readdirSync(root).flatMap((project) =>
    readdirSync(join(root, project))
      .filter((name) => !name.startsWith('.'))
      .map((name) => join(root, project, name)),
  );
}

/** Twenty texts in one file, of which the last has lost its end. */
async function damagedAmongOthers(): Promise<{ root: string; file: string; store: ContentStore }> {
  const root = temporaryFolder('store');
  await new ContentStore(root, PROJECT).keep(contents(20));
  const [file = ''] = filesIn(root);
  writeFileSync(file, readFileSync(file).subarray(0, -2));
  return { root, file, store: new ContentStore(root, PROJECT) };
}

describe('a store of texts', () => {
  it('has what was kept, of its own project', async () => {
    const root = temporaryFolder('store');
    await new ContentStore(root, PROJECT).keep(contents(3));
    const store = new ContentStore(root, PROJECT);
    assert.equal(await store.find('sqlx 2'), 'SELECT 2;\n');
    assert.equal(await store.find('sqlx 3'), null);
    assert.equal(await new ContentStore(root, '/home/ann/other').find('sqlx 2'), null);
    assert.deepEqual(
      filesIn(root)
        .map((path) => readFileSync(path, 'utf8'))
        .sort(),
      contents(3).map(({ text }) => text),
    );
  });

  it('passes over what it knows without a look at the disk', async () => {
    const root = temporaryFolder('store');
    const store = new ContentStore(root, PROJECT);
    await store.keep(contents(1000));
    rmSync(root, { recursive: true });
    await store.keep(contents(1000));
    assert.equal(existsSync(root), false);
  });

  it('leaves what does not fit into its time for the next time', async () => {
    const root = temporaryFolder('store');
    await new ContentStore(root, PROJECT).keep(contents(3), 0);
    assert.deepEqual(filesIn(root), []);
    await new ContentStore(root, PROJECT).keep(contents(3));
    assert.equal(filesIn(root).length, 3);
  });

  it('is filled by several processes at once', async () => {
    const root = temporaryFolder('store');
    const module = join(import.meta.dirname, '../../../src/project/content-store.ts');
    const script = `
      const { ContentStore } = await import(${JSON.stringify(module)});
      const contents = Array.from({ length: 300 }, (_, index) => ({
        key: 'sqlx ' + index, text: 'SELECT ' + index + ';\\n' }));
      await new ContentStore(${JSON.stringify(root)}, ${JSON.stringify(PROJECT)}).keep(contents);`;
    const codes = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const parameters = ['--input-type=module', '-e', script];
        const child = spawn(process.execPath, parameters, { stdio: 'inherit' });
        await once(child, 'exit');
        return child.exitCode;
      }),
    );
    assert.deepEqual(codes, [0, 0, 0, 0]);
    assert.equal(filesIn(root).length, 1, 'nothing is twice there, and nothing half');
    const store = new ContentStore(root, PROJECT);
    for (const { key, text } of contents(300)) assert.equal(await store.find(key), text);
  });

  it('has many texts in one file, and a few in a file each', async () => {
    const root = temporaryFolder('store');
    const texts = Array.from({ length: 2_500 }, (_, index) => ({
      key: `sqlx ${index}`,
      text: 'ä'.repeat(index % 7),
    }));
    await new ContentStore(root, PROJECT).keep(texts);
    assert.equal(filesIn(root).length, 3);
    const later = new ContentStore(root, PROJECT);
    await later.keep([...texts, ...contents(2, 3_000)]);
    assert.equal(filesIn(root).length, 5);
    const store = new ContentStore(root, PROJECT);
    for (const { key, text } of [...texts, ...contents(2, 3_000)]) {
      assert.equal(await store.find(key), text);
    }
  });

  it('begins another file where texts are long', async () => {
    const root = temporaryFolder('store');
    const texts = Array.from({ length: 33 }, (_, index) => ({
      key: `sqlx ${index}`,
      text: String(index).padEnd(400_000),
    }));
    await new ContentStore(root, PROJECT).keep(texts);
    assert.equal(filesIn(root).length, 3);
    const store = new ContentStore(root, PROJECT);
    for (const { key, text } of texts) assert.equal(await store.find(key), text);
  });

  it('finds what others have kept since it looked', async () => {
    const root = temporaryFolder('store');
    const store = new ContentStore(root, PROJECT);
    await store.keep(contents(1));
    assert.equal(await store.find('sqlx 20'), null);
    await new ContentStore(root, PROJECT).keep(contents(20, 10));
    assert.equal(await store.find('sqlx 20'), 'SELECT 20;\n');
  });

  it('passes over a damaged file, and keeps its texts again', async () => {
    const root = temporaryFolder('store');
    await new ContentStore(root, PROJECT).keep(contents(20));
    const [file = ''] = filesIn(root);
    const whole = readFileSync(file);
    for (const damaged of [
      Buffer.alloc(0),
      whole.subarray(0, 100),
      Buffer.alloc(whole.length),
      Buffer.concat([Buffer.alloc(4, 0xff), whole.subarray(4)]),
      Buffer.from(whole.toString('latin1').replace(',10]', ',20]'), 'latin1'),
    ]) {
      writeFileSync(file, damaged);
      assert.equal(await new ContentStore(root, PROJECT).find('sqlx 7'), null);
      await new ContentStore(root, PROJECT).keep(contents(20));
      assert.deepEqual(readFileSync(file), whole);
    }
  });

  it('keeps a text again that was damaged among others', async () => {
    const { root, store } = await damagedAmongOthers();
    assert.equal(await store.find('sqlx 19'), 'SELECT 19');
    await store.forget('sqlx 19');
    assert.equal(await store.find('sqlx 19'), null);
    await store.keep(contents(20));
    const after = new ContentStore(root, PROJECT);
    for (const { key, text } of contents(20)) assert.equal(await after.find(key), text);
  });

  it('has a text that was kept again, whatever it comes upon first', async () => {
    const { root, file, store } = await damagedAmongOthers();
    assert.equal(await store.find('sqlx 19'), 'SELECT 19');
    await store.forget('sqlx 19');
    await store.keep(contents(20));
    renameSync(file, `${root}.pack`);
    const later = new ContentStore(root, PROJECT);
    assert.equal(await later.find('sqlx 19'), 'SELECT 19;\n');
    renameSync(`${root}.pack`, file);
    assert.equal(await later.find('sqlx 0'), 'SELECT 0;\n');
    assert.equal(await later.find('sqlx 19'), 'SELECT 19;\n');
  });

  it('leaves what another has kept again where it forgets what was damaged', async () => {
    const { root, store } = await damagedAmongOthers();
    assert.equal(await store.find('sqlx 19'), 'SELECT 19');
    const other = new ContentStore(root, PROJECT);
    assert.equal(await other.find('sqlx 19'), 'SELECT 19');
    await other.forget('sqlx 19');
    await other.keep(contents(20));
    await store.forget('sqlx 19');
    assert.equal(await store.find('sqlx 19'), 'SELECT 19;\n');
  });

  it('goes on where another was faster', async () => {
    const root = temporaryFolder('store');
    const store = new ContentStore(root, PROJECT);
    await store.keep(contents(1));
    await new ContentStore(root, PROJECT).keep(contents(1, 1));
    await store.keep(contents(2, 1));
    assert.equal(await store.find('sqlx 2'), 'SELECT 2;\n');
  });

  it('forgets a text, and keeps it again', async () => {
    const root = temporaryFolder('store');
    const store = new ContentStore(root, PROJECT);
    await store.keep(contents(1));
    await store.forget('sqlx 0');
    assert.equal(await store.find('sqlx 0'), null);
    await store.keep(contents(1));
    assert.equal(await store.find('sqlx 0'), 'SELECT 0;\n');
    await forgetAll(root);
    assert.equal(existsSync(root), false);
  });

  it('drops projects that nobody has looked at for half a year', async () => {
    const root = temporaryFolder('store');
    for (const project of ['/a', '/b']) await new ContentStore(root, project).keep(contents(1));
    const now = Date.now() / 1000;
    const [old = '', young = ''] = readdirSync(root);
    assert.ok(old !== '' && young !== '');
    utimesSync(join(root, old), now, now - 181 * DAY);
    utimesSync(join(root, young), now, now - 179 * DAY);
    await new ContentStore(root, PROJECT).keep(contents(1));
    const left = readdirSync(root);
    assert.deepEqual([left.includes(old), left.includes(young), left.length], [false, true, 2]);
  });

  it('stays within its size by dropping what is oldest, and what others left unfinished', async () => {
    const root = temporaryFolder('store');
    await new ContentStore(root, PROJECT).keep(contents(2));
    const [folder = ''] = readdirSync(root).map((name) => join(root, name));
    const now = Date.now() / 1000;
    const big = ['a', 'b', 'c'].map((name, age) => {
      const path = join(folder, name);
      writeFileSync(path, Buffer.alloc(30 * 1024 * 1024));
      utimesSync(path, now, now - age * DAY - DAY);
      return path;
    });
    await new ContentStore(root, PROJECT).keep(contents(1, 5));
    assert.equal(filesIn(root).length, 6, 'it was tidied a moment ago');
    utimesSync(join(folder, '.tidied'), now, now - 2 * DAY);
    await new ContentStore(root, PROJECT).keep(contents(1, 6));
    assert.deepEqual(
      big.map((path) => existsSync(path)),
      [true, true, false],
    );
    assert.equal(filesIn(root).length, 6);
  });

  it('keeps nothing that is too long', async () => {
    const root = temporaryFolder('store');
    const long = { key: 'sqlx long', text: 'x'.repeat(8 * 1024 * 1024 + 1) };
    await new ContentStore(root, PROJECT).keep([long, ...contents(1)]);
    assert.equal(filesIn(root).length, 1);
  });

  it('is nobody’s trouble where it cannot write', async (test) => {
    const blocked = join(temporaryFolder('store'), 'file');
    writeFileSync(blocked, '');
    const store = new ContentStore(blocked, PROJECT);
    await store.keep(contents(2));
    assert.equal(await store.find('sqlx 0'), null);
    await store.forget('sqlx 0');

    const full = smallDisk(64 * 1024);
    if (full === null) {
      test.diagnostic('no disk could be mounted');
      return;
    }
    const root = join(full, 'store');
    const big = Array.from({ length: 40 }, (_, index) => ({
      key: `sqlx ${index}`,
      text: String(index).repeat(5000),
    }));
    await new ContentStore(root, PROJECT).keep(big);
    assert.deepEqual(filesIn(root), []);
    // Of those that have a file each, as many as find room.
    for (let from = 0; from < big.length; from += 5) {
      const tight = new ContentStore(root, PROJECT);
      await tight.keep(big.slice(from, from + 5));
      await tight.keep(big.slice(from, from + 5));
    }
    const files = filesIn(root);
    assert.ok(files.length > 0 && files.length < big.length, `${files.length} files`);
    const later = new ContentStore(root, PROJECT);
    for (const [index, { key, text }] of big.entries()) {
      const found = await later.find(key);
      assert.ok(found === null || found === text, `${index} is there whole, or not at all`);
    }
  });

  it('is for its user alone', async () => {
    if (process.platform === 'win32') return;
    const root = join(temporaryFolder('store'), 'below');
    await new ContentStore(root, PROJECT).keep(contents(1));
    const [file = ''] = filesIn(root);
    const modes = [file, join(file, '..'), root].map((path) => statSync(path).mode & 0o777);
    assert.deepEqual(modes, [0o600, 0o700, 0o700]);
  });
});

describe('the state folder', () => {
  it('is where each system has it, for this user', () => {
    const home = '/home/ann';
    assert.equal(stateFolder({}, 'linux', home), '/home/ann/.local/state/strata');
    assert.equal(stateFolder({ XDG_STATE_HOME: '/x' }, 'linux', home), '/x/strata');
    assert.equal(stateFolder({}, 'darwin', home), '/home/ann/Library/Application Support/Strata');
    assert.equal(stateFolder({ LOCALAPPDATA: '/l' }, 'win32', home), '/l/Strata');
    assert.equal(stateFolder({}, 'win32', home), '/home/ann/AppData/Local/Strata');
  });
});
