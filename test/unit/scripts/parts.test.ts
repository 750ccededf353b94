import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { build, type Metafile, type Plugin } from 'esbuild';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = join(import.meta.dirname, '../../..');
const { atOnceInOneFile, partsToCommonJs } = (await import(join(root, 'scripts/parts.mjs'))) as {
  readonly atOnceInOneFile: () => Plugin;
  readonly partsToCommonJs: Plugin;
};

const SOURCES = {
  'entry.js': `
    import * as vscode from 'vscode';
    import { counted } from './inner/counted.js';
    import { told } from './told.js';
    export const atOnce = [told, counted(), vscode.version];
    export const later = () => import('./inner/later.js');
    export const latest = () => import('./latest.js');`,
  'told.js': `
    import * as vscode from 'vscode';
    export const told = vscode.language;`,
  'inner/counted.js': 'let count = 0; export const counted = () => ++count;',
  'inner/later.js': `
    import * as vscode from 'vscode';
    import { counted } from './counted.js';
    export const found = [counted(), vscode.version];`,
  'latest.js': `
    import { counted } from './inner/counted.js';
    export const found = counted();`,
};

interface Entry {
  readonly atOnce: readonly unknown[];
  readonly later: () => Promise<{ readonly found: unknown }>;
  readonly latest: () => Promise<{ readonly found: unknown }>;
}

async function built(sources: Readonly<Record<string, string>>, minify: boolean) {
  const folder = temporaryFolder('parts');
  mkdirSync(join(folder, 'inner'));
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
  const outdir = join(folder, 'dist');
  const { metafile } = await build({
    ...{ absWorkingDir: folder, entryPoints: { entry: 'entry.js' }, outdir, minify },
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', metafile: true },
    ...{ external: ['vscode'], plugins: [atOnceInOneFile(), partsToCommonJs], logLevel: 'silent' },
  });
  const editor = join(outdir, 'node_modules/vscode');
  mkdirSync(editor, { recursive: true });
  writeFileSync(join(editor, 'index.js'), "module.exports = { version: '1', language: 'en' };");
  const load = createRequire(join(outdir, 'any.js'));
  return { metafile, folder, entry: () => load('./entry.js') as Entry };
}

describe('the extension in parts', () => {
  for (const minify of [false, true]) {
    it(`has one of each file, wherever it is imported${minify ? ', when minified' : ''}`, async () => {
      const { entry } = await built(SOURCES, minify);
      const { atOnce, later, latest } = entry();
      assert.deepEqual(atOnce, ['en', 1, '1']);
      assert.deepEqual((await later()).found, [2, '1']);
      assert.deepEqual((await latest()).found, 3);
    });
  }

  it('has all that the entry needs in one file', async () => {
    const { metafile } = await built(SOURCES, true);
    assert.deepEqual(holding(metafile, 'told.js'), holding(metafile, 'inner/counted.js'));
    assert.deepEqual(holding(metafile, 'told.js'), holding(metafile, 'entry.js'));
  });

  it('asks for the editor once in each, and copies none of its names', async () => {
    const { metafile, folder } = await built(SOURCES, true);
    const [path = ''] = holding(metafile, 'told.js');
    const text = readFileSync(join(folder, path), 'utf8');
    assert.equal(text.match(/require\("vscode"\)/g)?.length, 1);
    assert.match(text, /=require\("vscode"\)/);
  });

  it('has each name once, looked up where it stands', async () => {
    const { metafile, folder } = await built(SOURCES, true);
    for (const path of Object.keys(metafile.outputs)) {
      const [, exported] =
        /module\.exports=(.*?);/.exec(readFileSync(join(folder, path), 'utf8')) ?? [];
      assert.match(exported ?? '', /^Object\.defineProperty\([\w$]+,"__esModule"/, path);
    }
  });

  it('is not built where a source imports the editor in another way', async () => {
    const sources = { ...SOURCES, 'told.js': "export { language as told } from 'vscode';" };
    await assert.rejects(built(sources, true), /imports the editor in some new way/);
  });
});

/** The files that a source ended up in. */
function holding({ outputs }: Metafile, source: string): readonly string[] {
  return Object.keys(outputs).filter((path) => source in (outputs[path]?.inputs ?? {}));
}
