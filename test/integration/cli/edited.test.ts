import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { GitRepository } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertExit, engines, serveCommands, Shop, type Variables } from './harness.ts';

serveCommands();

/** What Strata keeps goes into a folder of the test's own. */
function kept(): Variables & { readonly XDG_STATE_HOME: string } {
  return { STRATA_KEEP_APPLIED_TEXTS: 'on', XDG_STATE_HOME: temporaryFolder('state') };
}

interface Tool {
  readonly convention: string;
  readonly path: string;
  /** The file that holds this up script. */
  readonly file: (up: string) => string;
}

const TOOLS: readonly Tool[] = [
  { convention: 'sqlx', path: 'migrations/1_users.sql', file: (up) => up },
  {
    convention: 'sections',
    path: 'migrations/20250120000001_users.sql',
    file: (up) => `-- UP\n${up}\n-- DOWN\nDROP TABLE users;\n`,
  },
  { convention: 'versioned-folders', path: 'migrations/V001__users/up.sql', file: (up) => up },
];

const APPLIED =
  '-- Who buys.\nCREATE TABLE users (id integer);\nCREATE TABLE carts (id integer);\n';
const COMMENTED =
  '-- Who pays.\nCREATE TABLE users ( id integer ) ;\nCREATE TABLE carts (id integer);\n';
const CHANGED =
  '-- Who buys.\nCREATE TABLE users (id bigint);\nCREATE INDEX by_id ON users (id);\n';

async function applied({ convention, path, file }: Tool, env: Variables): Promise<Shop> {
  const bench = await engines.sqlite();
  const shop = new Shop(
    {
      [path]: file(APPLIED),
      'strata.json': JSON.stringify({ convention }),
      ...(convention === 'versioned-folders' && {
        'migrations/V001__users/down.sql': 'SELECT 1;\n',
      }),
    },
    { DATABASE_URL: bench.url, ...env },
  );
  assertExit(await shop.strata('up'), 0);
  return shop;
}

async function only(shop: Shop) {
  const { migrations } = await shop.json('status');
  return migrations?.[0] ?? assert.fail('no migration');
}

for (const tool of TOOLS) {
  describe(`an edited file of ${tool.convention}`, () => {
    it('is told by what was edited, and restored to the byte', async () => {
      const shop = await applied(tool, kept());
      const told: unknown[] = [];
      for (const up of [COMMENTED, CHANGED]) {
        shop.write(tool.path, tool.file(up));
        const { difference, statements } = await only(shop);
        told.push([difference, statements?.map(({ change, line }) => `${change} ${line}`)]);
      }
      const shift = tool.convention === 'sections' ? 1 : 0;
      assert.deepEqual(told, [
        ['comments', []],
        ['content', [`changed ${2 + shift}`, `added ${3 + shift}`, 'removed null']],
      ]);
      const { problems } = await shop.json('validate');
      const [problem] = problems ?? [];
      assert.deepEqual([problem?.code, problem?.line], ['modified', 2 + shift]);
      assert.match(
        problem?.message ?? '',
        /: 1 statement changed, 1 statement added, 1 statement removed\. Restore it /,
      );

      const dry = await shop.strata('repair', '--restore', '--dry-run');
      assertExit(dry, 0);
      assert.match(dry.stdout, /^ {6}\+CREATE INDEX by_id ON users \(id\);$/m);
      assert.equal(readFileSync(shop.path(tool.path), 'utf8'), tool.file(CHANGED));
      const restored = await shop.json('repair', '--restore');
      assert.deepEqual(
        [restored.exit, restored.changed, restored.restored.map(({ path }) => path)],
        [0, true, [tool.path]],
      );
      assert.equal(readFileSync(shop.path(tool.path), 'utf8'), tool.file(APPLIED));
      assert.equal((await only(shop)).state, 'applied');
    });

    it('keeps what else stands in it', async () => {
      if (tool.convention !== 'sections') return;
      const shop = await applied(tool, kept());
      const down = '\n-- DOWN\nDROP TABLE carts;\nDROP TABLE users;\n';
      shop.write(tool.path, `-- UP\n${CHANGED}${down}`);
      assertExit(await shop.strata('repair', '--restore'), 0);
      assert.equal(readFileSync(shop.path(tool.path), 'utf8'), `-- UP\n${APPLIED.trim()}\n${down}`);
    });
  });
}

describe('an edited file', () => {
  const [sqlx] = TOOLS as readonly [Tool, ...Tool[]];

  it('in another encoding is told so, and is restored', async () => {
    const text = 'CREATE TABLE users (größe integer);\n';
    const bench = await engines.sqlite();
    const shop = new Shop({ [sqlx.path]: text }, { DATABASE_URL: bench.url, ...kept() });
    assertExit(await shop.strata('up'), 0);
    for (const bytes of [
      Buffer.from(text, 'latin1'),
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
      Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
    ]) {
      shop.write(sqlx.path, bytes);
      assert.equal((await only(shop)).difference, 'encoding');
      assertExit(await shop.strata('repair', '1', '--restore'), 0);
      assert.equal(readFileSync(shop.path(sqlx.path), 'utf8'), text);
    }
  });

  it('in which no marker can be read tells so, whosever it is taken for', async () => {
    const { path, file } = TOOLS[1] ?? assert.fail('no sections');
    const bench = await engines.sqlite();
    const shop = new Shop({ [path]: file(APPLIED) }, { DATABASE_URL: bench.url, ...kept() });
    assertExit(await shop.strata('up'), 0);
    shop.write(path, Buffer.from(`\uFEFF${file(APPLIED)}`, 'utf16le'));
    const { exit, error, changed } = await shop.json('repair', '--restore');
    assert.deepEqual([exit, error?.code, changed], [1, 'refused', false]);
    assert.match(error?.message ?? '', /users\.sql is not UTF-8 but UTF-16, and sqlx/);
    assertExit(await shop.strata('repair', '--restore', '--convention', 'sections'), 0);
    assert.equal(readFileSync(shop.path(path), 'utf8'), file(APPLIED));
  });

  it('is found in git with the line endings that git took from it', async () => {
    const bench = await engines.sqlite();
    const crlf = APPLIED.replaceAll('\n', '\r\n');
    const shop = new Shop({ [sqlx.path]: crlf }, { DATABASE_URL: bench.url });
    const repository = new GitRepository(shop.folder);
    repository.git('config', 'core.autocrlf', 'true');
    repository.commit('begin');
    assert.equal(repository.git('show', `HEAD:${sqlx.path}`).includes('\r'), false);
    assertExit(await shop.strata('up'), 0);
    shop.write(sqlx.path, CHANGED.replaceAll('\n', '\r\n'));
    assert.equal((await only(shop)).difference, 'content');
    assertExit(await shop.strata('repair', '1', '--restore'), 0);
    assert.equal(readFileSync(shop.path(sqlx.path), 'utf8'), crlf);
  });

  it('with other line endings gets those back that it had', async () => {
    const shop = await applied(sqlx, {});
    shop.write(sqlx.path, APPLIED.replaceAll('\n', '\r\n'));
    assert.equal((await only(shop)).difference, 'line-endings');
    assertExit(await shop.strata('repair', '--restore'), 0);
    assert.equal(readFileSync(shop.path(sqlx.path), 'utf8'), APPLIED);
  });

  it('that says otherwise whether it has a transaction is more than a comment', async () => {
    const shop = await applied(sqlx, kept());
    shop.write(sqlx.path, `-- no-transaction\n${APPLIED}`);
    assert.equal((await only(shop)).difference, 'content');
  });

  it('cannot be restored where nobody has what was applied, nor one that nobody edited', async () => {
    const shop = await applied(sqlx, {});
    const unedited = await shop.json('repair', '1', '--restore');
    assert.match(unedited.error?.message ?? '', /no edited one: there is nothing to restore/);
    shop.write(sqlx.path, CHANGED);
    assert.equal((await only(shop)).statements, null);
    const unknown = await shop.json('repair', '1', '--restore');
    assert.deepEqual([unknown.exit, unknown.error?.code], [1, 'refused']);
    assert.match(unknown.error?.message ?? '', /neither Strata nor git has that text/);
    const all = await shop.strata('repair', '--restore');
    assertExit(all, 1);
    assert.match(all.stderr, /What was applied as migration 1 is not known: neither/);
    assert.doesNotMatch(all.stdout, /nothing to restore/);
    assert.equal(readFileSync(shop.path(sqlx.path), 'utf8'), CHANGED);
  });
});

describe('what Strata keeps', () => {
  const [sqlx] = TOOLS as readonly [Tool, ...Tool[]];

  /** Paths below the state folder. */
  const files = (folder: string): readonly string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ parentPath, name }) => join(parentPath, name));

  it('is what was applied and what a status finds as it was applied, for its user alone', async () => {
    const env = kept();
    const shop = await applied(sqlx, env);
    const [file, ...others] = files(env.XDG_STATE_HOME);
    assert.ok(file);
    assert.deepEqual(others, []);
    assert.equal(readFileSync(file, 'utf8'), APPLIED);
    if (process.platform !== 'win32') {
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.equal(statSync(join(file, '..')).mode & 0o777, 0o700);
    }
    rmSync(file);
    await shop.strata('status');
    assert.deepEqual(files(env.XDG_STATE_HOME), [file]);
  });

  it('is nothing where that is said', async () => {
    const env = { ...kept(), STRATA_KEEP_APPLIED_TEXTS: 'off' };
    await applied(sqlx, env);
    assert.deepEqual(files(env.XDG_STATE_HOME), []);
  });

  it('is not believed when it is not what was recorded', async () => {
    const env = kept();
    const shop = await applied(sqlx, env);
    const [file = ''] = files(env.XDG_STATE_HOME);
    writeFileSync(file, `${APPLIED}-- Not what was applied.\n`);
    shop.write(sqlx.path, CHANGED);
    assert.equal((await only(shop)).statements, null);
    assert.deepEqual(files(env.XDG_STATE_HOME), []);
  });

  it('never keeps anything from being applied', async () => {
    const blocked = join(temporaryFolder('blocked'), 'file');
    writeFileSync(blocked, '');
    const shop = await applied(sqlx, { ...kept(), XDG_STATE_HOME: blocked });
    assert.equal((await only(shop)).state, 'applied');
  });
});
